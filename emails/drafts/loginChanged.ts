import type { LoginChangedEmail } from '../userEmail.js';
import type { UserDraft } from '../userDraft.js';
import type { PlainWording } from '../wording.js';

/** A login was changed: what, when, and what to do if the user did not do it. */
export function draftLoginChanged(email: LoginChangedEmail, { texts, shortMoment }: PlainWording): UserDraft {
  const { loginChanged, passwordReset, users } = texts;
  const { siteName, change } = email;
  return {
    subject: loginChanged.subject[change](siteName),
    preview: loginChanged.preview,
    lead: loginChanged.lead[change](siteName),
    rows: [
      { label: users.site, value: siteName, fact: true },
      { label: loginChanged.when, value: shortMoment(email.changedAt), fact: true },
    ],
    limits: loginChanged.unexpected[change === 'email' ? 'lost' : 'held'],
    // A new password goes to the address of the login, which is another one now.
    ...(change !== 'email' && { action: { button: passwordReset.button, address: email.forgotUrl } }),
    notes: [loginChanged.answer],
    because: passwordReset.because(siteName),
  };
}
