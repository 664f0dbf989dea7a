import { textsFor } from '../emails/texts/index.js';
import { documentTexts } from './texts/index.js';

interface Described {
  readonly kind: string;
  readonly method?: string;
  readonly description: string;
}

/** What an entry is, to a reader: payments and refunds that the owner did not describe are named in the language. */
export function describeEntry({ kind, method, description }: Described, language: string): string {
  if (method === undefined) return description;
  const texts = documentTexts(language);
  const name = textsFor(language).texts.method(method);
  if (kind === 'payment' && description === `Payment (${method})`) return `${texts.payment} (${name})`;
  if (kind === 'refund' && description === `Refund (${method})`) return `${texts.refund} (${name})`;
  return description;
}
