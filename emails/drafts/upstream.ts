import type { UpstreamEmail } from '../users/userEmail.js';
import type { UserDraft } from '../users/userDraft.js';
import { createFormat } from '../format.js';
import type { PlainWording } from '../wording.js';

/**
 * The site is offline because its parent is suspended: what that means for the site's own account, and who can help.
 */
export function draftUpstream(email: UpstreamEmail, wording: PlainWording): UserDraft {
  const { texts, shortMoment } = wording;
  const { upstream, users } = texts;
  const { siteName, sender } = email;
  const ways = [sender.email, sender.phone].filter((way) => way !== undefined && way !== '').join(', ');
  return {
    subject: upstream.subject(siteName),
    preview: upstream.preview,
    lead: upstream.lead(siteName, sender.name),
    rows: [
      { label: users.site, value: siteName, fact: true },
      { label: upstream.host, value: sender.name, fact: true },
      { label: upstream.since, value: shortMoment(email.since), strong: true, fact: true },
    ],
    notes: [ownText(email, wording), upstream.ask(sender.name, ways)],
    because: texts.becauseOwner(siteName),
  };
}

/** The site comes back by itself only if its own account is in good standing. */
function ownText({ own = null, timeZone }: UpstreamEmail, { texts, locale }: PlainWording): string {
  const { nothingOwed, missing, ownSuspended, ownHeld, back } = texts.upstream;
  if (own === null) return `${nothingOwed} ${back}`;
  if (own.isHeld) return ownHeld;
  if (own.missing === 0n) return `${nothingOwed} ${back}`;
  const amount = createFormat(locale, own.currency, timeZone).money(own.missing);
  return own.isSuspended ? ownSuspended(amount) : `${missing(amount)} ${back}`;
}
