import { describe, expect, it } from 'vitest';
import { pastEvent } from '../../api/console/accounts/pages/pastEvent.js';

const AT = Date.parse('2026-11-22T10:00:00Z');
const account = {
  currency: 'EUR',
  timeZone: 'Europe/Berlin',
  plans: [
    {
      ...{ id: 'a', accountId: 'x', planId: 'p', planName: 'Studio plus', version: 1 },
      ...{ fromDate: '2026-12-01', toDate: null, followedBy: null },
    },
  ],
};
const said = (kind: string, detail: Record<string, unknown>): string => {
  const { what, note } = pastEvent({ at: AT, kind, detail }, account);
  return note === undefined ? what : `${what} – ${note}`;
};
const changed = (after: Record<string, unknown>): string => said('account.change', { after });

describe('what happened to an account, in words', () => {
  it.each([
    ['payment', '12000', 'Paid 120.00'],
    ['charge', '-12000', 'Charged 120.00'],
    ['charge', '2400', 'Charged 24.00 less'],
    ['refund', '-12000', 'Refunded 120.00'],
    ['adjustment', '-12000', 'Adjusted by −120.00'],
    ['adjustment', '500', 'Adjusted by 5.00'],
    ['reversal', '-99999', 'Reversed: −999.99'],
    ['tax', '190', 'Tax 1.90'],
  ])('shows by word or sign which way a %s of %s went', (kind, minor, words) => {
    expect(said('entry', { kind, minor })).toBe(words);
  });

  it('names a credit or a discount', () => {
    expect(said('promotion.grant', { after: { name: 'Welcome credit', amount: '50.00' } })).toBe(
      'Credit or discount granted – Welcome credit',
    );
  });

  it('describes what was changed, and to what unless that is the client’s own data', () => {
    expect(changed({ plans: [{ plan: 'p', version: 1, from: '2026-12-01', to: null }] })).toBe(
      'Changed – Studio plus from 1 Dec 2026',
    );
    expect(changed({ plans: [{ plan: 'q', version: 1, from: '2026-11-01', to: '2026-12-01' }] })).toBe(
      'Changed – a plan until 30 Nov 2026',
    );
    expect(changed({ creditLimit: '1500.00', name: 'changed', email: 'changed' })).toBe(
      'Changed – name, email address, credit limit 1,500.00 EUR',
    );
    expect(changed({ tax: { name: 'VAT', percent: '19' } })).toBe('Changed – VAT 19 %');
    expect(changed({ tax: null, language: 'de' })).toBe('Changed – language: de, no tax');
  });

  it('gives the reason of a hold, the day of a promise and the last day of a period', () => {
    expect(said('account.hold', { after: { hold: 'moved out' } })).toBe('Put on hold – moved out');
    expect(
      said('account.exempt', { after: { exemptUntil: '2026-12-08T23:00:00.000Z', exemptFor: 'x' } }),
    ).toBe('Payment promise saved – until Tue 8 Dec, x');
    expect(said('account.exempt', { after: { exemptUntil: null } })).toBe(
      'Payment promise or exemption ended',
    );
    // More time after a mass suspension is no promise of the client.
    const letOff = {
      exemptUntil: '2026-12-08T23:00:00.000Z',
      exemptFor: 'wrong charge',
      givenFor: 'breaker',
    };
    expect(said('account.exempt', { after: letOff })).toBe(
      'Exempt from a mass suspension – until Tue 8 Dec, wrong charge',
    );
    expect(said('settled', { start: '2026-11-01', end: '2026-12-01' })).toBe(
      'Period settled – 1 Nov 2026 to 30 Nov 2026',
    );
  });
});
