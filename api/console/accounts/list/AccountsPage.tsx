import type { TenantSummary } from '../../../../src/accounts/loadConsole.js';
import type { Session } from '../../../../src/auth/sessions/session.js';
import { dateFormat } from '../../../../src/core/values/formatters.js';
import type { Instant } from '../../../../src/core/values/zone.js';
import type { ListedAccount } from '../../../../src/store/accounts/accountList.js';
import type { BreakerView } from '../../../../src/suspension/loadBreaker.js';
import { formatMoney } from '../../../web/charts/format.js';
import type { PageContent } from '../../../web/page.js';
import { Field, Select } from '../../../web/parts/forms.js';
import { Empty, Head } from '../../../web/parts/parts.js';
import { BreakerBanner } from '../../home/pages/BreakerPage.js';
import { AccountRow } from './AccountRow.js';
import { counting, formatMonth, plural } from './format.js';

/** The list's filters, as in the address. */
export interface ListQuery {
  readonly q?: string | undefined;
  readonly state?: string | undefined;
  readonly show?: string | undefined;
  readonly currency?: string | undefined;
  readonly after?: string | undefined;
}

interface AccountsProps {
  readonly session: Session;
  readonly now: Instant;
  readonly query: ListQuery;
  readonly summary: readonly TenantSummary[];
  readonly breaker: BreakerView | null;
  readonly accounts: readonly ListedAccount[];
  /** The cursor of the next page, if there is one. */
  readonly more: string | undefined;
}

/** All accounts of a site, the most urgent first, below the tenant's totals. */
export function accountsPage(props: AccountsProps): PageContent {
  const { session, now, summary, accounts, query, more } = props;
  const base = `/sites/${session.site.slug}/console/`;
  const mayOpen = session.permissions.has('accounts.write');
  const hasNone = summary.length === 0;
  const body = (
    <>
      <BreakerBanner breaker={props.breaker} base={base} />
      <Head title={headline(summary)} lead={hasNone ? undefined : lead(summary, now)} />
      {hasNone ? (
        <FirstAccount base={base} mayOpen={mayOpen} />
      ) : (
        <>
          {summary.slice(0, 6).map((row) => (
            <Figures row={row} now={now} named={summary.length > 1} />
          ))}
          <Filters base={base} query={query} summary={summary} mayOpen={mayOpen} />
          {accounts.length === 0 ? (
            <Empty>
              <p>
                No matching accounts. <a href={base}>Clear filters</a>
              </p>
            </Empty>
          ) : (
            <AccountTable {...props} base={base} />
          )}
          {more !== undefined && (
            <p class="more">
              <a href={`${base}?${searchOf({ ...query, after: more })}`}>Next page</a>
            </p>
          )}
        </>
      )}
    </>
  );
  return { title: 'Clients', body };
}

/** The page answers which accounts need attention today. */
export function headline(summary: readonly TenantSummary[]): string {
  if (summary.length === 0) return 'No accounts yet';
  const suspended = summary.reduce((sum, row) => sum + row.suspended, 0);
  const atRisk = summary.reduce((sum, row) => sum + row.atRisk, 0);
  const closed = `${clients(suspended)} suspended`;
  const near = suspended > 0 ? `${counting(atRisk)} more ${isOrAre(atRisk)}` : clients(atRisk);
  const parts = [suspended > 0 && closed, atRisk > 0 && `${near} running out this week`];
  const whole = parts.filter((part) => part !== false).join(', ');
  if (whole === '') return 'No client is running out this week';
  return whole.charAt(0).toUpperCase() + whole.slice(1);
}

function clients(count: number): string {
  return `${counting(count)} client${count === 1 ? '' : 's'} ${isOrAre(count)}`;
}

function isOrAre(count: number): string {
  return count === 1 ? 'is' : 'are';
}

function lead(summary: readonly TenantSummary[], now: Instant): string {
  const open = summary.reduce((sum, row) => sum + row.open, 0);
  const day = dateFormat('en-GB', { dateStyle: 'full', timeZone: 'UTC' }).format(now);
  return `${day}. ${plural(open, 'open account')}.`;
}

