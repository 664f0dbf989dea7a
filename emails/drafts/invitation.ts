import type { InvitationEmail } from '../users/userEmail.js';
import type { UserDraft } from '../users/userDraft.js';
import type { PlainWording } from '../wording.js';

/** An invitation: a new login that has no password yet. */
export function draftInvitation(email: InvitationEmail, { texts, shortMoment }: PlainWording): UserDraft {
  const { invitation, users } = texts;
  const { siteName, groupName, expiresAt } = email;
  const until = shortMoment(expiresAt);
  return {
    subject: invitation.subject(siteName),
    preview: invitation.preview(until),
    lead: invitation.lead(siteName, email.invitedBy),
    rows: [
      { label: users.site, value: siteName, fact: true },
      { label: users.group, value: groupName, fact: true },
      { label: users.linkEnds, value: until, strong: true, fact: true },
    ],
    action: { button: invitation.button, address: email.link },
    notes: [users.worksOnce, invitation.unexpected],
    because: invitation.because(siteName),
  };
}
