import type { UserDraft } from '../users/userDraft.js';
import type { WebhookOffEmail } from '../users/userEmail.js';
import type { PlainWording } from '../wording.js';

/** A webhook endpoint was turned off: which, why, and what to do. */
export function draftWebhookOff(email: WebhookOffEmail, { texts }: PlainWording): UserDraft {
  const { webhookOff } = texts;
  const { host, answer, isGone, siteName, pageUrl } = email;
  return {
    subject: webhookOff.subject(host),
    preview: webhookOff.after,
    lead: isGone ? webhookOff.gone(host) : webhookOff.failed(host),
    rows: answer === '' ? [] : [{ label: webhookOff.answer, value: answer, fact: true }],
    ...(pageUrl === null ? {} : { action: { button: webhookOff.button, address: pageUrl } }),
    notes: [webhookOff.after],
    because: texts.becauseOwner(siteName),
  };
}
