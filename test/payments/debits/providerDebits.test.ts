import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { erasePersonalData } from '../../../src/store/accounts/erasePersonalData.js';
import type { ProviderKind } from '../../../src/billing/payment.js';
import { isRefusal } from '../../../src/core/values/refusal.js';
import { cancelDebit } from '../../../src/payments/debits/changeDebit.js';
import { changeDirectDebit } from '../../../src/payments/debits/changeDirectDebit.js';
import { collectDebits } from '../../../src/payments/debits/collectDebits.js';
import { askAwaitedDebits } from '../../../src/payments/debits/askAwaitedDebits.js';
import { returnByHand } from '../../../src/payments/debits/concludeDebit.js';
import { loadAccountDebits } from '../../../src/payments/debits/loadDebits.js';
import { changeProvider } from '../../../src/payments/manageProviders.js';
import { revokeMandate } from '../../../src/payments/mandates/endMandate.js';
import { giveMandate, loadMandateOffer } from '../../../src/payments/mandates/giveMandate.js';
import { releaseMandates } from '../../../src/payments/mandates/releaseMandates.js';
import { finishMandate, startMandate } from '../../../src/payments/mandates/startMandate.js';
import { recordPayment } from '../../../src/payments/recordPayment.js';
import { askAboutPayments } from '../../../src/payments/reports/askAboutPayments.js';
import { handleReports } from '../../../src/payments/reports/handleReports.js';
import { createPayments } from '../../../src/providers/createPayments.js';
import { sealedAt } from '../../../src/store/operations/sealed.js';
import { type ApiServer, startApiServer } from '../../providers/apiServer.js';
import {
  type FakeStripe,
  mandatePage,
  sign,
  startFakeStripe,
  STRIPE_KEYS,
  stripeEvent,
} from '../../providers/fakeStripe.js';
import { createFixture, type Fixture, granted } from '../../setup/fixture.js';

const START = Date.parse('2026-03-01T00:00:00Z');
const DAY = 86_400_000;
const at = (date: string): number => Date.parse(`${date}T12:00:00Z`);
const MOLLIE_KEYS = { apiKey: 'test_0123456789abcdefghijABCDEFGHIJ' };
const IBAN = 'DE89370400440532013000';
const urlsOf = (id: string) => ({
  successUrl: `https://tab.example/${id}`,
  cancelUrl: 'https://tab.example/back',
});

/** Payments at the stand-in for Mollie, by id, as it would send them. */
interface MolliePayment {
  readonly id: string;
  status: string;
  [field: string]: unknown;
}

let stripe: FakeStripe;
let mollie: ApiServer;
const molliePayments = new Map<string, MolliePayment>();
let mollieLosesAnswers = false;
let fixture: Fixture;
let account: string;
let payments: ReturnType<typeof createPayments>;

beforeAll(async () => {
  stripe = await startFakeStripe();
  mollie = await startApiServer(({ method, path, body }) => {
    const order = body === '' ? {} : (JSON.parse(body) as Record<string, unknown>);
    if (path === '/v2/customers') return { body: { id: 'cst_1' } };
    if (method === 'DELETE') return { body: {} };
    if (path.endsWith('/mandates')) return { body: { id: 'mdt_1', status: 'pending', ...order } };
    if (path.startsWith('/v2/customers/cst_1/payments'))
      return { body: { _embedded: { payments: [...molliePayments.values()] } } };
    if (method === 'GET') return { body: molliePayments.get(path.split('/')[3]?.split('?')[0] ?? '') ?? {} };
    const id = `tr_${molliePayments.size + 1}`;
    const made = { ...order, id, status: 'pending', createdAt: '2026-03-17T12:00:00+00:00' };
    molliePayments.set(id, made);
    return mollieLosesAnswers ? { status: 503, body: {} } : { body: made };
  });
  payments = createPayments({ stripeApi: stripe.url, mollieApi: mollie.url });
});
afterAll(async () => {
  await stripe.stop();
  await mollie.stop();
});

beforeEach(async () => {
  Object.assign(stripe, { fate: 'processing', decided: 'processing', networkCode: null });
  Object.assign(stripe, { releases: true, isMandateGiven: true, losesAnswers: false });
  mollieLosesAnswers = false;
  molliePayments.clear();
  fixture = await createFixture(20);
  const monthly = { id: 'base', name: 'Hosting', amount: '31.00', timing: 'arrears' as const };
  const plan = await fixture.plan({ recurring: [monthly] });
  account = await fixture.open({ name: 'Fenwick', timeZone: 'UTC', plans: [plan] }, START);
  granted(await recordPayment(fixture.at(START), account, { amount: '20.00', method: 'bank' }));
  await fixture.database.sql`update accounts set receipted_number = last_number`;
});

