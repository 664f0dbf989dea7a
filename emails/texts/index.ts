import { de } from './de.js';
import { en, type Texts } from './en.js';

export type { Texts } from './en.js';

const TEXTS: Readonly<Record<string, Texts>> = { de, en };

/** The texts of a language and the locale its dates and amounts are written in; English for one without texts. */
export function textsFor(language: string): { readonly texts: Texts; readonly locale: string } {
  const [locale, primary] = canonical(language);
  const texts = TEXTS[primary];
  if (texts === undefined) return { texts: en, locale: en.locale };
  return { texts, locale: locale === primary ? texts.locale : locale };
}

function canonical(language: string): [locale: string, primary: string] {
  try {
    const { language: primary, region } = new Intl.Locale(language);
    // Only the region counts: a locale extension could select digits and calendars that the texts do not match.
    return [region === undefined ? primary : `${primary}-${region}`, primary];
  } catch {
    return [en.locale, 'en'];
  }
}
