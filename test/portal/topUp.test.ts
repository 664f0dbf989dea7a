import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { changeProvider } from '../../src/payments/manageProviders.js';
import { handleProviderEvent } from '../../src/payments/reports/handleProviderEvent.js';
import { loadTopUp } from '../../src/payments/topUp/topUpSettings.js';
import { type FakeStripe, startFakeStripe, STRIPE_KEYS } from '../providers/fakeStripe.js';
import { granted } from '../setup/fixture.js';
import type { Browser } from '../web/fixture.js';
import { createPortalFixture, type PortalFixture } from './fixture.js';

let fixture: PortalFixture;
let stripe: FakeStripe;
beforeAll(async () => {
  stripe = await startFakeStripe();
  fixture = await createPortalFixture({ payments: stripe.payments });
  granted(await changeProvider(tools(), 'stripe', { keys: STRIPE_KEYS }));
});
afterAll(async () => {
  await stripe.stop();
});

const here = () => fixture.api.fixture.at(fixture.api.time.now);
const tools = () => ({ ...here(), payments: stripe.payments, baseUrl: 'http://tab.example' });
const topUpOf = async (id: string) => granted(await loadTopUp(here(), id));
const RULE = { dailyCap: '100.00', minimum: '' };
const lastRequest = () => new URLSearchParams(stripe.requests.at(-1)?.body ?? '');

/** The provider reports the payment with which a card was saved. */
async function leaveCard(accountId: string, name = 'first'): Promise<void> {
  const savedCard = {
    customerId: 'cus_9',
    methodId: `pm_${name}`,
    brand: 'visa',
    lastFour: '4242',
    expires: '2030-04',
  };
  const frame = { eventId: `evt_${name}_${accountId}`, paymentId: `pi_${name}_${accountId}`, accountId };
  const paid = { ...frame, at: fixture.api.time.now, minor: 100n, currency: 'EUR', method: 'card' };
  await handleProviderEvent(here(), 'stripe', { ...paid, kind: 'paid', savedCard });
}

