import type { UpstreamLetter } from '../peopleLetter.js';
import type { PersonDraft } from '../personDraft.js';
import { createFormat } from '../format.js';
import type { PlainWords } from '../words.js';

/** The site is off since its host is: what that has to do with the site's own account, and whom to ask. */
export function draftUpstream(letter: UpstreamLetter, words: PlainWords): PersonDraft {
  const { texts, shortMoment } = words;
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
    notes: [ownText(letter, words), upstream.ask(sender.name, ways)],
    because: texts.becauseOwner(siteName),
  };
}

/** Only where the own account is in order does the site come back by itself. */
function ownText({ own = null, timeZone }: UpstreamLetter, { texts, locale }: PlainWords): string {
  const { nothingOwed, missing, ownSuspended, ownHeld, back } = texts.upstream;
  if (own === null) return `${nothingOwed} ${back}`;
  if (own.isHeld) return ownHeld;
  if (own.missing === 0n) return `${nothingOwed} ${back}`;
  const amount = createFormat(locale, own.currency, timeZone).money(own.missing);
  return own.isSuspended ? ownSuspended(amount) : `${missing(amount)} ${back}`;
}
