import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { closeAccount } from '../../src/accounts/closeAccount.js';
import { eraseClient } from '../../src/accounts/personalData.js';
import { assessAccount } from '../../src/assessment/assess.js';
import { changeProvider, removeProvider } from '../../src/payments/manageProviders.js';
import type { PaymentTools } from '../../src/payments/openProvider.js';
import { refundPayment } from '../../src/payments/refundPayment.js';
import { handleProviderEvent } from '../../src/payments/reports/handleProviderEvent.js';
import { askPendingTopUps } from '../../src/payments/topUp/askPendingTopUps.js';
import { detachCards } from '../../src/payments/topUp/detachCards.js';
import { topUpAccount } from '../../src/payments/topUp/topUpAccount.js';
import { changeTopUp, forgetCard, loadTopUp } from '../../src/payments/topUp/topUpSettings.js';
import { entriesOf, inShort } from '../setup/activities.js';
import { type FakeStripe, startFakeStripe, STRIPE_KEYS } from '../providers/fakeStripe.js';
import { createFixture, granted, type Fixture } from '../setup/fixture.js';

let fixture: Fixture;
let stripe: FakeStripe;
const NOW = '2026-03-10T12:00:00Z';

beforeAll(async () => {
  [fixture, stripe] = await Promise.all([createFixture(), startFakeStripe()]);
  granted(await changeProvider(tools(), 'stripe', { keys: STRIPE_KEYS }));
});
beforeEach(() => {
  stripe.fate = 'succeeds';
  stripe.decided = 'processing';
  stripe.releases = true;
});
afterAll(async () => {
  await stripe.stop();
});

const tools = (now: string = NOW): ReturnType<Fixture['at']> & PaymentTools => ({
  ...fixture.at(now),
  payments: stripe.payments,
  baseUrl: 'http://tab.example',
});

/** A client whose plan costs 31.00 a month and who has let their card be charged. */
async function client(dailyCap = '100.00', minimum = '0.00'): Promise<string> {
  const plan = await fixture.plan({ recurring: [{ id: 'base', amount: '31.00', timing: 'arrears' }] });
  const id = await fixture.open({ plans: [plan] }, NOW);
  const savedCard = {
    customerId: 'cus_1',
    methodId: `pm_${id}`,
    brand: 'visa',
    lastFour: '4242',
    expires: '2030-04',
  };
  const frame = { eventId: `evt_${id}`, paymentId: `pi_${id}`, at: Date.parse(NOW), accountId: id };
  const paid = { ...frame, kind: 'paid' as const, minor: 100n, currency: 'EUR', method: 'card', savedCard };
  await handleProviderEvent(tools(), 'stripe', paid);
  granted(await changeTopUp(fixture.at(NOW), id, { enabled: true, dailyCap, minimum }));
  return id;
}

async function topUp(id: string, notice = 'week/1', now = NOW): Promise<boolean> {
  const look = await assessAccount(fixture.database.sql, id, Date.parse(now));
  if (look === undefined) throw new Error('no such account');
  return topUpAccount(tools(now), look, `${notice}/${id}`);
}

const entryTexts = async (id: string): Promise<string[]> =>
  (await entriesOf(fixture, id)).slice(1).map((entry) => inShort(entry).split(' @')[0] ?? '');
const outcomes = async (id: string): Promise<(string | null)[]> =>
  granted(await loadTopUp(fixture.at(NOW), id)).attempts.map(({ outcome }) => outcome);

