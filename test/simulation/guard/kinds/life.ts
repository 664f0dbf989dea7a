import fc from 'fast-check';
import {
  addDays,
  dateOfEpochDay,
  DAY_MS,
  localDateOf,
  localEpochDayOf,
} from '../../../../src/core/values/zone.js';
import { type DrawnAccount, drawnAccount, instant, TAXES } from '../draw/accounts.js';
import { taxOf } from '../draw/facts.js';
import type { Judge } from '../checks/finding.js';
import { PortalAccount } from '../checks/portalAccount.js';
import {
  arrivedOf,
  Days,
  type Report,
  reportsOf,
  rhythmOf,
  type Traffic,
  trafficOf,
} from '../draw/traffic.js';

/** Something that the owner, the client or a provider does. Amounts are minor units. */
type Deed =
  | { readonly do: 'pay' | 'charge' | 'refund' | 'reverse' | 'dispute'; readonly minor: number }
  | { readonly do: 'resolve' | 'hold' | 'release' | 'close' }
  | { readonly do: 'exempt'; readonly hours: number | null }
  | { readonly do: 'schedule'; readonly minor: number; readonly days: number }
  | { readonly do: 'limit'; readonly minor: number }
  | { readonly do: 'tax'; readonly percent: string | null }
  | { readonly do: 'plan' | 'beside'; readonly index: number; readonly days: number | 'period' }
  | { readonly do: 'void'; readonly daysAgo: number }
  | { readonly do: 'late'; readonly daysAgo: number; readonly quantity: number };

interface Timed {
  /** Hours after the opening. */
  readonly at: number;
  readonly deed: Deed;
}

/** An account from its opening on, with its usage and what is done to it. */
export interface Life {
  readonly account: DrawnAccount;
  readonly openedAt: number;
  readonly days: number;
  readonly traffic: readonly Traffic[];
  readonly deeds: readonly Timed[];
  /** What the client pays whenever the site is suspended for the limit; 0: nothing. */
  readonly topUp: number;
}

const amount = fc.oneof(fc.integer({ min: 1, max: 20_000 }), fc.integer({ min: 1, max: 9e8 }));
const daysAgo = fc.nat({ max: 59 });

const deed: fc.Arbitrary<Deed> = fc.oneof(
  ...[fc.record({ do: fc.constantFrom('pay', 'charge', 'refund', 'reverse', 'dispute'), minor: amount })],
  fc.record({ do: fc.constantFrom('resolve', 'hold', 'release', 'hold', 'release') }),
  fc.record({
    do: fc.constant('exempt'),
    hours: fc.option(fc.integer({ min: -5, max: 400 }), { nil: null }),
  }),
  fc.record({ do: fc.constant('schedule'), minor: amount, days: fc.nat({ max: 60 }) }),
  fc.record({ do: fc.constant('limit'), minor: fc.integer({ min: -5_000, max: 20_000 }) }),
  fc.record({ do: fc.constant('tax'), percent: fc.constantFrom(...TAXES) }),
  fc.record({
    do: fc.constantFrom('plan', 'beside'),
    index: fc.nat({ max: 2 }),
    days: fc.oneof(fc.nat({ max: 40 }), fc.constant('period' as const)),
  }),
  fc.record({ do: fc.constant('void'), daysAgo }),
  fc.record({ do: fc.constant('late'), daysAgo, quantity: fc.nat({ max: 100_000 }) }),
);

const LONGEST_DAYS = 100;

export const life: fc.Arbitrary<Life> = fc
  .record({
    account: drawnAccount,
    openedAt: instant,
    days: fc.oneof(fc.integer({ min: 1, max: 40 }), fc.integer({ min: 1, max: LONGEST_DAYS })),
    traffic: fc.array(trafficOf({ age: LONGEST_DAYS }), { minLength: 1, maxLength: 2 }),
    deeds: fc.array(fc.record({ at: fc.nat({ max: 24 * LONGEST_DAYS }), deed }), { maxLength: 10 }),
    topUp: fc.oneof(fc.constant(0), amount),
    closes: fc.nat({ max: 5 }),
  })
  .map(({ closes, ...drawn }) => {
    if (closes > 0) return drawn;
    const close = { at: drawn.days * 18, deed: { do: 'close' as const } };
    return { ...drawn, deeds: [...drawn.deeds, close] };
  });

