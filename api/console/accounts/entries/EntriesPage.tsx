import type { AccountDetails } from '../../../../src/accounts/loadAccount.js';
import type { Entry } from '../../../../src/store/ledger/entries.js';
import { formatMoney } from '../../../web/charts/format.js';
import type { PageCall, PageContent } from '../../../web/page.js';
import { Empty, Head } from '../../../web/parts/parts.js';
import { Amount, Day } from '../list/format.js';
import { accountPath } from '../pages/accountPath.js';
import { EntryHead } from './EntryHead.js';

interface EntriesProps {
  readonly call: PageCall;
  readonly account: AccountDetails;
  readonly entries: readonly Entry[];
  /** The number of the last one shown, if there are more. */
  readonly more: number | undefined;
}

/** All entries of an account with the running balance, newest first. */
export function entriesPage({ call, account, entries, more }: EntriesProps): PageContent {
  const path = accountPath(call, account);
  const body = (
    <>
      <Head
        title={`Entries of ${account.name}`}
        lead={`The balance is ${formatMoney(account.balance, account.currency)} ${account.currency}. Newest first.`}
        up={{ href: path, label: account.name }}
      />
      <EntryTable entries={entries} account={account} path={path} />
      {more !== undefined && (
        <p class="more">
          <a href={`${path}/entries?before=${more}`}>Older entries</a>
        </p>
      )}
    </>
  );
  return { title: `Entries of ${account.name}`, body };
}

interface TableProps {
  readonly entries: readonly Entry[];
  readonly account: AccountDetails;
  readonly path: string;
}

export function EntryTable({ entries, account, path }: TableProps) {
  const { currency, timeZone } = account;
  if (entries.length === 0) {
    return (
      <Empty>
        <p>No entries yet. The first payment or charge appears here.</p>
      </Empty>
    );
  }
  return (
    <table class="cards entries">
      <EntryHead currency={currency} />
      <tbody>
        {entries.map((entry) => (
          <tr>
            <td class="number quiet">{entry.number}</td>
            <td>
              <Day at={entry.effectiveAt} timeZone={timeZone} now={entry.postedAt} />
            </td>
            <td>
              {entry.description}{' '}
              <a class="small-inline" href={`${path}/entries/${entry.id}`}>
                explain<span class="hidden"> no. {entry.number}</span>
              </a>
              <span class="sub">
                {entry.kind}
                {entry.category === undefined ? '' : `, ${entry.category}`}
                {entry.reference === undefined ? '' : `, ${entry.reference}`}
              </span>
            </td>
            <td class="amount" data-label="Amount">
              <Amount minor={entry.amount} currency={currency} />
            </td>
            <td class="amount" data-label="Balance">
              <Amount minor={entry.balanceAfter} currency={currency} />
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
