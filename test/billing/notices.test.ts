import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Notified } from '../../src/billing/facts.js';
import { decideNotices, nextNoticeAt, notifiedByReactivation } from '../../src/billing/notices.js';
import { DAY_MS } from '../../src/core/values/zone.js';

const NOTHING: Notified = { week: false, day: false };
const AS_OF = Date.UTC(2026, 0, 1);
/** What counts as notified where money, plan or limit changed since the latest notice. */
const PAID = { changed: true } as const;

function decide(days: number | null, notified: Notified = NOTHING, active = true, asOf = AS_OF) {
  const limitDate = days === null ? null : asOf + days * DAY_MS;
  return decideNotices({ asOf, limitDate, notified, active });
}

describe('decideNotices', () => {
  it.each([
    [7.001, NOTHING, null, NOTHING],
    [7, NOTHING, 'week', { week: true, day: false }],
    [6, { week: true, day: false }, null, { week: true, day: false }],
    [1.001, { week: true, day: false }, null, { week: true, day: false }],
    [1, { week: true, day: false }, 'day', { week: true, day: true }],
    // Already below a day: only the day notice, and the week counts as notified.
    [0.5, NOTHING, 'day', { week: true, day: true }],
    [0, { week: true, day: true }, null, { week: true, day: true }],
    // Armed again only past the limits, not at them.
    [8, { week: true, day: true }, null, { week: true, day: false }],
    [8.001, { week: true, day: true }, null, NOTHING],
    [2, { week: true, day: true }, null, { week: true, day: true }],
    [2.001, { week: true, day: true }, null, { week: true, day: false }],
    [null, { week: true, day: true }, null, NOTHING],
  ] as const)('%s days of runway after a payment, notified %o: sends %s', (days, notified, send, after) => {
    expect(decide(days, { ...notified, ...PAID })).toEqual({ send, notified: { ...after, ...PAID } });
  });

  it('allows for a report before the limit date that may already use up the credit', () => {
    const [limitDate, warnBy] = [AS_OF + 1.9 * DAY_MS, AS_OF + 0.9 * DAY_MS];
    const question = { asOf: AS_OF, limitDate, warnBy, notified: { week: true, day: false }, active: true };
    const { send, notified } = decideNotices(question);
    expect({ send, notified }).toEqual({ send: 'day', notified: { week: true, day: true } });
    // It was given for this limit date, and is not given again as it comes near.
    const near = { ...question, notified, asOf: AS_OF + DAY_MS, warnBy: limitDate };
    expect(decideNotices(near)).toEqual({ send: null, notified });
    const ahead = { ...question, asOf: AS_OF - DAY_MS };
    expect(decideNotices(ahead).send).toBeNull();
    expect(nextNoticeAt(ahead)).toEqual({ at: warnBy - DAY_MS, kind: 'day' });
  });

  it('believes an estimate alone only once it has lasted a whole round of reports', () => {
    const notified = { week: true, day: false };
    // A nightly report moves the limit date from 7 days to 9, and the next one takes it back.
    const moved = decide(9, notified);
    expect(moved).toEqual({ send: null, notified: { ...notified, weekBeyondSince: AS_OF } });
    expect(decide(6.5, moved.notified, true, AS_OF + 0.9 * DAY_MS)).toEqual({ send: null, notified });
    // It stays: a day later it counts, whatever the next report says.
    expect(decide(9, moved.notified, true, AS_OF + DAY_MS)).toEqual({
      send: null,
      notified: { week: false, day: false },
    });
    // Without an assessment in between, it lasted until the present limit date came near.
    expect(decide(7, moved.notified, true, AS_OF + 2 * DAY_MS).send).toBe('week');
    expect(decide(7, moved.notified, true, AS_OF + 1.5 * DAY_MS).send).toBeNull();
  });

  it('waits for the next report of a site that is reported once a week', () => {
    const notified = { week: true, day: false, weekBeyondSince: AS_OF };
    const weekly = (days: number) =>
      decideNotices({
        asOf: AS_OF + days * DAY_MS,
        limitDate: AS_OF + (days + 9) * DAY_MS,
        notified,
        active: true,
        cycleMs: 7 * DAY_MS,
      }).notified.week;
    expect(weekly(6.9)).toBe(true);
    expect(weekly(7)).toBe(false);
  });

  it('sends nothing and arms nothing while the account is not active', () => {
    expect(decide(0.5, NOTHING, false)).toEqual({ send: null, notified: NOTHING });
    expect(decide(null, { week: true, day: true }, false)).toEqual({
      send: null,
      notified: { week: true, day: true },
    });
  });

  it('never sends a notice twice without arming it in between', () => {
    fc.assert(
      fc.property(fc.array(fc.double({ min: 0, max: 12, noNaN: true }), { maxLength: 60 }), (runways) => {
        let notified: Notified = NOTHING;
        const longestSince = { week: Infinity, day: Infinity };
        for (const days of runways) {
          longestSince.week = Math.max(longestSince.week, days);
          longestSince.day = Math.max(longestSince.day, days);
          const decision = decide(days, { ...notified, ...PAID });
          if (decision.send === 'week') expect(longestSince.week).toBeGreaterThan(8);
          if (decision.send === 'day') expect(longestSince.day).toBeGreaterThan(2);
          // A day notice counts for the week as well.
          if (decision.send !== null) longestSince.week = 0;
          if (decision.send === 'day') longestSince.day = 0;
          notified = decision.notified;
        }
      }),
    );
  });

  it('notifies every account before its limit date', () => {
    fc.assert(
      fc.property(fc.array(fc.double({ min: 0, max: 12, noNaN: true }), { minLength: 1 }), (runways) => {
        let notified: Notified = NOTHING;
        for (const days of runways) {
          notified = decide(days, notified).notified;
          if (days <= 7) expect(notified.week).toBe(true);
          if (days <= 1) expect(notified.day).toBe(true);
        }
      }),
    );
  });
});

