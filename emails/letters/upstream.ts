import type { UpstreamLetter } from '../peopleLetter.js';
import type { PersonDraft } from '../personDraft.js';
import type { PlainWords } from '../words.js';

/** The site is off through no doing of its Owner: nothing is owed, it comes back by itself, and whom to ask. */
export function draftUpstream(letter: UpstreamLetter, { texts, shortMoment }: PlainWords): PersonDraft {
  const { upstream, people } = texts;
  const { siteName, hostName, sender } = letter;
  const ways = [sender.email, sender.phone].filter((way) => way !== undefined && way !== '').join(', ');
  return {
    subject: upstream.subject(siteName),
    preview: upstream.preview,
    lead: upstream.lead(siteName, hostName),
    rows: [
      { label: people.site, value: siteName, fact: true },
      { label: upstream.host, value: hostName, fact: true },
      { label: upstream.since, value: shortMoment(letter.since), strong: true, fact: true },
    ],
    notes: [upstream.nothingOwed, upstream.ask(sender.name, ways)],
    because: texts.becauseOwner(siteName),
  };
}
