import type { MonthSummary } from '../../../src/accounts/loadConsole.js';
import { csvFile, csvLines, money } from '../../web/csv.js';

/** The months as CSV. */
export function monthsCsv(slug: string, months: readonly MonthSummary[]): Response {
  const rows = months.map(({ month, currency, invoiced, usage, adjusted, paid, balance }) => [
    month.slice(0, 7),
    currency,
    ...[invoiced, usage, adjusted, paid, balance].map((minor) => money(minor, currency)),
  ]);
  const head = ['month', 'currency', 'invoiced', 'usage', 'adjusted', 'paid', 'balance'];
  return csvFile(`${slug}-months`, [csvLines([head, ...rows])]);
}
