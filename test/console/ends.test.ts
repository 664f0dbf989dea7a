import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { formatEnd } from '../../api/console/accounts/pages/End.js';
import { formatDay } from '../../api/console/accounts/list/format.js';
import { addDays, endOfDay, startOfDay } from '../../src/core/values/zone.js';

const ZONES = ['UTC', 'Europe/London', 'America/Havana', 'Asia/Tokyo', 'Pacific/Apia', 'America/Sao_Paulo'];

describe('the end of a promise or a period', () => {
  it('is named by its last day, in every zone and at every change of clocks', () => {
    const days = fc.integer({ min: 0, max: 4_000 }).map((count) => addDays('2018-01-01', count));
    fc.assert(
      fc.property(days, fc.constantFrom(...ZONES), (day, timeZone) => {
        const last = formatDay(startOfDay(day, timeZone), timeZone);
        expect(formatEnd({ at: endOfDay(day, timeZone), timeZone })).toBe(`the end of ${last}`);
      }),
    );
  });

  it('has a time within a day', () => {
    const at = Date.parse('2027-01-08T12:00:00Z');
    expect(formatEnd({ at, timeZone: 'UTC' })).toBe('Fri 8 Jan, 12:00');
  });
});
