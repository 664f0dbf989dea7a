import { afterAll, beforeAll, expect, it } from 'vitest';
import { createWebhooks } from '../../api/public/webhooks.js';
import { changeAccount } from '../../src/accounts/changeAccount.js';
import { openAccount } from '../../src/accounts/opening/openAccount.js';
import { DAY_MS } from '../../src/core/values/zone.js';
import { changeProvider } from '../../src/payments/manageProviders.js';
import { recordPayment } from '../../src/payments/recordPayment.js';
import { changeTopUp, loadTopUp } from '../../src/payments/topUp/topUpSettings.js';
import { createLog } from '../../src/platform/telemetry/log.js';
import {
  type FakeStripe,
  session,
  sign,
  startFakeStripe,
  STRIPE_KEYS,
  stripeEvent,
} from '../providers/fakeStripe.js';
import { startSystem, type System } from '../setup/system.js';
import { accountInput, granted } from '../setup/fixture.js';
import { formattedAccount } from '../setup/activities.js';

let system: System;
let stripe: FakeStripe;

beforeAll(async () => {
  stripe = await startFakeStripe();
  system = await startSystem(stripe.payments);
  const tools = { ...system.here(), payments: stripe.payments, baseUrl: 'http://tab.example' };
  granted(await changeProvider(tools, 'stripe', { keys: STRIPE_KEYS }));
});
afterAll(async () => {
  await system.stop();
  await stripe.stop();
});

/** A client whose plan costs 3.10 a day, with so much paid. */
async function client(paid: string): Promise<string> {
  const recurring = [{ id: 'base', amount: '93.00', timing: 'arrears' as const }];
  const plan = await system.fixture.plan({ recurring }, system.now());
  // Without credit it would be due a notice until the payment is in, and may be assessed before.
  const terms = { plans: [plan], timeZone: 'UTC', billingDay: 15, creditLimit: '1000.00' };
  const { id } = granted(await openAccount(system.here(), accountInput(terms)));
  granted(await recordPayment(system.here(), id, { amount: paid, method: 'bank' }));
  granted(await changeAccount(system.here(), id, { creditLimit: '0.00' }));
  await system.rest();
  return id;
}

const state = async (id: string) => (await formattedAccount(system.here(), id)).state;

async function deliver(event: object): Promise<number> {
  const { sql } = system.fixture.database;
  const { secrets, wakeAccount } = system.here();
  const clock = { now: () => system.now() };
  const app = createWebhooks({
    sql,
    secrets,
    wakeAccount,
    clock,
    baseUrl: () => 'http://tab.example',
    payments: stripe.payments,
    log: createLog({ level: 'error' }),
  });
  const { payload, header } = sign(event);
  const path = `/webhooks/stripe/${system.fixture.siteId}`;
  const request = { method: 'POST', body: payload, headers: { 'stripe-signature': header } };
  return (await app.request(path, request)).status;
}

it('a payment reported by Stripe reactivates the site, and a lost dispute suspends it', async () => {
  const id = await client('10.00');
  await system.goTo(system.now() + 6 * DAY_MS);
  expect(await state(id)).toBe('suspended');
  const { sql } = system.fixture.database;
  const emails = await sql<
    { kind: string; plain: string }[]
  >`select kind, plain from emails where account_id = ${id}`;
  const suspended = emails.find(({ kind }) => kind === 'suspended');
  expect(suspended?.plain).toMatch(/http:\/\/tab\.example\/pay\/[\w-]{40,}/);
  const paid = stripeEvent('checkout.session.completed', session(id));
  expect(await Promise.all([deliver(paid), deliver(paid)])).toEqual([200, 200]);
  await system.rest();
  expect(await state(id)).toBe('active');
  expect((await system.emails(id)).slice(-2)).toEqual(['receipt', 'reactivated']);
  const dispute = {
    id: 'dp_1',
    payment_intent: 'pi_paid',
    amount: 5_000,
    currency: 'eur',
    reason: 'fraudulent',
  };
  await deliver(stripeEvent('charge.dispute.created', { ...dispute, status: 'needs_response' }));
  await system.rest();
  expect(await state(id)).toBe('suspended');
  await deliver(stripeEvent('charge.dispute.closed', { ...dispute, status: 'won' }));
  await system.rest();
  expect(await state(id)).toBe('active');
});

it('tops an account up instead of warning a week ahead, and warns when the card needs its owner', async () => {
  const id = await client('30.00');
  const metadata = { accountId: id, savesCard: 'yes' };
  await deliver(
    stripeEvent(
      'checkout.session.completed',
      session(id, { payment_intent: 'pi_saving', amount_total: 100, metadata }),
    ),
  );
  granted(await changeTopUp(system.here(), id, { enabled: true, dailyCap: '200.00' }));
  await system.rest();
  await system.goTo(system.now() + 5 * DAY_MS);
  let kinds = await system.emails(id);
  expect(kinds.filter((kind) => kind === 'week')).toEqual([]);
  expect(kinds.filter((kind) => kind === 'receipt')).toHaveLength(3);
  stripe.fate = 'needs-client';
  await system.goTo(system.now() + 32 * DAY_MS);
  kinds = await system.emails(id);
  expect(kinds.filter((kind) => kind === 'week')).toHaveLength(1);
  for (const link of await weekNotices(id)) expect(link).toContain('/pay/');
  stripe.fate = 'succeeds';
  expect(stripe.requests.filter(({ path }) => path === '/v1/payment_intents').length).toBeGreaterThanOrEqual(
    2,
  );
});

