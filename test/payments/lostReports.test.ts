import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ProviderKind } from '../../src/billing/payment.js';
import { formatAmount } from '../../src/core/values/money.js';
import { askAboutPayments } from '../../src/payments/reports/askAboutPayments.js';
import { handleProviderEvent } from '../../src/payments/reports/handleProviderEvent.js';
import { newId } from '../../src/platform/ids.js';
import { createPayments, type Payments } from '../../src/providers/createPayments.js';
import { ledgerSums } from '../../src/store/ledger/entries.js';
import { type ApiFixture, createApiFixture, open } from '../api/fixture.js';
import { type ApiServer, type ApiRequest, type Response, startApiServer } from '../providers/apiServer.js';
import { STRIPE_KEYS } from '../providers/fakeStripe.js';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

/** A refund or a dispute as the provider has it. */
interface Back {
  readonly id: string;
  readonly of: 'refund' | 'dispute';
  readonly state: 'under way' | 'taken' | 'kept';
  readonly minor: number;
}

let api: ApiFixture;
let server: ApiServer;
let payments: Payments;
let isDown = false;
/** By the provider's id of the payment. */
const backs = new Map<string, Back[]>();
/** Responses by the id of the requested object. */
const objects = new Map<string, object>();

beforeAll(async () => {
  server = await startApiServer(answer);
  payments = createPayments({ stripeApi: server.url, mollieApi: server.url });
  api = await createApiFixture({ payments });
  const set = { method: 'PATCH' } as const;
  await api.ask('/v1/payment-providers/stripe', { ...set, body: STRIPE_KEYS });
  const body = { apiKey: 'test_0123456789abcdefghijABCDEFGHIJ' };
  await api.ask('/v1/payment-providers/mollie', { ...set, body });
});
afterAll(async () => {
  for (const { sum } of await ledgerSums(api.fixture.database.sql)) expect(sum).toBe(0n);
  await server.stop();
});

function answer({ method, path }: ApiRequest): Response {
  if (isDown) return { status: 500, body: { error: { type: 'api_error', message: 'out of order' } } };
  const url = new URL(path, 'http://provider.example');
  if (method === 'POST') return { body: objects.get(`POST ${url.pathname}`) ?? {} };
  const [, , kind = ''] = url.pathname.split('/');
  const id = url.pathname.split('/').at(-1) ?? '';
  if (kind === 'refunds' || kind === 'disputes') return { body: stripeList(kind, url.searchParams) };
  if (url.pathname.startsWith('/v2/payments/')) return { body: objects.get(id) ?? molliePayment(id) };
  const found = objects.get(id);
  const missing = { error: { type: 'invalid_request_error', code: 'resource_missing', message: 'missing' } };
  return found === undefined ? { status: 404, body: missing } : { body: found };
}

const CREATED = Math.floor(Date.parse('2026-03-02T12:00:00Z') / 1_000);
const STRIPE_STATES = {
  refund: { 'under way': 'pending', taken: 'succeeded', kept: 'failed' },
  dispute: { 'under way': 'needs_response', taken: 'lost', kept: 'won' },
};

function stripeList(kind: string, search: URLSearchParams): object {
  const paymentId = search.get('payment_intent') ?? '';
  const all = (backs.get(paymentId) ?? []).filter((back) => `${back.of}s` === kind);
  const from = all.findIndex(({ id }) => id === search.get('starting_after')) + 1;
  const to = from + Number(search.get('limit') ?? '10');
  const data = all.slice(from, to).map(({ id, of, state, minor: amount }) => {
    const frame = { id, object: of, amount, currency: 'eur', created: CREATED, reason: 'general' };
    return { ...frame, payment_intent: paymentId, status: STRIPE_STATES[of][state] };
  });
  return { object: 'list', url: `/v1/${kind}`, has_more: to < all.length, data };
}

function molliePayment(id: string): object {
  const createdAt = '2026-03-02T12:00:00+00:00';
  const eur = (minor: number) => ({ currency: 'EUR', value: formatAmount(BigInt(minor), 'EUR') });
  const own = backs.get(id) ?? [];
  const status = { 'under way': 'pending', taken: 'refunded', kept: 'failed' };
  const frame = (back: Back) => ({ id: back.id, amount: eur(back.minor), createdAt });
  const refunds = own
    .filter(({ of }) => of === 'refund')
    .map((back) => ({ ...frame(back), status: status[back.state] }));
  const chargebacks = own
    .filter(({ of }) => of === 'dispute')
    .map((back) => ({ ...frame(back), ...(back.state === 'kept' ? { reversedAt: createdAt } : {}) }));
  const paid = {
    id,
    status: 'paid',
    amount: eur(10_000),
    createdAt,
    metadata: { accountId: accounts.get(id) },
  };
  return { ...paid, _embedded: { refunds, chargebacks } };
}

