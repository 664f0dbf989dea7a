import { afterAll, beforeAll, expect, it } from 'vitest';
import { createWebhooks } from '../../api/webhooks.js';
import { DAY_MS } from '../../src/billing/index.js';
import {
  changeProvider,
  changeTopUp,
  openAccount,
  readAccount,
  recordPayment,
} from '../../src/operations/index.js';
import { createLog } from '../../src/platform/index.js';
import {
  type FakeStripe,
  session,
  sign,
  startFakeStripe,
  STRIPE_KEYS,
  stripeEvent,
} from '../payments/fakeStripe.js';
import { startSystem, type System } from '../setup/system.js';
import { accountInput, granted } from '../setup/world.js';

let system: System;
let stripe: FakeStripe;

beforeAll(async () => {
  stripe = await startFakeStripe();
  system = await startSystem(stripe.payments);
  const tools = { ...system.here(), payments: stripe.payments, baseUrl: 'http://tab.example' };
  granted(await changeProvider(tools, 'stripe', { keys: STRIPE_KEYS }));
}, 60_000);
afterAll(async () => {
  await system.stop();
  await stripe.stop();
});

/** A client whose plan costs 3.10 a day, with so much paid. */
async function client(paid: string): Promise<string> {
  const recurring = [{ id: 'base', amount: '93.00', timing: 'arrears' as const }];
  const plan = await system.world.plan({ recurring }, system.now());
  const { id } = granted(
    await openAccount(system.here(), accountInput({ plans: [plan], timeZone: 'UTC', billingDay: 15 })),
  );
  granted(await recordPayment(system.here(), id, { amount: paid, method: 'bank' }));
  await system.rest();
  return id;
}

const state = async (id: string) => granted(await readAccount(system.here(), id)).state;

async function deliver(event: object): Promise<number> {
  const { sql } = system.world.database;
  const { secrets, nudge } = system.here();
  const clock = { now: () => system.now() };
  const app = createWebhooks({
    sql,
    secrets,
    nudge,
    clock,
    payments: stripe.payments,
    log: createLog({ level: 'error' }),
  });
  const { payload, header } = sign(event);
  const path = `/webhooks/stripe/${system.world.siteId}`;
  const request = { method: 'POST', body: payload, headers: { 'stripe-signature': header } };
  return (await app.request(path, request)).status;
}

it('brings a suspended site back with Stripe’s report, and takes it down with a lost dispute', async () => {
  const id = await client('10.00');
  await system.goTo(system.now() + 6 * DAY_MS);
  expect(await state(id)).toBe('suspended');
  const { sql } = system.world.database;
  const letters = await sql<
    { kind: string; plain: string }[]
  >`select kind, plain from letters where account_id = ${id}`;
  const suspended = letters.find(({ kind }) => kind === 'suspended');
  expect(suspended?.plain).toMatch(/http:\/\/tab\.example\/pay\/[\w-]{40,}/);
  const paid = stripeEvent('checkout.session.completed', session(id));
  expect(await Promise.all([deliver(paid), deliver(paid)])).toEqual([200, 200]);
  await system.rest();
  expect(await state(id)).toBe('active');
  expect((await system.letters(id)).slice(-2)).toEqual(['receipt', 'reactivated']);
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
}, 120_000);

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
  let kinds = await system.letters(id);
  expect(kinds.filter((kind) => kind === 'week')).toEqual([]);
  expect(kinds.filter((kind) => kind === 'receipt')).toHaveLength(3);
  stripe.fate = 'needs-client';
  await system.goTo(system.now() + 32 * DAY_MS);
  kinds = await system.letters(id);
  expect(kinds.filter((kind) => kind === 'week')).toHaveLength(1);
  expect(stripe.asked.filter(({ path }) => path === '/v1/payment_intents').length).toBeGreaterThanOrEqual(2);
}, 120_000);