describe('an automatic top-up', () => {
  it('charges the suggested amount, and the payment is posted', async () => {
    const id = await client();
    const suggested =
      (await assessAccount(fixture.database.sql, id, Date.parse(NOW)))?.projection.suggestedTopUp ?? 0n;
    expect(suggested).toBeGreaterThan(0n);
    expect(await topUp(id)).toBe(true);
    const [entry] = (await entriesOf(fixture, id)).slice(1);
    expect(entry).toMatchObject({ kind: 'payment', amount: suggested, contraAccount: 'cash:stripe' });
    expect(await outcomes(id)).toEqual(['paid']);
  });

  it('is not posted again by the provider’s own report', async () => {
    const id = await client();
    await topUp(id);
    const [entry] = (await entriesOf(fixture, id)).slice(1);
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
    expect(await handleProviderEvent(tools(), 'stripe', paid)).toBe('noted');
    expect(await entryTexts(id)).toHaveLength(1);
  });

  it('charges never less than the minimum', async () => {
    const id = await client('100.00', '75.00');
    await topUp(id);
    expect(await entryTexts(id)).toEqual(['payment 75.00']);
  });

  it.each(['needs-client', 'declined', 'processing', 'down'] as const)(
    'that ends as %s lets the notice go out, and is tried once for it',
    async (fate) => {
      const id = await client();
      stripe.fate = fate;
      expect(await topUp(id)).toBe(false);
      stripe.fate = 'succeeds';
      expect(await topUp(id)).toBe(false);
      expect(await entryTexts(id)).toEqual([]);
      // What a bank still has may yet be paid.
      expect(await topUp(id, 'week/2')).toBe(fate !== 'processing');
    },
  );

  it('keeps within the daily cap', async () => {
    expect(await topUp(await client('10.00'))).toBe(false);
    const id = await client('60.00', '50.00');
    expect(await topUp(id)).toBe(true);
    await fixture.database.sql`update accounts set balance = 0 where id = ${id}`;
    expect(await topUp(id, 'week/2')).toBe(false);
    expect(await topUp(id, 'week/2', '2026-03-11T12:00:00Z')).toBe(true);
  });

  it('is not made when it is off, without a card, or without the provider', async () => {
    const off = await client();
    granted(await changeTopUp(fixture.at(NOW), off, { enabled: false }));
    expect(await topUp(off)).toBe(false);
    const cardless = await client();
    expect(await forgetCard(fixture.at(NOW), cardless)).toBeUndefined();
    expect(await topUp(cardless)).toBe(false);
    const id = await client();
    granted(await changeProvider(tools(), 'stripe', { enabled: false }));
    expect(await topUp(id)).toBe(false);
    granted(await changeProvider(tools(), 'stripe', { enabled: true }));
  });

  it('that was cut off is the same charge when it is tried again', async () => {
    const id = await client();
    const [before] = [stripe.requests.length];
    expect(await topUp(id)).toBe(true);
    await fixture.database.sql`update top_ups set ended_at = null, outcome = null where account_id = ${id}`;
    expect(await topUp(id)).toBe(true);
    expect(stripe.requests.slice(before).filter(({ path }) => path === '/v1/payment_intents')).toHaveLength(
      2,
    );
    expect(await entryTexts(id)).toHaveLength(1);
  });

  it('cannot be on without a cap', async () => {
    const id = await fixture.open({}, NOW);
    expect(await changeTopUp(fixture.at(NOW), id, { enabled: true })).toMatchObject({ field: 'dailyCap' });
    const change = { enabled: true, dailyCap: '10.00', minimum: '20.00' };
    expect(await changeTopUp(fixture.at(NOW), id, change)).toMatchObject({ field: 'minimum' });
  });
});

