import type { Instant, LocalDate } from '../src/core/values/zone.js';
import { createDates, createFormat, type Dates, type Format, zonePlace } from './format.js';
import type { LetterContent } from './letter.js';
import { type Texts, textsFor } from './texts/index.js';

/** How any letter speaks: its language and its zone. */
export interface PlainWords {
  readonly texts: Texts;
  readonly locale: string;
  /** "Wednesday 25 November, 09:00 London time" */
  readonly moment: (at: Instant) => string;
  /** "Wed 25 Nov, 09:00 London time" */
  readonly shortMoment: (at: Instant) => string;
  /** "Wednesday 25 November" of a calendar day. */
  readonly localDay: (date: LocalDate) => string;
}

/** How a letter about an account speaks: its figures too, and what it calls the sites. */
export interface Words extends PlainWords {
  readonly format: Format;
  /** More than one site. */
  readonly many: boolean;
  /** The sites at the start of a sentence. */
  readonly sitesFirst: string;
  /** The sites within one. */
  readonly sites: string;
}

export function wordsFor(letter: LetterContent): Words {
  const { texts, locale } = textsFor(letter.language);
  const format = createFormat(locale, letter.currency, letter.timeZone);
  return {
    texts,
    format,
    locale,
    many: letter.siteNames.length > 1,
    sitesFirst: texts.sites(letter.siteNames, true),
    sites: texts.sites(letter.siteNames, false),
    ...momentsOf(texts, format, letter.timeZone),
  };
}

/** For a letter in which nothing is counted. */
export function plainWordsFor(letter: { readonly language: string; readonly timeZone: string }): PlainWords {
  const { texts, locale } = textsFor(letter.language);
  return { texts, locale, ...momentsOf(texts, createDates(locale, letter.timeZone), letter.timeZone) };
}

function momentsOf(
  texts: Texts,
  dates: Dates,
  timeZone: string,
): Pick<PlainWords, 'moment' | 'shortMoment' | 'localDay'> {
  const place = zonePlace(timeZone);
  const zone = texts.zone(place.name, place.isPlace);
  return {
    moment: (at) => texts.moment(dates.day(at), dates.time(at), zone),
    shortMoment: (at) => texts.moment(dates.weekday(at), dates.time(at), zone),
    localDay: dates.localDay,
  };
}
