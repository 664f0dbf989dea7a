import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decide, type Decision, movesWake } from '../../src/billing/decide.js';
import type { AccountFacts, UsageDay } from '../../src/billing/facts.js';
import { decisionOn, outlookOn } from '../../src/billing/projection/outlook.js';
import { standingOf } from '../../src/billing/standing.js';
import { DAY_MS, localDateOf } from '../../src/core/values/zone.js';
import { account, assigned, at, usageDay } from './account.js';

const HOUR_MS = 3_600_000;
const START = at('2026-03-02T00:00:00Z');
const DAYS = 29;

/** When a meter is reported over some weeks, and how much it brings each time; a hundred a day on average. */
const RHYTHMS: Readonly<Record<string, (day: number) => readonly (readonly [number, number])[]>> = {
  'every two hours': () => Array.from({ length: 12 }, (_, part) => [part * 2, part < 4 ? 2 : 11.5] as const),
  'once a night': () => [[0.5, 100]],
  weekly: (day) => (day % 7 === 6 ? [[12, 700]] : []),
  monthly: (day) => (day % 30 === 20 ? [[1, 3_000]] : []),
  none: () => [],
};

/** How an account stands that these weeks begin with. */
const STANDINGS: Readonly<Record<string, Partial<AccountFacts>>> = {
  'with credit for a month': { balance: 30_00n },
  'with credit for a day': { balance: 1_00n },
  'at a headroom of exactly 0': { balance: 0n },
  'below it and exempt': { balance: -5_00n, exemptUntil: START + 30 * DAY_MS },
  'below it and held back by the breaker': { balance: -5_00n, heldBack: { since: START, isReset: false } },
  suspended: {
    balance: -5_00n,
    state: 'suspended',
    suspension: { id: 's', reason: 'limit', limitHitAt: START },
  },
  'in dispute of all it has': { balance: 30_00n, disputed: 30_00n },
};

const PLAN = assigned(
  'p',
  { usage: [{ id: 'u', meter: 'requests', model: 'graduated', bands: [{ unitPrice: '0.01' }] }] },
  { from: '2026-01-01' },
);

/** What an assessment notes of the notices, whether one is due or not. */
function noted(
  notified: AccountFacts['notified'],
  { rearmed, notified: next }: Decision,
): AccountFacts['notified'] {
  return {
    ...next,
    week: notified.week && !rearmed.includes('week'),
    day: notified.day && !rearmed.includes('day'),
  };
}

interface Scenario {
  /** Assessments by day. */
  readonly byDay: number[];
  readonly notices: string[];
  readonly suspended: boolean;
}

/** Lives through some weeks as workflow and watcher do: signalled by usage where that moves its wake, else by its timer. */
function live(rhythm: string, standing: Partial<AccountFacts>): Scenario {
  const reports = RHYTHMS[rhythm] ?? (() => []);
  const usage = new Map<string, number>();
  const take = (when: number, quantity: number): void => {
    const date = localDateOf(when, 'UTC');
    usage.set(date, (usage.get(date) ?? 0) + quantity);
  };
  for (let day = -60; day < 0; day += 1)
    for (const [hour, quantity] of reports(((day % 210) + 210) % 210))
      take(START + day * DAY_MS + hour * HOUR_MS, quantity);
  const days = (): UsageDay[] => [...usage].map(([date, quantity]) => usageDay(date, quantity.toFixed(6)));
  let facts = account({
    openedAt: at('2026-01-01T00:00:00Z'),
    openFrom: at('2026-03-01T00:00:00Z'),
    openFromDate: '2026-03-01',
    assignments: [PLAN],
    ...standing,
  });
  const look = (): AccountFacts => {
    return {
      ...facts,
      usage: days().filter(({ date }) => date >= localDateOf(START, 'UTC')),
      history: [
        {
          meter: 'requests',
          aggregation: 'sum',
          days: [...usage].sort().map(([date, quantity]) => ({ date, quantity })),
        },
      ],
    };
  };
  const byDay = Array.from({ length: DAYS }, () => 0);
  const notices: string[] = [];
  const sleep: { since: number | null; to: number | null } = { since: null, to: null };
  const assess = (now: number): void => {
    for (let count = 0; count < 10; count += 1) {
      const day = Math.floor((now - START) / DAY_MS);
      byDay[day] = (byDay[day] ?? 0) + 1;
      const { decision } = outlookOn(look(), now);
      facts = { ...facts, notified: noted(facts.notified, decision) };
      sleep.to = decision.wakeAt;
      sleep.since = now;
      if (decision.due === 'topUpOrSendNotice' && decision.warning !== null) {
        notices.push(decision.warning);
        facts = { ...facts, notified: decision.notified };
      } else if (decision.due === 'switchSites') {
        facts = { ...facts, state: 'suspended', suspension: { id: 's', reason: 'limit', limitHitAt: now } };
      } else return;
    }
    throw new Error('it does not come to rest');
  };
  assess(START);
  const events = Array.from({ length: DAYS }, (_, day) =>
    reports(day).map(([hour, quantity]) => [START + day * DAY_MS + hour * HOUR_MS, quantity] as const),
  ).flat();
  const until = START + DAYS * DAY_MS - 1;
  for (let next = 0; ;) {
    const [when = Infinity, quantity = 0] = events[next] ?? [];
    const wake = sleep.to ?? Infinity;
    const now = Math.min(when, wake);
    if (now > until) return { byDay, notices, suspended: facts.state === 'suspended' };
    if (wake <= when) {
      assess(now);
      continue;
    }
    take(now, quantity);
    next += 1;
    const { decision } = decisionOn(look(), now);
    if (movesWake(facts, decision, sleep, now)) assess(now);
  }
}