describe('a top-up that the bank has yet to decide on', () => {
  /** One that is pending, and what its provider reports of it. */
  async function pending() {
    const id = await client();
    stripe.fate = 'processing';
    expect(await topUp(id)).toBe(false);
    stripe.fate = 'succeeds';
    const [attempt] = granted(await loadTopUp(fixture.at(NOW), id)).attempts;
    const { sql } = fixture.database;
    const [row] = await sql<{ paymentId: string }[]>`select payment_id from top_ups where account_id = ${id}`;
    const paymentId = row?.paymentId ?? '';
    const topUpId = attempt?.id ?? '';
    count += 1;
    const frame = { eventId: `evt_later_${count}`, paymentId, at: Date.parse(NOW), accountId: id, topUpId };
    const minor = attempt?.amount ?? 0n;
    return {
      id,
      minor,
      paid: { ...frame, kind: 'paid' as const, minor, currency: 'EUR', method: 'card' },
      failed: { ...frame, kind: 'failed' as const, detail: 'The bank did not pay.' },
    };
  }
  let count = 0;
  const later = '2026-03-10T13:30:00Z';

  it('is posted once its provider confirms it', async () => {
    const { id, minor, paid } = await pending();
    expect(await outcomes(id)).toEqual(['pending']);
    expect(await handleProviderEvent(tools(), 'stripe', paid)).toBe('posted');
    expect(await outcomes(id)).toEqual(['paid']);
    expect((await entriesOf(fixture, id))[1]).toMatchObject({ kind: 'payment', amount: minor });
    const { sql } = fixture.database;
    const log =
      await sql`select after from audit where account_id = ${id} and action = 'account.top-up' order by id`;
    expect(log).toMatchObject([{ after: { outcome: 'pending' } }, { after: { outcome: 'paid' } }]);
  });

  it('is refused once its provider reports that, shows the reason, and makes room for the next', async () => {
    const { id, failed } = await pending();
    expect(await topUp(id, 'day/1')).toBe(false);
    await handleProviderEvent(tools(), 'stripe', failed);
    const [attempt] = granted(await loadTopUp(fixture.at(NOW), id)).attempts;
    expect(attempt).toMatchObject({ outcome: 'refused', detail: 'The bank did not pay.' });
    expect(await topUp(id, 'day/1')).toBe(true);
  });

  it('is looked up when no report comes', async () => {
    const { id } = await pending();
    expect(await askPendingTopUps(tools())).toBe(0);
    stripe.decided = 'processing';
    expect(await askPendingTopUps(tools(later))).toBeGreaterThan(0);
    expect(await outcomes(id)).toEqual(['pending']);
    expect(await askPendingTopUps(tools(later))).toBe(0);
    stripe.decided = 'succeeded';
    await askPendingTopUps(tools('2026-03-10T15:00:00Z'));
    expect(await outcomes(id)).toEqual(['paid']);
    expect(await entryTexts(id)).toHaveLength(1);
    const failing = await pending();
    stripe.decided = 'canceled';
    await askPendingTopUps(tools('2026-03-10T17:00:00Z'));
    expect(await outcomes(failing.id)).toEqual(['refused']);
    expect(await entryTexts(failing.id)).toEqual([]);
  });

  it('that was paid stays paid, whatever comes late', async () => {
    const { id, paid, failed } = await pending();
    await handleProviderEvent(tools(), 'stripe', paid);
    await handleProviderEvent(tools(), 'stripe', { ...failed, eventId: `${failed.eventId}_late` });
    expect(await outcomes(id)).toEqual(['paid']);
  });

  it('learns nothing from another account’s or another site’s report', async () => {
    const { id, failed } = await pending();
    const other = await client();
    await handleProviderEvent(tools(), 'stripe', { ...failed, accountId: other });
    const stranger = '01a3c5e7-7000-7000-8000-000000000001';
    const { sql } = fixture.database;
    await sql`insert into sites (id, slug, name, created_at) values (${stranger}, 'stranger', 'Stranger', ${0})`;
    await handleProviderEvent({ ...tools(), siteId: stranger }, 'stripe', failed);
    expect(await outcomes(id)).toEqual(['pending']);
  });
});

