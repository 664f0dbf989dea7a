import type { Session } from '../../../../src/auth/sessions/session.js';
import type { TenantSummary } from '../../../../src/accounts/loadConsole.js';
import type { Instant } from '../../../../src/core/values/zone.js';
import type { ListedAccount } from '../../../../src/store/accounts/accountList.js';
import type { ListSort } from '../../../../src/core/values/listOrder.js';
import { queryText } from '../../../web/queryText.js';
import { BULK_MAX } from '../../../../src/tasks/bulk/bulk.js';
import { CONSOLE_BULK_NAMES, CONSOLE_BULKS, type ConsoleBulkName } from '../bulk/bulkActions.js';
import { AccountRow } from './AccountRow.js';
import { COLUMNS } from './columns.js';
import { columnsOf, type ListQuery, orderOf, sortText, viewText } from './listQuery.js';

interface TableProps {
  readonly session: Session;
  readonly now: Instant;
  readonly base: string;
  readonly query: ListQuery;
  readonly summary: readonly TenantSummary[];
  readonly accounts: readonly ListedAccount[];
  /** How many accounts the filters find; one more than `BULK_MAX` for any larger number. */
  readonly matching: number;
}

/** The accounts of a page; each heading puts the list in the order of its column. */
export function AccountTable(props: TableProps) {
  const bulks = bulksFor(props.session);
  if (bulks.length === 0) return <Table {...props} isChoosable={false} />;
  return (
    <form method="post" class="bulk">
      <input type="hidden" name="view" value={viewText(props.query)} />
      <BulkBar {...props} bulks={bulks} />
      <Table {...props} isChoosable />
    </form>
  );
}

function bulksFor({ permissions }: Session): readonly ConsoleBulkName[] {
  return CONSOLE_BULK_NAMES.filter((name) => permissions.has(CONSOLE_BULKS[name].access));
}

/** One button for each bulk action; without a script, so the boxes cannot be ticked all at once. */
function BulkBar({
  base,
  matching,
  bulks,
}: Pick<TableProps, 'base' | 'matching'> & { readonly bulks: readonly ConsoleBulkName[] }) {
  return (
    <div class="actions" role="group" aria-label="Bulk actions for ticked clients">
      {matching > BULK_MAX ? (
        <span class="quiet">More than {BULK_MAX} match: narrow the list to choose all</span>
      ) : (
        <label class="choice">
          <input type="checkbox" name="all" value="yes" />
          All {matching} that match
        </label>
      )}
      {bulks.map((name) => (
        <button type="submit" formaction={`${base}bulk/${name}`}>
          {CONSOLE_BULKS[name].label}
        </button>
      ))}
    </div>
  );
}

function Table({
  accounts,
  summary,
  now,
  session,
  base,
  query,
  isChoosable,
}: TableProps & { readonly isChoosable: boolean }) {
  const [only] = summary;
  const named = summary.length > 1;
  const sign = named || only === undefined ? '' : ` ${only.currency}`;
  const columns = columnsOf(query);
  return (
    <table class="wide accounts">
      <thead>
        <tr>
          <Heading base={base} query={query} sort="name" label="Client" />
          {columns.map((name) => {
            const { label, kind } = COLUMNS[name];
            return (
              <Heading
                base={base}
                query={query}
                sort={name}
                label={`${label}${kind === 'amount' ? sign : ''}`}
                isAmount={kind === 'amount'}
              />
            );
          })}
          <th scope="col" class="does">
            <span class="hidden">Actions</span>
          </th>
        </tr>
      </thead>
      <tbody>
        {accounts.map((account) => (
          <AccountRow
            account={account}
            columns={columns}
            now={now}
            base={base}
            named={named}
            mayPay={session.permissions.has('payments.write')}
            isChoosable={isChoosable && account.state !== 'closed'}
          />
        ))}
      </tbody>
    </table>
  );
}

interface HeadingProps {
  readonly base: string;
  readonly query: ListQuery;
  readonly sort: ListSort;
  readonly label: string;
  readonly isAmount?: boolean;
}

/** A click puts the list in the order of the column, a second one turns it around. */
function Heading({ base, query, sort, label, isAmount = false }: HeadingProps) {
  const order = orderOf(query);
  const isOrdered = order.sort === sort;
  const isDescending = isOrdered && order.isDescending === true;
  const next = sortText({ sort, isDescending: isOrdered && !isDescending });
  const href = `${base}?${queryText({ ...query, after: undefined, sort: next })}`;
  return (
    <th
      scope="col"
      class={isAmount ? 'amount' : undefined}
      aria-sort={isOrdered ? (isDescending ? 'descending' : 'ascending') : undefined}
    >
      <a class="sorts" href={href.replace(/\?$/, '')}>
        {label}
        {isOrdered && <span aria-hidden="true">{isDescending ? ' ↓' : ' ↑'}</span>}
      </a>
    </th>
  );
}
