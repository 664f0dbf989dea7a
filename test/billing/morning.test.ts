import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type LeftAccount, morningDayOf, whyLeft } from '../../src/billing/morning.js';
import { addDays, endOfDay, localDateOf } from '../../src/core/values/zone.js';

const ZONES = ['Europe/London', 'America/Sao_Paulo', 'Pacific/Apia', 'Asia/Kolkata', 'UTC'];
const instant = fc.integer({ min: Date.UTC(2010, 0), max: Date.UTC(2035, 0) });
const zone = fc.constantFrom(...ZONES);

const NOW = Date.parse('2026-03-10T07:00:00Z');
const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const left = (account: Partial<LeftAccount>): ReturnType<typeof whyLeft> =>
  whyLeft(
    {
      ...{ state: 'active', held: false, exemptUntil: null, paid: 0n },
      ...{ limitDate: NOW + 20 * DAY, suspendsAt: NOW + 20 * DAY },
      ...account,
    },
    NOW,
    'UTC',
  );

describe('the morning list', () => {
  it('holds who is due before the end of tomorrow in its zone, with everybody overdue under today', () => {
    fc.assert(
      fc.property(instant, fc.integer({ min: -3 * DAY, max: 4 * DAY }), zone, (asOf, ahead, timeZone) => {
        const today = localDateOf(asOf, timeZone);
        const due = localDateOf(asOf + ahead, timeZone);
        const expected = due <= today ? 'today' : due === addDays(today, 1) ? 'tomorrow' : undefined;
        // Where a local day is skipped, the day after it counts as tomorrow's end.
        const isSkipped = endOfDay(addDays(today, 1), timeZone) === endOfDay(today, timeZone);
        expect(morningDayOf(asOf + ahead, asOf, timeZone)).toBe(
          isSkipped && expected === 'tomorrow' ? undefined : expected,
        );
      }),
    );
    expect(morningDayOf(null, NOW, 'UTC')).toBeUndefined();
  });

  it('keeps an account that is still due, whatever was paid', () => {
    expect(left({ suspendsAt: NOW + HOUR, limitDate: NOW + HOUR, paid: 5n })).toBeUndefined();
  });

  it('says that a payment, an exemption, a suspension, a hold or a closing took an account off it', () => {
    expect(left({ paid: 500n })).toEqual({ why: 'paid', amount: 500n });
    expect(left({})).toEqual({ why: 'later', suspendsAt: NOW + 20 * DAY });
    const until = NOW + 3 * DAY;
    const exempt = { exemptUntil: until, suspendsAt: until, limitDate: NOW };
    expect(left(exempt)).toEqual({ why: 'exempt', until });
    expect(left({ ...exempt, paid: 1n })).toEqual({ why: 'exempt', until });
    expect(left({ ...exempt, limitDate: NOW + 9 * DAY, paid: 1n })).toEqual({ why: 'paid', amount: 1n });
    expect(left({ state: 'suspended', paid: 1n })).toEqual({ why: 'suspended' });
    expect(left({ state: 'suspended', held: true })).toEqual({ why: 'held' });
    expect(left({ state: 'closed', held: true })).toEqual({ why: 'closed' });
  });
});
