import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { nextOpenAt } from '../../../src/billing/policy/openTimes.js';
import { parsePolicy } from '../../../src/billing/policy/parsePolicy.js';
import { AT_THE_LIMIT, compilePolicy, type PolicyTerms } from '../../../src/billing/policy/policy.js';
import { suspensionAt, type SuspensionFacts } from '../../../src/billing/policy/suspensionAt.js';
import { isRefusal } from '../../../src/core/values/refusal.js';
import { DAY_MS } from '../../../src/core/values/zone.js';
import { CALENDAR, instants, isOpenAt, terms, windows, ZONES } from './policies.js';

const HOUR_MS = 3_600_000;
const MINUTE_MS = 60_000;
const zone = fc.constantFrom(...ZONES);

const around = (asOf: number, days: number): fc.Arbitrary<number> =>
  fc.integer({ min: -days * 24 * 60, max: days * 24 * 60 }).map((minutes) => asOf + minutes * MINUTE_MS);
const orNull = <T>(value: fc.Arbitrary<T>): fc.Arbitrary<T | null> => fc.option(value, { freq: 3 });

const facts: fc.Arbitrary<SuspensionFacts> = instants.chain((asOf) =>
  fc.record({
    asOf: fc.constant(asOf),
    timeZone: zone,
    limitAt: orNull(around(asOf, 40)),
    capAt: orNull(around(asOf, 40)),
    exemptUntil: orNull(around(asOf, 40)),
    noticeAcceptedAt: orNull(around(asOf, 10).map((at) => Math.min(at, asOf))),
    undeliverableSince: orNull(around(asOf, 30).map((at) => Math.min(at, asOf))),
  }),
);

const compiled = (policy: PolicyTerms) => compilePolicy(policy, 'EUR', CALENDAR);
const accepted = (policy: PolicyTerms): boolean =>
  !isRefusal(parsePolicy(policy, { today: '2026-01-01', calendar: CALENDAR }));

const at = (text: string): number => Date.parse(text);