const HOUR_MS = DAY_MS / 24;

export function judgeLife(judge: Judge, drawn: Life): string {
  const tab = new PortalAccount(judge, drawn.account, drawn.openedAt);
  const until = drawn.openedAt + drawn.days * DAY_MS;
  const days = new Days(drawn.account.timeZone);
  const from = localEpochDayOf(drawn.openedAt, drawn.account.timeZone);
  const span = { from, to: from + drawn.days, end: from + drawn.days };
  const reports = drawn.traffic
    .flatMap((traffic) => reportsOf(traffic, days, span))
    .filter(({ occurredAt }) => occurredAt >= drawn.openedAt);
  const deeds = drawn.deeds.map(({ at, deed: what }) => ({
    at: drawn.openedAt + at * HOUR_MS,
    act: (now: number) => {
      does(tab, drawn.account, what, now);
    },
  }));
  live(judge, tab, { openedAt: drawn.openedAt, until, reports, deeds, topUp: () => BigInt(drawn.topUp) });
  return drawn.traffic.map((traffic) => rhythmOf(traffic).name)[0] ?? 'no usage';
}

interface Course {
  readonly openedAt: number;
  readonly until: number;
  readonly reports: readonly Report[];
  readonly deeds: readonly { readonly at: number; readonly act: (now: number) => void }[];
  /** What is paid a few hours after each suspension for the limit; 0: nothing. */
  topUp(shortfall: bigint): bigint;
}

/** The most often an account may wake by itself in a day, whatever its rhythm: about eight times, and some chance. */
const WAKES_MOST = 12;
/** An operation causes an assessment, and moves the wakes of the day. */
const WAKES_A_DEED = 3;
const TOP_UP_MS = 5 * HOUR_MS;

/** Lets time pass: reports come in, deeds are done, timers wake, until the end. */
export function live(judge: Judge, tab: PortalAccount, course: Course): void {
  const reports = [...course.reports].sort((one, other) => one.sentAt - other.sentAt);
  const deeds = [...course.deeds].sort((one, other) => one.at - other.at);
  const done: number[] = [course.openedAt];
  let nextReport = 0;
  let nextDeed = 0;
  let topUpAt = Infinity;
  let fallen = 0;
  tab.turn(course.openedAt, 'deed');
  for (let now = course.openedAt; ;) {
    if (tab.suspendedAt.length > fallen) {
      fallen = tab.suspendedAt.length;
      topUpAt = now + TOP_UP_MS;
    }
    const reportAt = reports[nextReport]?.sentAt ?? Infinity;
    const deedAt = deeds[nextDeed]?.at ?? Infinity;
    const next = Math.min(reportAt, deedAt, topUpAt, tab.wakeAt ?? Infinity);
    if (next > course.until || tab.isOver) break;
    now = Math.max(now, next);
    if (next === deedAt) {
      deeds[nextDeed]?.act(now);
      nextDeed += 1;
      done.push(now);
    } else if (next === topUpAt) {
      topUpAt = Infinity;
      const minor = course.topUp(-tab.headroom(now));
      if (minor > 0n) tab.pay(now, minor);
      done.push(now);
    } else if (next === reportAt) {
      for (; (reports[nextReport]?.sentAt ?? Infinity) <= now; nextReport += 1)
        report(tab, reports[nextReport]);
      tab.watch(now);
    } else tab.turn(now, 'time');
    judgeWakes(judge, tab, done, now);
  }
}

function report(tab: PortalAccount, sent: Report | undefined): void {
  if (sent === undefined) return;
  tab.readings.add(sent.meter, sent.day, sent.quantity, sent.occurredAt);
  tab.readings.learn(sent.meter, sent.sentAt, arrivedOf(sent));
  tab.markLate(sent.day);
}

