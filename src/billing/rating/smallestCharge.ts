import { currencyExponent } from '../../core/values/currency.js';
import { minorPerMajor } from '../../core/values/money.js';
import type { ProviderKind } from '../payment.js';

/**
 * The smallest online payment, in minor units. Stripe's own figures: docs.stripe.com/currencies, "Minimum and maximum
 * charge amounts" (2026-11). Mollie takes 0.01 by most methods, which is less everywhere, so one table is enough for
 * both.
 */
const MINIMUM: Readonly<Record<string, bigint>> = {
  AED: 200n,
  AUD: 50n,
  BGN: 100n,
  BRL: 50n,
  CAD: 50n,
  CHF: 50n,
  CZK: 1500n,
  DKK: 250n,
  EUR: 50n,
  GBP: 30n,
  HKD: 400n,
  HUF: 17500n,
  INR: 50n,
  JPY: 50n,
  MXN: 1000n,
  MYR: 200n,
  NOK: 300n,
  NZD: 50n,
  PLN: 200n,
  RON: 200n,
  SEK: 300n,
  SGD: 50n,
  THB: 1000n,
  USD: 50n,
};

/** Where Stripe gives no figure it requires the value of half a dollar; a currency without decimals has small units. */
const MAJOR_WITHOUT_DECIMALS = 1000n;

/** Providers refuse less than this; undefined if they take any amount, or if that is unknown. */
export function refusedBelow(provider: ProviderKind, currency: string): bigint | undefined {
  return provider === 'stripe' ? MINIMUM[currency] : undefined;
}

/** The smallest amount to ask for in a currency, in minor units: every provider takes it. */
export function smallestCharge(currency: string): bigint {
  const known = MINIMUM[currency];
  if (known !== undefined) return known;
  return currencyExponent(currency) === 0 ? MAJOR_WITHOUT_DECIMALS : minorPerMajor(currency);
}

/** A shortage as an amount to ask for: whole major units, and never less than a provider takes. 0 for none. */
export function payable(shortage: bigint, currency: string): bigint {
  if (shortage <= 0n) return 0n;
  const major = minorPerMajor(currency);
  const whole = ((shortage + major - 1n) / major) * major;
  const least = smallestCharge(currency);
  return whole < least ? least : whole;
}
