import { FIXED_DECIMALS, FIXED_ONE, formatFixed, parseDecimal } from './decimal.js';

/** A metered quantity as a whole number of 1e-12 units; negative only as the difference of two. */
export type Quantity = bigint;

/** One unit of any meter. */
export const QUANTITY_ONE: Quantity = FIXED_ONE;

/** Quantities stay below 10^24 units, more bytes than all sites on earth send in a year. */
const QUANTITY_LIMIT: Quantity = 10n ** 24n * QUANTITY_ONE;

/** Reads a decimal string or a JSON number, not negative, with up to 12 decimals; undefined when it is neither. */
export function parseQuantity(text: unknown): Quantity | undefined {
  const quantity = parseDecimal(typeof text === 'number' ? plainDecimal(text) : text, FIXED_DECIMALS);
  if (typeof quantity !== 'bigint' || quantity < 0n || quantity >= QUANTITY_LIMIT) return undefined;
  return quantity;
}

/** Parses a quantity from the database, without the bounds of a single event. */
export function storedQuantity(text: string): Quantity {
  const [whole = '0', fraction = ''] = text.split('.');
  return BigInt(whole + fraction.slice(0, FIXED_DECIMALS).padEnd(FIXED_DECIMALS, '0'));
}

const PLAIN = /^(?:0|[1-9]\d{0,14})$/;

/** The text of a quantity as `formatQuantity` writes it; undefined when it is none. */
export function normalizeQuantity(text: unknown): string | undefined {
  // Most quantities are whole numbers, and a batch of usage has thousands of them.
  if (typeof text === 'string' && PLAIN.test(text)) return text;
  const quantity = parseQuantity(text);
  return quantity === undefined ? undefined : formatQuantity(quantity);
}

/** JavaScript writes 1e21 and 1e-7 with exponents, which quantities do not have. */
function plainDecimal(value: number): string {
  const text = String(value);
  const match = /^(\d)(?:\.(\d+))?e([+-]\d+)$/.exec(text);
  if (match === null) return text;
  const [, lead = '', fraction = '', exponent = '0'] = match;
  const digits = lead + fraction;
  const point = 1 + Number(exponent);
  if (point <= 0) return `0.${'0'.repeat(-point)}${digits}`;
  return digits.padEnd(point, '0');
}

/** Writes a quantity without trailing zeros: "1500", "0.25". */
export function formatQuantity(quantity: Quantity): string {
  return formatFixed(quantity);
}

/** The nearest floating-point number; for projections only, never for money. */
export function quantityToNumber(quantity: Quantity): number {
  return Number(quantity) / 1e12;
}
