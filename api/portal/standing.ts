import type { PortalAccount } from '../../src/accounts/loadPortalAccount.js';
import { isPromise } from '../../src/billing/policy/exemption.js';
import type { Instant } from '../../src/core/values/zone.js';
import type { Reader } from './reader.js';

/** The client's state in one sentence, and what follows from it. */
export interface StandingText {
  /** The sentence up to its date, if it has one: "Your site is paid until about". */
  readonly before: string;
  /** The date at the end of the sentence; null if it has none. */
  readonly day: Instant | null;
  readonly lead: string;
  readonly tone: 'good' | 'warning' | 'bad' | 'held';
}

const WEEK_MS = 7 * 86_400_000;

export function describeStanding(
  { account, tenant: { name: owner }, offers: { least } }: PortalAccount,
  now: Instant,
  reader: Reader,
): StandingText {
  const { state, hold, exemptUntil, suspends, sites } = account;
  const { standing: texts } = reader.texts;
  const many = sites.length > 1;
  const restore = least?.minor ?? 0n;
  const short = reader.sum(restore);
  const lasts = least === null || least.lastsUntil === null ? null : reader.moment(least.lastsUntil);
  const whole = (before: string, lead: string, tone: StandingText['tone']): StandingText => {
    return { before, day: null, lead, tone };
  };
  if (state === 'closed') return whole(texts.closed, texts.closedLead(owner), 'held');
  if (hold !== null) return whole(texts.held(many), texts.heldLead(owner, many), 'held');
  const isUpstream = sites.some(({ upstream }) => upstream);
  if (state === 'suspended') {
    if (restore <= 0n) return whole(texts.coming(many), texts.comingLead, 'warning');
    const lead = isUpstream ? texts.otherReason(short, owner) : texts.restore(many, short, lasts);
    return whole(texts.suspended(many), lead, 'bad');
  }
  if (isUpstream) return whole(texts.suspended(many), texts.upstreamLead(owner), 'bad');
  if (exemptUntil !== null && restore > 0n && isPromise(account.exemptFor)) {
    const lead = texts.promisedLead(owner, short, lasts);
    // The last day of the promise, which it includes.
    return { before: texts.onlineUntil(many), day: exemptUntil - 1, lead, tone: 'warning' };
  }
  if (restore > 0n && suspends !== null && suspends.at > now) {
    const lead = texts.usedUp(many, short, lasts);
    return { before: texts.onlineUntil(many), day: suspends.at, lead, tone: 'bad' };
  }
  if (restore > 0n) return whole(texts.soon(many), texts.usedUpNow(many, short, lasts), 'bad');
  return describePaid(account, now, reader);
}

function describePaid(
  { limitDate, limitRange, pacePerDay, forecast, sites }: PortalAccount['account'],
  now: Instant,
  reader: Reader,
): StandingText {
  const { standing: texts } = reader.texts;
  const many = sites.length > 1;
  const good = (before: string, lead: string): StandingText => ({ before, day: null, lead, tone: 'good' });
  if (forecast === 'none' || pacePerDay === null) return good(texts.online(many), texts.noForecast);
  if (limitDate === null)
    return pacePerDay === 0n
      ? good(texts.paid(many), texts.noCosts)
      : good(texts.paidLong(many), texts.endless);
  const range = rangeText(limitRange, now, reader) ?? texts.estimated;
  const pace = pacePerDay === 0n ? [] : [texts.pace(reader.sum(pacePerDay))];
  return {
    before: texts.paidUntil(many),
    day: limitDate,
    lead: [range, ...pace].join(' '),
    tone: limitDate - now <= WEEK_MS ? 'warning' : 'good',
  };
}

/** The 80 % range of a limit date; null if it is within one day. */
function rangeText(
  range: PortalAccount['account']['limitRange'],
  now: Instant,
  { texts: { standing }, day }: Reader,
): string | null {
  if (range === null) return null;
  const early = day(range.earliest, now);
  if (range.latest === null) return standing.notBefore(early);
  const late = day(range.latest, now);
  return late === early ? null : standing.between(early, late);
}
