import type { Accounting } from '../../../src/billing/accounting/accounting.js';
import type { LocalDate } from '../../../src/core/values/zone.js';

/** A day as the owner's program expects it: 30/11/2026 or 11/30/2026. */
export function writeDay(date: LocalDate, { dateOrder }: Pick<Accounting, 'dateOrder'>): string {
  const [year = '', month = '', day = ''] = date.split('-');
  return dateOrder === 'DMY' ? `${day}/${month}/${year}` : `${month}/${day}/${year}`;
}
