import type { Particulars } from '../../core/values/particulars.js';
import { type FieldProblem, type Refusal, refuseFields } from '../../core/values/refusal.js';
import { parseCountry } from './countries.js';
import {
  EMAIL_SCHEME,
  isAddressScheme,
  isLeitwegId,
  LEITWEG_SCHEME,
  looksLikeLeitwegId,
} from './electronicAddress.js';
import { parseVatId } from './vatId.js';

/** Particulars as somebody wrote them. */
export interface ParticularsInput {
  readonly legalName?: string | undefined;
  readonly street?: string | undefined;
  readonly postcode?: string | undefined;
  readonly city?: string | undefined;
  readonly country?: string | undefined;
  readonly vatId?: string | undefined;
  readonly companyId?: string | undefined;
  readonly buyerReference?: string | undefined;
  readonly electronicAddress?: { readonly scheme: string; readonly id: string } | undefined;
  readonly buyerKind?: string | undefined;
}

/** How many characters each text may have. */
export const PARTICULARS_LENGTHS = {
  legalName: 200,
  street: 200,
  postcode: 20,
  city: 100,
  companyId: 50,
  buyerReference: 100,
} as const;

type TextField = keyof typeof PARTICULARS_LENGTHS;
const TEXT_FIELDS = Object.keys(PARTICULARS_LENGTHS) as TextField[];

/** Control characters, and signs that turn the direction of the text after them. */
const INVISIBLE = /[\p{Cc}\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff]/gu;

/** Particulars as they are kept, or every field at fault; empty texts are left out. */
export function parseParticulars(input: ParticularsInput, path = 'particulars'): Particulars | Refusal {
  const problems: FieldProblem[] = [];
  const found: { -readonly [Field in keyof Particulars]: Particulars[Field] } = {};
  const fault = (field: string, reason: string): void => {
    problems.push({ field: `${path}.${field}`, reason });
  };
  for (const field of TEXT_FIELDS) {
    const text = cleaned(input[field] ?? '', field === 'street' ? 2 : 1);
    if (text.length > PARTICULARS_LENGTHS[field])
      fault(field, `must have at most ${PARTICULARS_LENGTHS[field]} characters`);
    else if (text !== '') found[field] = text;
  }
  const country = cleaned(input.country ?? '');
  const code = parseCountry(country);
  if (code !== undefined) found.country = code;
  else if (country !== '') fault('country', 'must be a country of ISO 3166-1, such as DE');
  const vatId = cleaned(input.vatId ?? '');
  const id = parseVatId(vatId, code);
  if (id !== undefined) found.vatId = id;
  else if (vatId !== '')
    fault('vatId', 'is not a VAT id: its country prefix, its format or its check digit is wrong');
  const reference = found.buyerReference;
  if (reference !== undefined && looksLikeLeitwegId(reference) && !isLeitwegId(reference))
    fault('buyerReference', 'is not a Leitweg-ID: its check digits are wrong');
  const kind = input.buyerKind ?? '';
  if (kind === 'business' || kind === 'consumer') found.buyerKind = kind;
  else if (kind !== '') fault('buyerKind', 'must be business or consumer');
  const address = parseAddress(input.electronicAddress);
  if (typeof address === 'string') fault('electronicAddress', address);
  else if (address !== undefined) found.electronicAddress = address;
  const [first, ...others] = problems;
  return first === undefined ? found : refuseFields([first, ...others]);
}

/** Without invisible characters and outer spaces, inner spaces as one; at most so many lines, others are joined. */
function cleaned(text: string, lines = 1): string {
  const parts = text
    .split(/[\r\n]+/)
    .map((line) => line.replace(INVISIBLE, '').replace(/\s+/gu, ' ').trim())
    .filter((line) => line !== '');
  return [...parts.slice(0, lines - 1), parts.slice(lines - 1).join(', ')]
    .filter((line) => line !== '')
    .join('\n');
}

/** The electronic address, undefined where there is none, or what is wrong with it. */
function parseAddress(
  input: ParticularsInput['electronicAddress'],
): Particulars['electronicAddress'] | string {
  const scheme = cleaned(input?.scheme ?? '').toUpperCase();
  const id = cleaned(input?.id ?? '');
  // A form may keep a scheme chosen without an address.
  if (id === '') return undefined;
  if (!isAddressScheme(scheme)) return 'must have a scheme of the EAS list, such as 9930, 0204 or EM';
  if (id.length > 100) return 'must have at most 100 characters';
  if (scheme === LEITWEG_SCHEME && !isLeitwegId(id)) return 'is not a Leitweg-ID: its check digits are wrong';
  if (scheme === EMAIL_SCHEME && !/^[^\s@]+@[^\s@]+\.[^\s@]+$/.test(id)) return 'must be an email address';
  return { scheme, id };
}

/** Stored particulars with a change: a field left out stays, and an empty text removes it. */
export function mergeParticulars(stored: Particulars, change: ParticularsInput): ParticularsInput {
  const given = Object.entries(change).filter(([, value]) => value !== undefined);
  return { ...stored, ...(Object.fromEntries(given) as ParticularsInput) };
}