function Figures({
  row,
  now,
  named,
}: {
  readonly row: TenantSummary;
  readonly now: Instant;
  readonly named: boolean;
}) {
  const { currency, owed, held, atRisk, suspended, usageThisMonth } = row;
  const month = formatMonth(new Date(now).toISOString(), false);
  const label = (words: string): string => (named ? `${words}, ${currency}` : `${words} ${currency}`);
  return (
    <dl class="figures">
      <div>
        <dt>{label('Owed to you')}</dt>
        <dd>{formatMoney(owed, currency)}</dd>
      </div>
      <div>
        <dt>{label('Client credit')}</dt>
        <dd>{formatMoney(held, currency)}</dd>
      </div>
      <div>
        <dt>At risk in 7 days</dt>
        <dd class={atRisk > 0 ? 'toned warning' : undefined}>{plural(atRisk, 'account')}</dd>
      </div>
      <div>
        <dt>Suspended now</dt>
        <dd class={suspended > 0 ? 'toned bad' : undefined}>{plural(suspended, 'account')}</dd>
      </div>
      <div>
        <dt>{label(`Usage in ${month}`)}</dt>
        <dd>
          {formatMoney(usageThisMonth, currency)} <LastMonth row={row} now={now} />
        </dd>
      </div>
    </dl>
  );
}

/** All of the last month, beside this month so far: its days differ, so no percentage would be true. */
function LastMonth({
  row: { usageLastMonth, currency },
  now,
}: {
  readonly row: TenantSummary;
  readonly now: Instant;
}) {
  const last = new Date(now);
  last.setUTCDate(0);
  const month = formatMonth(last.toISOString(), false);
  return (
    <span class="quiet small">
      {usageLastMonth <= 0n ? 'none' : formatMoney(usageLastMonth, currency)} in {month}
    </span>
  );
}

export function searchOf(query: ListQuery): string {
  const given = Object.entries(query).filter(([, value]) => value !== undefined && value !== '');
  return new URLSearchParams(given as [string, string][]).toString();
}

interface FiltersProps {
  readonly base: string;
  readonly query: ListQuery;
  readonly summary: readonly TenantSummary[];
  readonly mayOpen: boolean;
}

function Filters({ base, query, summary, mayOpen }: FiltersProps) {
  const search = searchOf({ ...query, after: undefined });
  return (
    <div class="bar">
      <form method="get" action={base} class="inline" role="search">
        <Field name="q" label="Client, site or reference" value={query.q} maxlength={100} />
        <Select name="state" label="State" value={query.state} options={STATES} />
        <Select name="show" label="Filter" value={query.show} options={SHOWS} />
        {summary.length > 1 && (
          <Select
            name="currency"
            label="Currency"
            value={query.currency}
            options={[
              { value: '', label: 'all' },
              ...summary.map(({ currency }) => ({ value: currency, label: currency })),
            ]}
          />
        )}
        <button type="submit">Search</button>
      </form>
      <div class="actions">
        <a class="button" href={`${base}months`}>
          Months
        </a>
        <a class="button" href={`${base}csv${search === '' ? '' : `?${search}`}`}>
          CSV
        </a>
        {mayOpen && (
          <>
            <a class="button" href={`${base}import`}>
              Import
            </a>
            <a class="button first" href={`${base}accounts/new`}>
              New client
            </a>
          </>
        )}
      </div>
    </div>
  );
}

const STATES = [
  { value: '', label: 'open' },
  { value: 'active', label: 'active' },
  { value: 'suspended', label: 'suspended' },
  { value: 'closed', label: 'closed' },
];

const SHOWS = [
  { value: '', label: 'all' },
  { value: 'risk', label: 'at risk in 7 days' },
  { value: 'warned', label: 'warned' },
  { value: 'held', label: 'on hold' },
  { value: 'undeliverable', label: 'emails undeliverable' },
];

function AccountTable({ accounts, summary, now, session, base }: AccountsProps & { readonly base: string }) {
  const [only] = summary;
  const named = summary.length > 1;
  const sign = named || only === undefined ? '' : ` ${only.currency}`;
  return (
    <table class="cards accounts">
      <thead>
        <tr>
          <th scope="col">Client</th>
          <th scope="col">Runway</th>
          <th scope="col">Limit date</th>
          <th scope="col" class="amount">
            Balance{sign}
          </th>
          <th scope="col" class="amount">
            Not yet charged{sign}
          </th>
          <th scope="col" class="amount">
            Per day{sign}
          </th>
          <th scope="col">Last payment</th>
          <th scope="col" class="does">
            <span class="hidden">Actions</span>
          </th>
        </tr>
      </thead>
      <tbody>
        {accounts.map((account) => (
          <AccountRow
            account={account}
            now={now}
            base={base}
            named={named}
            mayPay={session.permissions.has('payments.write')}
          />
        ))}
      </tbody>
    </table>
  );
}

function FirstAccount({ base, mayOpen }: { readonly base: string; readonly mayOpen: boolean }) {
  return (
    <Empty>
      <p>
        An account bills one client for one or more sites, by the plans you choose. This page shows whose
        credit is running out, and when.
      </p>
      {mayOpen && (
        <p>
          <a class="button first" href={`${base}accounts/new`}>
            Open the first account
          </a>{' '}
          <a class="button" href={`${base}import`}>
            Import clients
          </a>
        </p>
      )}
    </Empty>
  );
}
