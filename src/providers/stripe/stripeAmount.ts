import { currencyExponent } from '../../core/values/currency.js';

/**
 * Stripe's minor units are mostly those of ISO 4217. But the króna and the Ugandan shilling have two decimals there
 * that must be zero, and the ariary has none.
 */
const EXPONENTS: Readonly<Record<string, number>> = { ISK: 2, UGX: 2, MGA: 0 };

/** Of three decimals, the last must be zero. */
const THREE_DECIMALS_STEP = 10n;

/** Stripe only accepts whole multiples of this many of our minor units. */
function stepOf(currency: string): bigint {
  const ours = exponentOf(currency);
  if (ours === 3) return THREE_DECIMALS_STEP;
  const theirs = EXPONENTS[currency] ?? ours;
  return theirs < ours ? 10n ** BigInt(ours - theirs) : 1n;
}

/**
 * An amount in Stripe's and in our minor units, rounded up to the next amount that Stripe accepts, since less than the
 * shortfall would not reactivate a site. Undefined when it is too large for Stripe.
 */
export function toStripe(
  minor: bigint,
  currency: string,
): { readonly amount: number; readonly minor: bigint } | undefined {
  const step = stepOf(currency);
  const payable = ((minor + step - 1n) / step) * step;
  const amount = rescale(payable, exponentOf(currency), EXPONENTS[currency] ?? exponentOf(currency));
  return amount > BigInt(Number.MAX_SAFE_INTEGER) ? undefined : { amount: Number(amount), minor: payable };
}

/**
 * The paid amount in our minor units; undefined where the currency has no such amount, such as a króna with decimals.
 */
export function fromStripe(amount: number, currency: string): bigint | undefined {
  const theirs = EXPONENTS[currency] ?? exponentOf(currency);
  const minor = rescale(BigInt(amount), theirs, exponentOf(currency));
  return rescale(minor, exponentOf(currency), theirs) === BigInt(amount) ? minor : undefined;
}

function rescale(amount: bigint, from: number, to: number): bigint {
  return to >= from ? amount * 10n ** BigInt(to - from) : amount / 10n ** BigInt(from - to);
}

function exponentOf(currency: string): number {
  return currencyExponent(currency) ?? 2;
}

/** Stripe's amount in our units; undefined where its currency has no such amount. */
export function moneyOf(amount: number, currency: string): { minor: bigint; currency: string } | undefined {
  const code = currency.toUpperCase();
  if (currencyExponent(code) === undefined || !Number.isSafeInteger(amount) || amount <= 0) return undefined;
  const minor = fromStripe(amount, code);
  return minor === undefined ? undefined : { minor, currency: code };
}
