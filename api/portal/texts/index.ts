import { catalogue } from '../../../src/core/values/language.js';
import { de } from './de.js';
import { en, type PortalTexts } from './en.js';
import { es } from './es.js';
import { fr } from './fr.js';
import { it } from './it.js';
import { nl } from './nl.js';

export type { PortalTexts } from './en.js';

/** English for a language without texts of its own. */
export const portalTexts = catalogue<PortalTexts>({ en, de, fr, nl, es, it });
