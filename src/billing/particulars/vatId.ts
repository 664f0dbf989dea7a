import { CHECK_DIGITS } from './checkDigits.js';
import { parseCountry } from './countries.js';

/**
 * The formats of VAT ids after their prefix, as the VIES service lists them, and those of Switzerland, Norway and the
 * United Kingdom. A table of our own: of the small libraries for it, one refuses valid ids of six countries.
 */
const FORMATS: Readonly<Record<string, RegExp>> = {
  AT: /^U\d{8}$/,
  BE: /^[01]\d{9}$/,
  BG: /^\d{9,10}$/,
  CH: /^E\d{9}(MWST|TVA|IVA)?$/,
  CY: /^\d{8}[A-Z]$/,
  CZ: /^\d{8,10}$/,
  DE: /^[1-9]\d{8}$/,
  DK: /^[1-9]\d{7}$/,
  EE: /^\d{9}$/,
  EL: /^\d{9}$/,
  ES: /^([A-Z]\d{7}[0-9A-Z]|\d{8}[A-Z])$/,
  FI: /^\d{8}$/,
  FR: /^[0-9A-HJ-NP-Z]{2}\d{9}$/,
  GB: /^(\d{9}|\d{12}|GD[0-4]\d{2}|HA[5-9]\d{2})$/,
  HR: /^\d{11}$/,
  HU: /^\d{8}$/,
  IE: /^\d[0-9A-Z+*]\d{5}[A-W][A-IW]?$/,
  IT: /^\d{11}$/,
  LT: /^(\d{7}1\d|\d{10}1\d)$/,
  LU: /^\d{8}$/,
  LV: /^\d{11}$/,
  MT: /^\d{8}$/,
  NL: /^\d{9}B\d{2}$/,
  NO: /^\d{9}(MVA)?$/,
  PL: /^\d{10}$/,
  PT: /^[1-9]\d{8}$/,
  RO: /^[1-9]\d{1,9}$/,
  SE: /^\d{10}\d[1-9]$/,
  SI: /^[1-9]\d{7}$/,
  SK: /^[1-9]\d{9}$/,
  XI: /^(\d{9}|\d{12}|GD[0-4]\d{2}|HA[5-9]\d{2})$/,
};

/** Prefixes of VAT ids that differ from the country's code. */
const PREFIXES: Readonly<Record<string, string>> = { GR: 'EL' };

/**
 * A VAT id with its prefix, in capitals and without spaces and signs: "de 811.907.980" is DE811907980. One written
 * without its prefix gets that of the country. Undefined: not an id of that country, by its format or check digit.
 */
export function parseVatId(text: string, country?: string): string | undefined {
  const compact = text
    .normalize('NFKC')
    .toUpperCase()
    .replace(/[^0-9A-Z+*]/gu, '');
  const own = country === undefined ? undefined : (PREFIXES[country] ?? country);
  const [prefix, rest] = [compact.slice(0, 2), compact.slice(2)];
  const named = PREFIXES[parseCountry(prefix) ?? ''] ?? (prefix === 'XI' ? prefix : parseCountry(prefix));
  if (named !== undefined && isVatId(named, rest)) return `${named}${rest}`;
  if (own !== undefined && isVatId(own, compact)) return `${own}${compact}`;
  return undefined;
}

function isVatId(prefix: string, rest: string): boolean {
  const format = FORMATS[prefix];
  // Elsewhere ids have no common form.
  if (format === undefined) return /^[0-9A-Z]{4,18}$/.test(rest) && /\d/.test(rest);
  return format.test(rest) && (CHECK_DIGITS[prefix]?.(rest) ?? true);
}

/** The country that gave out a VAT id; Northern Ireland's, too, is of the United Kingdom. */
export function countryOfVatId(vatId: string): string {
  const prefix = vatId.slice(0, 2);
  return prefix === 'XI' ? 'GB' : (parseCountry(prefix) ?? prefix);
}
