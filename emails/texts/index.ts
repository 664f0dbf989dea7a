import { catalogue, localeOf } from '../../src/core/values/language.js';
import { de } from './de.js';
import { en, type Texts } from './en.js';
import { es } from './es.js';
import { fr } from './fr.js';
import { it } from './it.js';
import { nl } from './nl.js';

export type { Texts } from './en.js';

const emailTexts = catalogue<Texts>({ en, de, fr, nl, es, it });

/** The texts of a language and the locale its dates and amounts are written in; English for one without texts. */
export function textsFor(language: string): { readonly texts: Texts; readonly locale: string } {
  return { texts: emailTexts(language), locale: localeOf(language) };
}
