import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decide, movesWake } from '../../src/billing/decide.js';
import type { Notified } from '../../src/billing/facts.js';
import { decideNotices } from '../../src/billing/notices.js';
import { standingOf } from '../../src/billing/standing.js';
import { DAY_MS } from '../../src/core/values/zone.js';
import { account, at } from './account.js';

const NOW = at('2026-03-10T12:00:00Z');
const HOUR_MS = 3_600_000;
const WARNED: Notified = { week: true, day: false, warned: true };
const decided = (notified: Notified, runwayDays: number | null, asOf = NOW) => {
  const facts = account({ notified });
  const limitDate = runwayDays === null ? null : asOf + runwayDays * DAY_MS;
  return decide(facts, standingOf(facts, asOf), { limitDate });
};

describe('the all-clear', () => {
  it('is due once the runway has been longer than 14 days for a day', () => {
    const first = decided(WARNED, 15);
    expect(first).toMatchObject({ due: null, isClear: false, wakeFor: 'all clear', wakeAt: NOW + DAY_MS });
    expect(decided(first.notified, 15, NOW + DAY_MS - 1)).toMatchObject({ due: null, isClear: false });
    expect(decided(first.notified, 15, NOW + DAY_MS)).toMatchObject({ due: 'queueEmail', isClear: true });
    expect(decided(first.notified, null, NOW + DAY_MS)).toMatchObject({ due: 'queueEmail', isClear: true });
  });

  it('starts to count again if the runway was shorter in between', () => {
    const first = decided(WARNED, 15);
    const shorter = decided(first.notified, 14, NOW + HOUR_MS);
    expect(shorter.notified.clearSince).toBeUndefined();
    expect(movesWake({ notified: first.notified }, shorter, { since: NOW, to: NOW + 1 }, NOW)).toBe(true);
    expect(decided(shorter.notified, 15, NOW + DAY_MS)).toMatchObject({ isClear: false });
  });

  it('is never due without a notice before it, after a payment, or where no email can be sent', () => {
    const clear = { week: false, day: false, clearSince: NOW - 9 * DAY_MS };
    expect(decided(clear, 30)).toMatchObject({ due: null, isClear: false });
    const question = { asOf: NOW, limitDate: null, notified: { ...clear, warned: true } };
    expect(decideNotices({ ...question, active: false }).send).toBeNull();
    const facts = account({ undeliverable: true, notified: { ...clear, warned: true } });
    expect(decide(facts, standingOf(facts, NOW), { limitDate: null })).toMatchObject({ due: null });
    expect(decided({ ...clear, warned: true }, null)).toMatchObject({ isClear: true });
  });

  it('is not due where the limit date is not known', () => {
    const facts = account({ notified: { ...WARNED, clearSince: NOW - 2 * DAY_MS } });
    const ahead = { limitDate: null, isUnknown: true as const };
    expect(decide(facts, standingOf(facts, NOW), ahead)).toMatchObject({ due: null, isClear: false });
  });

  it('never goes out with a notice, and needs no notice to be re-armed first', () => {
    const days = fc.double({ min: 0, max: 40, noNaN: true });
    fc.assert(
      fc.property(days, fc.boolean(), fc.boolean(), days, (runway, week, day, since) => {
        const notified = { week, day, warned: true, clearSince: NOW - since * DAY_MS };
        const { send } = decideNotices({
          asOf: NOW,
          limitDate: NOW + runway * DAY_MS,
          notified,
          active: true,
        });
        if (runway * DAY_MS > 14 * DAY_MS) expect(send).toBe(since * DAY_MS >= DAY_MS ? 'all-clear' : null);
        else expect(send).not.toBe('all-clear');
      }),
    );
  });
});