const tools = (now: number) => ({ ...fixture.at(now), payments, baseUrl: 'https://tab.example' });

async function setUp(collector: ProviderKind): Promise<void> {
  const keys = collector === 'stripe' ? STRIPE_KEYS : MOLLIE_KEYS;
  granted(await changeProvider(tools(START), collector, { keys }));
  const settings = { enabled: true, collector, creditorId: 'DE98ZZZ09999999999', returnFee: '5.00' };
  granted(await changeDirectDebit(fixture.at(START), settings));
}

async function startAtStripe(now = START) {
  const offer = granted(await loadMandateOffer(fixture.at(now), account, 'de'));
  return startMandate(tools(now), account, { agreed: true, digest: offer.digest, language: 'de' }, urlsOf);
}

async function giveAtMollie() {
  const offer = granted(await loadMandateOffer(fixture.at(START), account, 'de'));
  const input = { holder: 'Björn Müller', iban: IBAN, agreed: true, digest: offer.digest, language: 'de' };
  return giveMandate(tools(START), account, input, { ip: '192.0.2.7', userAgent: null });
}

async function giveAt(collector: ProviderKind): Promise<void> {
  await setUp(collector);
  if (collector === 'mollie') return void granted(await giveAtMollie());
  const { id } = granted(await startAtStripe());
  await finishMandate(tools(START), account, id);
}

const debits = async () => granted(await loadAccountDebits(fixture.at(START), account)).debits;
const mandates = async () => granted(await loadAccountDebits(fixture.at(START), account)).mandates;
const entries = async () => fixture.database.sql<{ kind: string; method: string | null; amount: string }[]>`
    select kind, method, amount::text from entries where account_id = ${account} order by number`;
const collect = async (now: number) => collectDebits(tools(now), account);

/** The time from which a debit is due: it is announced by its own email and handed in at once. */
async function due(collector: ProviderKind): Promise<number> {
  await giveAt(collector);
  return at('2026-03-13');
}

async function report(collector: ProviderKind, now: number, delivery: { body: string; header?: string }) {
  const keys = collector === 'stripe' ? STRIPE_KEYS : MOLLIE_KEYS;
  const provider = payments.open(collector, keys);
  const events = await provider.readEvents({
    rawBody: Buffer.from(delivery.body),
    headers: new Map([['stripe-signature', delivery.header ?? '']]),
    receivedAt: Date.now(),
  });
  if (typeof events === 'string') throw new Error(events);
  const context = { ...fixture.at(now), actor: `system/${collector}` };
  return handleReports(context, collector, provider, events);
}
const fromStripe = async (now: number, type: string, object: object) => {
  const { payload, header } = sign(stripeEvent(type, object));
  return report('stripe', now, { body: payload, header });
};

async function paymentsMade(collector: ProviderKind): Promise<number> {
  const [debit] = await debits();
  if (collector === 'mollie')
    return [...molliePayments.values()].filter(
      ({ metadata }) => (metadata as { debitId?: string }).debitId === debit?.id,
    ).length;
  return [...stripe.charges.values()].filter(({ metadata }) => metadata['debitId'] === debit?.id).length;
}

/** The provider decides on the debit's payment. */
async function decide(collector: ProviderKind, outcome: 'paid' | 'failed' | 'canceled', code?: string) {
  if (collector === 'stripe') {
    stripe.decided =
      outcome === 'paid' ? 'succeeded' : outcome === 'failed' ? 'requires_payment_method' : 'canceled';
    stripe.networkCode = code ?? null;
    return;
  }
  const payment = molliePayments.get((await debits())[0]?.paymentId ?? '');
  Object.assign(payment ?? {}, { status: outcome, details: { bankReasonCode: code } });
}

