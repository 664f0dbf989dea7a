import { createFormat } from '../format.js';
import type { UserDraft } from '../users/userDraft.js';
import type { PromiseEmail } from '../users/userEmail.js';
import type { PlainWording } from '../wording.js';

/** A client asked for more time and got it by the tenant's settings: until when, and what is owed. */
export function draftPromise(email: PromiseEmail, { texts, locale, localDay }: PlainWording): UserDraft {
  const { promise } = texts;
  const { name, days, pageUrl, siteName } = email;
  const { money } = createFormat(locale, email.currency, email.timeZone);
  const day = localDay(email.day);
  return {
    subject: promise.subject(name, days),
    preview: promise.preview(day),
    lead: promise.lead(email.wasSuspended, day),
    rows: [
      { label: promise.client, value: name, fact: true },
      { label: promise.until, value: day, strong: true, fact: true },
      { label: texts.labels.balanceNow, value: money(email.balance) },
    ],
    ...(pageUrl === null ? {} : { action: { button: promise.button, address: pageUrl } }),
    notes: [promise.then],
    because: texts.becauseOwner(siteName),
  };
}
