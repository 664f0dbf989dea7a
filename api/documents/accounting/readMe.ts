import type { AccountingMonth } from '../../../src/accounting/loadMonth.js';
import { type Accounting, EXPORT_FORMATS } from '../../../src/billing/accounting/accounting.js';
import { formatAmount } from '../../../src/core/values/money.js';
import type { LocalDate } from '../../../src/core/values/zone.js';

/** What is in a month's folder, its totals, and what was left out and why. */
export function readMe(first: LocalDate, settings: Accounting, month: AccountingMonth): string {
  return [
    `Month ${first.slice(0, 7)}`,
    month.isFinal
      ? 'This month is complete. Its files never change.'
      : `PRELIMINARY: this month can still change until ${new Date(month.finalFrom).toISOString()}.`,
    '',
    'Totals by account of the ledger, as account of the chart; positive: debit',
    ...month.sums.map(
      ({ currency, ledgerAccount, account, minor }) =>
        `  ${ledgerAccount}${account === '' ? '' : ` (${account})`}: ${formatAmount(minor, currency)} ${currency}`,
    ),
    ...(month.sums.length === 0 ? ['  nothing was booked'] : []),
    '',
    ...leftOut(settings, month),
    ...foreign(settings, month),
  ]
    .join('\r\n')
    .concat('\r\n');
}

function leftOut({ formats }: Accounting, { gaps }: AccountingMonth): string[] {
  return EXPORT_FORMATS.filter((format) => formats.includes(format)).flatMap((format) => {
    const missing = gaps.of(format);
    if (missing.length === 0) return [];
    return [
      `LEFT OUT: ${format}. Complete these settings (Settings, Accounting), then download the folder again:`,
      ...missing.map(
        ({ field, reason, bookings, example }) =>
          `  ${field}: ${reason}${bookings === 0 ? '' : ` ${bookings} bookings, such as "${example}".`}`,
      ),
      '',
    ];
  });
}

/** DATEV needs the rate of exchange, which Sitetab does not know. */
function foreign({ formats, datev }: Accounting, { sums }: AccountingMonth): string[] {
  const others = new Set(sums.map(({ currency }) => currency).filter((each) => each !== datev.currency));
  if (!formats.includes('datev') || others.size === 0) return [];
  return [
    `NOT IN THE DATEV FILES: bookings in ${[...others].join(', ')}. Book them from the journal, with the rate of exchange.`,
    '',
  ];
}