/** A client who has let their card pay, 4 days' worth of credit left. */
async function withCard(name: string): Promise<string> {
  const id = await client('30.00');
  const metadata = { accountId: id, savesCard: 'yes' };
  const saving = { payment_intent: `pi_saving_${name}`, amount_total: 100, metadata };
  await deliver(stripeEvent('checkout.session.completed', session(id, saving)));
  granted(await changeTopUp(system.here(), id, { enabled: true, dailyCap: '200.00' }));
  await system.rest();
  return id;
}

const attempts = async (id: string) => granted(await loadTopUp(system.here(), id)).attempts;

/** What the bank has decided on the latest attempt, as Stripe reports it. */
async function decided(id: string, type: 'payment_intent.succeeded' | 'payment_intent.payment_failed') {
  const { sql } = system.fixture.database;
  const [row] = await sql<{ id: string; paymentId: string; amount: string }[]>`
    select id, payment_id, amount::text from top_ups where account_id = ${id} order by id desc limit 1`;
  const intent = {
    id: row?.paymentId,
    object: 'payment_intent',
    status: type === 'payment_intent.succeeded' ? 'succeeded' : 'requires_payment_method',
    amount_received: Number(row?.amount),
    currency: 'eur',
    payment_method_types: ['card'],
    metadata: { accountId: id, topUpId: row?.id },
    last_payment_error: { message: 'Your card was declined.' },
  };
  expect(await deliver(stripeEvent(type, intent))).toBe(200);
  await system.rest();
}

/** The week's notice, which must lead to a page to pay on. */
async function weekNotices(id: string): Promise<string[]> {
  const rows = await system.fixture.database.sql<{ plain: string }[]>`
    select plain from emails where account_id = ${id} and kind in ('week', 'day') and sent_at is not null order by id`;
  return rows.map(({ plain }) => /http:\/\/tab\.example\/pay\/[\w-]{40,}/.exec(plain)?.[0] ?? 'no link');
}

it('warns with a link to pay while a bank decides, and ends the top-up as the bank has decided', async () => {
  stripe.fate = 'processing';
  const [paid, refused] = [await withCard('paid'), await withCard('refused')];
  await system.goTo(system.now() + 5 * DAY_MS);
  for (const id of [paid, refused]) {
    expect((await attempts(id)).map(({ outcome }) => outcome)).toEqual(['pending']);
    expect(await weekNotices(id)).toEqual([expect.stringContaining('/pay/')]);
  }
  await decided(paid, 'payment_intent.succeeded');
  expect(await attempts(paid)).toMatchObject([{ outcome: 'paid' }]);
  expect((await system.emails(paid)).at(-1)).toBe('receipt');
  await decided(refused, 'payment_intent.payment_failed');
  expect(await attempts(refused)).toMatchObject([{ outcome: 'refused', detail: 'Your card was declined.' }]);
  expect((await system.emails(refused)).filter((kind) => kind === 'receipt')).toHaveLength(2);
  stripe.fate = 'succeeds';
  // What was refused made room: where the week's was refused, the day's is tried, and keeps the site up.
  await system.goTo(system.now() + 6 * DAY_MS);
  expect((await attempts(refused)).map(({ outcome }) => outcome)).toEqual(['paid', 'refused']);
  expect(await state(refused)).toBe('active');
});

it.each(['declined', 'down'] as const)(
  'warns with a link to pay when the card is %s',
  async (fate) => {
    stripe.fate = fate;
    const id = await withCard(fate);
    await system.goTo(system.now() + 5 * DAY_MS);
    expect(await attempts(id)).toMatchObject([{ outcome: fate === 'down' ? 'unavailable' : 'refused' }]);
    expect(await weekNotices(id)).toEqual([expect.stringContaining('/pay/')]);
    stripe.fate = 'succeeds';
  },
  120_000,
);

it('never charges more than the daily cap, and warns instead', async () => {
  const id = await withCard('capped');
  granted(await changeTopUp(system.here(), id, { enabled: true, dailyCap: '20.00' }));
  const before = stripe.requests.length;
  await system.goTo(system.now() + 5 * DAY_MS);
  const charged = stripe.requests
    .slice(before)
    .filter(({ path, body }) => path === '/v1/payment_intents' && body.includes(id));
  expect(charged).toEqual([]);
  expect(await weekNotices(id)).toEqual([expect.stringContaining('/pay/')]);
});
