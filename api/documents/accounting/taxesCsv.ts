import type { TaxSummary } from '../../../src/billing/accounting/taxSummary.js';
import { type Cell, csvLines, figure, money } from '../../web/csv.js';

const COLUMNS = ['section', 'currency', 'country', 'category', 'percent', 'client', 'vat_id', 'net', 'tax'];

/** The taxes of a month or quarter: at home, One-Stop Shop, and the reverse charge of each client. */
export function taxesCsv({ taxes, reverseCharge }: TaxSummary): string {
  const rows: Cell[][] = taxes.map(({ currency, country, scheme, category, percent, net, tax }) => [
    ...[scheme, currency, country, category ?? 'none', figure(percent), '', ''],
    ...[money(net, currency), money(tax, currency)],
  ]);
  const reverse: Cell[][] = reverseCharge.map(({ currency, client, vatId, net }) => [
    ...['reverse-charge', currency, vatId.slice(0, 2), 'AE', figure('0'), client, vatId],
    ...[money(net, currency), money(0n, currency)],
  ]);
  return csvLines([COLUMNS, ...rows, ...reverse]);
}
