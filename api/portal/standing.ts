import type { AccountDetails } from '../../src/accounts/loadAccount.js';
import type { PortalAccount } from '../../src/accounts/loadPortalAccount.js';
import { isPromise } from '../../src/billing/policy/exemption.js';
import { formatAmount } from '../../src/core/values/money.js';
import type { Instant } from '../../src/core/values/zone.js';
import { formatRange } from '../console/accounts/list/format.js';
import { formatMoney } from '../web/charts/format.js';
import { formatMoment } from './formatMoment.js';

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

export function describeStanding({ account, tenant, offers }: PortalAccount, now: Instant): StandingText {
  const { state, hold, exemptUntil, suspends, currency, sites } = account;
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
  if (state === 'closed')
    return whole('This account is closed', `For questions, contact ${tenant.name}.`, 'held');
  if (hold !== null) {
    return whole(
      `${subject} ${are} on hold`,
      `${tenant.name} has suspended ${them}. Please contact them.`,
      'held',
    );
  }
  const isUpstream = sites.some(({ upstream }) => upstream);
  if (state === 'suspended') {
    if (restore > 0n && isUpstream) {
      const lead = `A payment of ${short} settles your account. There is also another reason for the suspension. Please contact ${tenant.name}.`;
      return whole(`${subject} ${are} suspended`, lead, 'bad');
    }
    return restore > 0n
      ? whole(
          `${subject} ${are} suspended`,
          `A payment of ${short} reactivates ${them} at once${lasts}`,
          'bad',
        )
      : whole(
          `${subject} ${are} being reactivated`,
          'Your payment is enough. This takes a few seconds.',
          'warning',
        );
  }
  if (isUpstream) {
    const lead = `The reason is not your account. Please contact ${tenant.name}.`;
    return whole(`${subject} ${are} suspended`, lead, 'bad');
  }
  if (exemptUntil !== null && restore > 0n && isPromise(account.exemptFor)) {
    const lead = `${tenant.name} expects your payment by then. ${short} covers what is owed${lasts}`;
    return {
      before: `${subject} ${sites.length > 1 ? 'stay' : 'stays'} online until`,
      day: exemptUntil,
      lead,
      tone: 'warning',
    };
  }
  if (restore > 0n && suspends !== null && suspends.at > now) {
    const lead = `The credit is used up. A payment of ${short} keeps ${them} online${lasts}`;
    return {
      before: `${subject} ${sites.length > 1 ? 'stay' : 'stays'} online until`,
      day: suspends.at,
      lead,
      tone: 'bad',
    };
  }
  if (restore > 0n) {
    const lead = `The credit is used up. A payment of ${short} now keeps ${them} online${lasts}`;
    return whole(`${subject} ${are} about to be suspended`, lead, 'bad');
  }
  return formatPaid(account, `${subject} ${are}`, now);
}

function formatPaid(
  { limitDate, limitRange, pacePerDay, forecast, currency, timeZone }: AccountDetails,
  subject: string,
  now: Instant,
): StandingText {
  if (forecast === 'none' || pacePerDay === null) {
    const lead = 'No forecast is available at the moment.';
    return { before: `${subject} online`, day: null, lead, tone: 'good' };
  }
  const hasPace = pacePerDay !== 0n;
  if (limitDate === null && !hasPace) {
    const lead = 'There are no current costs.';
    return { before: `${subject} paid`, day: null, lead, tone: 'good' };
  }
  if (limitDate === null) {
    const lead = 'At the current pace, the credit lasts for more than a year.';
    return { before: `${subject} paid for more than a year`, day: null, lead, tone: 'good' };
  }
  const pace = hasPace ? ` Cost per day: about ${formatAmount(pacePerDay, currency)} ${currency}.` : '';
  const range = formatRange(limitRange, timeZone, now);
  const lead = range === null ? `Estimated at the current pace.${pace}` : `Probably ${range}.${pace}`;
  return {
    before: `${subject} paid until about`,
    day: limitDate,
    lead,
    tone: limitDate - now <= WEEK_MS ? 'warning' : 'good',
  };
}
