import { afterAll, beforeAll, expect, it } from 'vitest';
import { changeDirectDebit } from '../../src/payments/debits/changeDirectDebit.js';
import { changeProvider } from '../../src/payments/manageProviders.js';
import { makePayLink } from '../../src/payments/payLink.js';
import { type FakeStripe, startFakeStripe, STRIPE_KEYS } from '../providers/fakeStripe.js';
import { granted } from '../setup/fixture.js';
import { createPortalFixture, type PortalFixture } from './fixture.js';

let fixture: PortalFixture;
let stripe: FakeStripe;
beforeAll(async () => {
  stripe = await startFakeStripe();
  fixture = await createPortalFixture({ payments: stripe.payments });
  const { fixture: data, time } = fixture.api;
  const tools = { ...data.at(time.now), payments: stripe.payments, baseUrl: 'http://tab.example' };
  granted(await changeProvider(tools, 'stripe', { keys: STRIPE_KEYS }));
  const settings = { enabled: true, collector: 'stripe' as const, creditorId: 'DE98ZZZ09999999999' };
  granted(await changeDirectDebit(tools, settings));
});
afterAll(() => stripe.stop());

const digestOf = (text: string): string => /name="digest" value="([^"]*)"/.exec(text)?.[1] ?? '';

it('leads a client to the provider’s page for the account, and shows the mandate on the way back', async () => {
  const { browser, accountId } = await fixture.client('tilda');
  const { fixture: data, time } = fixture.api;
  const link = `/pay/${makePayLink(data.secrets, accountId, time.now)}/mandate`;
  for (const page of ['/sites/tilda/direct-debit', link]) {
    const { text } = await browser.get(page);
    expect(text).toContain('You enter your bank account at Stripe');
    expect(text).not.toContain('name="iban"');
    const gone = await browser.post(page, { digest: digestOf(text), agreed: 'yes' });
    expect([gone.status, gone.headers.get('location')]).toEqual([
      303,
      expect.stringMatching(/^https:\/\/checkout\.stripe\.com\//),
    ]);
    const order = new URLSearchParams(stripe.requests.at(-1)?.body ?? '');
    const back = new URL(order.get('success_url') ?? '');
    expect(back.pathname).toBe(page);
    expect((await browser.get(`${back.pathname}${back.search}`)).text).toMatch(/mandate .* is in force/);
  }
  expect((await browser.get(`${link}?from=nonsense`)).status).toBe(200);
});
