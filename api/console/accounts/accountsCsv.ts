import type { ListedAccount, ListPlace } from '../../../src/store/accounts/accountList.js';
import { iso, isoOrNull } from '../../v1/framework/responses.js';
import { type Cell, csvFile, csvLines, money } from '../../web/csv.js';

const COLUMNS = [
  'id',
  'name',
  'email',
  'more_emails',
  'reference',
  'sites',
  'state',
  'held',
  'warned',
  'currency',
  'balance',
  'accrued',
  'credit_limit',
  'pace_per_day',
  'limit_date',
  'limit_date_earliest',
  'limit_date_latest',
  'suspension_date',
  'forecast',
  'exempt_until',
  'last_payment',
  'last_payment_at',
  'tags',
  'external_id',
  'notes',
];
const ROWS_AT_ONCE = 250;

type Read = (page: { readonly after?: ListPlace; readonly limit: number }) => Promise<ListedAccount[]>;

/** The list as CSV, in its order, read and sent some rows at a time. */
export async function accountsCsv(slug: string, read: Read): Promise<Response> {
  return csvFile(`accounts-${slug}`, linesOf(await read({ limit: ROWS_AT_ONCE }), read));
}

async function* linesOf(first: ListedAccount[], read: Read): AsyncGenerator<string> {
  yield csvLines([COLUMNS]);
  for (let rows = first; rows.length > 0;) {
    yield csvLines(rows.map(cellsOf));
    const after = rows[rows.length - 1];
    if (after === undefined || rows.length < ROWS_AT_ONCE) return;
    rows = await read({ after: after.place, limit: ROWS_AT_ONCE });
  }
}

function cellsOf(account: ListedAccount): Cell[] {
  const { currency, lastPayment, limitDate, suspends, exemptUntil } = account;
  const amount = (minor: bigint): Cell => money(minor, currency);
  return [
    account.id,
    account.name,
    account.email,
    account.moreEmails.join(' '),
    account.reference,
    account.sites.join('; '),
    account.state,
    account.held ? 'yes' : 'no',
    account.warned ?? '',
    currency,
    amount(account.balance),
    amount(account.accrued),
    amount(account.creditLimit),
    account.forecast === 'none' ? '' : amount(account.pacePerDay),
    limitDate === null ? '' : iso(limitDate),
    isoOrNull(account.limitRange?.earliest ?? null) ?? '',
    isoOrNull(account.limitRange?.latest ?? null) ?? '',
    suspends === null || suspends.reason === 'breaker' ? '' : iso(suspends.at),
    account.forecast,
    exemptUntil === null ? '' : iso(exemptUntil),
    lastPayment === null ? '' : amount(lastPayment.amount),
    lastPayment === null ? '' : iso(lastPayment.at),
    account.tags.join(', '),
    account.externalId ?? '',
    account.notes,
  ];
}
