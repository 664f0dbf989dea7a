import type { Route } from '../../api/v1/framework/route.js';
import { HOSTING } from './fixture.js';

/** A sound body for each id-bearing route that takes one, so that nothing but whose id it is can be at fault. */
export const SOUND: Readonly<Record<string, object>> = {
  'post /v1/plans/{id}/versions': HOSTING,
  'post /v1/accounts/{id}/payments': { amount: '1.00', method: 'bank' },
  'post /v1/accounts/{id}/charges': { amount: '1.00', description: 'Logo', category: 'design' },
  'post /v1/accounts/{id}/refunds': {
    amount: '1.00',
    method: 'bank',
    beyondCredit: true,
    reason: 'goodwill',
  },
  'post /v1/accounts/{id}/adjustments': { amount: '1.00', description: 'Put right' },
  'post /v1/accounts/{id}/scheduled-charges': {
    amount: '1.00',
    description: 'Domain',
    category: 'domain',
    dueOn: '2026-05-01',
  },
  'post /v1/accounts/{id}/promotions': { name: 'Welcome credit', kind: 'credit', amount: '1.00' },
  'patch /v1/accounts/{id}/direct-debit': { mode: 'off' },
  'post /v1/accounts/{id}/mandate': {
    ...{ holder: 'Fenwick', iban: 'DE89370400440532013000', signedOn: '2026-01-02' },
  },
  'post /v1/debits/{id}/defer': { collectOn: '2026-12-28' },
  'post /v1/debits/{id}/return': { code: 'AM04' },
  'post /v1/debit-files/{id}/refuse': { reason: 'wrong creditor' },
  'patch /v1/accounts/{id}/debtor': { number: null },
  'post /v1/accounts/{id}/checkout': {
    provider: 'stripe',
    amount: '1.00',
    successUrl: 'https://tab.example/paid',
    cancelUrl: 'https://tab.example/back',
  },
  'post /v1/bank-lines/{id}/assign': { accountId: '01a3c5e7-7000-7000-8000-000000000000' },
  'post /v1/bank-lines/{id}/dismiss': { reason: 'a loan' },
  'post /v1/accounts/{id}/hold': { reason: 'abuse' },
  'post /v1/accounts/{id}/exempt': { until: '2026-05-01T00:00:00Z' },
  'post /v1/entries/{id}/dispute': { reason: 'contested' },
  'post /v1/entries/{id}/resolve': { outcome: 'dismissed' },
  'post /v1/sites/{id}/move': { parent: 'stranger' },
  'post /v1/sites/{id}/users': { name: 'Ida Marsh', email: 'ida@marsh.example', group: 'Viewer' },
  'post /v1/sites/{id}/groups': { name: 'Desk', placedUnder: 'Owner', permissions: ['sites.read'] },
  'post /v1/sites/{id}/api-keys': { name: 'Till' },
};

export function nameOf({ method, path }: { readonly method: string; readonly path: string }): string {
  return `${method} ${path}`;
}

/** What to send to a route of the table; `plan` stands in where a body names one. */
export function soundBody(route: Route, plan: string): object | undefined {
  if (route.body === undefined) return undefined;
  const name = nameOf(route);
  return name.endsWith('/replace') ? { with: plan } : (SOUND[name] ?? {});
}
