import type { InvoiceLine } from '../../src/billing/invoices/invoice.js';
import { FIXED_DECIMALS, FIXED_ONE, formatFixed, parseDecimal } from '../../src/core/values/decimal.js';
import { divideRounded, formatAmount, minorPerMajor } from '../../src/core/values/money.js';
import { formatQuantity } from '../../src/core/values/quantity.js';
import { ONE, unitCodeOf } from './unitCodes.js';

/** Quantity × price ÷ base = the net amount of a line, as EN 16931 wants it. The price is never negative. */
export interface PricedLine {
  readonly quantity: string;
  readonly unitCode: string;
  readonly price: string;
  /** The quantity that the price is for, if not 1. */
  readonly base?: string;
}

/** One piece at the net amount; −1 piece where that is negative. */
export function onePiece(net: bigint, currency: string): PricedLine {
  const isNegative = net < 0n;
  return {
    quantity: isNegative ? '-1' : '1',
    unitCode: ONE,
    price: formatAmount(isNegative ? -net : net, currency),
  };
}

/** A usage line by its price; undefined where several prices made the amount. */
export function usagePrice({ usage, net }: InvoiceLine, currency: string): PricedLine | undefined {
  if (usage === undefined) return undefined;
  const { quantity, unit } = usage;
  const { amount, per } = usage.price ?? quotient(quantity, net, currency) ?? {};
  const [price, base] = [parseDecimal(amount, FIXED_DECIMALS), parseDecimal(per, FIXED_DECIMALS)];
  if (typeof price !== 'bigint' || typeof base !== 'bigint' || price < 0n || base <= 0n) return undefined;
  const [product, one] = [quantity * price * minorPerMajor(currency), base * FIXED_ONE];
  if (divideRounded(product, one) !== net) return undefined;
  // A currency without decimals is rounded by more than the rules tolerate.
  if (distance(product, net * one) * TOLERATED_PER_MAJOR > minorPerMajor(currency) * one) return undefined;
  return {
    quantity: formatQuantity(quantity),
    unitCode: unitCodeOf(unit),
    price: formatFixed(price),
    ...(base === FIXED_ONE ? {} : { base: formatFixed(base) }),
  };
}

/** PEPPOL-EN16931-R120 tolerates 0.02. */
const TOLERATED_PER_MAJOR = 50n;

function distance(one: bigint, other: bigint): bigint {
  return one < other ? other - one : one - other;
}

/** Net ÷ quantity where it comes out even, for one, a thousand, a million … of the unit. */
function quotient(
  quantity: bigint,
  net: bigint,
  currency: string,
): { readonly amount: string; readonly per: string } | undefined {
  if (quantity === 0n) return net === 0n ? { amount: '0', per: '1' } : undefined;
  for (const per of ['1', '1000', '1000000', '1000000000', '1000000000000']) {
    const numerator = net * BigInt(per) * FIXED_ONE * SHORT;
    const denominator = quantity * minorPerMajor(currency);
    if (numerator % denominator === 0n && numerator / denominator > 0n)
      return { amount: formatFixed((numerator / denominator) * (FIXED_ONE / SHORT)), per };
  }
  return undefined;
}

/** A price of at most six decimals; longer ones are for a larger quantity. */
const SHORT = 10n ** 6n;