describe('a card that is taken out', () => {
  const tokens = async (id: string): Promise<(string | undefined)[]> => {
    const { sql } = fixture.database;
    const rows = await sql<{ sealed: string }[]>`select sealed from saved_cards where account_id = ${id}`;
    return rows.map(({ sealed }) => sealed);
  };
  const detachRequests = (id: string): number =>
    stripe.requests.filter(({ path }) => path === `/v1/payment_methods/pm_${id}/detach`).length;
  const scheduler = (wallNow = Date.now()) => detachCards({ ...tools(), wallNow });

  it('is detached at its provider once that can be reached, and its tokens are deleted then', async () => {
    await scheduler();
    const id = await client();
    stripe.releases = false;
    expect(await forgetCard(fixture.at(NOW), id)).toBeUndefined();
    expect(granted(await loadTopUp(fixture.at(NOW), id)).card).toBeNull();
    expect(await topUp(id)).toBe(false);
    const start = Date.now();
    expect((await scheduler(start)).waiting).toBe(1);
    expect(await tokens(id)).not.toEqual(['']);
    stripe.releases = true;
    const before = detachRequests(id);
    expect((await scheduler(start + 1_000)).gone).toBe(0);
    expect(detachRequests(id)).toBe(before);
    expect((await scheduler(start + 31_000)).gone).toBe(1);
    expect(detachRequests(id)).toBeGreaterThan(before);
    expect(await tokens(id)).toEqual(['']);
    expect(await scheduler(start + 90_000)).toEqual({ gone: 0, waiting: 0 });
  });

  it('is let go of as well when another takes its place, and when its client is forgotten', async () => {
    const id = await client();
    const savedCard = {
      customerId: 'cus_1',
      methodId: 'pm_next',
      brand: 'visa',
      lastFour: '1111',
      expires: '',
    };
    const frame = {
      eventId: `evt_next_${id}`,
      paymentId: `pi_next_${id}`,
      at: Date.parse(NOW),
      accountId: id,
    };
    const paid = { ...frame, kind: 'paid' as const, minor: 100n, currency: 'EUR', method: 'card', savedCard };
    await handleProviderEvent(tools(), 'stripe', paid);
    await scheduler();
    expect(detachRequests(id)).toBe(1);
    granted(await closeAccount(fixture.at(NOW), id));
    await fixture.database
      .sql`update accounts set closed_at = ${Date.parse(NOW)}, state = 'closed' where id = ${id}`;
    granted(await eraseClient(fixture.at(NOW), id));
    expect((await tokens(id)).filter((sealed) => sealed !== '')).toHaveLength(1);
    await scheduler();
    expect(await tokens(id)).toEqual(['', '']);
    expect(stripe.requests.at(-1)?.path).toBe('/v1/payment_methods/pm_next/detach');
  });

  it('is no longer looked up without keys for its provider', async () => {
    const id = await client();
    await forgetCard(fixture.at(NOW), id);
    granted(await changeProvider(tools(), 'stripe', { enabled: false }));
    await scheduler();
    expect(detachRequests(id)).toBe(1);
    expect(await tokens(id)).toEqual(['']);
    const last = await client();
    await forgetCard(fixture.at(NOW), last);
    expect(await removeProvider(tools(), 'stripe')).toBeUndefined();
    await scheduler();
    expect(detachRequests(last)).toBe(0);
    expect(await tokens(last)).toEqual(['']);
    granted(await changeProvider(tools(), 'stripe', { keys: STRIPE_KEYS }));
  });
});

it('gives a payment back through its provider, once for a key', async () => {
  const id = await client();
  await topUp(id);
  const payment = (await entriesOf(fixture, id))[1];
  const refund = () => refundPayment(tools(), payment?.id ?? '', { amount: '5.00' }, 'key');
  expect(granted(await refund()).outcome).toBe('refunded');
  expect(granted(await refund()).outcome).toBe('refunded');
  expect((await entryTexts(id)).slice(1)).toEqual(['refund -5.00']);
  expect(await refundPayment(tools(), payment?.id ?? '', { amount: '5000.00' }, 'x')).toMatchObject({
    refused: 'invalid',
  });
});
