import { textsFor } from '../emails/texts/index.js';
import { usualDescription } from '../src/core/values/entryTexts.js';
import { documentTexts } from './texts/index.js';

interface Described {
  readonly kind: string;
  readonly method?: string | undefined;
  readonly description: string;
}

/** What an entry is, to a reader: payments and refunds that the owner did not describe are named in the language. */
export function describeEntry({ kind, method, description }: Described, language: string): string {
  if (method === undefined || (kind !== 'payment' && kind !== 'refund')) return description;
  if (description !== usualDescription(kind, method)) return description;
  return `${documentTexts(language)[kind]} (${textsFor(language).texts.method(method)})`;
}
