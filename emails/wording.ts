import type { Instant, LocalDate } from '../src/core/values/zone.js';
import { createDates, createFormat, type Dates, type Format, zonePlace } from './format.js';
import type { ClientEmailContent } from './email.js';
import { type Texts, textsFor } from './texts/index.js';

/** The language and the time zone of an email, with its formats. */
export interface PlainWording {
  readonly texts: Texts;
  readonly locale: string;
  /** "Wednesday 25 November, 09:00 London time" */
  readonly moment: (at: Instant) => string;
  /** "Wed 25 Nov, 09:00 London time" */
  readonly shortMoment: (at: Instant) => string;
  /** A calendar day: "Wednesday 25 November". */
  readonly localDay: (date: LocalDate) => string;
}

/** The same for an email about an account: also its amounts and the names of its sites. */
export interface Wording extends PlainWording {
  readonly format: Format;
  /** More than one site. */
  readonly many: boolean;
  /** The sites at the start of a sentence. */
  readonly sitesFirst: string;
  /** The sites within a sentence. */
  readonly sites: string;
}

export function wordingFor(email: ClientEmailContent): Wording {
  const { texts, locale } = textsFor(email.language);
  const format = createFormat(locale, email.currency, email.timeZone);
  return {
    texts,
    format,
    locale,
    many: email.siteNames.length > 1,
    sitesFirst: texts.sites(email.siteNames, true),
    sites: texts.sites(email.siteNames, false),
    ...momentsOf(texts, format, email.timeZone),
  };
}

/** For an email without amounts. */
export function plainWordingFor(email: {
  readonly language: string;
  readonly timeZone: string;
}): PlainWording {
  const { texts, locale } = textsFor(email.language);
  return { texts, locale, ...momentsOf(texts, createDates(locale, email.timeZone), email.timeZone) };
}

function momentsOf(
  texts: Texts,
  dates: Dates,
  timeZone: string,
): Pick<PlainWording, 'moment' | 'shortMoment' | 'localDay'> {
  const place = zonePlace(timeZone);
  const zone = texts.zone(place.name, place.isPlace);
  return {
    moment: (at) => texts.moment(dates.day(at), dates.time(at), zone),
    shortMoment: (at) => texts.moment(dates.weekday(at), dates.time(at), zone),
    localDay: dates.localDay,
  };
}
