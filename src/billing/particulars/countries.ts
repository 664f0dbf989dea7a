/** ISO 3166-1 alpha-2, without withdrawn codes. */
const COUNTRIES: ReadonlySet<string> = new Set(
  (
    'AD AE AF AG AI AL AM AO AQ AR AS AT AU AW AX AZ BA BB BD BE BF BG BH BI BJ BL BM BN BO BQ BR BS BT BV BW BY BZ ' +
    'CA CC CD CF CG CH CI CK CL CM CN CO CR CU CV CW CX CY CZ DE DJ DK DM DO DZ EC EE EG EH ER ES ET FI FJ FK FM FO ' +
    'FR GA GB GD GE GF GG GH GI GL GM GN GP GQ GR GS GT GU GW GY HK HM HN HR HT HU ID IE IL IM IN IO IQ IR IS IT JE ' +
    'JM JO JP KE KG KH KI KM KN KP KR KW KY KZ LA LB LC LI LK LR LS LT LU LV LY MA MC MD ME MF MG MH MK ML MM MN MO ' +
    'MP MQ MR MS MT MU MV MW MX MY MZ NA NC NE NF NG NI NL NO NP NR NU NZ OM PA PE PF PG PH PK PL PM PN PR PS PT PW ' +
    'PY QA RE RO RS RU RW SA SB SC SD SE SG SH SI SJ SK SL SM SN SO SR SS ST SV SX SY SZ TC TD TF TG TH TJ TK TL TM ' +
    'TN TO TR TT TV TW TZ UA UG UM US UY UZ VA VC VE VG VI VN VU WF WS YE YT ZA ZM ZW'
  ).split(' '),
);

/** Codes in common use that the standard writes otherwise: the EU's own for Greece, and the United Kingdom's. */
const ALIASES: Readonly<Record<string, string>> = { EL: 'GR', UK: 'GB' };

/** A country's code in capitals; undefined where there is no such country. */
export function parseCountry(text: string): string | undefined {
  const code = text.trim().toUpperCase();
  const country = ALIASES[code] ?? code;
  return COUNTRIES.has(country) ? country : undefined;
}

/** Languages in which lists of clients name countries. */
const LANGUAGES = ['en', 'de', 'fr', 'es', 'it', 'nl'];

/** Codes by name in lower case; filled on first use. */
const codesByName = new Map<string, string>();

/** A country by its code or by its name in one of these languages. */
export function findCountry(text: string): string | undefined {
  if (codesByName.size === 0) {
    for (const language of LANGUAGES)
      for (const { code, name } of listCountries(language)) codesByName.set(name.toLowerCase(), code);
  }
  return parseCountry(text) ?? codesByName.get(text.trim().toLowerCase());
}

/** All countries by their name in a language, sorted by it. */
export function listCountries(language: string): { readonly code: string; readonly name: string }[] {
  const { compare } = new Intl.Collator(language);
  const names = namesIn(language);
  return [...COUNTRIES]
    .map((code) => ({ code, name: names.of(code) ?? code }))
    .sort((one, other) => compare(one.name, other.name));
}

/** A country's name in a language. */
export function countryName(code: string, language: string): string {
  return namesIn(language).of(code) ?? code;
}

function namesIn(language: string): Intl.DisplayNames {
  return new Intl.DisplayNames([language, 'en'], { type: 'region' });
}
