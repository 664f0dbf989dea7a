import { beforeAll, describe, expect, it } from 'vitest';
import { loadAccount, loadAccounts } from '../../src/accounts/loadAccount.js';
import { assess } from '../../src/assessment/assess.js';
import { recordPayment } from '../../src/payments/recordPayment.js';
import { createPortalFixture, type PortalFixture } from '../portal/fixture.js';
import { granted } from '../setup/fixture.js';
import { queriesOf } from '../setup/database/queriesOf.js';
import type { Browser } from '../web/fixture.js';

let portal: PortalFixture;
let accountId: string;
let client: Browser;
let owner: Browser;

beforeAll(async () => {
  portal = await createPortalFixture();
  ({ accountId, browser: client } = await portal.client('counted'));
  for (const slug of ['second', 'third']) await portal.client(slug);
  owner = await portal.ownersBrowser();
});

const at = () => portal.api.fixture.at(portal.api.time.now);

const count = (work: () => Promise<unknown>) => queriesOf(portal.api.fixture.database.sql, work);

const loadsFacts = (query: string): boolean => query.includes('as breaker_reset');

describe('the facts of an account are loaded', () => {
  it.each<readonly [string, () => Promise<unknown>]>([
    ['the API’s account', () => loadAccount(at(), accountId)],
    ['an assessment', () => assess(at(), accountId)],
    ['the account page', () => owner.get(`/sites/agency/console/accounts/${accountId}`)],
    ['the form of a payment', () => owner.get(`/sites/agency/console/accounts/${accountId}/payments`)],
    ['the client’s first page', () => client.get('/sites/counted/')],
    ['the client’s pay page', () => client.get('/sites/counted/pay')],
    ['a list of accounts', () => loadAccounts(at(), { limit: 50 })],
  ])('once for %s', async (_name, work) => {
    expect((await count(work)).filter(loadsFacts)).toHaveLength(1);
  });
});

it('a payment is one statement', async () => {
  const pay = async () => granted(await recordPayment(at(), accountId, { amount: '1.00', method: 'bank' }));
  await pay();
  expect(await count(pay)).toHaveLength(1);
});

it('a list takes as many queries as one account does, and one that lists them', async () => {
  const one = await count(() => loadAccount(at(), accountId));
  const list = await count(() => loadAccounts(at(), { limit: 50 }));
  expect(list).toHaveLength(one.length + 1);
});
