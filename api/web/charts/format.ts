import { dateFormat } from '../../../src/core/values/formatters.js';
import { formatAmount } from '../../../src/core/values/money.js';
import type { Instant } from '../../../src/core/values/zone.js';

const MINUS = '−';

/** An amount with a minus sign and thousands separators: "−1,234.50". */
export function formatMoney(minor: bigint, currency: string): string {
  const [whole = '0', fraction] = formatAmount(minor < 0n ? -minor : minor, currency).split('.');
  const grouped = whole.replace(/\B(?=(\d{3})+$)/g, ',');
  return `${minor < 0n ? MINUS : ''}${grouped}${fraction === undefined ? '' : `.${fraction}`}`;
}

const SHORT = [
  { from: 1e12, sign: 'T' },
  { from: 1e9, sign: 'G' },
  { from: 1e6, sign: 'M' },
  { from: 1e3, sign: 'k' },
] as const;

/** A quantity in short form: "61.2k", and bytes as "48.2 GB". */
export function shortQuantity(value: number, unit: string): string {
  if (!Number.isFinite(value)) return 'unreadable';
  // 999.96 k is rounded to 1 M, not to 1000 k.
  const step = SHORT.find(({ from }) => Math.abs(value) >= from * 0.9995);
  const scaled = step === undefined ? value : value / step.from;
  const digits = Math.abs(scaled) >= 100 || Number.isInteger(scaled) ? 0 : Math.abs(scaled) >= 1 ? 1 : 2;
  const text = String(Number(scaled.toFixed(digits))).replace('-', MINUS);
  if (unit === 'bytes') return `${text} ${step?.sign ?? ''}B`;
  return `${text}${step === undefined ? '' : step.sign}${unit === '' ? '' : ` ${unit}`}`;
}

/** "13 Oct", in the account's time zone. */
export function formatChartDay(at: Instant, timeZone: string): string {
  return dateFormat('en-GB', { day: 'numeric', month: 'short', timeZone }).format(at);
}
