import type { BrakeLetter } from '../peopleLetter.js';
import type { PersonDraft } from '../personDraft.js';
import type { PlainWords } from '../words.js';

/** Too many fell within an hour: why no further site is closed, who stays open, and where to decide. */
export function draftBrake(letter: BrakeLetter, { texts, locale, shortMoment }: PlainWords): PersonDraft {
  const { brake } = texts;
  const { siteName, suspended, active, allowed, accounts, names, pageUrl } = letter;
  const rest = accounts - names.length;
  const kept = new Intl.ListFormat(locale).format(rest > 0 ? [...names, brake.others(rest)] : names);
  return {
    subject: brake.subject(siteName, accounts),
    preview: brake.preview,
    lead: letter.isReminder ? brake.leadAgain(accounts) : brake.lead(suspended, active, allowed),
    rows: [
      { label: brake.since, value: shortMoment(letter.pulledAt), fact: true },
      { label: brake.fallen, value: brake.of(suspended, active), fact: true },
      { label: brake.kept, value: brake.count(accounts, letter.sites), strong: true, fact: true },
    ],
    ...(names.length === 0 ? {} : { limits: brake.names(kept) }),
    ...(pageUrl === null ? {} : { action: { button: brake.button, address: pageUrl } }),
    notes: [brake.likely, brake.meanwhile],
    because: texts.becauseOwner(siteName),
  };
}
