import type { PortalAccount } from '../../../src/accounts/loadPortalAccount.js';
import type { Entry } from '../../../src/store/ledger/entries.js';
import { EntryHead } from '../../console/accounts/entries/EntryHead.js';
import { Day } from '../../console/accounts/list/format.js';
import { formatMoney } from '../../web/charts/format.js';
import type { PageContent } from '../../web/page.js';
import { Empty, Head } from '../../web/parts/parts.js';

interface RowsProps {
  readonly entries: readonly Entry[];
  readonly currency: string;
  readonly timeZone: string;
}

/** Entries with the balance after each, newest first. */
export function EntryRows({ entries, currency, timeZone }: RowsProps) {
  if (entries.length === 0) {
    return (
      <Empty>
        <p>No entries yet. Your first payment or charge appears here.</p>
      </Empty>
    );
  }
  return (
    <table class="cards entries">
      <EntryHead currency={currency} />
      <tbody>
        {entries.map(
          ({ number, effectiveAt, postedAt, description, kind, reference, amount, balanceAfter }) => (
            <tr>
              <td class="number quiet">{number}</td>
              <td>
                <Day at={effectiveAt} timeZone={timeZone} now={postedAt} />
              </td>
              <td>
                {description}
                <span class="sub">{reference === undefined ? kind : `${kind}, ${reference}`}</span>
              </td>
              <td class="amount" data-label="Amount">
                {formatMoney(amount, currency)}
              </td>
              <td class="amount" data-label="Balance">
                {formatMoney(balanceAfter, currency)}
              </td>
            </tr>
          ),
        )}
      </tbody>
    </table>
  );
}

interface EntriesProps {
  readonly slug: string;
  readonly account: PortalAccount['account'];
  readonly entries: readonly Entry[];
  /** The number of the last one shown, if there are more. */
  readonly more: number | undefined;
}

/** All entries of the client's account. */
export function portalEntriesPage({ slug, account, entries, more }: EntriesProps): PageContent {
  const { balance, currency, timeZone } = account;
  const base = `/sites/${slug}/entries`;
  const title =
    balance < 0n
      ? `You owe ${formatMoney(-balance, currency)} ${currency}`
      : `Your balance is ${formatMoney(balance, currency)} ${currency}`;
  const body = (
    <>
      <Head title={title} lead="All payments and charges, newest first. Entries are never changed." />
      <EntryRows entries={entries} currency={currency} timeZone={timeZone} />
      {entries.length > 0 && (
        <p class="more">
          {more !== undefined && <a href={`${base}?before=${more}`}>Older entries</a>}
          {more !== undefined && ' · '}
          <a href={`${base}/csv`}>Download CSV</a>
        </p>
      )}
    </>
  );
  return { title: 'Entries', body };
}