describe('a client whose card is to pay by itself', () => {
  let accountId: string;
  let browser: Browser;
  const page = '/sites/tilda/pay/top-up';
  beforeAll(async () => {
    ({ accountId, browser } = await fixture.client('tilda'));
  });

  it('explains what is charged, when, how much at most and how it ends, before anything is saved', async () => {
    expect((await browser.get('/sites/tilda/pay')).text).toContain('href="/sites/tilda/pay/top-up"');
    const { status, text } = await browser.get(page);
    expect(status).toBe(200);
    expect(text).toContain('A week before your credit runs out');
    expect(text).toContain('at least 30 more days');
    expect(text).toContain('per day');
    expect(text).toContain('remove the card on this page at any time');
    expect(text).toContain('Stripe stores the card');
    expect(text.indexOf('Terms')).toBeLessThan(text.indexOf('save the card with'));
  });

  it('saves nothing without their word, a limit for a day, or an amount', async () => {
    const form = { provider: 'stripe', choice: '30', ...RULE, consent: 'yes' };
    const { consent, ...unsaid } = form;
    expect(consent).toBe('yes');
    const silent = await browser.post(`${page}/card`, unsaid);
    expect(silent.status).toBe(422);
    expect(silent.text).toContain('Please confirm that you agree');
    for (const wrong of [{ dailyCap: '' }, { dailyCap: '0' }, { minimum: '200' }, { choice: 'other' }])
      expect([wrong, (await browser.post(`${page}/card`, { ...form, ...wrong })).status]).toEqual([
        wrong,
        422,
      ]);
    expect((await browser.post(`${page}/card`, { ...form, choice: 'restore' })).status).toBe(409);
    expect((await browser.post(`${page}/card`, { ...form, provider: 'mollie' })).status).toBe(409);
    expect((await topUpOf(accountId)).card).toBeNull();
  });

  it('goes on to the provider, who saves the card with the payment', async () => {
    const form = {
      provider: 'stripe',
      choice: 'other',
      amount: '45.50',
      ...RULE,
      minimum: '20',
      consent: 'yes',
    };
    const sent = await browser.post(`${page}/card`, form);
    expect([sent.status, sent.to]).toEqual([
      303,
      expect.stringMatching(/^https:\/\/checkout\.stripe\.com\//),
    ]);
    expect(lastRequest().get('line_items[0][price_data][unit_amount]')).toBe('4550');
    expect(lastRequest().get('payment_intent_data[setup_future_usage]')).toBe('off_session');
    expect(lastRequest().get('success_url')).toContain(`${page}?saved=yes`);
    expect(await topUpOf(accountId)).toMatchObject({
      enabled: true,
      dailyCap: 10_000n,
      minimum: 2_000n,
      card: null,
    });
    expect((await browser.get(`${page}?saved=yes`)).text).toContain('When your payment is confirmed');
    await leaveCard(accountId);
    const { text } = await browser.get(page);
    expect(text).toContain('Visa ending in 4242');
    expect(text).toContain('100.00 EUR per day');
    expect(text).not.toMatch(/pm_|cus_/);
    expect((await browser.get('/sites/tilda/pay')).text).toContain(
      'Visa ending in 4242 is charged automatically',
    );
  });

  it('changes the rule, switches it off, and agrees anew to switch it on', async () => {
    const change = { enabled: 'yes', dailyCap: '80', minimum: '' };
    expect((await browser.post(page, change)).status).toBe(303);
    expect(await topUpOf(accountId)).toMatchObject({ enabled: true, dailyCap: 8_000n, minimum: 0n });
    expect((await browser.post(page, { ...change, enabled: 'no' })).status).toBe(303);
    expect(await topUpOf(accountId)).toMatchObject({ enabled: false });
    expect((await browser.get(page)).text).toContain('Automatic top-up is off');
    const silent = await browser.post(page, change);
    expect([silent.status, silent.text.includes('Please confirm that you agree')]).toEqual([422, true]);
    expect((await browser.post(page, { ...change, consent: 'yes' })).status).toBe(303);
    expect(await topUpOf(accountId)).toMatchObject({ enabled: true });
    const log = await fixture.api.fixture.database.sql`
      select actor, after from audit where account_id = ${accountId} and action = 'top-up.change' order by id desc limit 1`;
    expect(log).toMatchObject([
      { actor: expect.stringMatching(/^user\//) as unknown, after: { enabled: true } },
    ]);
  });

  it('takes another card without losing the rule', async () => {
    const form = { provider: 'stripe', choice: '365', consent: 'yes' };
    expect((await browser.post(`${page}/card`, form)).status).toBe(303);
    await leaveCard(accountId, 'second');
    expect(await topUpOf(accountId)).toMatchObject({ enabled: true, dailyCap: 8_000n });
  });

  it('removes the card after a word on what follows', async () => {
    const confirmPage = await browser.get(`${page}/remove-card`);
    expect(confirmPage.text).toContain('Remove the Visa card ending in 4242?');
    expect(confirmPage.text).toContain('Stripe also deletes it');
    expect((await browser.post(`${page}/remove-card`)).to).toBe(page);
    expect((await topUpOf(accountId)).card).toBeNull();
    expect((await browser.get(`${page}/remove-card`)).text).toContain('No saved card');
    expect((await browser.post(`${page}/remove-card`)).status).toBe(404);
  });

  it('can pay any amount by hand, too, and then no card is kept', async () => {
    const form = { provider: 'stripe', choice: 'other', amount: '12.34' };
    expect((await browser.post('/sites/tilda/pay', form)).status).toBe(303);
    expect(lastRequest().get('line_items[0][price_data][unit_amount]')).toBe('1234');
    expect(lastRequest().get('payment_intent_data[setup_future_usage]')).toBeNull();
    for (const amount of ['', '-1', '0', '1.234', 'ten'])
      expect((await browser.post('/sites/tilda/pay', { ...form, amount })).status).toBe(422);
  });
});

describe('a saved card', () => {
  it('is no business of those who only look, of an impersonator, or of a site without an account', async () => {
    const { accountId, siteId, browser } = await fixture.client('umber');
    await leaveCard(accountId);
    const { sql } = fixture.api.fixture.database;
    await sql`update users set user_group = 'Viewer' where site_id = ${siteId}`;
    const page = '/sites/umber/pay/top-up';
    expect((await browser.get(page)).text).not.toContain('Remove card');
    for (const path of [page, `${page}/card`, `${page}/remove-card`])
      expect([path, (await browser.post(path, {})).status]).toEqual([path, 403]);
    await sql`update users set user_group = 'Owner' where site_id = ${siteId}`;
    const tenant = fixture.browser();
    const { email, password } = fixture.owner;
    await tenant.post('/sites/umber/login', { email: `*${email}`, password });
    expect((await tenant.get('/sites/umber/pay')).text).not.toContain('4242');
    for (const path of [page, `${page}/remove-card`]) expect((await tenant.get(path)).status).toBe(403);
    expect((await tenant.post(`${page}/remove-card`)).status).toBe(403);
    const refused =
      await sql`select 1 from audit where action = 'impersonation.refused' and site_id = ${siteId}`;
    expect(refused.length).toBeGreaterThanOrEqual(3);
    expect((await topUpOf(accountId)).card).not.toBeNull();
    const owner = await fixture.ownersBrowser();
    expect((await owner.get('/sites/agency/pay/top-up')).status).toBe(404);
  });

  it('is not offered where the agency takes none', async () => {
    const { browser } = await fixture.client('vetch');
    granted(await changeProvider(tools(), 'stripe', { enabled: false }));
    expect((await browser.get('/sites/vetch/pay/top-up')).text).toContain(
      'Automatic top-up is not available',
    );
    expect((await browser.get('/sites/vetch/pay')).text).not.toContain('pay/top-up');
    granted(await changeProvider(tools(), 'stripe', { enabled: true }));
  });
});
