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
import { queryText } from '../../../web/queryText.js';
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
          <Totals base={base} summary={summary} now={now} />
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
              <a href={`${base}?${queryText({ ...query, after: more })}`}>Next page</a>
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

interface TotalsProps {
  readonly base: string;
  readonly summary: readonly TenantSummary[];
  readonly now: Instant;
}

/** Large figures for one currency; a row per currency for several, so that the clients stay in view. */
function Totals({ base, summary, now }: TotalsProps) {
  const [row] = summary;
  if (row !== undefined && summary.length === 1) return <Figures base={base} row={row} now={now} />;
  return (
    <table class="cards totals">
      <thead>
        <tr>
          <th scope="col">Currency</th>
          <th scope="col" class="amount">
            Owed to you
          </th>
          <th scope="col" class="amount">
            Client credit
          </th>
          <th scope="col" class="amount">
            At risk in 7 days
          </th>
          <th scope="col" class="amount">
            Suspended now
          </th>
          <th scope="col" class="amount">
            Usage in {monthName(now)}
          </th>
          <th scope="col" class="amount">
            {lastMonthName(now)}
          </th>
        </tr>
      </thead>
      <tbody>
        {summary.map((each) => (
          <tr>
            <td>{each.currency}</td>
            <td data-label="Owed to you" class={cellClass(each.owed === 0n)}>
              {formatMoney(each.owed, each.currency)}
            </td>
            <td data-label="Client credit" class={cellClass(each.held === 0n)}>
              {formatMoney(each.held, each.currency)}
            </td>
            <td data-label="At risk in 7 days" class={cellClass(each.atRisk === 0)}>
              <AtRisk base={base} row={each} />
            </td>
            <td data-label="Suspended now" class={cellClass(each.suspended === 0)}>
              <Suspended base={base} row={each} />
            </td>
            <td data-label={`Usage in ${monthName(now)}`} class={cellClass(each.usageThisMonth === 0n)}>
              {formatMoney(each.usageThisMonth, each.currency)}
            </td>
            <td data-label={`Usage in ${lastMonthName(now)}`} class={cellClass(each.usageLastMonth === 0n)}>
              {formatMoney(each.usageLastMonth, each.currency)}
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

/** On a phone, zeros are left out. */
function cellClass(isZero: boolean): string {
  return isZero ? 'amount none' : 'amount';
}

function monthName(now: Instant): string {
  return formatMonth(new Date(now).toISOString(), false);
}

function lastMonthName(now: Instant): string {
  const last = new Date(now);
  last.setUTCDate(0);
  return formatMonth(last.toISOString(), false);
}

interface TotalProps {
  readonly base: string;
  readonly row: TenantSummary;
}

function AtRisk({ base, row: { atRisk, currency } }: TotalProps) {
  if (atRisk === 0) return <>0</>;
  return (
    <a class="toned warning" href={`${base}?${queryText({ show: 'risk', currency })}`}>
      {plural(atRisk, 'account')}
    </a>
  );
}

function Suspended({ base, row: { suspended, currency } }: TotalProps) {
  if (suspended === 0) return <>0</>;
  return (
    <a class="toned bad" href={`${base}?${queryText({ state: 'suspended', currency })}`}>
      {plural(suspended, 'account')}
    </a>
  );
}

function Figures({ base, row, now }: TotalProps & { readonly now: Instant }) {
  const { currency, owed, held, usageThisMonth, usageLastMonth } = row;
  return (
    <dl class="figures">
      <div>
        <dt>Owed to you {currency}</dt>
        <dd>{formatMoney(owed, currency)}</dd>
      </div>
      <div>
        <dt>Client credit {currency}</dt>
        <dd>{formatMoney(held, currency)}</dd>
      </div>
      <div>
        <dt>At risk in 7 days</dt>
        <dd>
          <AtRisk base={base} row={row} />
        </dd>
      </div>
      <div>
        <dt>Suspended now</dt>
        <dd>
          <Suspended base={base} row={row} />
        </dd>
      </div>
      <div>
        <dt>
          Usage in {monthName(now)} {currency}
        </dt>
        <dd>
          {formatMoney(usageThisMonth, currency)}{' '}
          {/* All of the last month, beside this month so far: their days differ, so no percentage would be true. */}
          <span class="quiet small-inline">
            {usageLastMonth <= 0n ? 'none' : formatMoney(usageLastMonth, currency)} in {lastMonthName(now)}
          </span>
        </dd>
      </div>
    </dl>
  );
}

interface FiltersProps {
  readonly base: string;
  readonly query: ListQuery;
  readonly summary: readonly TenantSummary[];
  readonly mayOpen: boolean;
}

function Filters({ base, query, summary, mayOpen }: FiltersProps) {
  const search = queryText({ ...query, after: undefined });
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
    <table class="wide accounts">
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
