import type { PasswordResetLetter } from '../peopleLetter.js';
import type { PersonDraft } from '../personDraft.js';
import type { PlainWords } from '../words.js';

/** Somebody asked for a new password; the letter reads well to whom did and to whom did not. */
export function draftPasswordReset(
  letter: PasswordResetLetter,
  { texts, shortMoment }: PlainWords,
): PersonDraft {
  const { passwordReset, people } = texts;
  const { siteName, expiresAt } = letter;
  const until = shortMoment(expiresAt);
  return {
    subject: passwordReset.subject(siteName),
    preview: passwordReset.preview(until),
    lead: passwordReset.lead(siteName),
    rows: [
      { label: people.site, value: siteName, fact: true },
      { label: people.linkEnds, value: until, strong: true, fact: true },
    ],
    action: { button: passwordReset.button, address: letter.link },
    notes: [people.worksOnce, passwordReset.unexpected],
    because: passwordReset.because(siteName),
  };
}