const accounts = new Map<string, string>();

/** An account with a payment of 100.00 that was reported. */
async function paidAccount(provider: ProviderKind, at = api.time.now) {
  const { id: accountId } = await open(api, { creditLimit: '0.00' });
  const paymentId = `${provider === 'stripe' ? 'pi' : 'tr'}_${newId(0).replaceAll('-', '')}`;
  accounts.set(paymentId, accountId);
  const paid = { kind: 'paid' as const, eventId: `evt_${paymentId}`, paymentId, accountId, at };
  const money = { minor: 10_000n, currency: 'EUR', method: 'card' };
  expect(await handleProviderEvent(api.fixture.at(at), provider, { ...paid, ...money })).toBe('posted');
  return { accountId, paymentId };
}

const ask = (at: number) => askAboutPayments({ ...api.fixture.at(at), payments });

async function money(accountId: string): Promise<{ balance: bigint; disputed: bigint }> {
  const [row] = await api.fixture.database.sql<{ balance: string; disputed: string }[]>`
    select balance::text as balance, disputed::text as disputed from accounts where id = ${accountId}`;
  return { balance: BigInt(row?.balance ?? 0), disputed: BigInt(row?.disputed ?? 0) };
}

const drawn = fc.record({
  of: fc.constantFrom('refund' as const, 'dispute' as const),
  state: fc.constantFrom('under way' as const, 'taken' as const, 'kept' as const),
  minor: fc.integer({ min: 1, max: 6_000 }),
  /** Whether its report comes, before or after the provider is queried, or not at all. */
  report: fc.constantFrom('lost', 'lost', 'before', 'after'),
});

describe('refunds and disputes whose reports were lost', () => {
  it('are looked up less and less often, for 400 days, for our own payments only', async () => {
    const { paymentId } = await paidAccount('stripe');
    const { now } = api.time;
    const isLookedUp = async (at: number): Promise<boolean> => {
      const before = server.requests.length;
      while ((await ask(at)) > 0);
      const lookups = server.requests.slice(before).map(({ path }) => path);
      expect(lookups.filter((path) => ![...accounts.keys()].some((id) => path.includes(id)))).toEqual([]);
      return lookups.some((path) => path.includes(paymentId));
    };
    const after = (ms: number) => isLookedUp(now + ms);
    expect(await after(HOUR_MS - 1)).toBe(false);
    expect(await after(HOUR_MS)).toBe(true);
    expect(await after(2 * HOUR_MS - 1)).toBe(false);
    expect(await after(48 * HOUR_MS)).toBe(true);
    expect(await after(50 * HOUR_MS - 1)).toBe(false);
    expect(await after(50 * HOUR_MS)).toBe(true);
    expect(await after(300 * DAY_MS)).toBe(true);
    expect(await after(307 * DAY_MS - 1)).toBe(false);
    expect(await after(401 * DAY_MS)).toBe(true);
    expect(await after(800 * DAY_MS)).toBe(false);
  });

  it('are posted once, beside reports in any order, and never beyond the payment', async () => {
    const property = fc.asyncProperty(
      fc.array(drawn, { minLength: 1, maxLength: 5 }),
      fc.constantFrom('stripe' as const, 'mollie' as const),
      async (legs, provider) => {
        const { accountId, paymentId } = await paidAccount(provider);
        // Mollie tells of no lost chargeback, only of one that came back.
        const known = legs.map((leg, index) => ({
          ...leg,
          id: `${leg.of}_${paymentId}_${index}`,
          state: provider === 'mollie' && leg.of === 'dispute' && leg.state === 'taken' ? 'kept' : leg.state,
        })) satisfies (Back & { report: string })[];
        const at = api.time.now + HOUR_MS;
        const report = async (when: string): Promise<void> => {
          backs.set(
            paymentId,
            known.filter((leg) => leg.report === when),
          );
          const events = await payments.open(provider, keysOf(provider)).readMoneyBack(paymentId);
          if (events === 'unavailable') throw new Error('the provider does not answer');
          for (const event of events)
            await handleProviderEvent(api.fixture.at(at), provider, {
              ...event,
              eventId: `evt/${event.eventId}`,
            });
        };
        await report('before');
        backs.set(paymentId, known);
        await Promise.all([ask(at), ask(at)]);
        await report('after');
        backs.set(paymentId, known);
        await ask(at + 2 * HOUR_MS);
        expect(await money(accountId)).toEqual(rightFor(known));
      },
    );
    await fc.assert(property, { numRuns: 40 });
  });

  it('are found on every page of the provider’s answer', async () => {
    const { accountId, paymentId } = await paidAccount('stripe');
    const refund = (index: number): Back => ({ id: `re_${index}`, of: 'refund', state: 'taken', minor: 10 });
    backs.set(
      paymentId,
      Array.from({ length: 105 }, (_, index) => refund(index)),
    );
    await ask(api.time.now + HOUR_MS);
    expect((await money(accountId)).balance).toBe(10_000n - 1_050n);
  });

  it('are found later when the provider is unavailable, with one query then', async () => {
    const made = [await paidAccount('mollie'), await paidAccount('mollie'), await paidAccount('mollie')];
    for (const { paymentId } of made)
      backs.set(paymentId, [{ id: `re_${paymentId}`, of: 'refund', state: 'taken', minor: 500 }]);
    isDown = true;
    const before = server.requests.length;
    await ask(api.time.now + HOUR_MS);
    expect(server.requests.length - before).toBe(1);
    isDown = false;
    await ask(api.time.now + 2 * HOUR_MS);
    for (const { accountId } of made) expect((await money(accountId)).balance).toBe(9_500n);
  });
});

