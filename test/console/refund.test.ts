import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { loadEntries } from '../../src/ledger/loadHistory.js';
import { changeProvider } from '../../src/payments/manageProviders.js';
import { recordPayment } from '../../src/payments/recordPayment.js';
import { handleProviderEvent } from '../../src/payments/reports/handleProviderEvent.js';
import { type FakeStripe, startFakeStripe, STRIPE_KEYS } from '../providers/fakeStripe.js';
import { granted } from '../setup/fixture.js';
import { type Browser, createPagesFixture, type PagesFixture } from '../web/fixture.js';

let site: PagesFixture;
let stripe: FakeStripe;
let owner: Browser;
let accountId: string;
const paths: Record<'card' | 'cash', string> = { card: '', cash: '' };

beforeAll(async () => {
  stripe = await startFakeStripe();
  site = await createPagesFixture({ payments: stripe.payments });
  owner = await site.ownersBrowser();
  const { fixture } = site.api;
  const tools = { ...here(), payments: stripe.payments, baseUrl: 'http://tab.example' };
  granted(await changeProvider(tools, 'stripe', { keys: STRIPE_KEYS }));
  accountId = await fixture.open({ name: 'Fenwick & Daughters' }, site.api.time.now);
  const paid = { eventId: 'evt_1', paymentId: 'pi_card', at: site.api.time.now, accountId };
  const more = { kind: 'paid' as const, minor: 5_000n, currency: 'EUR', method: 'card' };
  await handleProviderEvent(here(), 'stripe', { ...paid, ...more });
  granted(await recordPayment(here(), accountId, { amount: '20.00', method: 'cash' }));
  const entries = granted(await loadEntries(here(), accountId, { limit: 10 }));
  for (const { id, method } of entries)
    paths[method === 'card' ? 'card' : 'cash'] = `/sites/agency/console/accounts/${accountId}/entries/${id}`;
});
afterAll(async () => {
  await stripe.stop();
});

const here = () => site.api.fixture.at(site.api.time.now);
const keyIn = (html: string): string => /name="key" value="([^"]+)"/.exec(html)?.[1] ?? '';
const entryTexts = async (): Promise<string[]> =>
  granted(await loadEntries(here(), accountId, { limit: 10 })).map(({ kind, amount }) => `${kind} ${amount}`);
const refundRequests = (): number => stripe.requests.filter(({ path }) => path === '/v1/refunds').length;

describe('a refund by the provider a payment came by', () => {
  it('is offered for such a payment, and for no other', async () => {
    expect((await owner.get(paths.card)).text).toContain('Refund by Stripe');
    expect((await owner.get(paths.cash)).text).not.toContain('Refund by');
    const { status, text } = await owner.get(`${paths.cash}/refund`);
    expect([status, text.includes('record the refund')]).toEqual([409, true]);
  });

  it('shows first what it will do, for which client and how much', async () => {
    const { status, text } = await owner.get(`${paths.card}/refund`);
    expect(status).toBe(200);
    expect(text).toContain('Refund up to 50.00 EUR to Fenwick &amp; Daughters by Stripe?');
    expect(text).toContain('It cannot be cancelled');
    expect(text).toContain('value="50.00"');
    expect(refundRequests()).toBe(0);
  });

  it('gives a part back, once for the page it was shown on, and offers the rest', async () => {
    const key = keyIn((await owner.get(`${paths.card}/refund`)).text);
    for (let time = 0; time < 2; time += 1)
      expect((await owner.post(`${paths.card}/refund`, { key, amount: '30.00' })).status).toBe(303);
    expect(await entryTexts()).toEqual(['refund -3000', 'payment 2000', 'payment 5000']);
    expect(stripe.requests.at(-1)?.body).toContain('payment_intent=pi_card');
    expect((await owner.get(`${paths.card}/refund`)).text).toContain('value="20.00"');
    for (const amount of ['', '0', '50.01', 'all']) {
      const refused = await owner.post(`${paths.card}/refund`, { key: 'another', amount });
      expect([amount, refused.status]).toEqual([amount, 422]);
    }
    const log = await site.api.fixture.database.sql`
      select actor from audit where account_id = ${accountId} and action = 'payment.refund'`;
    expect(log).toMatchObject([{ actor: expect.stringMatching(/^user\//) as unknown }]);
  });

  it('reports when the provider cannot be reached, and nothing is posted', async () => {
    const before = await entryTexts();
    stripe.refuses = true;
    const key = keyIn((await owner.get(`${paths.card}/refund`)).text);
    const { status, text } = await owner.post(`${paths.card}/refund`, { key, amount: '20.00' });
    expect([status, text.includes('Stripe could not be reached')]).toEqual([503, true]);
    stripe.refuses = false;
    expect(await entryTexts()).toEqual(before);
  });

  it('is for those who may pay back, and not offered once nothing is left or the bank has it', async () => {
    const { sql } = site.api.fixture.database;
    await sql`update users set user_group = 'Viewer' where site_id = ${site.api.fixture.siteId}`;
    expect((await owner.get(paths.card)).text).not.toContain('Refund by');
    expect((await owner.post(`${paths.card}/refund`, { key: 'k', amount: '1.00' })).status).toBe(403);
    await sql`update users set user_group = 'Owner' where site_id = ${site.api.fixture.siteId}`;
    const key = keyIn((await owner.get(`${paths.card}/refund`)).text);
    expect((await owner.post(`${paths.card}/refund`, { key, amount: '20.00' })).status).toBe(303);
    expect((await owner.get(paths.card)).text).not.toContain('Refund by');
    expect((await owner.get(`${paths.card}/refund`)).status).toBe(409);
  });
});
