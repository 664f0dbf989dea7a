import type { LoginChangedEmail } from '../users/userEmail.js';
import type { UserDraft } from '../users/userDraft.js';
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
    // A password reset would go to the login's new address, so it cannot help this reader.
    ...(change !== 'email' && { action: { button: passwordReset.button, address: email.forgotUrl } }),
    notes: [loginChanged.preview],
    because: passwordReset.because(siteName),
  };
}
