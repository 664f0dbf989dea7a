/**
 * The languages that clients read. Each has the locale of its dates and amounts for a tag without a region. A language
 * listed here must have every text of every catalogue, or the program does not compile.
 */
export const LANGUAGES = {
  en: 'en-GB',
  de: 'de-DE',
  fr: 'fr-FR',
  nl: 'nl-NL',
  es: 'es-ES',
  it: 'it-IT',
} as const;

export type Language = keyof typeof LANGUAGES;

/** The texts of every language. */
export type Catalogue<Texts> = Readonly<Record<Language, Texts>>;

/** The language of a tag ("de" of "de-AT"); undefined for one without texts. */
export function findLanguage(tag: string): Language | undefined {
  return parseTag(tag)?.language;
}

/** The language whose texts a tag gets: English if it has none of its own. For a page's `lang` attribute as well. */
export function languageOf(tag: string): Language {
  return findLanguage(tag) ?? 'en';
}

/** The locale of dates and amounts that match the texts of a tag: "de-AT", "de-DE" for "de", "en-GB" for "xx". */
export function localeOf(tag: string): string {
  const parsed = parseTag(tag);
  if (parsed === undefined) return LANGUAGES.en;
  const { language, region } = parsed;
  return region === undefined ? LANGUAGES[language] : `${language}-${region}`;
}

/**
 * The language of a page: the first choice that has texts, in the order of who made it; else the first language of the
 * browser that has; else English. The browser's list is the header Accept-Language.
 */
export function chooseLanguage(choices: readonly (string | null | undefined)[], browser = ''): string {
  const accepted = browser
    .split(',')
    .map((part) => {
      const [tag = '', ...parameters] = part.split(';').map((each) => each.trim());
      const quality = parameters.find((each) => each.startsWith('q='))?.slice(2) ?? '1';
      return { tag, quality: Number(quality) };
    })
    .filter(({ quality }) => quality > 0)
    // A stable sort: languages of equal quality keep their order.
    .sort((one, other) => other.quality - one.quality)
    .map(({ tag }) => tag);
  return [...choices, ...accepted].find((tag) => tag && findLanguage(tag) !== undefined) ?? 'en';
}

/** How texts are found: by the tag of a language, English for one without texts. */
export function catalogue<Texts>(texts: Catalogue<Texts>): (tag: string) => Texts {
  return (tag) => texts[languageOf(tag)];
}

/** Only the region counts: an extension could select digits and calendars that the texts do not match. */
function parseTag(
  tag: string,
): { readonly language: Language; readonly region: string | undefined } | undefined {
  try {
    const { language, region } = new Intl.Locale(tag);
    return isLanguage(language) ? { language, region } : undefined;
  } catch {
    return undefined;
  }
}

function isLanguage(text: string): text is Language {
  return Object.hasOwn(LANGUAGES, text);
}
