import { currencyExponent } from './currency.js';
import {
  type DecimalFault,
  FIXED_DECIMALS,
  FIXED_ONE,
  formatDecimal,
  formatFixed,
  parseDecimal,
} from './decimal.js';
import { refuse, type Refusal } from './refusal.js';

/** A percentage as a whole number of 1e-12 percent: 19 % is 19_000_000_000_000n. */
export type Percent = bigint;

export const HUNDRED_PERCENT: Percent = 100n * FIXED_ONE;

/** Amounts are below this many minor units in either direction. */
const MINOR_LIMIT = 10n ** 30n;

/**
 * Reads an amount in major units ("49.00", JPY "4900") as minor units of the currency. A text with more
 * decimals than the currency has is refused, never rounded. `field` names the place in the caller's body.
 */
export function parseAmount(text: unknown, currency: string, field?: string): bigint | Refusal {
  const exponent = currencyExponent(currency);
  if (exponent === undefined) return refuse('invalid', `${currency} is not a currency of ISO 4217`, field);
  const minor = parseDecimal(text, exponent);
  if (typeof minor !== 'bigint') return refuse(...describeFault(minor, currency, exponent), field);
  if (minor <= -MINOR_LIMIT || minor >= MINOR_LIMIT)
    return refuse(...describeFault('too_long', currency, exponent), field);
  return minor;
}

function describeFault(
  fault: DecimalFault,
  currency: string,
  exponent: number,
): ['invalid' | 'out_of_range', string] {
  switch (fault) {
    case 'malformed':
      return [
        'invalid',
        `must be an amount in ${currency}, such as "${formatDecimal(49n * 10n ** BigInt(exponent), exponent)}"`,
      ];
    case 'too_many_decimals':
      return ['invalid', `has more decimals than ${currency}, which has ${exponent}`];
    case 'too_long':
      return ['out_of_range', 'is too large'];
  }
}

/** Writes minor units as a decimal string in major units with all decimals of the currency: "-0.50". */
export function formatAmount(minor: bigint, currency: string): string {
  return formatDecimal(minor, requireExponent(currency));
}

/** How many minor units make one major unit: EUR 100, JPY 1, KWD 1000. */
export function minorPerMajor(currency: string): bigint {
  return 10n ** BigInt(requireExponent(currency));
}

function requireExponent(currency: string): number {
  const exponent = currencyExponent(currency);
  if (exponent === undefined) throw new RangeError(`not a currency of ISO 4217: ${currency}`);
  return exponent;
}

/** Divides exactly and rounds once, half away from zero. All money is rounded here. */
export function divideRounded(numerator: bigint, denominator: bigint): bigint {
  if (denominator === 0n) throw new RangeError('division of an amount by zero');
  if (denominator < 0n) return divideRounded(-numerator, -denominator);
  const doubled = numerator << 1n;
  return (numerator < 0n ? doubled - denominator : doubled + denominator) / (denominator << 1n);
}

/** Reads a percentage from "0" to "100" with up to 12 decimals. */
export function parsePercent(text: unknown, field?: string): Percent | Refusal {
  const percent = parseDecimal(text, FIXED_DECIMALS);
  if (percent === 'too_many_decimals')
    return refuse('invalid', `has more than ${FIXED_DECIMALS} decimals`, field);
  if (typeof percent !== 'bigint' || percent < 0n || percent > HUNDRED_PERCENT) {
    return refuse('invalid', 'must be a decimal string between "0" and "100"', field);
  }
  return percent;
}

/** Writes a percentage without trailing zeros: "19", "7.7". */
export function formatPercent(percent: Percent): string {
  return formatFixed(percent);
}

/** The tax on one charge, rounded like a line; it has the sign of the charge. */
export function taxOn(minor: bigint, percent: Percent): bigint {
  return divideRounded(minor * percent, HUNDRED_PERCENT);
}

/** The tax that an amount with tax contains, rounded once, half away from zero. */
export function taxIn(gross: bigint, percent: Percent): bigint {
  return divideRounded(gross * percent, HUNDRED_PERCENT + percent);
}
