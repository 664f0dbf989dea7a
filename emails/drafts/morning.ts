import { createFormat } from '../format.js';
import type { UserDraft } from '../users/userDraft.js';
import type { MorningEmail } from '../users/userEmail.js';
import type { PlainWording } from '../wording.js';

type Due = MorningEmail['due'][number];
type Left = MorningEmail['left'][number];

/** Who is due to be suspended today and tomorrow, what each owes and was told, and what changed since the last list. */
export function draftMorning(email: MorningEmail, wording: PlainWording): UserDraft {
  const { texts, locale, localDay } = wording;
  const { morning } = texts;
  const { today, tomorrow, due, since, added, left, siteName, pageUrl } = email;
  const rest = today + tomorrow - due.length;
  const list = new Intl.ListFormat(locale);
  const changes =
    since === null
      ? []
      : [
          ...(added.length === 0 ? [] : [morning.added(localDay(since), list.format(added))]),
          ...(left.length === 0
            ? []
            : [morning.left(left.map((each) => leftText(each, email, wording)).join('; '))]),
        ];
  return {
    subject: morning.subject(today, tomorrow),
    preview: list.format(due.map(({ name }) => name)),
    lead: morning.lead(today, tomorrow),
    rows: due.map((each) => ({ label: each.name, value: dueText(each, email, wording), fact: true })),
    ...(rest > 0 ? { limits: morning.others(rest) } : {}),
    ...(pageUrl === null ? {} : { action: { button: morning.button, address: pageUrl } }),
    notes: [...changes, ...(pageUrl === null ? [] : [morning.act])],
    because: morning.because(siteName),
  };
}

function dueText(due: Due, { timeZone }: MorningEmail, { texts, locale }: PlainWording): string {
  const { morning } = texts;
  const { money, weekday, time } = createFormat(locale, due.currency, timeZone);
  const { notice, keepsUp } = due;
  const parts = [
    due.isHeldBack ? morning.heldBack : morning.when(due.day, time(due.suspendsAt)),
    morning.balance(money(due.balance)),
    ...(keepsUp === null || keepsUp <= 0n ? [] : [morning.keepsUp(money(keepsUp))]),
    notice === null
      ? morning.noNotice
      : morning.notice(
          morning.notices[notice.kind],
          notice.state,
          `${weekday(notice.at)}, ${time(notice.at)}`,
        ),
  ];
  return parts.join('; ');
}

function leftText(left: Left, { timeZone }: MorningEmail, { texts, locale }: PlainWording): string {
  const { name, why, amount, until } = left;
  const { reasons } = texts.morning;
  const { money, weekday } = createFormat(locale, left.currency, timeZone);
  switch (why) {
    case 'paid':
      return reasons.paid(name, money(amount ?? 0n));
    case 'exempt':
      return reasons.exempt(name, weekday((until ?? 0) - 1));
    case 'later':
      return until === null ? reasons.notDue(name) : reasons.later(name, weekday(until));
    default:
      return reasons[why](name);
  }
}
