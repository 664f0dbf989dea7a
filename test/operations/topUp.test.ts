import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import {
  changeProvider,
  changeTopUp,
  forgetCard,
  type PaymentTools,
  readTopUp,
  refundPayment,
  takeProviderEvent,
  topUpAccount,
} from '../../src/operations/index.js';
import { lookAt } from '../../src/operations/assess.js';
import { type FakeStripe, startFakeStripe, STRIPE_KEYS } from '../payments/fakeStripe.js';
import { entriesOf, inShort } from './acts.js';
import { foundWorld, granted, type World } from '../setup/world.js';

let world: World;
let stripe: FakeStripe;
const NOW = '2026-03-10T12:00:00Z';

beforeAll(async () => {
  [world, stripe] = await Promise.all([foundWorld(), startFakeStripe()]);
  granted(await changeProvider(tools(), 'stripe', { keys: STRIPE_KEYS }));
});
beforeEach(() => {
  stripe.fate = 'succeeds';
});
afterAll(async () => {
  await stripe.stop();
  await world.database.drop();
});

const tools = (now: string = NOW): ReturnType<World['at']> & PaymentTools => ({
  ...world.at(now),
  payments: stripe.payments,
  baseUrl: 'http://tab.example',
});

/** A client whose plan costs 31.00 a month and who has let their card be charged. */
async function client(dailyCap = '100.00', minimum = '0.00'): Promise<string> {
  const plan = await world.plan({ recurring: [{ id: 'base', amount: '31.00', timing: 'arrears' }] });
  const id = await world.open({ plans: [plan] }, NOW);
  const savedCard = {
    customerId: 'cus_1',
    methodId: `pm_${id}`,
    brand: 'visa',
    lastFour: '4242',
    expires: '2030-04',
  };
  const frame = { eventId: `evt_${id}`, paymentId: `pi_${id}`, at: Date.parse(NOW), accountId: id };
  const paid = { ...frame, kind: 'paid' as const, minor: 100n, currency: 'EUR', method: 'card', savedCard };
  await takeProviderEvent(tools(), 'stripe', paid);
  granted(await changeTopUp(world.at(NOW), id, { enabled: true, dailyCap, minimum }));
  return id;
}

async function topUp(id: string, notice = 'week/1', now = NOW): Promise<boolean> {
  const look = await lookAt(world.database.sql, id, Date.parse(now));
  if (look === undefined) throw new Error('no such account');
  return topUpAccount(tools(now), look, `${notice}/${id}`);
}

const told = async (id: string): Promise<string[]> =>
  (await entriesOf(world, id)).slice(1).map((entry) => inShort(entry).split(' @')[0] ?? '');
const outcomes = async (id: string): Promise<(string | null)[]> =>
  granted(await readTopUp(world.at(NOW), id)).attempts.map(({ outcome }) => outcome);

describe('an automatic top-up', () => {
  it('charges what is suggested, and the payment is on the tab', async () => {
    const id = await client();
    const suggested =
      (await lookAt(world.database.sql, id, Date.parse(NOW)))?.projection.suggestedTopUp ?? 0n;
    expect(suggested).toBeGreaterThan(0n);
    expect(await topUp(id)).toBe(true);
    const [entry] = (await entriesOf(world, id)).slice(1);
    expect(entry).toMatchObject({ kind: 'payment', amount: suggested, house: 'cash:stripe' });
    expect(await outcomes(id)).toEqual(['paid']);
  });

  it('is not posted again by the provider’s own report', async () => {
    const id = await client();
    await topUp(id);
    const [entry] = (await entriesOf(world, id)).slice(1);
    const frame = {
      eventId: `evt_own_${id}`,
      paymentId: entry?.reference ?? '',
      at: Date.parse(NOW),
      accountId: id,
    };
    const paid = {
      ...frame,
      kind: 'paid' as const,
      minor: entry?.amount ?? 0n,
      currency: 'EUR',
      method: 'card',
    };
    expect(await takeProviderEvent(tools(), 'stripe', paid)).toBe('noted');
    expect(await told(id)).toHaveLength(1);
  });

  it('charges never less than the minimum', async () => {
    const id = await client('100.00', '75.00');
    await topUp(id);
    expect(await told(id)).toEqual(['payment 75.00']);
  });

  it.each(['needs-client', 'declined', 'processing', 'down'] as const)(
    'that ends as %s lets the notice go out, and is tried once for it',
    async (fate) => {
      const id = await client();
      stripe.fate = fate;
      expect(await topUp(id)).toBe(false);
      stripe.fate = 'succeeds';
      expect(await topUp(id)).toBe(false);
      expect(await told(id)).toEqual([]);
      expect(await topUp(id, 'week/2')).toBe(true);
    },
  );

  it('keeps within the daily cap', async () => {
    expect(await topUp(await client('10.00'))).toBe(false);
    const id = await client('60.00', '50.00');
    expect(await topUp(id)).toBe(true);
    await world.database.sql`update accounts set balance = 0 where id = ${id}`;
    expect(await topUp(id, 'week/2')).toBe(false);
    expect(await topUp(id, 'week/2', '2026-03-11T12:00:00Z')).toBe(true);
  });

  it('is not made when it is off, without a card, or without the provider', async () => {
    const off = await client();
    granted(await changeTopUp(world.at(NOW), off, { enabled: false }));
    expect(await topUp(off)).toBe(false);
    const cardless = await client();
    expect(await forgetCard(world.at(NOW), cardless)).toBeUndefined();
    expect(await topUp(cardless)).toBe(false);
    const id = await client();
    granted(await changeProvider(tools(), 'stripe', { enabled: false }));
    expect(await topUp(id)).toBe(false);
    granted(await changeProvider(tools(), 'stripe', { enabled: true }));
  });

  it('that was cut off is the same charge when it is tried again', async () => {
    const id = await client();
    const [before] = [stripe.asked.length];
    expect(await topUp(id)).toBe(true);
    await world.database.sql`update top_ups set ended_at = null, outcome = null where account_id = ${id}`;
    expect(await topUp(id)).toBe(true);
    expect(stripe.asked.slice(before).filter(({ path }) => path === '/v1/payment_intents')).toHaveLength(2);
    expect(await told(id)).toHaveLength(1);
  });

  it('cannot be on without a cap', async () => {
    const id = await world.open({}, NOW);
    expect(await changeTopUp(world.at(NOW), id, { enabled: true })).toMatchObject({ field: 'dailyCap' });
    const change = { enabled: true, dailyCap: '10.00', minimum: '20.00' };
    expect(await changeTopUp(world.at(NOW), id, change)).toMatchObject({ field: 'minimum' });
  });
});

it('gives a payment back through its provider, once for a key', async () => {
  const id = await client();
  await topUp(id);
  const payment = (await entriesOf(world, id))[1];
  const refund = () => refundPayment(tools(), payment?.id ?? '', { amount: '5.00' }, 'key');
  expect(granted(await refund()).outcome).toBe('refunded');
  expect(granted(await refund()).outcome).toBe('refunded');
  expect((await told(id)).slice(1)).toEqual(['refund -5.00']);
  expect(await refundPayment(tools(), payment?.id ?? '', { amount: '5000.00' }, 'x')).toMatchObject({
    refused: 'invalid',
  });
});