describe('nextNoticeAt', () => {
  const asOf = AS_OF;
  const next = (days: number | null, notified: Notified) =>
    nextNoticeAt({ asOf, limitDate: days === null ? null : asOf + days * DAY_MS, notified });

  it('is the next warning that would fall due', () => {
    expect(next(20, NOTHING)).toEqual({ at: asOf + 13 * DAY_MS, kind: 'week' });
    expect(next(5, { week: true, day: false })).toEqual({ at: asOf + 4 * DAY_MS, kind: 'day' });
    expect(next(1.5, { week: true, day: true })).toBeNull();
    expect(next(null, NOTHING)).toBeNull();
  });

  it('counts what this limit date arms again', () => {
    const notified = { week: true, day: true };
    expect(next(8.5, { ...notified, ...PAID })).toEqual({ at: asOf + 1.5 * DAY_MS, kind: 'week' });
    expect(next(7.5, { ...notified, ...PAID })).toEqual({ at: asOf + 6.5 * DAY_MS, kind: 'day' });
    // By an estimate alone: the week notice is not armed within half a day, the day notice is within six.
    expect(next(8.5, notified)).toEqual({ at: asOf + 7.5 * DAY_MS, kind: 'day' });
    expect(next(20, notified)).toEqual({ at: asOf + 13 * DAY_MS, kind: 'week' });
  });

  it('is where decideNotices sends, and nowhere before', () => {
    fc.assert(
      fc.property(
        fc.double({ min: 0, max: 30, noNaN: true }),
        fc.boolean(),
        fc.boolean(),
        (days, week, day) => {
          const first = decide(days, { week, day });
          const notice = next(days, { week, day });
          if (notice === null) return;
          const left = (asOf + days * DAY_MS - notice.at) / DAY_MS;
          expect(decide(left, first.notified, true, notice.at).send).toBe(notice.kind);
          expect(decide(left + 0.0001, first.notified, true, notice.at).send).toBeNull();
        },
      ),
    );
  });
});

describe('notifiedByReactivation', () => {
  it('counts the notices that the stated date covers as sent', () => {
    expect(notifiedByReactivation(null)).toEqual(NOTHING);
    expect(notifiedByReactivation(7 * DAY_MS)).toEqual({ week: true, day: false });
    expect(notifiedByReactivation(DAY_MS)).toEqual({ week: true, day: true });
  });
});
