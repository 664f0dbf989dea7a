import type { CashForecast, Expected } from '../../../src/billing/cashForecast.js';
import { localDateOf } from '../../../src/core/values/zone.js';
import { type Cell, csvFile, csvLines, money } from '../../web/csv.js';

/** The cash forecast as CSV, one row a week and currency. */
export function forecastCsv(slug: string, forecasts: readonly CashForecast[]): Response {
  const head = ['from', 'to', 'currency', ...namesOf('payments'), ...namesOf('usage')];
  const rows = forecasts.flatMap(({ currency, weeks }) =>
    weeks.map(({ from, to, payments, usage }): Cell[] => [
      localDateOf(from, 'UTC'),
      localDateOf(to, 'UTC'),
      currency,
      ...amountsOf(payments, currency),
      ...amountsOf(usage, currency),
    ]),
  );
  return csvFile(`${slug}-forecast`, [csvLines([head, ...rows])]);
}

function namesOf(what: string): string[] {
  return [what, `${what}_low`, `${what}_high`];
}

function amountsOf({ low, expected, high }: Expected, currency: string): Cell[] {
  return [expected, low, high].map((minor) => money(minor, currency));
}
