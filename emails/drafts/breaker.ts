import type { BreakerEmail } from '../users/userEmail.js';
import type { UserDraft } from '../users/userDraft.js';
import type { PlainWording } from '../wording.js';

/**
 * Too many accounts reached their limit within an hour: why no further site is suspended, which sites stay online,
 * and where to decide.
 */
export function draftBreaker(email: BreakerEmail, { texts, locale, shortMoment }: PlainWording): UserDraft {
  const { breaker } = texts;
  const { siteName, suspended, active, allowed, accounts, names, pageUrl } = email;
  const rest = accounts - names.length;
  const kept = new Intl.ListFormat(locale).format(rest > 0 ? [...names, breaker.others(rest)] : names);
  return {
    subject: breaker.subject(siteName, accounts),
    preview: breaker.preview,
    lead: email.isReminder ? breaker.leadReminder(accounts) : breaker.lead(suspended, active, allowed),
    rows: [
      { label: breaker.since, value: shortMoment(email.trippedAt), fact: true },
      { label: breaker.suspendedWithinHour, value: breaker.of(suspended, active), fact: true },
      { label: breaker.kept, value: breaker.count(accounts, email.sites), strong: true, fact: true },
    ],
    ...(names.length === 0 ? {} : { limits: breaker.names(kept) }),
    ...(pageUrl === null ? {} : { action: { button: breaker.button, address: pageUrl } }),
    notes: [breaker.likely, breaker.meanwhile],
    because: texts.becauseOwner(siteName),
  };
}
