import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { AccountFacts, MeterDays, SilentMeter } from '../../../src/billing/facts.js';
import { foresee } from '../../../src/billing/projection/foresee.js';
import { standingOf } from '../../../src/billing/standing.js';
import { DAY_MS } from '../../../src/core/values/zone.js';
import { account, assigned } from '../account.js';

const OPENED = Date.parse('2026-03-01T00:00:00Z');
const SPOKEN_DAYS = 56;

const dateOf = (day: number): string => new Date(OPENED + day * DAY_MS).toISOString().slice(0, 10);

/** A site with the same usage on each weekday for eight weeks, and then no reports at all. */
function fallenSilent(week: readonly number[], silent: boolean): AccountFacts {
  const days = Array.from({ length: SPOKEN_DAYS }, (_, day) => ({
    date: dateOf(day),
    quantity: week[day % 7] ?? 0,
  }));
  const meter: MeterDays = { meter: 'requests', aggregation: 'sum', days };
  const lastDay = dateOf(SPOKEN_DAYS - 1);
  const silence: SilentMeter = { siteId: 's', siteName: 'fenwick.example', meter: 'requests', lastDay, days };
  const usage = [{ id: 'hits', meter: 'requests', model: 'graduated' as const, bands: [{ unitPrice: '1' }] }];
  return account({
    openedAt: OPENED,
    creditLimit: 100_000_000n,
    assignments: [assigned('hosting', { usage })],
    history: [meter],
    silentMeters: silent ? [silence] : [],
  });
}

function paceAfter(facts: AccountFacts, days: number): number {
  return Number(foresee(facts, standingOf(facts, OPENED + days * DAY_MS)).pacePerDay);
}

describe('looking ahead through silence', () => {
  const week = fc.array(fc.integer({ min: 50, max: 150 }), { minLength: 7, maxLength: 7 });

  it('keeps the pace there was, however long it lasts', () => {
    fc.assert(
      fc.property(week, fc.integer({ min: 1, max: 59 }), (quantities, silentDays) => {
        const facts = fallenSilent(quantities, true);
        const [before, after] = [paceAfter(facts, SPOKEN_DAYS), paceAfter(facts, SPOKEN_DAYS + silentDays)];
        // Thirty days hold four weeks and two days, which are other weekdays than they were.
        expect(after).toBeGreaterThan(before * 0.9);
        expect(after).toBeLessThan(before * 1.1);
      }),
      { numRuns: 60 },
    );
  });

  it('takes what is not known to be silence for an end, sooner or later', () => {
    const even = [100, 100, 100, 100, 100, 100, 100];
    expect(paceAfter(fallenSilent(even, false), SPOKEN_DAYS + 57)).toBe(0);
    expect(paceAfter(fallenSilent(even, true), SPOKEN_DAYS + 57)).toBe(10_000);
  });

  it('projects as usual if no meter is silent, and on the day a meter goes silent', () => {
    fc.assert(
      fc.property(week, (quantities) => {
        const [silent, plain] = [fallenSilent(quantities, true), fallenSilent(quantities, false)];
        expect(paceAfter(silent, SPOKEN_DAYS)).toBe(paceAfter(plain, SPOKEN_DAYS));
      }),
      { numRuns: 30 },
    );
  });
});
