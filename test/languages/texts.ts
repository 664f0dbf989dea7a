import { portalTexts } from '../../api/portal/texts/index.js';
import { publicTexts } from '../../api/public/texts/index.js';
import { invoiceTexts } from '../../documents/invoice/texts/index.js';
import { documentTexts } from '../../documents/texts/index.js';
import { textsFor } from '../../emails/texts/index.js';
import { reasonsOf, reasonText } from '../../src/billing/tax/reasons.js';
import { LANGUAGES, type Language } from '../../src/core/values/language.js';

function taxReasons(language: Language): object {
  const codes = (['E', 'AE', 'K', 'G', 'O'] as const).flatMap(reasonsOf);
  return Object.fromEntries(codes.map((code) => [code, reasonText(code, language)]));
}

/** Every catalogue of texts, by the folder it is in. */
const CATALOGUES: Readonly<Record<string, (language: Language) => object>> = {
  emails: (language) => textsFor(language).texts,
  documents: documentTexts,
  invoice: invoiceTexts,
  public: publicTexts,
  portal: portalTexts,
  reasons: taxReasons,
};

/** A text of a catalogue, or the function that makes one. */
export interface Entry {
  /** "emails.week.subject" */
  readonly path: string;
  readonly make: (...args: readonly unknown[]) => string;
  /** The names of its parameters in English. */
  readonly parameters: readonly string[];
}

export const OTHER_LANGUAGES = (Object.keys(LANGUAGES) as Language[]).filter((language) => language !== 'en');

/** Every text of every catalogue in a language. */
export function entriesOf(language: Language): Entry[] {
  return Object.entries(CATALOGUES).flatMap(([name, texts]) => walk(texts(language), name));
}

function walk(value: unknown, path: string): Entry[] {
  if (typeof value === 'string') return [{ path, make: () => value, parameters: [] }];
  if (typeof value === 'function') {
    const make = value as (...args: readonly unknown[]) => string | readonly string[];
    return [{ path, make: (...args) => [make(...args)].flat().join(' '), parameters: parametersOf(make) }];
  }
  if (Array.isArray(value)) throw new Error(`${path} is a list`);
  if (typeof value !== 'object' || value === null)
    throw new Error(`${path} is neither a text nor a group of texts`);
  return Object.entries(value).flatMap(([key, inner]) => walk(inner, `${path}.${key}`));
}

function parametersOf(make: (...args: never[]) => unknown): string[] {
  const source = make.toString();
  const list = /^\(([^)]*)\)/.exec(source)?.[1] ?? /^(\w+)\s*=>/.exec(source)?.[1] ?? '';
  return list
    .split(',')
    .map((name) => name.trim().replace(/^_/, ''))
    .filter((name) => name !== '');
}