describe('a mandate at Stripe', () => {
  it('is given on its page, stored once with its reference, and no IBAN passes', async () => {
    await setUp('stripe');
    const offer = granted(await loadMandateOffer(fixture.at(START), account, 'de'));
    expect(offer).toMatchObject({ collector: 'stripe', isGivenThere: true, reference: '' });
    const { id, url } = granted(await startAtStripe());
    expect(url).toMatch(/^https:\/\/checkout\.stripe\.com\//);
    const form = new URLSearchParams(stripe.requests.at(-1)?.body);
    expect(Object.fromEntries(form)).toMatchObject({
      mode: 'setup',
      'allowed_payment_method_types[0]': 'sepa_debit',
      success_url: `https://tab.example/${id}`,
      'metadata[setupId]': id,
    });
    const page = [...stripe.pages.keys()].at(-1) ?? '';
    stripe.isMandateGiven = false;
    await finishMandate(tools(START), account, id);
    expect(await mandates()).toEqual([]);
    stripe.isMandateGiven = true;
    const taken = await Promise.all([
      finishMandate(tools(START), account, id),
      fromStripe(START, 'checkout.session.completed', mandatePage(stripe, page)),
      fromStripe(START, 'checkout.session.completed', { id: page, object: 'checkout.session' }),
    ]);
    expect(taken.flat().filter((each) => each?.state === 'noted').length).toBeLessThanOrEqual(1);
    const [mandate, ...others] = await mandates();
    expect(others).toEqual([]);
    expect(mandate).toMatchObject({
      ...{ collector: 'stripe', holder: 'Björn Müller', country: 'DE', lastFour: '3000', language: 'de' },
      ...{ onPaper: false, ip: '192.0.2.9', userAgent: 'Browser', endedAt: null, givenBy: 'test' },
    });
    expect(mandate?.reference).toMatch(/^STRIPE/);
    expect(mandate?.shown).toContain(mandate?.reference);
    expect(mandate?.shown).toContain('SEPA-Lastschriftmandat');
    const [row] = await fixture.database.sql<{ sealed: string }[]>`select sealed from mandates`;
    const tokens = fixture.secrets.open(row?.sealed ?? '', sealedAt('mandate', mandate?.id ?? ''));
    expect(JSON.parse(tokens)).toEqual({
      customerId: expect.stringMatching(/^cus_/) as string,
      methodId: expect.stringMatching(/^pm_/) as string,
      mandateId: expect.stringMatching(/^mandate_/) as string,
    });
    const mail = await fixture.database.sql`select content from emails where kind = 'mandate'`;
    expect(mail).toHaveLength(1);
    expect(JSON.stringify(mail)).toContain(mandate?.reference);
  });

  it('is found by asking where its report is lost, and replaces the one before', async () => {
    await giveAt('stripe');
    granted(await startAtStripe(START + DAY));
    expect(await askAboutPayments(tools(START + DAY + 3_600_000))).toBeGreaterThan(0);
    expect((await mandates()).map(({ endReason }) => endReason)).toEqual([null, 'replaced']);
    expect(await askAboutPayments(tools(START + 2 * DAY))).toBe(0);
  });

  it('is not opened for other words, an impersonator, too often, or before Stripe is set up', async () => {
    const settings = { enabled: true, collector: 'stripe' as const, creditorId: 'DE98ZZZ09999999999' };
    expect(await changeDirectDebit(fixture.at(START), settings)).toMatchObject({ field: 'collector' });
    await setUp('stripe');
    const { digest } = granted(await loadMandateOffer(fixture.at(START), account, 'de'));
    const input = { agreed: true, digest, language: 'de' };
    const start = async (more: object, context: object = {}) =>
      startMandate({ ...tools(START), ...context }, account, { ...input, ...more }, urlsOf);
    expect(await start({ digest: '00' })).toMatchObject({ refused: 'conflict' });
    expect(await start({ agreed: false })).toMatchObject({ field: 'agreed' });
    expect(await start({}, { actedAs: 'user/1' })).toMatchObject({ refused: 'forbidden' });
    for (let count = 0; count < 20; count += 1) granted(await start({}));
    expect(await start({})).toMatchObject({ refused: 'throttled' });
    const atOurs = { holder: 'A', iban: IBAN, ...input };
    expect(isRefusal(await giveMandate(tools(START), account, atOurs, { ip: null, userAgent: null }))).toBe(
      true,
    );
  });

  it('ends when Stripe says so, and a report for another site changes nothing', async () => {
    await giveAt('stripe');
    const [mandate] = await mandates();
    const details = { type: 'sepa_debit', sepa_debit: { reference: mandate?.reference } };
    const object = { id: 'mandate_1', object: 'mandate', payment_method_details: details };
    await fromStripe(START, 'mandate.updated', { ...object, status: 'inactive' });
    expect((await mandates())[0]).toMatchObject({ endReason: 'client', endedBy: 'system/stripe' });
    const page = { ...mandatePage(stripe, 'cs_x'), metadata: { accountId: account, setupId: account } };
    const [taken] = await fromStripe(START, 'checkout.session.completed', page);
    expect(taken?.state).toBe('repeated');
    expect(await mandates()).toHaveLength(1);
  });
});

describe('a mandate at Mollie', () => {
  it('is given on our page and kept there: here are only its tokens', async () => {
    await giveAt('mollie');
    const [mandate] = await mandates();
    expect(mandate).toMatchObject({ collector: 'mollie', lastFour: '3000', signedOn: '2026-03-01' });
    const sent = mollie.requests.filter(({ path }) => path.endsWith('/mandates')).at(-1);
    expect(JSON.parse(sent?.body ?? '')).toMatchObject({
      ...{ method: 'directdebit', consumerName: 'Björn Müller', consumerAccount: IBAN },
      ...{ signatureDate: '2026-03-01', mandateReference: mandate?.reference },
    });
    const [row] = await fixture.database.sql<{ sealed: string }[]>`select sealed from mandates`;
    const tokens = fixture.secrets.open(row?.sealed ?? '', sealedAt('mandate', mandate?.id ?? ''));
    expect(JSON.parse(tokens)).toEqual({ customerId: 'cst_1', methodId: 'mdt_1' });
  });
});

describe.each(['stripe', 'mollie'] as const)('a debit at %s', (collector) => {
  it('is handed in once, pending until it is paid, and posted once', async () => {
    const now = await due(collector);
    await Promise.all([collect(now), collect(now)]);
    await collect(now);
    expect(await paymentsMade(collector)).toBe(1);
    const [debit] = await debits();
    expect(debit).toMatchObject({ state: 'submitted', collector });
    expect((await entries()).map(({ kind }) => kind)).toEqual(['payment']);
    expect(await askAwaitedDebits(tools(now + 3_600_000))).toBe(0);
    expect(await askAwaitedDebits(tools(now + DAY))).toBe(1);
    expect((await debits())[0]?.state).toBe('submitted');
    await decide(collector, 'paid');
    expect(await askAwaitedDebits(tools(now + 2 * DAY))).toBe(1);
    expect((await debits())[0]).toMatchObject({ state: 'paid', entryId: expect.any(String) as string });
    expect(await entries()).toMatchObject([
      { method: 'bank' },
      { kind: 'payment', method: 'direct-debit', amount: debit?.amount.toString() },
    ]);
    expect(await askAwaitedDebits(tools(now + 3 * DAY))).toBe(0);
  });

  it('whose answer was lost is found again with its amount, a day later and when nothing is needed', async () => {
    const now = await due(collector);
    stripe.losesAnswers = true;
    mollieLosesAnswers = true;
    await collect(now);
    const [before] = await debits();
    expect(before).toMatchObject({ state: 'announced', retryAt: expect.any(Number) as number });
    stripe.losesAnswers = false;
    mollieLosesAnswers = false;
    granted(await recordPayment(fixture.at(now), account, { amount: '500.00', method: 'cash' }));
    await collect(now + DAY);
    expect(await paymentsMade(collector)).toBe(1);
    expect((await debits())[0]).toMatchObject({ state: 'submitted', amount: before?.amount });
  });

  it('that was called off after its answer was lost is paid when the money came', async () => {
    const now = await due(collector);
    stripe.losesAnswers = true;
    mollieLosesAnswers = true;
    await collect(now);
    granted(await cancelDebit(fixture.at(now), (await debits())[0]?.id ?? '', 'client'));
    const [debit] = await debits();
    const paymentId =
      collector === 'mollie'
        ? 'tr_1'
        : ([...stripe.charges].find(([, { metadata }]) => metadata['debitId'] === debit?.id)?.[0] ?? '');
    Object.assign(molliePayments.get('tr_1') ?? {}, { status: 'paid' });
    const intent = { id: paymentId, object: 'payment_intent', status: 'succeeded', currency: 'eur' };
    const metadata = { accountId: account, debitId: debit?.id };
    const amount = Number(debit?.amount);
    if (collector === 'mollie') await report('mollie', now, { body: `id=${paymentId}` });
    else await fromStripe(now, 'payment_intent.succeeded', { ...intent, amount_received: amount, metadata });
    expect((await debits())[0]).toMatchObject({ state: 'paid', paymentId });
  });

  it('that fails says why, costs the fee once, and posts no payment', async () => {
    const now = await due(collector);
    await collect(now);
    await decide(collector, 'failed', 'AC04');
    await askAwaitedDebits(tools(now + DAY));
    await askAwaitedDebits(tools(now + 2 * DAY));
    expect((await debits())[0]).toMatchObject({ state: 'failed', returnCode: 'AC04' });
    expect((await mandates())[0]).toMatchObject({ endReason: 'returned', endCode: 'AC04' });
    expect(await entries()).toMatchObject([{ method: 'bank' }, { kind: 'charge', amount: '-500' }]);
  });

  it('that was cancelled at the provider costs nothing', async () => {
    const now = await due(collector);
    await collect(now);
    await decide(collector, 'canceled');
    await askAwaitedDebits(tools(now + DAY));
    expect((await debits())[0]).toMatchObject({ state: 'cancelled' });
    expect(await entries()).toHaveLength(1);
  });

  it('is revoked with its mandate at the provider, after what is pending, until that is done', async () => {
    const now = await due(collector);
    await collect(now);
    granted(await revokeMandate(fixture.at(now), account, 'client'));
    expect(await releaseMandates(tools(now))).toEqual({ gone: 0, waiting: 0 });
    await decide(collector, 'paid');
    await askAwaitedDebits(tools(now + DAY));
    stripe.releases = false;
    const first = await releaseMandates(tools(now + DAY));
    expect(first).toEqual(collector === 'stripe' ? { gone: 0, waiting: 1 } : { gone: 1, waiting: 0 });
    stripe.releases = true;
    await erasePersonalData(fixture.database.sql, account, { at: now + DAY, wallNow: now + DAY });
    await releaseMandates(tools(now + 2 * DAY));
    expect(await fixture.database.sql`select sealed, release_at from mandates`).toEqual([
      { sealed: '', releaseAt: null },
    ]);
    const last = (collector === 'stripe' ? stripe : mollie).requests.at(-1);
    expect(last?.path).toMatch(collector === 'stripe' ? /detach$/ : /mandates\/mdt_1$/);
  });
});

describe('a paid debit that comes back', () => {
  const returned = async (collector: ProviderKind, now: number, id = 'back_1') => {
    const [debit] = await debits();
    const amount = Number(debit?.amount);
    if (collector === 'mollie') {
      const payment = molliePayments.get(debit?.paymentId ?? '');
      const reason = { code: 'MD06', description: 'Returned by the account holder' };
      const back = { id, amount: payment?.['amount'], createdAt: '2026-03-30T12:00:00+00:00', reason };
      Object.assign(payment ?? {}, { _embedded: { chargebacks: [back] } });
      return report('mollie', now, { body: `id=${debit?.paymentId ?? ''}` });
    }
    const dispute = { id, object: 'dispute', payment_intent: debit?.paymentId, amount, currency: 'eur' };
    await fromStripe(now, 'charge.dispute.created', {
      ...{ ...dispute, status: 'needs_response', reason: 'customer_initiated' },
    });
    return fromStripe(now, 'charge.dispute.closed', {
      ...{ ...dispute, status: 'lost', reason: 'customer_initiated' },
    });
  };
  const paid = async (collector: ProviderKind) => {
    const now = await due(collector);
    await collect(now);
    await decide(collector, 'paid');
    await askAwaitedDebits(tools(now + DAY));
    return now + DAY;
  };

  it.each(['stripe', 'mollie'] as const)(
    'from %s is a return, not a dispute, with the fee once',
    async (collector) => {
      const now = await paid(collector);
      await returned(collector, now);
      await returned(collector, now + DAY);
      const [debit] = await debits();
      expect(debit).toMatchObject({ state: 'returned', returnCode: 'MD06' });
      expect((await mandates())[0]).toMatchObject({ endReason: 'returned', endCode: 'MD06' });
      expect(await entries()).toMatchObject([
        { method: 'bank' },
        { kind: 'payment', amount: debit?.amount.toString() },
        { kind: 'refund', amount: `-${debit?.amount.toString() ?? ''}` },
        { kind: 'charge', amount: '-500' },
      ]);
      const { sql } = fixture.database;
      expect(await sql`select 1 from disputes`).toEqual([]);
      expect(await sql`select disputed::text from accounts where id = ${account}`).toEqual([
        { disputed: '0' },
      ]);
      expect(await sql`select 1 from emails where kind = 'debit-returned'`).toHaveLength(1);
      const again = granted(await returnByHand(fixture.at(now + DAY), debit?.id ?? '', { code: 'AM04' }));
      expect(again.returnCode).toBe('MD06');
      expect(await entries()).toHaveLength(4);
    },
  );

  it('by hand before the provider reports it is posted once', async () => {
    const now = await paid('stripe');
    granted(await returnByHand(fixture.at(now), (await debits())[0]?.id ?? '', { code: 'AM04' }));
    const count = (await entries()).length;
    await returned('stripe', now);
    expect(await entries()).toHaveLength(count);
    const open = await fixture.database.sql`select 1 from payment_events where state = 'refused'`;
    expect(open).toEqual([]);
  });
});
