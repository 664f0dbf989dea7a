import fc from 'fast-check';
import { account } from '../billing/account.js';
import { describe, expect, it } from 'vitest';
import { describeDays, entryTexts } from '../../src/core/values/entryTexts.js';
import { LANGUAGES } from '../../src/core/values/language.js';
import { addDays } from '../../src/core/values/zone.js';
import { describeLine } from '../../src/ledger/settleDue.js';

const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

describe('what an entry says', () => {
  it('names the first and the last day of a period', () => {
    expect(describeDays('en', '2026-11-01', '2026-12-01')).toBe('1 Nov – 30 Nov 2026');
    expect(describeDays('en', '2026-12-15', '2027-01-15')).toBe('15 Dec 2026 – 14 Jan 2027');
    expect(describeDays('en', '2026-09-30', '2026-10-01')).toBe('30 Sep 2026');
    expect(describeDays('de-AT', '2026-11-01', '2026-12-01')).toMatch(/^1\. Nov\.? – 30\. Nov\.? 2026$/);
    expect(describeDays('fr', '2026-11-01', '2026-12-01')).toBe('1 nov. – 30 nov. 2026');
    expect(describeDays('xx', '2026-11-01', '2026-12-01')).toBe('1 Nov – 30 Nov 2026');
  });

  it('writes every day of the year in English as one does', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 800 }), (days) => {
        const date = addDays('2026-01-01', days);
        const [year = '', month = '', day = ''] = date.split('-');
        const text = `${Number(day)} ${MONTHS[Number(month) - 1] ?? ''} ${year}`;
        expect(describeDays('en', date, addDays(date, 1))).toBe(text);
      }),
    );
  });

  it('is in the language of the account, the parts of its plan as the owner named them', () => {
    const line = {
      line: 'x',
      category: 'usage',
      meter: 'requests',
      fromDate: '2026-11-01',
      toDate: '2026-12-01',
    };
    const late = { ...line, late: true, quantity: 5n, minor: 5n, dueMinor: 5n };
    const said = (language: string, given: object): string =>
      describeLine(
        { ...account(), language, assignments: [] },
        given as unknown as Parameters<typeof describeLine>[1],
      );
    expect(said('en', late)).toBe('Late usage: requests, 1 Nov – 30 Nov 2026');
    expect(said('de', late)).toMatch(/^Nachgemeldete Nutzung: requests, 1\. Nov/);
    expect(said('nl', { ...late, quantity: -5n })).toMatch(/^Correctie: requests/);
    expect(said('it', { ...line, category: 'minimum', minor: 1n, dueMinor: 1n })).toMatch(
      /^Fino all’importo/,
    );
  });

  it('differs from English in every other language', () => {
    const { en, ...others } = LANGUAGES;
    expect(en).toBe('en-GB');
    for (const language of Object.keys(others))
      for (const key of ['startup', 'minimum', 'maximum', 'openingBalance'] as const)
        expect(entryTexts(language)[key], `${language} ${key}`).not.toBe(entryTexts('en')[key]);
  });
});