describe('how often an account is assessed', () => {
  for (const rhythm of Object.keys(RHYTHMS)) {
    it.each(Object.entries(STANDINGS))(`is bounded where usage is reported ${rhythm}: %s`, (_, standing) => {
      const { byDay } = live(rhythm, standing);
      expect(Math.max(...byDay)).toBeLessThanOrEqual(8);
      expect(byDay.reduce((sum, count) => sum + count, 0)).toBeLessThanOrEqual(80);
    });
  }
});

describe('the time of the next wake', () => {
  it('is no estimate sooner than two hours after a look, however near the notice that it brings', () => {
    const facts = account({ openedAt: START, assignments: [PLAN], notified: { week: true, day: false } });
    const now = START + HOUR_MS;
    const ahead = { limitDate: now + DAY_MS + HOUR_MS / 4, idleLimit: null };
    const { wakeAt, wakeFor } = decide(facts, standingOf(facts, now), ahead);
    expect({ wakeAt, wakeFor }).toEqual({ wakeAt: now + 2 * HOUR_MS, wakeFor: 'day notice' });
  });

  /** Hourly reports of a day, each of which brings the wake so many hours nearer: how often it moves, and how late it is. */
  function movesOfADay(away: number, paces: readonly number[]): { moves: number; late: number } {
    let sleep = { since: START, to: START + away * HOUR_MS };
    let wakeAt = sleep.to;
    let moves = 0;
    for (const [hour, pace] of paces.entries()) {
      const now = START + (hour + 1) * HOUR_MS;
      wakeAt = Math.max(now, wakeAt - pace * HOUR_MS);
      const decision: Decision = {
        ...{ due: null, warning: null, isClear: false, rearmed: [], notified: { week: false, day: false } },
        ...{ suspension: null, noticeDates: { limitDate: null } },
        ...{ wakeAt, wakeFor: 'week notice' },
      };
      if (!movesWake({ notified: decision.notified }, decision, sleep, now)) continue;
      moves += 1;
      sleep = { since: now, to: wakeAt };
    }
    return { moves, late: sleep.to - wakeAt };
  }

  it('is an estimate that comes markedly nearer, not each report of a day that brings it nearer', () => {
    const paces = fc.array(fc.double({ min: 0, max: 40, noNaN: true }), { minLength: 24, maxLength: 24 });
    fc.assert(
      fc.property(fc.integer({ min: 24, max: 1_000 }), paces, (away, drawn) => {
        const { moves } = movesOfADay(away, drawn);
        expect(moves).toBeLessThanOrEqual(12);
      }),
    );
  });

  it.each([
    [96, 2],
    [168, 5],
    [420, 17],
  ])(
    'moves a few times a day and is late by hours where %s hours away shrink by %s an hour',
    (away, pace) => {
      const { moves, late } = movesOfADay(
        away,
        Array.from({ length: 24 }, () => pace),
      );
      expect(moves).toBeLessThanOrEqual(6);
      expect(late).toBeLessThan(12 * HOUR_MS);
    },
  );
});

describe('usage of a settled period that comes every hour, a day late', () => {
  it('wakes its account once as the first of it comes and once for the correction', () => {
    const settledAt = at('2026-04-01T01:00:00Z');
    const facts = account({
      openedAt: at('2026-01-01T00:00:00Z'),
      openFrom: at('2026-04-01T00:00:00Z'),
      openFromDate: '2026-04-01',
      assignments: [PLAN],
      balance: 1000_00n,
    });
    const woken: number[] = [];
    let sleepsTo = at('2026-05-01T00:30:00Z');
    let charged = 0;
    for (let hour = 0; hour < 48; hour += 1) {
      const now = settledAt + hour * HOUR_MS;
      const late = { latePeriods: ['2026-03-01'], lateSince: settledAt };
      const usage = [usageDay('2026-03-31', String(100 + Math.min(hour, 23)))];
      const { decision } = decisionOn({ ...facts, ...(charged === 0 ? late : {}), usage }, now);
      if (!movesWake(facts, decision, { since: null, to: sleepsTo }, now) && now < sleepsTo) continue;
      woken.push(hour);
      if (decision.due === 'chargeUsage') charged += 1;
      sleepsTo = decision.wakeAt ?? Infinity;
    }
    expect({ woken, charged }).toEqual({ woken: [0, 24], charged: 1 });
  });
});

describe('reaching a limit', () => {
  it('is usage itself, as soon as it takes headroom below 0', () => {
    const { suspended, notices } = live('once a night', { balance: 10_00n });
    expect({ suspended, notices }).toEqual({ suspended: true, notices: ['week', 'day'] });
  });

  it('is an exact timer where time alone does, moved as usage moves it', () => {
    const hosting = { recurring: [{ id: 'r', amount: '31.00', timing: 'arrears' as const }] };
    const monthly = account({
      assignments: [assigned('h', hosting)],
      balance: 15_49n,
      openedAt: at('2026-03-01T00:00:00Z'),
      notified: { week: true, day: true },
    });
    const now = at('2026-03-16T00:00:00Z');
    const { wakeAt, wakeFor } = outlookOn(monthly, now).decision;
    expect(wakeFor).toBe('limit');
    const limit = wakeAt ?? 0;
    expect(outlookOn(monthly, limit - 1).standing.headroom).toBeGreaterThanOrEqual(0n);
    expect(outlookOn(monthly, limit).decision.due).toBe('switchSites');
    const poorer = decisionOn({ ...monthly, balance: 15_20n }, now).decision;
    expect(movesWake(monthly, poorer, { since: null, to: limit }, now)).toBe(true);
  });
});
