import type { PasswordResetEmail } from '../userEmail.js';
import type { UserDraft } from '../userDraft.js';
import type { PlainWording } from '../wording.js';

/** Somebody asked for a new password; the email reads well to whom did and to whom did not. */
export function draftPasswordReset(
  email: PasswordResetEmail,
  { texts, shortMoment }: PlainWording,
): UserDraft {
  const { passwordReset, users } = texts;
  const { siteName, expiresAt } = email;
  const until = shortMoment(expiresAt);
  return {
    subject: passwordReset.subject(siteName),
    preview: passwordReset.preview(until),
    lead: passwordReset.lead(siteName),
    rows: [
      { label: users.site, value: siteName, fact: true },
      { label: users.linkEnds, value: until, strong: true, fact: true },
    ],
    action: { button: passwordReset.button, address: email.link },
    notes: [users.worksOnce, passwordReset.unexpected],
    because: passwordReset.because(siteName),
  };
}
