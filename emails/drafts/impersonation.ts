import type { ImpersonationEmail } from '../users/userEmail.js';
import type { UserDraft } from '../users/userDraft.js';
import type { PlainWording } from '../wording.js';

/** An impersonation has started: by which Owner, until when, its limits, and where its log is. */
export function draftImpersonation(
  email: ImpersonationEmail,
  { texts, shortMoment }: PlainWording,
): UserDraft {
  const { impersonation } = texts;
  const { who, from, siteName } = email;
  const endsAt = shortMoment(email.endsAt);
  return {
    subject: impersonation.subject(from, siteName),
    preview: impersonation.preview(endsAt),
    lead: impersonation.lead(from, siteName),
    rows: [
      { label: impersonation.who, value: who, fact: true },
      { label: impersonation.since, value: shortMoment(email.startedAt), fact: true },
      { label: impersonation.endsAt, value: endsAt, fact: true },
    ],
    limits: impersonation.limits,
    action: { button: impersonation.button, address: email.logUrl },
    notes: [impersonation.code],
    because: texts.becauseOwner(siteName),
  };
}
