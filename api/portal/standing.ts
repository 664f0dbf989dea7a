import type { AccountView } from '../../src/accounts/readAccount.js';
import type { PortalAccount } from '../../src/accounts/loadPortalAccount.js';
import type { Instant } from '../../src/core/values/zone.js';
import { formatMoney } from '../web/charts/format.js';
import { formatMoment } from './formatMoment.js';

/** Where a client stands, in one sentence and what follows from it. */
export interface StandingText {
  /** Up to where the day stands, if it names one: "Your site is paid until about". */
  readonly before: string;
  /** The day it names; null: the sentence is whole without one. */
  readonly day: Instant | null;
  readonly lead: string;
  readonly tone: 'good' | 'warning' | 'bad' | 'held';
}

const WEEK_MS = 7 * 86_400_000;

export function describeStanding({ account, tenant, offers }: PortalAccount, now: Instant): StandingText {
  const { state, hold, exemptUntil, currency, sites } = account;
  const [subject, are, them] = sites.length > 1 ? ['Your sites', 'are', 'them'] : ['Your site', 'is', 'it'];
  const { least } = offers;
  const restore = least?.minor ?? 0n;
  const short = `${formatMoney(restore, currency)} ${currency}`;
  const lasts =
    least === null || least.lastsUntil === null
      ? '.'
      : ` and lasts until about ${formatMoment(least.lastsUntil, account.timeZone)}.`;
  const whole = (before: string, lead: string, tone: StandingText['tone']): StandingText => {
    return { before, day: null, lead, tone };
  };
  if (state === 'closed') return whole('This account is closed', `It was kept by ${tenant.name}.`, 'held');
  if (hold !== null) {
    return whole(
      `${subject} ${are} on hold`,
      `${tenant.name} has paused ${them}. Please ask them what is needed.`,
      'held',
    );
  }
  const isUpstream = sites.some(({ upstream }) => upstream);
  if (state === 'suspended') {
    if (restore > 0n && isUpstream) {
      const lead = `A payment of ${short} settles your account. What closes ${them} besides does not come from it; ${tenant.name} can tell you more.`;
      return whole(`${subject} ${are} suspended`, lead, 'bad');
    }
    return restore > 0n
      ? whole(
          `${subject} ${are} suspended`,
          `A payment of ${short} brings ${them} back at once${lasts}`,
          'bad',
        )
      : whole(`${subject} ${are} coming back`, 'Enough is paid; this takes a moment.', 'warning');
  }
  if (isUpstream) {
    const lead = `That does not come from your account; ${tenant.name} can tell you more.`;
    return whole(`${subject} ${are} closed for now`, lead, 'bad');
  }
  if (exemptUntil !== null && restore > 0n) {
    const lead = `${tenant.name} waits until then for your payment. ${short} covers what is owed${lasts}`;
    return {
      before: `${subject} ${sites.length > 1 ? 'stay' : 'stays'} up until`,
      day: Date.parse(exemptUntil),
      lead,
      tone: 'warning',
    };
  }
  if (restore > 0n) {
    const lead = `The credit is used up. A payment of ${short} now keeps ${them} up${lasts}`;
    return whole(`${subject} ${are} about to be suspended`, lead, 'bad');
  }
  return formatPaid(account, `${subject} ${are}`, now);
}

function formatPaid(
  { limitDate, pacePerDay, forecast, currency }: AccountView,
  subject: string,
  now: Instant,
): StandingText {
  if (forecast === 'none' || pacePerDay === null) {
    const lead = 'How long the credit lasts cannot be said at the moment.';
    return { before: `${subject} up`, day: null, lead, tone: 'good' };
  }
  const hasPace = !/^[0.]*$/.test(pacePerDay);
  if (limitDate === null && !hasPace) {
    const lead = 'Nothing is being used up at the moment, so no day can be named.';
    return { before: `${subject} paid`, day: null, lead, tone: 'good' };
  }
  if (limitDate === null) {
    const lead = 'At its present pace the credit lasts for more than a year.';
    return { before: `${subject} paid, with no end in sight`, day: null, lead, tone: 'good' };
  }
  const day = Date.parse(limitDate);
  const pace = hasPace ? ` A day costs about ${pacePerDay} ${currency}.` : '';
  const lead = `So far the credit reaches at the present pace.${pace}`;
  return {
    before: `${subject} paid until about`,
    day,
    lead,
    tone: day - now <= WEEK_MS ? 'warning' : 'good',
  };
}
