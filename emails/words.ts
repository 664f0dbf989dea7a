import type { Instant } from '../src/billing/index.js';
import { createFormat, zonePlace, type Format } from './format.js';
import type { LetterContent } from './letter.js';
import { textsFor, type Texts } from './texts/index.js';

/** How one letter speaks: its language, its figures, its zone, and what it calls the sites. */
export interface Words {
  readonly texts: Texts;
  readonly format: Format;
  readonly locale: string;
  /** More than one site. */
  readonly many: boolean;
  /** The sites at the start of a sentence. */
  readonly sitesFirst: string;
  /** The sites within one. */
  readonly sites: string;
  /** "Wednesday 25 November, 09:00 London time" */
  readonly moment: (at: Instant) => string;
  /** "Wed 25 Nov, 09:00 London time" */
  readonly shortMoment: (at: Instant) => string;
}

export function wordsFor(letter: LetterContent): Words {
  const { texts, locale } = textsFor(letter.language);
  const format = createFormat(locale, letter.currency, letter.timeZone);
  const place = zonePlace(letter.timeZone);
  const zone = texts.zone(place.name, place.isPlace);
  return {
    texts,
    format,
    locale,
    many: letter.siteNames.length > 1,
    sitesFirst: texts.sites(letter.siteNames, true),
    sites: texts.sites(letter.siteNames, false),
    moment: (at) => texts.moment(format.day(at), format.time(at), zone),
    shortMoment: (at) => texts.moment(format.weekday(at), format.time(at), zone),
  };
}
