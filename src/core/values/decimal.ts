/**
 * Exact decimals: a decimal string on one side, a bigint scaled by a power of ten on the other. Money,
 * quantities and percentages all read and write their text here, so that they agree on what a number is.
 */
const DECIMAL = /^(-?)(0|[1-9]\d*)(?:\.(\d+))?$/;

/** Quantities, unit prices and percentages have up to this many decimals, and are held in units of 1e-12. */
export const FIXED_DECIMALS = 12;
export const FIXED_ONE = 10n ** BigInt(FIXED_DECIMALS);

/** No valid number is longer; a longer text is refused before it costs time to convert. */
const LENGTH_MAX = 64;

/** Why a text is not a number of the wanted form. */
export type DecimalFault = 'malformed' | 'too_many_decimals' | 'too_long';

/** Reads a plain decimal string (no sign but `-`, no exponent, no leading zeros) scaled by 10^decimals. */
export function parseDecimal(text: unknown, decimals: number): bigint | DecimalFault {
  if (typeof text !== 'string') return 'malformed';
  if (text.length > LENGTH_MAX) return 'too_long';
  const match = DECIMAL.exec(text);
  if (match === null) return 'malformed';
  const [, sign, whole = '', fraction = ''] = match;
  if (fraction.length > decimals) return 'too_many_decimals';
  const scaled = BigInt(whole + fraction.padEnd(decimals, '0'));
  return sign === '-' ? -scaled : scaled;
}

/** Writes a scaled bigint with exactly `decimals` decimals, e.g. (-50n, 2) as "-0.50". */
export function formatDecimal(scaled: bigint, decimals: number): string {
  const sign = scaled < 0n ? '-' : '';
  const digits = (scaled < 0n ? -scaled : scaled).toString();
  if (decimals === 0) return sign + digits;
  const padded = digits.padStart(decimals + 1, '0');
  return `${sign}${padded.slice(0, -decimals)}.${padded.slice(-decimals)}`;
}

/** Writes a number held in units of 1e-12 without trailing zeros: "19", "0.25". */
export function formatFixed(scaled: bigint): string {
  return formatDecimal(scaled, FIXED_DECIMALS).replace(/\.?0+$/, '');
}