describe('a checkout whose report was lost', () => {
  it.each(['stripe', 'mollie'] as const)('is posted once the %s payment is found', async (provider) => {
    const { id: accountId } = await open(api, { creditLimit: '0.00' });
    const name = newId(0).replaceAll('-', '');
    const paymentId = provider === 'stripe' ? `pi_${name}` : `tr_${name}`;
    const sessionId = provider === 'stripe' ? `cs_${name}` : paymentId;
    const link = { checkout: { href: 'https://pay.example' } };
    const frame = { id: sessionId, createdAt: '2026-03-02T12:00:00+00:00', url: 'https://pay.example' };
    const eur = { currency: 'EUR', value: '49.00' };
    const open_ = { ...frame, status: 'open', amount: eur, _links: link, metadata: { accountId } };
    objects.set('POST /v1/checkout/sessions', open_);
    objects.set('POST /v2/payments', open_);
    objects.set(sessionId, { ...open_, payment_status: 'unpaid' });
    const places = { successUrl: 'https://a.example', cancelUrl: 'https://a.example' };
    const checkout = { provider, amount: '49.00', ...places };
    expect((await api.post(`/v1/accounts/${accountId}/checkout`, checkout)).status).toBe(201);
    const MINUTE_MS = 60_000;
    await ask(api.time.now + 10 * MINUTE_MS);
    expect((await money(accountId)).balance).toBe(0n);
    const stripe = {
      payment_status: 'paid',
      payment_intent: paymentId,
      amount_total: 4_900,
      currency: 'eur',
    };
    objects.set(sessionId, { ...open_, ...stripe, status: provider === 'stripe' ? 'complete' : 'paid' });
    for (const minutes of [20, 30, 600]) await ask(api.time.now + minutes * MINUTE_MS);
    expect((await money(accountId)).balance).toBe(4_900n);
  });
});

function keysOf(provider: ProviderKind): Record<string, string> {
  return provider === 'stripe' ? STRIPE_KEYS : { apiKey: 'test_0123456789abcdefghijABCDEFGHIJ' };
}

function rightFor(legs: readonly Back[]): { balance: bigint; disputed: bigint } {
  const sum = (of: Back['of'], state: Back['state']): bigint =>
    legs
      .filter((leg) => leg.of === of && leg.state === state)
      .reduce((all, leg) => all + BigInt(leg.minor), 0n);
  const least = (left: bigint, right: bigint): bigint => (left < right ? left : right);
  const taken = least(10_000n, sum('refund', 'taken') + sum('dispute', 'taken'));
  return { balance: 10_000n - taken, disputed: least(10_000n - taken, sum('dispute', 'under way')) };
}
