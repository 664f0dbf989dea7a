import type { Session } from '../../../../src/auth/sessions/session.js';
import type { TenantSummary } from '../../../../src/accounts/loadConsole.js';
import type { Instant } from '../../../../src/core/values/zone.js';
import type { ListedAccount } from '../../../../src/store/accounts/accountList.js';
import type { ListSort } from '../../../../src/core/values/listOrder.js';
import { queryText } from '../../../web/queryText.js';
import { AccountRow } from './AccountRow.js';
import { COLUMNS } from './columns.js';
import { columnsOf, type ListQuery, orderOf, sortText } from './listQuery.js';

interface TableProps {
  readonly session: Session;
  readonly now: Instant;
  readonly base: string;
  readonly query: ListQuery;
  readonly summary: readonly TenantSummary[];
  readonly accounts: readonly ListedAccount[];
}

/** The accounts of a page; each heading puts the list in the order of its column. */
export function AccountTable({ accounts, summary, now, session, base, query }: TableProps) {
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
