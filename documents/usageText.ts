import type { Format } from '../emails/format.js';
import { textsFor } from '../emails/texts/index.js';
import type { Quantity } from '../src/core/values/quantity.js';

/** A quantity with its unit; bytes in a larger unit as well: "181.2 GB (181,200,000,000 bytes)". */
export function usageText(
  { quantity, unit }: { readonly quantity: Quantity; readonly unit: string },
  language: string,
  format: Format,
): string {
  const { texts } = textsFor(language);
  const exact = texts.quantity(format.quantity(quantity), unit);
  const short = unit === 'bytes' ? format.bytes(quantity) : undefined;
  return short === undefined ? exact : texts.bytes(short, exact);
}
