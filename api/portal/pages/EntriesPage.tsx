import { describeEntry } from '../../../documents/describeEntry.js';
import type { PortalAccount } from '../../../src/accounts/loadPortalAccount.js';
import type { Entry } from '../../../src/store/ledger/entries.js';
import type { PageContent } from '../../web/page.js';
import { EntryHead } from '../../console/accounts/entries/EntryHead.js';
import { Empty, Head } from '../../web/parts/parts.js';
import { pageFor, type Reader } from '../reader.js';
import { ReaderDay } from './ReaderDay.js';

interface RowsProps {
  readonly entries: readonly Entry[];
  readonly currency: string;
  readonly reader: Reader;
}

/** Entries with the balance after each, newest first. */
export function EntryRows({ entries, currency, reader }: RowsProps) {
  const { entries: texts } = reader.texts;
  if (entries.length === 0) {
    return (
      <Empty>
        <p>{texts.none}</p>
      </Empty>
    );
  }
  return (
    <table class="cards entries">
      <EntryHead currency={currency} texts={texts} />
      <tbody>
        {entries.map(
          ({ number, effectiveAt, postedAt, description, kind, method, reference, amount, balanceAfter }) => (
            <tr>
              <td class="number quiet">{number}</td>
              <td>
                <ReaderDay reader={reader} at={effectiveAt} now={postedAt} />
              </td>
              <td>
                {describeEntry({ kind, method, description }, reader.language)}
                <span class="sub">
                  {reference === undefined ? texts.kinds[kind] : `${texts.kinds[kind]}, ${reference}`}
                </span>
              </td>
              <td class="amount" data-label={texts.amount}>
                {reader.amount(amount)}
              </td>
              <td class="amount" data-label={texts.balanceAfter}>
                {reader.amount(balanceAfter)}
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
  readonly reader: Reader;
}

/** All entries of the client's account. */
export function portalEntriesPage({ slug, account, entries, more, reader }: EntriesProps): PageContent {
  const { balance, currency } = account;
  const { entries: texts } = reader.texts;
  const base = `/sites/${slug}/entries`;
  const title = balance < 0n ? texts.owe(reader.sum(-balance)) : texts.balance(reader.sum(balance));
  const body = (
    <>
      <Head title={title} lead={texts.lead} />
      <EntryRows entries={entries} currency={currency} reader={reader} />
      {entries.length > 0 && (
        <p class="more">
          {more !== undefined && <a href={`${base}?before=${more}`}>{texts.older}</a>}
          {more !== undefined && ' · '}
          <a href={`${base}/csv`}>{texts.csv}</a>
        </p>
      )}
    </>
  );
  return pageFor(reader, { title: texts.title, body });
}