describe('the suspension policy', () => {
  it('never suspends within a closed window below the cap', () => {
    fc.assert(
      fc.property(facts, terms.filter(accepted), (known, policy) => {
        const found = suspensionAt({ ...known, capAt: null }, compiled(policy));
        if (found !== null) expect(isOpenAt(policy, found.at, known.timeZone)).toBe(true);
      }),
      { numRuns: 400 },
    );
  });

  it('never suspends without a notice that was accepted long enough before', () => {
    fc.assert(
      fc.property(facts, terms, fc.integer({ min: 1, max: 168 }), (known, rest, noticeHours) => {
        const found = suspensionAt({ ...known, capAt: null }, compiled({ ...rest, noticeHours }));
        if (found === null || known.undeliverableSince !== null) return;
        const noticed = known.noticeAcceptedAt ?? known.asOf;
        expect(found.at - noticed).toBeGreaterThanOrEqual(noticeHours * HOUR_MS);
      }),
    );
  });

  it('gives the Owner a week where no email can reach the client, and no longer than that', () => {
    fc.assert(
      fc.property(facts, fc.integer({ min: 1, max: 168 }), (known, noticeHours) => {
        const since = known.undeliverableSince ?? known.asOf;
        const found = suspensionAt(
          { ...known, noticeAcceptedAt: null, undeliverableSince: since, capAt: null, exemptUntil: null },
          compiled({ noticeHours }),
        );
        if (found !== null && known.limitAt !== null)
          expect(found.at).toBe(Math.max(known.asOf, known.limitAt, since + 7 * DAY_MS));
      }),
    );
  });

  it('waits no longer than grace, promise and notice, and then for the next open time', () => {
    fc.assert(
      fc.property(facts, terms.filter(accepted), (known, policy) => {
        const found = suspensionAt({ ...known, capAt: null }, compiled(policy));
        if (found === null || known.limitAt === null) return;
        const { asOf, timeZone, exemptUntil, noticeAcceptedAt, undeliverableSince } = known;
        const { graceDays = 0, noticeHours = 0 } = policy;
        const wait = noticeHours * HOUR_MS;
        const noticed =
          noticeHours === 0
            ? -Infinity
            : noticeAcceptedAt !== null
              ? noticeAcceptedAt + wait
              : undeliverableSince === null
                ? asOf + wait
                : undeliverableSince + 7 * DAY_MS;
        const due = Math.max(asOf, known.limitAt + graceDays * DAY_MS, exemptUntil ?? -Infinity, noticed);
        expect(found.at).toBeGreaterThanOrEqual(due);
        // Closed at every quarter of an hour until then, clocks that change within a window aside.
        for (let time = due; time < found.at; time += 15 * MINUTE_MS) {
          if (!isOpenAt(policy, time, timeZone)) continue;
          expect(isNearClockChange(time, timeZone)).toBe(true);
        }
      }),
      { numRuns: 150 },
    );
  });

  it('suspends at the cap at once, but never while the client is exempt', () => {
    fc.assert(
      fc.property(facts, terms, (known, policy) => {
        const found = suspensionAt(known, compiled(policy));
        if (found === null || known.capAt === null) return;
        expect(found.at).toBeLessThanOrEqual(
          Math.max(known.asOf, known.capAt, known.exemptUntil ?? -Infinity),
        );
        expect(found.at).toBeGreaterThanOrEqual(known.exemptUntil ?? -Infinity);
      }),
    );
  });

  it('decides the same at the instant it has named', () => {
    fc.assert(
      fc.property(facts, terms.filter(accepted), (known, policy) => {
        const found = suspensionAt(known, compiled(policy));
        if (found === null) return;
        // Where an email can reach the client, a notice is accepted now.
        const now = known.undeliverableSince === null ? known.asOf : null;
        const noticeAcceptedAt = known.noticeAcceptedAt ?? now;
        const then = suspensionAt({ ...known, noticeAcceptedAt, asOf: found.at }, compiled(policy));
        expect(then?.at).toBe(found.at);
      }),
    );
  });

  it('measures notices to a date that does not wait for them', () => {
    fc.assert(
      fc.property(facts, terms, (known, policy) => {
        const found = suspensionAt(known, compiled(policy));
        const noticed = suspensionAt(known, { ...compiled(policy), noticeHours: null });
        expect(found?.withNotice).toBe(noticed?.at);
      }),
    );
  });

  it('is the limit or the end of an exemption by default', () => {
    fc.assert(
      fc.property(facts, (known) => {
        const found = suspensionAt({ ...known, capAt: null }, AT_THE_LIMIT);
        const { asOf, limitAt, exemptUntil } = known;
        expect(found?.at).toBe(
          limitAt === null ? undefined : Math.max(asOf, limitAt, exemptUntil ?? -Infinity),
        );
      }),
    );
  });
});

function isNearClockChange(time: number, timeZone: string): boolean {
  const offset = (instant: number): string =>
    new Intl.DateTimeFormat('en', { timeZone, timeZoneName: 'longOffset' })
      .formatToParts(instant)
      .find(({ type }) => type === 'timeZoneName')?.value ?? '';
  return offset(time - DAY_MS) !== offset(time + DAY_MS);
}

