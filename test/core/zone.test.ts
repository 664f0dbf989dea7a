import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  addDays,
  addMonths,
  dateOfEpochDay,
  daysBetween,
  epochDay,
  isLocalDate,
  isTimeZone,
  localDateOf,
  localEpochDayOf,
  startOfDay,
} from '../../src/core/values/zone.js';

const HOUR_MS = 3_600_000;
const ZONES = [
  'UTC',
  'Europe/London',
  'Europe/Berlin',
  'America/New_York',
  'America/Havana',
  'America/Sao_Paulo',
  'America/St_Johns',
  'America/Nuuk',
  'Africa/Cairo',
  'Africa/Casablanca',
  'Asia/Beirut',
  'Asia/Gaza',
  'Asia/Tehran',
  'Asia/Kathmandu',
  'Atlantic/Azores',
  'Australia/Lord_Howe',
  'Pacific/Apia',
  'Pacific/Chatham',
  'Pacific/Kiritimati',
];
const zone = fc.constantFrom(...ZONES);
const day = fc.integer({ min: epochDay('1990-01-01'), max: epochDay('2060-12-31') });
const instant = fc.integer({ min: Date.parse('1990-01-01'), max: Date.parse('2060-12-31') });

/** The wall-clock date by Intl's own data, which knows nothing of the code under test. */
function wallDate(at: number, timeZone: string): string {
  return new Intl.DateTimeFormat('sv-SE', { timeZone, dateStyle: 'short' }).format(at);
}

describe('the start of a day', () => {
  test.each([
    ['an ordinary midnight', '2027-02-28', 'Europe/London', '2027-02-28T00:00:00.000Z'],
    ['a midnight that does not exist', '2017-10-15', 'America/Sao_Paulo', '2017-10-15T03:00:00.000Z'],
    ['the same in Cairo', '2023-04-28', 'Africa/Cairo', '2023-04-27T22:00:00.000Z'],
    ['the same in Beirut', '2024-03-31', 'Asia/Beirut', '2024-03-30T22:00:00.000Z'],
    ['a midnight that comes twice', '2023-11-05', 'America/Havana', '2023-11-05T04:00:00.000Z'],
    ['a day that never was', '2011-12-30', 'Pacific/Apia', '2011-12-30T10:00:00.000Z'],
    ['the day after it', '2011-12-31', 'Pacific/Apia', '2011-12-30T10:00:00.000Z'],
    ['a three-quarter-hour offset', '2026-01-01', 'Asia/Kathmandu', '2025-12-31T18:15:00.000Z'],
  ])('%s', (_, date, timeZone, expected) => {
    expect(new Date(startOfDay(date, timeZone)).toISOString()).toBe(expected);
  });

  test('is its first instant', () => {
    fc.assert(
      fc.property(day, zone, (number, timeZone) => {
        const date = dateOfEpochDay(number);
        const start = startOfDay(date, timeZone);
        expect(wallDate(start - 1, timeZone) < date).toBe(true);
        expect(wallDate(start, timeZone) >= date).toBe(true);
        expect(startOfDay(addDays(date, 1), timeZone)).toBeGreaterThanOrEqual(start);
      }),
      { numRuns: 500 },
    );
  });
});

describe('the local date', () => {
  test('is the wall date, except in an hour that goes back over midnight, which stays with the later day', () => {
    fc.assert(
      fc.property(instant, zone, (at, timeZone) => {
        const date = localDateOf(at, timeZone);
        expect(startOfDay(date, timeZone)).toBeLessThanOrEqual(at);
        expect(startOfDay(addDays(date, 1), timeZone)).toBeGreaterThan(at);
        expect([date, addDays(date, -1)]).toContain(wallDate(at, timeZone));
        expect(wallDate(at - 2 * HOUR_MS, timeZone) <= date).toBe(true);
        expect(localEpochDayOf(at, timeZone)).toBe(epochDay(date));
      }),
      { numRuns: 500 },
    );
  });

  test('of a first instant is the day itself, and of the instant before an earlier one', () => {
    fc.assert(
      fc.property(day, zone, (number, timeZone) => {
        const date = dateOfEpochDay(number);
        const start = startOfDay(date, timeZone);
        fc.pre(startOfDay(addDays(date, 1), timeZone) > start);
        expect(localDateOf(start, timeZone)).toBe(date);
        expect(localDateOf(start - 1, timeZone) < date).toBe(true);
      }),
      { numRuns: 500 },
    );
  });

  test('never goes back while time goes on', () => {
    fc.assert(
      fc.property(instant, fc.integer({ min: 0, max: 48 * HOUR_MS }), zone, (at, later, timeZone) => {
        expect(localDateOf(at, timeZone) <= localDateOf(at + later, timeZone)).toBe(true);
      }),
    );
  });

  test('passes over the day Apia never had', () => {
    const midnight = startOfDay('2011-12-31', 'Pacific/Apia');
    expect(localDateOf(midnight - 1, 'Pacific/Apia')).toBe('2011-12-29');
    expect(localDateOf(midnight, 'Pacific/Apia')).toBe('2011-12-31');
  });

  test('is the same on a second look, in any order of zones', () => {
    const at = Date.parse('2026-06-30T23:30:00Z');
    const forwards = ZONES.map((timeZone) => localDateOf(at, timeZone));
    const backwards = [...ZONES].reverse().map((timeZone) => localDateOf(at, timeZone));
    expect(backwards.reverse()).toEqual(forwards);
  });
});

describe('dates', () => {
  test('count days like the calendar', () => {
    fc.assert(
      fc.property(day, fc.integer({ min: -40_000, max: 40_000 }), (number, days) => {
        const date = dateOfEpochDay(number);
        expect(epochDay(date)).toBe(number);
        expect(isLocalDate(date)).toBe(true);
        expect(daysBetween(date, addDays(date, days))).toBe(days);
      }),
    );
  });

  test.each([
    ['2027-01-31', 1, '2027-02-28'],
    ['2027-01-31', 2, '2027-03-31'],
    ['2028-02-29', 12, '2029-02-28'],
    ['2027-03-31', -1, '2027-02-28'],
    ['2027-01-15', -13, '2025-12-15'],
  ])('%s and %i months is %s', (date, months, expected) => {
    expect(addMonths(date, months)).toBe(expected);
  });

  test.each([
    '2027-02-29',
    '2027-13-01',
    '2027-00-10',
    '2027-1-1',
    '2027-01-01T00:00',
    '0000-01-01',
    '',
    '27-01-01',
  ])('%j does not exist', (text) => {
    expect(isLocalDate(text)).toBe(false);
  });

  test.each(['0001-01-01', '0099-12-31', '2000-02-29', '9999-12-31'])('%s exists', (text) => {
    expect(isLocalDate(text)).toBe(true);
    expect(dateOfEpochDay(epochDay(text))).toBe(text);
  });
});

test.each([...ZONES, 'Asia/Kolkata', 'Etc/GMT+5', 'GB'])('%s is a time zone', (name) => {
  expect(isTimeZone(name)).toBe(true);
});

test.each(['', 'Nope/Nowhere', 'europe/london', '+01:00', 'Z', 'Europe/London ', '../UTC', 'constructor'])(
  '%j is no time zone',
  (name) => {
    expect(isTimeZone(name)).toBe(false);
  },
);
