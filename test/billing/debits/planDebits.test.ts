import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseCreditorId, parseSepaIban } from '../../../src/billing/debits/creditorId.js';
import {
  announceOn,
  collectionFor,
  firstCollection,
  submitBy,
} from '../../../src/billing/debits/planDebits.js';
import { addTargetDays, isTargetDay, targetDayFrom } from '../../../src/billing/debits/targetCalendar.js';
import { isRefusal } from '../../../src/core/values/refusal.js';
import { addDays, dateOfEpochDay, epochDay } from '../../../src/core/values/zone.js';

const day = fc
  .integer({ min: epochDay('2020-01-01'), max: epochDay('2060-12-31') })
  .map((each) => dateOfEpochDay(each));
const terms = fc.record({
  noticeDays: fc.integer({ min: 1, max: 14 }),
  bankDays: fc.integer({ min: 1, max: 5 }),
  returnDays: fc.integer({ min: 1, max: 5 }),
});

describe('the days of banks', () => {
  it.each(['2026-01-01', '2026-04-03', '2026-04-06', '2026-05-01', '2026-12-25', '2026-12-26', '2026-12-05'])(
    'are closed on %s',
    (date) => expect(isTargetDay(date)).toBe(false),
  );

  it.each(['2026-04-02', '2026-04-07', '2026-12-24', '2026-12-28', '2025-10-03', '2027-03-25'])(
    'are open on %s',
    (date) => expect(isTargetDay(date)).toBe(true),
  );

  it('know Easter of a century: two days closed around each', () => {
    // From the tables of the Church of England.
    for (const easter of [
      '2024-03-31',
      '2025-04-20',
      '2038-04-25',
      '2049-04-18',
      '2076-04-19',
      '2099-04-12',
    ]) {
      expect([-2, 1].map((days) => isTargetDay(addDays(easter, days)))).toEqual([false, false]);
    }
  });

  it('counts back and forth to the same day', () => {
    fc.assert(
      fc.property(day, fc.integer({ min: 1, max: 30 }), (from, count) => {
        const open = targetDayFrom(from);
        expect(addTargetDays(addTargetDays(open, count), -count)).toBe(open);
        expect(isTargetDay(addTargetDays(from, -count))).toBe(true);
      }),
    );
  });
});

describe('the day of a collection', () => {
  it('is a bank day, with the notice and the bank days before it', () => {
    fc.assert(
      fc.property(day, day, terms, (today, limit, how) => {
        const collectOn = collectionFor(today, limit, how);
        expect(isTargetDay(collectOn)).toBe(true);
        expect(collectOn >= addDays(today, how.noticeDays)).toBe(true);
        expect(submitBy(collectOn, how) >= today).toBe(true);
        expect(collectOn >= firstCollection(today, how)).toBe(true);
      }),
    );
  });

  it('leaves time for a return before the limit, where the client is told in time', () => {
    fc.assert(
      fc.property(day, terms, (limit, how) => {
        const told = announceOn(limit, how);
        const collectOn = collectionFor(told, limit, how);
        expect(addTargetDays(collectOn, how.returnDays) <= limit).toBe(true);
      }),
    );
  });

  it('with the usual days, a limit on a Friday is announced nine days ahead', () => {
    const usual = { noticeDays: 2, bankDays: 2, returnDays: 2 };
    expect(announceOn('2026-11-27', usual)).toBe('2026-11-23');
    expect(collectionFor('2026-11-20', '2026-11-27', usual)).toBe('2026-11-25');
    // Too late: as early as possible.
    expect(collectionFor('2026-12-24', '2026-12-25', usual)).toBe('2026-12-29');
  });
});

describe('identifiers', () => {
  it.each(['DE98ZZZ09999999999', 'de98 zzz 0999 9999 999', 'DE98ABC09999999999', 'FR72ZZZ123456'])(
    'accepts the creditor identifier %s',
    (id) => expect(isRefusal(parseCreditorId(id, 'creditorId'))).toBe(false),
  );

  it.each([
    '',
    'DE98ZZZ09999999998',
    'DE97ZZZ09999999999',
    'US98ZZZ09999999999',
    'DE98',
    'ＤＥ98ZZZ09999999999',
  ])('refuses %s as one', (id) => expect(isRefusal(parseCreditorId(id, 'creditorId'))).toBe(true));

  it('takes IBANs of SEPA countries only', () => {
    expect(parseSepaIban('de89 3704 0044 0532 0130 00', 'iban')).toBe('DE89370400440532013000');
    expect(isRefusal(parseSepaIban('TR330006100519786457841326', 'iban'))).toBe(true);
    expect(isRefusal(parseSepaIban('DE89370400440532013001', 'iban'))).toBe(true);
  });
});
