import type { Session } from '../../../../src/auth/sessions/session.js';
import type { PlanHolder, VersionUse } from '../../../../src/store/plans/planUse.js';
import type { PlanVersion } from '../../../../src/store/plans/plans.js';
import type { Task } from '../../../../src/store/tasks/tasks.js';
import type { PageContent } from '../../../web/page.js';
import { counted, Empty, Head, When } from '../../../web/parts/parts.js';
import { formatDate, formatMajor } from '../../accounts/list/format.js';
import { TaskList } from '../../tasks/pages/TaskPage.js';
import type { MeterChoice } from '../planDraft.js';
import { formatPlan } from '../formatPlan.js';
import type { PriceTable } from '../priceTable.js';
import { accountsOn } from './PlansPage.js';
import { PriceCurves } from './PreviewPart.js';

interface PlanProps {
  readonly session: Session;
  readonly latest: PlanVersion;
  readonly versions: readonly PlanVersion[];
  readonly use: readonly VersionUse[];
  readonly holders: readonly PlanHolder[];
  readonly more: string | undefined;
  readonly meters: readonly MeterChoice[];
  readonly tables: readonly PriceTable[];
  readonly tasks: readonly Task[];
  readonly backtests: readonly Task[];
}

/** One plan: its price, its versions, and the accounts on each. */
export function planPage(props: PlanProps): PageContent {
  const { session, latest, use, meters, tables } = props;
  const base = `/sites/${session.site.slug}/console/plans`;
  const path = `${base}/${latest.planId}`;
  const accounts = accountsOn(use, latest.planId);
  const older = use.filter(({ version }) => version !== latest.version);
  const behind = older.reduce((sum, each) => sum + each.accounts, 0);
  const body = (
    <>
      <Head
        title={`${latest.name}: ${accounts === 0 ? 'no accounts' : counted(accounts, 'account', 'accounts')}`}
        lead={`${formatPlan(latest.terms, meters, latest.currency)}. In ${latest.currency}, version ${latest.version}.`}
        up={{ href: base, label: 'Plans' }}
      />
      {session.permissions.has('plans.write') && (
        <div class="actions">
          <a class="button first" href={`${path}/version`}>
            New version
          </a>
          {behind > 0 && (
            <a class="button" href={`${path}/replace?with=${latest.planId}`}>
              Move all accounts to version {latest.version}
            </a>
          )}
          {accounts > 0 && (
            <a class="button" href={`${path}/replace`}>
              Replace for all accounts
            </a>
          )}
          <a class="button" href={`${path}/backtest`}>
            Compare with the last months
          </a>
          <a class="button" href={`${base}/new?from=${latest.planId}`}>
            Duplicate
          </a>
        </div>
      )}
      <Terms latest={latest} />
      {tables.length > 0 && (
        <section>
          <h2>Price by quantity</h2>
          <div class="curves">
            <PriceCurves tables={tables} meters={meters} currency={latest.currency} width={520} />
          </div>
        </section>
      )}
      <Versions {...props} />
      <Holders {...props} path={path} accounts={accounts} />
      {props.tasks.length > 0 && (
        <section>
          <h2>Replacements</h2>
          <TaskList tasks={props.tasks} slug={session.site.slug} />
        </section>
      )}
      {props.backtests.length > 0 && session.permissions.has('accounts.read') && (
        <section>
          <h2>Comparisons with the last months</h2>
          <TaskList tasks={props.backtests} slug={session.site.slug} />
        </section>
      )}
    </>
  );
  return { title: latest.name, body };
}

function Terms({ latest: { terms } }: { readonly latest: PlanVersion }) {
  const rows: [string, string | undefined][] = [
    ['Setup fee', terms.startupCharge],
    ...terms.recurring.map((line): [string, string] => [
      `${line.name ?? line.id}, ${line.timing === 'advance' ? 'in advance' : 'at the end'}`,
      line.amount,
    ]),
    ['Minimum per period', terms.minimum],
    ['Maximum per period', terms.maximum],
    ['Credit limit', terms.creditLimit],
  ];
  const said = rows.filter((row): row is [string, string] => row[1] !== undefined);
  if (said.length === 0) return null;
  return (
    <dl class="facts">
      {said.map(([label, amount]) => (
        <div>
          <dt>{label}</dt>
          <dd>
            {formatMajor(amount)} {terms.currency}
          </dd>
        </div>
      ))}
      {terms.replaceAfterDays !== undefined && (
        <div>
          <dt>Introductory</dt>
          <dd>switches to another plan after {terms.replaceAfterDays} days</dd>
        </div>
      )}
    </dl>
  );
}

function Versions({ versions, use, latest, meters }: PlanProps) {
  return (
    <section>
      <h2>Versions</h2>
      <p class="lead">A version never changes. Accounts keep their version until you move them.</p>
      <table class="cards">
        <thead>
          <tr>
            <th scope="col">Version</th>
            <th scope="col">Price</th>
            <th scope="col">Since</th>
            <th scope="col" class="amount">
              Accounts
            </th>
          </tr>
        </thead>
        <tbody>
          {versions.map(({ version, terms, createdAt }) => (
            <tr>
              <td data-label="Version">
                {version}
                {version === latest.version && <span class="sub">newest</span>}
              </td>
              <td>{formatPlan(terms, meters, latest.currency)}</td>
              <td data-label="Since">
                <When at={createdAt} />
              </td>
              <td data-label="Accounts" class="amount">
                {use.find((each) => each.version === version)?.accounts ?? 0}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}

type HolderProps = PlanProps & { readonly path: string; readonly accounts: number };

function Holders({ holders, more, path, accounts, session }: HolderProps) {
  const console = `/sites/${session.site.slug}/console`;
  return (
    <section id="holders">
      <h2>Accounts</h2>
      {accounts === 0 ? (
        <Empty>
          <p>No accounts yet. Choose this plan when you open an account, or on the page of an account.</p>
        </Empty>
      ) : (
        <table class="cards">
          <thead>
            <tr>
              <th scope="col">Account</th>
              <th scope="col">Version</th>
              <th scope="col">From</th>
              <th scope="col">Until</th>
            </tr>
          </thead>
          <tbody>
            {holders.map((holder) => (
              <tr>
                <td>
                  <a href={`${console}/accounts/${holder.accountId}`}>{holder.name}</a>
                </td>
                <td data-label="Version">{holder.version}</td>
                <td data-label="From">{formatDate(holder.fromDate)}</td>
                <td data-label="Until">
                  {holder.toDate === null ? <span class="quiet">no end</span> : formatDate(holder.toDate)}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
      {more !== undefined && (
        <p class="more">
          <a href={`${path}?after=${more}#holders`}>More accounts</a>
        </p>
      )}
    </section>
  );
}
