import type { TenantSummary } from '../../../../src/accounts/loadConsole.js';
import type { Session } from '../../../../src/auth/sessions/session.js';
import { dateFormat } from '../../../../src/core/values/formatters.js';
import type { Instant } from '../../../../src/core/values/zone.js';
import type { ListedAccount } from '../../../../src/store/accounts/accountList.js';
import type { ListView } from '../../../../src/store/accounts/listViews.js';
import type { BreakerView } from '../../../../src/suspension/loadBreaker.js';
import type { PageContent } from '../../../web/page.js';
import { Empty, Head } from '../../../web/parts/parts.js';
import { queryText } from '../../../web/queryText.js';
import { BreakerBanner } from '../../home/pages/BreakerPage.js';
import { AccountTable } from './AccountTable.js';
import { Filters } from './Filters.js';
import { counting, plural } from './format.js';
import type { ListQuery } from './listQuery.js';
import { Totals } from './Totals.js';
import { ColumnsAndViews, Views } from './Views.js';

interface AccountsProps {
  readonly session: Session;
  readonly now: Instant;
  readonly query: ListQuery;
  readonly summary: readonly TenantSummary[];
  readonly breaker: BreakerView | null;
  readonly accounts: readonly ListedAccount[];
  readonly plans: readonly { readonly value: string; readonly label: string }[];
  readonly views: readonly ListView[];
  /** How many accounts the filters find; one more than a bulk action may have for any larger number. */
  readonly matching: number;
  /** The cursor of the next page, if there is one. */
  readonly more: string | undefined;
}

/** The accounts of a site, below the tenant's totals. */
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
          <Views base={base} query={query} views={props.views} session={session} />
          <Filters {...props} base={base} mayOpen={mayOpen} />
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
          <ColumnsAndViews base={base} query={query} session={session} />
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
