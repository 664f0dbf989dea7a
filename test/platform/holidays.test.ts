import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { holidaysIn, regionsOf } from '../../src/platform/holidays.js';

/** By another package with rules of its own. */
const { days } = JSON.parse(
  readFileSync(new URL('../data/holidays/holidays.json', import.meta.url), 'utf8'),
) as { days: Record<string, string[]> };
const YEARS = [2025, 2026, 2027, 2028, 2029];

/** Days that only the other package has: given once, not free for most, or not known yet. */
const ONLY_THERE: Readonly<Record<string, readonly string[]>> = {
  // A day off for the football World Cup.
  'GB-SCT': ['2026-06-15'],
  // Good Friday is free for public servants, and 5 May is every five years.
  NL: ['2025-04-18', '2025-05-05', '2026-04-03', '2027-03-26', '2028-04-14', '2029-03-30'],
  // Veterans Day on a weekend, in lieu.
  US: ['2028-11-10', '2029-11-12'],
};

describe('public holidays', () => {
  it.each(Object.keys(days))('of %s are those of another package', (region) => {
    const found = YEARS.flatMap((year) => [...(holidaysIn(region, year) ?? [])]);
    expect([...found, ...(ONLY_THERE[region] ?? [])].sort()).toEqual(days[region]);
  });

  it('cover every day of a holiday of several days', () => {
    expect([...(holidaysIn('TR', 2026) ?? [])]).toEqual(
      expect.arrayContaining(['2026-03-20', '2026-03-21', '2026-03-22', '2026-05-27', '2026-05-30']),
    );
  });

  it.each(['XX', 'de', 'DE-ZZ', 'DE-', '', '__proto__', 'DE-BY-A-B'])('of "%s" are not known', (region) => {
    expect(holidaysIn(region, 2026)).toBeUndefined();
  });

  it('name the regions of a country', () => {
    expect(regionsOf('GB')).toContain('GB-SCT');
    expect(regionsOf('GB-SCT')).toEqual([]);
  });
});
