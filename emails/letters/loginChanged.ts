import type { LoginChangedLetter } from '../peopleLetter.js';
import type { PersonDraft } from '../personDraft.js';
import type { PlainWords } from '../words.js';

/** How somebody logs in was changed: what, when, and what to do if it was not them. */
export function draftLoginChanged(
  letter: LoginChangedLetter,
  { texts, shortMoment }: PlainWords,
): PersonDraft {
  const { loginChanged, passwordReset, people } = texts;
  const { siteName, change } = letter;
  return {
    subject: loginChanged.subject[change](siteName),
    preview: loginChanged.preview,
    lead: loginChanged.lead[change](siteName),
    rows: [
      { label: people.site, value: siteName, fact: true },
      { label: loginChanged.when, value: shortMoment(letter.changedAt), fact: true },
    ],
    limits: loginChanged.unexpected[change === 'email' ? 'lost' : 'held'],
    // A new password goes to the address of the login, which is another one now.
    ...(change !== 'email' && { action: { button: passwordReset.button, address: letter.forgotUrl } }),
    notes: [loginChanged.answer],
    because: passwordReset.because(siteName),
  };
}
