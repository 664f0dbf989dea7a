import { describe, expect, it } from 'vitest';
import { termProblems } from '../../src/accounts/import/checkImport.js';

const NOW = Date.parse('2026-12-01T12:00:00Z');
const sound = { currency: 'EUR', timeZone: 'Europe/London' };

describe('the terms of an imported line', () => {
  it('name every fault at once, with an unknown currency as well', () => {
    const faulty = {
      currency: 'GLD',
      timeZone: 'Mars/Olympus',
      creditLimit: 'much',
      openingBalance: '12.00',
    };
    expect(termProblems(faulty, NOW).map(({ field }) => field)).toEqual([
      'currency',
      'timeZone',
      'creditLimit',
    ]);
    const late = { ...sound, currency: 'GLD', chargedUntil: '2099-01-01' };
    expect(termProblems(late, NOW).map(({ field }) => field)).toEqual(['currency', 'chargedUntil']);
  });

  it('are without fault if they are right', () => {
    expect(termProblems({ ...sound, creditLimit: '10.50', openingBalance: '' }, NOW)).toEqual([]);
  });
});
