import type { ImpersonationLetter } from '../peopleLetter.js';
import type { PersonDraft } from '../personDraft.js';
import type { PlainWords } from '../words.js';

/** The Owner of the site above is in: who, for how long, what they cannot do, where to look. */
export function draftImpersonation(
  letter: ImpersonationLetter,
  { texts, shortMoment }: PlainWords,
): PersonDraft {
  const { impersonation } = texts;
  const { who, from, siteName } = letter;
  const endsAt = shortMoment(letter.endsAt);
  return {
    subject: impersonation.subject(from, siteName),
    preview: impersonation.preview(endsAt),
    lead: impersonation.lead(from, siteName),
    rows: [
      { label: impersonation.who, value: who, fact: true },
      { label: impersonation.since, value: shortMoment(letter.startedAt), fact: true },
      { label: impersonation.endsAt, value: endsAt, fact: true },
    ],
    limits: impersonation.limits,
    action: { button: impersonation.button, address: letter.logUrl },
    notes: [impersonation.code],
    because: texts.becauseOwner(siteName),
  };
}
