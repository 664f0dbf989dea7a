import { stringify } from 'csv-stringify/sync';
import { formatAmount } from '../../src/billing/index.js';
import type { MonthSummary } from '../../src/operations/index.js';
import { DATA_HEADERS } from '../problem.js';

/** The months as CSV, with amounts as plain numbers. */
export function monthsCsv(slug: string, months: readonly MonthSummary[]): Response {
  const rows = months.map(({ month, currency, invoiced, usage, paid, balance }) => [
    month.slice(0, 7),
    currency,
    ...[invoiced, usage, paid, balance].map((minor) => formatAmount(minor, currency)),
  ]);
  const head = ['month', 'currency', 'invoiced', 'usage', 'paid', 'balance'];
  return new Response(stringify([head, ...rows]), {
    headers: {
      ...DATA_HEADERS,
      'content-type': 'text/csv; charset=utf-8',
      'content-disposition': `attachment; filename="${slug}-months.csv"`,
    },
  });
}