function judgeWakes(judge: Judge, { wakes }: PortalAccount, done: readonly number[], now: number): void {
  const first = wakes[wakes.length - WAKES_MOST - 1];
  if (first === undefined || first <= now - DAY_MS) return;
  const recent = wakes.filter((at) => at > now - DAY_MS).length;
  const deeds = done.filter((at) => at > now - 2 * DAY_MS).length;
  judge.holds(
    'an account wakes a few times a day at most',
    recent <= WAKES_MOST + deeds * WAKES_A_DEED,
    () => `${recent} times in the day before ${new Date(now).toISOString()}, with ${deeds} deeds`,
  );
}

function does(tab: PortalAccount, drawn: DrawnAccount, deed: Deed, now: number): void {
  const today = localDateOf(now, tab.zone);
  switch (deed.do) {
    case 'pay': {
      tab.pay(now, BigInt(deed.minor));
      return;
    }
    case 'charge': {
      tab.charge(now, BigInt(deed.minor));
      return;
    }
    case 'refund':
    case 'reverse': {
      tab.change(now, (facts) => (facts.balance -= BigInt(deed.minor)));
      return;
    }
    case 'dispute': {
      tab.change(now, (facts) => (facts.disputed += BigInt(deed.minor)));
      return;
    }
    case 'resolve': {
      tab.change(now, (facts) => {
        facts.balance -= facts.disputed;
        facts.disputed = 0n;
      });
      return;
    }
    case 'hold':
    case 'release': {
      tab.change(now, (facts) => (facts.held = deed.do === 'hold'));
      return;
    }
    case 'exempt': {
      const until = deed.hours === null ? null : now + deed.hours * HOUR_MS;
      tab.change(now, (facts) => (facts.exemptUntil = until));
      return;
    }
    case 'schedule': {
      const charge = { dueOn: addDays(today, deed.days), minor: BigInt(deed.minor) };
      const said = { id: `charge-${now}`, description: 'A domain', category: 'domain' };
      tab.change(now, (facts) => (facts.scheduled = [...facts.scheduled, { ...said, ...charge }]));
      return;
    }
    case 'limit': {
      tab.change(now, (facts) => (facts.creditLimit = BigInt(deed.minor)));
      return;
    }
    case 'tax': {
      tab.change(now, (facts) => (facts.tax = taxOf(deed.percent)));
      return;
    }
    case 'plan':
    case 'beside': {
      tab.change(now, () => {
        const from = deed.days === 'period' ? tab.periodEnd(now) : addDays(today, deed.days);
        if (deed.do === 'plan') tab.putOn(drawn, deed.index, from);
        else tab.add(drawn, deed.index, from);
      });
      return;
    }
    case 'void': {
      voids(tab, localEpochDayOf(now, tab.zone) - deed.daysAgo, now);
      return;
    }
    case 'late': {
      late(tab, localEpochDayOf(now, tab.zone) - deed.daysAgo, deed.quantity, now);
      return;
    }
    case 'close': {
      tab.change(now, (facts) => {
        facts.closeRequestedAt = now;
        facts.scheduled = [];
        const end = addDays(today, 1);
        facts.assignments = facts.assignments.map((one) => ({
          ...one,
          toDate:
            one.toDate === null || one.toDate > end ? (one.fromDate > end ? one.fromDate : end) : one.toDate,
        }));
      });
      return;
    }
  }
}

function voids(tab: PortalAccount, day: number, now: number): void {
  tab.readings.void(0, day);
  tab.markLate(day);
  tab.watch(now);
}

/** Usage of a day before, as far as the account was there then. */
function late(tab: PortalAccount, day: number, quantity: number, now: number): void {
  if (dateOfEpochDay(day) < localDateOf(tab.facts().openedAt, tab.zone)) return;
  tab.readings.add(0, day, quantity, now);
  tab.markLate(day);
  tab.watch(now);
}
