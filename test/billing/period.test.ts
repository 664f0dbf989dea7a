import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  firstPeriod,
  nextPeriod,
  type Period,
  periodAt,
  type Schedule,
} from '../../src/billing/periods/period.js';
import { addDays, addMonths, daysBetween, localDateOf, startOfDay } from '../../src/core/values/zone.js';

const schedule: fc.Arbitrary<Schedule> = fc.record({
  openedAt: fc.integer({ min: Date.parse('2005-01-01'), max: Date.parse('2035-12-31') }),
  timeZone: fc.constantFrom(
    'UTC',
    'Europe/London',
    'America/Havana',
    'America/Sao_Paulo',
    'America/St_Johns',
    'Africa/Cairo',
    'Asia/Beirut',
    'Asia/Kathmandu',
    'Australia/Lord_Howe',
    'Pacific/Apia',
  ),
  billingDay: fc.integer({ min: 1, max: 31 }),
  intervalMonths: fc.constantFrom(1 as const, 3 as const, 12 as const),
});

function opened(date: string, billingDay: number, intervalMonths: 1 | 3 | 12 = 1): Schedule {
  return { openedAt: Date.parse(`${date}T09:30:00Z`), timeZone: 'UTC', billingDay, intervalMonths };
}

function firstPeriods(one: Schedule, count: number): Period[] {
  const periods = [firstPeriod(one)];
  while (periods.length < count) {
    const last = periods.at(-1);
    if (last !== undefined) periods.push(nextPeriod(one, last));
  }
  return periods;
}

function dayOf(date: string): number {
  return Number(date.slice(8));
}

describe('periods', () => {
  test('are contiguous from the instant of opening', () => {
    fc.assert(
      fc.property(schedule, (one) => {
        let startsAt = one.openedAt;
        let startDate = localDateOf(one.openedAt, one.timeZone);
        for (const period of firstPeriods(one, 20)) {
          expect(period.startsAt).toBe(startsAt);
          expect(period.startDate).toBe(startDate);
          expect(period.endsAt).toBe(startOfDay(period.endDate, one.timeZone));
          expect(period.endsAt).toBeGreaterThan(period.startsAt);
          ({ endsAt: startsAt, endDate: startDate } = period);
        }
      }),
    );
  });

  test('turn on the billing day, or on the last of a shorter month, and go back to it', () => {
    fc.assert(
      fc.property(schedule, (one) => {
        for (const { endDate } of firstPeriods(one, 15)) {
          const isLastOfMonth = dayOf(addDays(endDate, 1)) === 1;
          if (dayOf(endDate) !== one.billingDay) {
            expect(isLastOfMonth).toBe(true);
            expect(dayOf(endDate)).toBeLessThan(one.billingDay);
          }
        }
      }),
    );
  });

  test('found from an instant are the ones found by counting', () => {
    fc.assert(
      fc.property(
        schedule,
        fc.integer({ min: 0, max: 39 }),
        fc.double({ min: 0, max: 1, noNaN: true }),
        (one, index, share) => {
          const period = firstPeriods(one, index + 1).at(-1) ?? firstPeriod(one);
          const within = Math.floor(period.startsAt + share * (period.endsAt - 1 - period.startsAt));
          for (const at of [period.startsAt, within, period.endsAt - 1])
            expect(periodAt(one, at)).toEqual(period);
          expect(periodAt(one, period.endsAt)).toEqual(nextPeriod(one, period));
        },
      ),
    );
  });

  test('after the first are whole', () => {
    fc.assert(
      fc.property(schedule, (one) => {
        for (const period of firstPeriods(one, 8).slice(1)) {
          expect(period.wholeStartDate).toBe(period.startDate);
          expect(period.activeDays).toBe(period.wholeDays);
        }
      }),
    );
  });

  test('the first is whole when opened on the billing day, else a part of one interval', () => {
    fc.assert(
      fc.property(schedule, (one) => {
        const { startDate, endDate, wholeStartDate, activeDays, wholeDays } = firstPeriod(one);
        expect(activeDays).toBe(daysBetween(startDate, endDate));
        expect(wholeDays).toBe(daysBetween(wholeStartDate, endDate));
        expect(activeDays).toBeLessThanOrEqual(wholeDays);
        expect(activeDays).toBeGreaterThan(0);
        if (activeDays < wholeDays) expect(endDate <= addMonths(startDate, 2)).toBe(true);
        expect(addMonths(wholeStartDate, one.intervalMonths).slice(0, 7)).toBe(endDate.slice(0, 7));
      }),
    );
  });
});

describe('the first period', () => {
  test('opened on the billing day starts at the instant of opening and is whole', () => {
    expect(firstPeriod(opened('2027-01-31', 31))).toEqual({
      startsAt: Date.parse('2027-01-31T09:30:00Z'),
      endsAt: Date.parse('2027-02-28T00:00:00Z'),
      startDate: '2027-01-31',
      endDate: '2027-02-28',
      wholeStartDate: '2027-01-31',
      activeDays: 28,
      wholeDays: 28,
    });
  });

  test('opened on the last of a short month is on its billing day', () => {
    expect(firstPeriod(opened('2027-02-28', 31))).toMatchObject({
      endDate: '2027-03-31',
      activeDays: 31,
      wholeDays: 31,
    });
  });

  test.each([
    [1, '2027-03-10', 31],
    [3, '2027-01-10', 90],
    [12, '2026-04-10', 365],
  ] as const)(
    'every %i months, opened in between, is a part of the one from %s',
    (interval, wholeStartDate, wholeDays) => {
      const period = firstPeriod(opened('2027-03-20', 10, interval));
      expect(period).toMatchObject({ endDate: '2027-04-10', activeDays: 21, wholeStartDate, wholeDays });
    },
  );
});

test('a changed billing day makes one short period and then whole ones', () => {
  const before = opened('2027-01-15', 15);
  const after = { ...before, billingDay: 10 };
  const short = nextPeriod(after, firstPeriod(before));
  expect(short).toMatchObject({
    startDate: '2027-02-15',
    endDate: '2027-03-10',
    wholeStartDate: '2027-02-10',
  });
  expect(short).toMatchObject({ activeDays: 23, wholeDays: 28 });
  expect(nextPeriod(after, short)).toMatchObject({
    startDate: '2027-03-10',
    endDate: '2027-04-10',
    activeDays: 31,
  });
});

test('a billing day that never was starts the period at the next instant there is', () => {
  const one: Schedule = {
    openedAt: Date.parse('2011-12-05T00:00:00Z'),
    timeZone: 'Pacific/Apia',
    billingDay: 30,
    intervalMonths: 1,
  };
  const first = firstPeriod(one);
  expect(new Date(first.endsAt).toISOString()).toBe('2011-12-30T10:00:00.000Z');
  expect(periodAt(one, first.endsAt)).toEqual(nextPeriod(one, first));
});

test('before the opening there is no period', () => {
  const one = opened('2027-01-15', 15);
  expect(() => periodAt(one, one.openedAt - 1)).toThrow(RangeError);
});
