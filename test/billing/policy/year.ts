import { type Decision, settlementSpreadMs } from '../../../src/billing/decide.js';
import type { AccountFacts } from '../../../src/billing/facts.js';
import { compilePolicy, type PolicyTerms } from '../../../src/billing/policy/policy.js';
import { limitHitAt } from '../../../src/billing/policy/suspensionOn.js';
import { type Outlook, outlookOn } from '../../../src/billing/projection/outlook.js';
import { addDays, DAY_MS, type Instant, localDateOf, startOfDay } from '../../../src/core/values/zone.js';
import type { Random } from '../../simulation/random.js';
import { account } from '../account.js';
import { CALENDAR } from './policies.js';

export const YEAR_FROM = Date.parse('2026-01-01T00:00:00Z');
export const YEAR_UNTIL = YEAR_FROM + 365 * DAY_MS;
const RETRY_MS = 30 * 60_000;

/** A suspension and what was so at its instant. */
export interface Suspended {
  readonly at: Instant;
  /** Since when headroom was below zero. */
  readonly below: Instant;
  readonly over: bigint;
  /** When the first notice that counts was accepted; null: none was. */
  readonly acceptedAt: Instant | null;
}

/** One account in the model: it does what is due, sleeps to its wake, and its emails go to a mail server that may refuse. */
export class YearAccount {
  readonly suspended: Suspended[] = [];
  facts: AccountFacts;
  wakeAt: Instant = YEAR_FROM;
  /** Notices that the mail server has not accepted yet. */
  #waiting = 0;
  #nextTry = Infinity;
  /** Whether nothing has changed since the last assessment. */
  #isAsleep = false;

  readonly #refuses: (at: Instant) => boolean;

  constructor(policy: PolicyTerms, timeZone: string, refuses: (at: Instant) => boolean) {
    this.#refuses = refuses;
    const opened = startOfDay('2026-01-01', timeZone);
    this.facts = account({
      timeZone,
      openedAt: opened,
      openFrom: opened,
      openFromDate: '2026-01-01',
      policy: compilePolicy(policy, 'EUR', CALENDAR),
      noticeAcceptedAt: null,
    });
  }

  /** The client is charged or pays, and the workflow is signalled. */
  post(minor: bigint, now: Instant): void {
    this.#change({
      balance: this.facts.balance + minor,
      notified: { ...this.facts.notified, changed: true },
    });
    this.turn(now);
  }

  plan(minor: bigint, inDays: number, now: Instant): void {
    const dueOn = addDays(localDateOf(now, this.facts.timeZone), inDays);
    const charge = { id: `c${now}`, dueOn, minor, description: 'domain', category: 'domain' };
    this.#change({ scheduled: [...this.facts.scheduled, charge] });
    this.turn(now);
  }

  /** The mail server's and the workflow's next turn. */
  get nextAt(): Instant {
    return Math.min(this.wakeAt, this.#nextTry);
  }

  turn(now: Instant): void {
    this.#deliver(now);
    // The mail server refused once more, and nothing else is due.
    if (now < this.wakeAt && this.#nextTry === now + RETRY_MS && this.#isAsleep) return;
    this.#isAsleep = false;
    for (let step = 0; step < 50; step += 1) {
      const seen = outlookOn(this.facts, now);
      this.#note(seen, now);
      if (seen.decision.due === null) {
        this.wakeAt = seen.decision.wakeAt ?? Infinity;
        this.#isAsleep = true;
        return;
      }
      this.#act(seen.decision, seen, now);
      this.#deliver(now);
    }
    throw new Error('the acts have no end');
  }

  #act({ due, warning }: Decision, { standing }: Outlook, now: Instant): void {
    const { facts } = this;
    if (due === 'chargeScheduled') {
      const isDue = ({ dueOn }: { dueOn: string }): boolean => startOfDay(dueOn, facts.timeZone) <= now;
      const cost = facts.scheduled.filter(isDue).reduce((sum, { minor }) => sum + minor, 0n);
      this.#change({
        balance: facts.balance - cost,
        scheduled: facts.scheduled.filter((one) => !isDue(one)),
      });
    } else if (due === 'chargeUsage') {
      const [first] = standing.unsettled;
      if (first !== undefined && first.endsAt + settlementSpreadMs(facts.id) <= now)
        this.#change({ openFrom: first.endsAt, openFromDate: first.endDate });
    } else if (due === 'switchSites') this.#switch(standing.headroom, now);
    else if (due === 'topUpOrSendNotice') {
      const day = warning === 'day' || facts.notified.day;
      this.#change({ notified: { week: true, day, warned: true, changed: false } });
      this.#waiting += 1;
    } else this.#change({ notified: { ...facts.notified, warned: false, clearSince: null } });
  }

  #switch(headroom: bigint, now: Instant): void {
    const { facts } = this;
    if (facts.state === 'suspended') {
      this.#change({ state: 'active', suspension: null });
      return;
    }
    const below = limitHitAt(facts, now);
    this.suspended.push({ at: now, below, over: -headroom, acceptedAt: facts.noticeAcceptedAt ?? null });
    this.#change({ state: 'suspended', suspension: { id: 's', reason: 'limit', limitHitAt: below } });
  }

  /** What an assessment notes. */
  #note({ standing, idleLimit, decision }: Outlook, now: Instant): void {
    const isBelow = standing.headroom < 0n;
    const { rearmed, notified } = decision;
    const { week, day } = this.facts.notified;
    const after = {
      ...notified,
      week: week && !rearmed.includes('week'),
      day: day && !rearmed.includes('day'),
    };
    this.#change({
      belowSince: isBelow ? limitHitAt(this.facts, now) : null,
      foreseenLimit: idleLimit,
      notified: after,
      // Only a notice that still counts was accepted for this danger.
      noticeAcceptedAt: after.week || after.day ? (this.facts.noticeAcceptedAt ?? null) : null,
    });
  }

  #deliver(now: Instant): void {
    this.#nextTry = Infinity;
    if (this.#waiting === 0) return;
    if (this.#refuses(now)) {
      this.#nextTry = now + RETRY_MS;
      return;
    }
    this.#waiting = 0;
    this.#change({ noticeAcceptedAt: this.facts.noticeAcceptedAt ?? now });
  }

  #change(change: Partial<AccountFacts>): void {
    this.#isAsleep = false;
    this.facts = { ...this.facts, ...change };
  }
}

/** A client's year: charges, planned charges, and payments that often come late. */
export function liveAYear(one: YearAccount, random: Random): void {
  let next = YEAR_FROM + random.whole(1, 20) * DAY_MS;
  for (;;) {
    const at = Math.min(one.nextAt, next);
    if (at > YEAR_UNTIL) return;
    if (at < next) {
      one.turn(at);
      continue;
    }
    const owed = one.facts.balance < 0n ? -one.facts.balance : 0n;
    const kind = random.whole(0, 9);
    if (kind < 4) one.post(-BigInt(random.whole(1, 4_000)), at);
    else if (kind < 6) one.plan(BigInt(random.whole(1, 4_000)), random.whole(1, 25), at);
    else one.post(owed + BigInt(random.whole(0, 3_000)), at);
    next = at + random.whole(1, 20 * 24) * 3_600_000 + random.whole(0, 59) * 60_000;
  }
}
