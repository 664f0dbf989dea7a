import type { Instant } from '../../../../src/core/values/zone.js';
import type { ListedAccount } from '../../../../src/store/accounts/accountList.js';
import { COLUMNS } from './columns.js';
import type { ColumnName } from './listQuery.js';

interface RowProps {
  readonly account: ListedAccount;
  readonly columns: readonly ColumnName[];
  readonly now: Instant;
  /** `/sites/{slug}/console/` */
  readonly base: string;
  /** Whether amounts show their currency. */
  readonly named: boolean;
  readonly mayPay: boolean;
  /** Whether it can be chosen for a bulk action. */
  readonly isChoosable: boolean;
}

/** One account in the list. */
export function AccountRow({ account, columns, now, base, named, mayPay, isChoosable }: RowProps) {
  const { id, name, sites, state } = account;
  const path = `${base}accounts/${id}`;
  return (
    <tr>
      <td>
        {isChoosable && <input type="checkbox" name="account" value={id} aria-label={`Choose ${name}`} />}
        <a href={path}>
          <strong>{name}</strong>
        </a>
        <span class="sub">{sites.length === 0 ? 'no site' : sites.join(', ')}</span>
      </td>
      {columns.map((column) => {
        const { label, kind, cell, isNone } = COLUMNS[column];
        const classes = [kind ?? '', isNone?.(account) === true ? 'none' : ''].filter((each) => each !== '');
        return (
          <td
            data-label={column === 'runway' ? undefined : label}
            class={classes.length === 0 ? undefined : classes.join(' ')}
          >
            {cell({ account, now, named })}
          </td>
        );
      })}
      <td class="does">
        {mayPay && state !== 'closed' && (
          <a class="button" href={`${path}/payments`}>
            Record payment<span class="hidden"> of {name}</span>
          </a>
        )}
      </td>
    </tr>
  );
}
