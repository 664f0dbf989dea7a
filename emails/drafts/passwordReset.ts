import type { PasswordResetEmail } from '../users/userEmail.js';
import type { UserDraft } from '../users/userDraft.js';
import type { PlainWording } from '../wording.js';

/** A requested password reset. The text is right for users who requested it and for those who did not. */
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
