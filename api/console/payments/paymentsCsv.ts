import type { ListedPayment } from '../../../src/store/payments/paymentList.js';
import { iso } from '../../v1/framework/responses.js';
import { type Cell, csvFile, csvLines, money } from '../../web/csv.js';

const HEAD = [
  'id',
  'posted_at',
  'effective_at',
  'account_id',
  'account',
  'account_reference',
  'kind',
  'currency',
  'amount',
  'returned',
  'disputed',
  'method',
  'reference',
  'description',
];
const ROWS_AT_ONCE = 500;

type Read = (page: { readonly before?: string; readonly limit: number }) => Promise<ListedPayment[]>;

/** The list as CSV, read and sent some rows at a time. */
export function paymentsCsv(slug: string, read: Read): Response {
  return csvFile(`payments-${slug}`, linesOf(read));
}

async function* linesOf(read: Read): AsyncGenerator<string> {
  yield csvLines([HEAD]);
  let before: string | undefined;
  do {
    const rows = await read({ ...(before === undefined ? {} : { before }), limit: ROWS_AT_ONCE });
    yield csvLines(rows.map(cellsOf));
    before = rows.length < ROWS_AT_ONCE ? undefined : rows[rows.length - 1]?.id;
  } while (before !== undefined);
}

function cellsOf(payment: ListedPayment): Cell[] {
  const { currency } = payment;
  return [
    payment.id,
    iso(payment.postedAt),
    iso(payment.effectiveAt),
    payment.accountId,
    payment.accountName,
    payment.accountReference,
    payment.kind,
    currency,
    money(payment.amount, currency),
    money(payment.returned, currency),
    payment.isDisputed ? 'yes' : 'no',
    payment.method ?? '',
    payment.reference ?? '',
    payment.description,
  ];
}
