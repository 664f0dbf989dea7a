import { type Catalogue, LANGUAGES } from '../../../../src/core/values/language.js';

/** Regions offered for a language; a region sets the format of dates and amounts. */
const REGIONS: Catalogue<readonly string[]> = {
  en: ['GB', 'US'],
  de: ['AT', 'CH'],
  fr: ['BE', 'CH'],
  nl: ['BE'],
  es: [],
  it: ['CH'],
};

/** The languages that have texts, and their regions. */
const TAGS: readonly string[] = Object.keys(LANGUAGES).flatMap((language) => [
  language,
  ...REGIONS[language as keyof typeof LANGUAGES].map((region) => `${language}-${region}`),
]);

/** Each language by its own name, and the current one even if it is not in the list. */
export function languageChoices(
  current: string,
): readonly { readonly value: string; readonly label: string }[] {
  const tags = TAGS.includes(current) ? TAGS : [...TAGS, current];
  return tags.map((value) => ({ value, label: languageName(value) }));
}

/** A language by its own name; an invalid one is shown unchanged. */
export function languageName(tag: string): string {
  try {
    const name = new Intl.DisplayNames([tag], { type: 'language' }).of(tag) ?? tag;
    return name.charAt(0).toUpperCase() + name.slice(1);
  } catch {
    return tag;
  }
}
