import { stringify } from 'csv-stringify/sync';
import { formatAmount } from '../../src/billing/index.js';
import type { ListedAccount } from '../../src/operations/index.js';
import { DATA_HEADERS } from '../problem.js';
import { iso } from '../v1/answers.js';

const COLUMNS = [
  'id',
  'name',
  'email',
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
  'exempt_until',
  'last_payment',
  'last_payment_at',
];
const ROWS_AT_ONCE = 1_000;

type Read = (page: { readonly after?: ListedAccount; readonly limit: number }) => Promise<ListedAccount[]>;

/**
 * The list as CSV, in its order, read and sent a thousand rows at a time. Names are what strangers typed: what a
 * spreadsheet would take for a formula is made harmless; amounts are plain numbers and stay as they are.
 */
export async function accountsCsv(slug: string, read: Read): Promise<Response> {
  let rows = await read({ limit: ROWS_AT_ONCE });
  let head: string[][] = [COLUMNS];
  const body = new ReadableStream<Uint8Array>({
    pull: async (controller) => {
      const lines = stringify([...head, ...rows.map(cellsOf)]);
      head = [];
      if (lines !== '') controller.enqueue(new TextEncoder().encode(lines));
      const after = rows.length < ROWS_AT_ONCE ? undefined : rows[rows.length - 1];
      if (after === undefined) controller.close();
      else rows = await read({ after, limit: ROWS_AT_ONCE });
    },
  });
  return new Response(body, {
    headers: {
      ...DATA_HEADERS,
      'content-type': 'text/csv; charset=UTF-8; header=present',
      'content-disposition': `attachment; filename="accounts-${slug}.csv"`,
    },
  });
}

function cellsOf(account: ListedAccount): string[] {
  const { currency, lastPayment, limitDate, exemptUntil } = account;
  const money = (minor: bigint): string => formatAmount(minor, currency);
  return [
    account.id,
    harmless(account.name),
    harmless(account.email),
    account.reference,
    harmless(account.sites.join('; ')),
    account.state,
    account.held ? 'yes' : 'no',
    account.warned ?? '',
    currency,
    money(account.balance),
    money(account.accrued),
    money(account.creditLimit),
    money(account.pacePerDay),
    limitDate === null ? '' : iso(limitDate),
    exemptUntil === null ? '' : iso(exemptUntil),
    lastPayment === null ? '' : money(lastPayment.amount),
    lastPayment === null ? '' : iso(lastPayment.at),
  ];
}

/** A negative amount begins with a minus and must stay a number; only words are looked at. */
function harmless(words: string): string {
  return /^[=+\-@\t\r]/.test(words) ? `'${words}` : words;
}
