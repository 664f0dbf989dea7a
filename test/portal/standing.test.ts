import { describe, expect, it } from 'vitest';
import { describeStanding } from '../../api/portal/standing.js';
import { createReader } from '../../api/portal/reader.js';
import type { PortalAccount } from '../../src/accounts/loadPortalAccount.js';

const NOW = Date.parse('2026-03-10T12:00:00Z');
const inDays = (days: number): number => NOW + days * 86_400_000;

interface Case {
  readonly state?: 'active' | 'suspended' | 'closed';
  readonly hold?: object | null;
  readonly exemptUntil?: number | null;
  readonly limitDate?: number | null;
  readonly limitRange?: { readonly earliest: number; readonly latest: number | null };
  readonly suspends?: { readonly at: number; readonly reason: string };
  readonly pacePerDay?: bigint;
  readonly restore?: bigint;
  readonly sites?: readonly { readonly name: string; readonly upstream: boolean }[];
}

/** What the client reads first; the words alone, with `…` where the day stands. */
function said({ restore = 0n, ...account }: Case): string {
  const known = {
    state: 'active',
    hold: null,
    exemptUntil: null,
    limitDate: inDays(40),
    limitRange: null,
    suspends: null,
    pacePerDay: 150n,
    currency: 'EUR',
    timeZone: 'UTC',
    sites: [{ name: 'fenwick.example', upstream: false }],
    ...account,
  };
  const suggested = restore === 0n ? null : { minor: restore, lastsUntil: inDays(2) };
  const offers = { shortfall: suggested, least: suggested, keepsFor: [] };
  const tab = { account: known, tenant: { name: 'Northlight Studio' }, offers } as unknown as PortalAccount;
  const { before, day, lead, tone } = describeStanding(
    tab,
    NOW,
    createReader({ language: 'en', currency: 'EUR', timeZone: 'UTC' }),
  );
  return `${tone}: ${before}${day === null ? '' : ' …'}. ${lead}`;
}

const BELOW = [{ name: 'fenwick.example', upstream: true }];

describe('where a client stands, in one sentence', () => {
  it.each<readonly [string, Case, string]>([
    [
      'active',
      {},
      'good: Your site is paid until about …. Estimated at the current pace. Cost per day: about 1.50 EUR.',
    ],
    [
      'active, give or take some days',
      { limitRange: { earliest: inDays(36), latest: inDays(45) } },
      'good: Your site is paid until about …. Probably between Wed 15 Apr and Fri 24 Apr. Cost per day: about 1.50 EUR.',
    ],
    [
      'used up, and suspended later',
      { restore: 17_00n, suspends: { at: inDays(3), reason: 'grace' } },
      'bad: Your site stays online until …. The credit is used up. A payment of 17.00 EUR keeps it online and lasts until about Thu 12 Mar, 12:00 UTC.',
    ],
    [
      'warned',
      { limitDate: inDays(6) },
      'warning: Your site is paid until about …. Estimated at the current pace. Cost per day: about 1.50 EUR.',
    ],
    [
      'prepaid for long',
      { limitDate: null },
      'good: Your site is paid for more than a year. At the current pace, the credit lasts for more than a year.',
    ],
    [
      'no pace yet',
      { limitDate: null, pacePerDay: 0n },
      'good: Your site is paid. There are no current costs.',
    ],
    [
      'a planned charge and no pace',
      { pacePerDay: 0n },
      'good: Your site is paid until about …. Estimated at the current pace.',
    ],
    [
      'used up this minute',
      { restore: 1_250n, limitDate: inDays(0) },
      'bad: Your site is about to be suspended. The credit is used up. A payment of 12.50 EUR now keeps it online and lasts until about Thu 12 Mar, 12:00 UTC.',
    ],
    [
      'suspended',
      { state: 'suspended', restore: 1_250n },
      'bad: Your site is suspended. A payment of 12.50 EUR reactivates it at once and lasts until about Thu 12 Mar, 12:00 UTC.',
    ],
    [
      'suspended, and paid just now',
      { state: 'suspended' },
      'warning: Your site is being reactivated. Your payment is enough. This takes a few seconds.',
    ],
    [
      'on hold',
      { state: 'suspended', restore: 1_250n, hold: { reason: 'abuse' } },
      'held: Your site is on hold. Northlight Studio has suspended it. Please contact them.',
    ],
    [
      'exempt',
      { exemptUntil: inDays(3), restore: 1_250n },
      'warning: Your site stays online until …. Northlight Studio expects your payment by then. 12.50 EUR covers what is owed and lasts until about Thu 12 Mar, 12:00 UTC.',
    ],
    [
      'exempt, and nothing owed',
      { exemptUntil: inDays(3) },
      'good: Your site is paid until about …. Estimated at the current pace. Cost per day: about 1.50 EUR.',
    ],
    [
      'closed from above',
      { sites: BELOW },
      'bad: Your site is suspended. The reason is not your account. Please contact Northlight Studio.',
    ],
    [
      'suspended and closed from above',
      { state: 'suspended', restore: 1_250n, sites: BELOW },
      'bad: Your site is suspended. A payment of 12.50 EUR settles your account. There is also another reason for the suspension. Please contact Northlight Studio.',
    ],
    [
      'closed',
      { state: 'closed' },
      'held: This account is closed. For questions, contact Northlight Studio.',
    ],
  ])('%s', (_name, account, words) => {
    expect(said(account)).toBe(words);
  });

  it('speaks of several sites as such', () => {
    const sites = ['a', 'b'].map((name) => ({ name, upstream: false }));
    expect(said({ sites, state: 'suspended', restore: 100n })).toBe(
      'bad: Your sites are suspended. A payment of 1.00 EUR reactivates them at once and lasts until about Thu 12 Mar, 12:00 UTC.',
    );
    expect(said({ sites, exemptUntil: inDays(3), restore: 100n })).toContain('Your sites stay online until');
  });

  it('names the last day of a promise, not the midnight after it', () => {
    const account = {
      ...{ state: 'active', hold: null, exemptUntil: Date.parse('2026-03-15T00:00:00Z'), exemptFor: 'owner' },
      ...{ suspends: null, limitDate: null, sites: [{ name: 'a', upstream: false }] },
    };
    const least = { minor: 100n, lastsUntil: null };
    const portal = { account, tenant: { name: 'N' }, offers: { least, shortfall: least, keepsFor: [] } };
    const reader = createReader({ language: 'en', currency: 'EUR', timeZone: 'UTC' });
    const { before, day } = describeStanding(portal as unknown as PortalAccount, NOW, reader);
    expect(`${before} ${reader.day(day ?? 0)}`).toBe('Your site stays online until Sat 14 Mar');
  });
});
