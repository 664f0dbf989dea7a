import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { AccountFacts } from '../../../src/billing/facts.js';
import { decisionOn, type Outlook, outlookOn } from '../../../src/billing/projection/outlook.js';
import { DAY_MS } from '../../../src/core/values/zone.js';
import { account, assigned, at, usageDay } from '../account.js';

const NOW = at('2026-03-10T12:00:00Z');
const PER_REQUEST = assigned('p', {
  usage: [{ id: 'hits', meter: 'requests', model: 'graduated', per: '1', bands: [{ unitPrice: '0.01' }] }],
});

/** Days of a meter's past, as they are loaded. */
function history(days: Readonly<Record<string, number>>): AccountFacts['history'] {
  const listed = Object.entries(days).map(([date, quantity]) => ({ date, quantity }));
  return [{ meter: 'requests', aggregation: 'sum', days: listed }];
}

/** Facts of which one part throws when it is looked at. */
function throwing(facts: AccountFacts, part: 'history' | 'assignments'): AccountFacts {
  return Object.defineProperty({ ...facts }, part, {
    enumerable: true,
    get: (): never => {
      throw new Error(`injected in ${part}`);
    },
  });
}

function expectSound({ standing, projection, decision }: Outlook): void {
  const { limitDate, pacePerDay, suggestedTopUp, keepsFor } = projection;
  for (const instant of [limitDate, decision.wakeAt]) {
    if (instant === null) continue;
    expect(Number.isFinite(instant)).toBe(true);
    expect(instant).toBeGreaterThanOrEqual(standing.asOf);
  }
  for (const minor of [pacePerDay, suggestedTopUp, ...keepsFor.map((keep) => keep.minor)]) {
    expect(minor >= 0n).toBe(true);
  }
}

describe('an account whose forecast fails', () => {
  it('has its ledger’s figures, no forecast, and is suspended by them all the same', () => {
    const sick = throwing(account({ balance: -1n, assignments: [PER_REQUEST] }), 'history');
    const outlook = outlookOn(sick, NOW);
    expect(outlook).toMatchObject({
      forecast: 'none',
      standing: { headroom: -1n },
      decision: { due: 'switchSites' },
    });
    expect(outlook.faults).toContain('forecast: injected in history');
    expectSound(outlook);
    expect(decisionOn(sick, NOW)).toMatchObject({ forecast: 'none', decision: { due: 'switchSites' } });
  });

  it('keeps its notices, and is looked at again within the day', () => {
    const sick = throwing(account({ balance: 100n, notified: { week: true, day: true } }), 'history');
    const { decision } = outlookOn(sick, NOW);
    expect(decision).toMatchObject({ due: null, rearmed: [], wakeFor: 'another try' });
    expect((decision.wakeAt ?? Infinity) - NOW).toBeLessThanOrEqual(DAY_MS);
  });

  it('is never woken in a loop once it is closed', () => {
    const closed = account({ state: 'closed', closedAt: NOW, closeRequestedAt: NOW });
    expect(outlookOn(throwing(closed, 'history'), NOW).decision).toMatchObject({ due: null, wakeAt: null });
  });
});

describe('an account that cannot be rated', () => {
  const sick = throwing(account({ balance: 50_00n, accruedBefore: 20_00n }), 'assignments');

  it('is held to what had accrued when it last could, and settles nothing', () => {
    const { standing, decision, forecast, faults } = outlookOn(sick, at('2026-05-01T12:00:00Z'));
    expect(standing).toMatchObject({
      balance: 50_00n,
      accrued: 20_00n,
      headroom: 30_00n,
      isUnrated: true,
      dueLines: [],
    });
    expect({ due: decision.due, forecast }).toEqual({ due: null, forecast: 'none' });
    expect(faults).toEqual(['rating: injected in assignments']);
  });

  it('is suspended by what is posted', () => {
    const owing = throwing(account({ balance: 10_00n, accruedBefore: 20_00n }), 'assignments');
    expect(outlookOn(owing, NOW).decision.due).toBe('switchSites');
  });
});

describe('usage of which a day cannot be read', () => {
  const unreadable = ['usage of requests on 2026-03-03 cannot be read: NaN'];
  const usage = [usageDay('2026-03-02', '100')];
  const posted = { assignmentId: 'p', periodDate: '2026-03-01', reversed: 0n };

  it('is charged as far as it can be, and nothing that was posted is given back', () => {
    const facts = account({ assignments: [PER_REQUEST], usage, unreadable });
    const isDue = (minor: bigint, line = 'hits') =>
      outlookOn({ ...facts, posted: [{ ...posted, line, minor }] }, NOW).standing.dueLines.map(
        ({ dueMinor }) => dueMinor,
      );
    expect(outlookOn(facts, NOW).standing.dueLines.map(({ dueMinor }) => dueMinor)).toEqual([1_00n]);
    expect(isDue(5_00n)).toEqual([]);
    expect(isDue(2_00n, 'maximum')).toEqual([1_00n]);
  });
});

describe('whatever a meter has brought', () => {
  it('is a figure for usage on every second Sunday, on a plan of packages', () => {
    const packages = assigned(
      'p',
      {
        usage: [
          { id: 'hits', meter: 'requests', model: 'package', packageSize: '1000', packagePrice: '5.00' },
        ],
      },
      { from: '2025-12-01' },
    );
    const opened = at('2025-12-01T00:00:00Z');
    const days = { '2025-12-06': 1000, '2025-12-20': 1000, '2026-01-03': 1000 };
    for (let now = opened; now < opened + 60 * DAY_MS; now += 7 * 3_600_000) {
      const known = Object.fromEntries(Object.entries(days).filter(([date]) => Date.parse(date) < now));
      const facts = account({
        openedAt: opened,
        balance: 60_00n,
        assignments: [packages],
        usage: Object.entries(known).map(([date, quantity]) => usageDay(date, String(quantity))),
        history: history(known),
      });
      expectSound(outlookOn(facts, now));
    }
  });

  it('gives finite figures that are not negative, and a decision', () => {
    const quantity = fc.oneof(
      fc.double({ min: 0, max: 1e30, noNaN: true }),
      fc.integer({ min: 0, max: 5 }),
      fc.constantFrom(0, 1e-12, 1e29, NaN, Infinity, -1),
    );
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.integer({ min: 1, max: 90 }), quantity), { maxLength: 40 }),
        fc.integer({ min: -1_00, max: 1_000_00 }),
        (days, balance) => {
          const known = Object.fromEntries(
            days
              .map(
                ([back, brought]) =>
                  [new Date(NOW - back * DAY_MS).toISOString().slice(0, 10), brought] as const,
              )
              .sort(),
          );
          expectSound(
            outlookOn(
              account({ balance: BigInt(balance), assignments: [PER_REQUEST], history: history(known) }),
              NOW,
            ),
          );
        },
      ),
      { numRuns: 150 },
    );
  });
});
