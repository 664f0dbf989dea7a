import type { SilenceEmail } from '../users/userEmail.js';
import type { UserDraft } from '../users/userDraft.js';
import type { PlainWording } from '../wording.js';

/** Meters have stopped reporting: which sites, since when, what that means and what to check. */
export function draftSilence(email: SilenceEmail, { texts, locale, localDay }: PlainWording): UserDraft {
  const { silence } = texts;
  const { siteName, silent, count, pageUrl } = email;
  const list = new Intl.ListFormat(locale);
  const rest = count - silent.length;
  return {
    subject: silence.subject(silent[0]?.name ?? siteName, count),
    preview: silence.preview(count > 1),
    lead: silence.lead(count > 1),
    rows: silent.map(({ name, meters, lastDay }) => ({
      label: name,
      value: silence.lastReport(list.format(meters), localDay(lastDay)),
      fact: true,
    })),
    ...(rest > 0 ? { limits: silence.others(rest) } : {}),
    ...(pageUrl === null ? {} : { action: { button: silence.button, address: pageUrl } }),
    notes: [silence.check(count > 1), silence.meanwhile],
    because: texts.becauseOwner(siteName),
  };
}