describe('the next open time', () => {
  const open = (policy: PolicyTerms, from: string, timeZone = 'Europe/Berlin'): string =>
    new Date(nextOpenAt(compiled(policy), at(from), timeZone)).toISOString();
  const office: PolicyTerms = {
    windows: [{ days: ['mon', 'tue', 'wed', 'thu', 'fri'], from: '09:00', to: '17:00' }],
  };
  const night: PolicyTerms = { windows: [{ days: ['fri'], from: '22:00', to: '06:00' }] };

  it.each([
    ['is now within a window', office, '2026-01-08T12:00:00Z', '2026-01-08T12:00:00.000Z'],
    ['is Monday morning from Friday evening', office, '2026-01-09T16:00:00Z', '2026-01-12T08:00:00.000Z'],
    ['is an hour earlier by UTC in summer', office, '2026-07-03T16:00:00Z', '2026-07-06T07:00:00.000Z'],
    ['is within the window of the evening before', night, '2026-01-10T04:00:00Z', '2026-01-10T04:00:00.000Z'],
    ['is a week away once that has ended', night, '2026-01-10T05:00:00Z', '2026-01-16T21:00:00.000Z'],
    [
      'is not on a holiday',
      { ...office, holidays: { dates: ['2026-01-12'] } },
      '2026-01-09T16:00:00Z',
      '2026-01-13T08:00:00.000Z',
    ],
    [
      'is not in the night that begins on a holiday',
      { ...night, holidays: { dates: ['2026-01-09'] } },
      '2026-01-10T02:00:00Z',
      '2026-01-16T21:00:00.000Z',
    ],
    [
      'is not on a holiday after midnight',
      { ...night, holidays: { dates: ['2026-01-10'] } },
      '2026-01-09T23:30:00Z',
      '2026-01-16T21:00:00.000Z',
    ],
    [
      'is the end of the holidays where there are no windows',
      { holidays: { dates: ['2026-01-10', '2026-01-11'] } },
      '2026-01-09T23:30:00Z',
      '2026-01-11T23:00:00.000Z',
    ],
    // On 29 March 2026 at 02:00 the clocks show 03:00.
    [
      'begins after a time that clocks skip',
      { windows: [{ days: ['sun'], from: '02:30', to: '05:00' }] },
      '2026-03-29T00:00:00Z',
      '2026-03-29T01:30:00.000Z',
    ],
    // On 25 October 2026 at 03:00 the clocks show 02:00.
    [
      'begins at the second of two same times',
      { windows: [{ days: ['sun'], from: '02:30', to: '05:00' }] },
      '2026-10-25T00:00:00Z',
      '2026-10-25T01:30:00.000Z',
    ],
  ] as const)('%s', (_, policy, from, expected) => {
    expect(open(policy, from)).toBe(expected);
  });
});

describe('a policy that is entered', () => {
  const parse = (policy: PolicyTerms): unknown =>
    parsePolicy(policy, { today: '2026-01-01', calendar: CALENDAR });

  it.each([
    ['a notice of more than a week', { noticeHours: 169 }, 'noticeHours'],
    ['a grace of no day', { graceDays: 0 }, 'graceDays'],
    ['a window without weekdays', { windows: [{ days: [], from: '09:00', to: '10:00' }] }, 'windows[0].days'],
    [
      'a window without length',
      { windows: [{ days: ['mon'], from: '09:00', to: '09:00' }] },
      'windows[0].to',
    ],
    [
      'a time that does not exist',
      { windows: [{ days: ['mon'], from: '24:00', to: '09:00' }] },
      'windows[0].from',
    ],
    ['an unknown country', { holidays: { region: 'ZZ' } }, 'holidays.region'],
    ['a day that does not exist', { holidays: { dates: ['2026-02-30'] } }, 'holidays.dates[0]'],
    ['a cap of nothing', { overrunCap: { EUR: '0.00' } }, 'overrunCap.EUR'],
    ['a cap with too many decimals', { overrunCap: { JPY: '0.50' } }, 'overrunCap.JPY'],
    ['an unknown currency', { overrunCap: { XYZ: '1' } }, 'overrunCap.XYZ'],
  ] as const)('refuses %s', (_, policy, field) => {
    expect(parse(policy)).toMatchObject({ refused: 'invalid', field: `suspensionPolicy.${field}` });
  });

  it('refuses windows that open only on holidays for more than a year, and says so', () => {
    const sundays = Array.from({ length: 60 }, (_, week) =>
      new Date(at('2026-06-07') + week * 7 * DAY_MS).toISOString().slice(0, 10),
    );
    const policy: PolicyTerms = {
      windows: [{ days: ['sun'], from: '09:00', to: '10:00' }],
      holidays: { dates: sundays },
    };
    expect(parse(policy)).toMatchObject({ refused: 'invalid', field: 'suspensionPolicy.windows' });
    expect(parse({ ...policy, holidays: { dates: sundays.slice(10) } })).not.toHaveProperty('refused');
  });

  it('stores no part that restricts nothing', () => {
    expect(parse({ windows: [], holidays: {}, overrunCap: {}, graceDays: 3 })).toEqual({ graceDays: 3 });
  });

  it('keeps every window that it accepts', () => {
    fc.assert(
      fc.property(windows, (window) => {
        expect(parse({ windows: [window] })).toEqual({ windows: [window] });
      }),
    );
  });
});
