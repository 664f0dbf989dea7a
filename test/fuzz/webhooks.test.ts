import { randomBytes } from 'node:crypto';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { createPayments } from '../../src/providers/createPayments.js';
import { type ApiFixture, createApiFixture, open } from '../api/fixture.js';
import { type ApiServer, startApiServer } from '../providers/apiServer.js';
import { session, sign, STRIPE_KEYS, stripeEvent } from '../providers/fakeStripe.js';

// Hundreds of requests, on a machine that may have other things to do.
vi.setConfig({ testTimeout: 120_000 });

let api: ApiFixture;
let mollie: ApiServer;
let account: string;

beforeAll(async () => {
  // Neither provider knows of what a stranger makes up.
  mollie = await startApiServer(() => ({ status: 404, body: { status: 404, title: 'Not Found' } }));
  api = await createApiFixture({
    payments: createPayments({ stripeApi: mollie.url, mollieApi: mollie.url }),
  });
  await api.ask('/v1/payment-providers/stripe', { method: 'PATCH', body: STRIPE_KEYS });
  const keys = { apiKey: 'test_0123456789abcdefghijABCDEFGHIJ' };
  await api.ask('/v1/payment-providers/mollie', { method: 'PATCH', body: keys });
  account = (await open(api)).id;
});
afterAll(async () => {
  await mollie.stop();
});

/** Bodies as a stranger sends them: nothing, garbage, too much, too deep, fields twice, and sound ones a little spoilt. */
const bodies = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 200 }),
  fc.json({ maxDepth: 6 }),
  fc.integer({ min: 1, max: 40_000 }).map((depth) => '['.repeat(depth) + ']'.repeat(depth)),
  fc.integer({ min: 1, max: 20_000 }).map((depth) => `${'{"data":'.repeat(depth)}1${'}'.repeat(depth)}`),
  fc.integer({ min: 500_000, max: 700_000 }).map((size) => `{"id":"${'x'.repeat(size)}"}`),
  fc.string({ maxLength: 80 }).map((id) => `id=${encodeURIComponent(id)}&id=tr_2`),
  fc
    .tuple(fc.nat(), fc.nat({ max: 40 }), fc.string({ unit: 'binary', maxLength: 6 }))
    .map(([place, cut, piece]) => {
      const text = JSON.stringify(paid());
      const at = place % text.length;
      return text.slice(0, at) + piece + text.slice(at + cut);
    }),
  fc.constant(null).map(() => `{"id":"evt_twice","type":"ping",${JSON.stringify(paid()).slice(1)}`),
);

function paid(): object {
  return stripeEvent('checkout.session.completed', session(account));
}

/** What may stand where the signature belongs; none of them is one. */
const signatures = fc.oneof(
  fc.constant(undefined),
  fc.string({ unit: 'grapheme-ascii', maxLength: 60 }),
  fc.constantFrom(
    't=,v1=',
    't=1,v1=',
    `t=${Math.floor(Date.now() / 1_000)},v1=${'0'.repeat(64)}`,
    'v1=x,t=NaN',
    ',',
  ),
);

async function probe(provider: string, raw: string, header: string | undefined): Promise<number> {
  const headers = header === undefined ? {} : { 'stripe-signature': header };
  const type = provider === 'mollie' ? 'application/x-www-form-urlencoded' : 'application/json';
  const path = `/webhooks/${provider}/${api.fixture.siteId}`;
  const answered = await api.ask(path, { method: 'POST', raw, type, as: null, headers });
  return answered.status;
}

async function entries(): Promise<number> {
  const [row] = await api.fixture.database.sql<{ count: number }[]>`select count(*) as count from entries`;
  return row?.count ?? 0;
}

it.each(['stripe', 'mollie'])(
  '%s: whatever comes without a good signature is no failure and no entry',
  async (provider) => {
    await fc.assert(
      fc.asyncProperty(bodies, signatures, async (raw, header) => {
        expect(await probe(provider, raw, header)).toBeLessThan(500);
        expect(await entries()).toBe(0);
      }),
      { numRuns: 40 },
    );
    expect(api.logged.filter((line) => line.includes('"level":"error"'))).toEqual([]);
  },
);

it('stripe: what is signed with another secret, or signed and then changed, is refused', async () => {
  await fc.assert(
    fc.asyncProperty(bodies, fc.boolean(), async (raw, isOurs) => {
      const secret = isOurs ? STRIPE_KEYS.webhookSecret : `whsec_${randomBytes(12).toString('hex')}`;
      const { header } = sign(paid(), { secret });
      expect(await probe('stripe', raw, header)).toBe(400);
      expect(await entries()).toBe(0);
    }),
    { numRuns: 20 },
  );
});

it('stripe: garbage that is signed well pays nothing, and is never refused for ever', async () => {
  const garbage = fc.oneof(
    fc.object({ maxDepth: 3 }),
    fc.record({ id: fc.string(), object: fc.constant('event'), type: fc.string(), data: fc.jsonValue() }),
    fc
      .jsonValue({ maxDepth: 3 })
      .map((object) => stripeEvent('checkout.session.completed', object as object)),
    fc.jsonValue({ maxDepth: 3 }).map((object) => stripeEvent('charge.refunded', object as object)),
  );
  await fc.assert(
    fc.asyncProperty(garbage, async (event) => {
      const { payload, header } = sign(JSON.parse(JSON.stringify(event)) as object, {});
      // Genuine by its signature, so never 400; what cannot be read is listed, and another delivery would not repair it.
      expect(await probe('stripe', payload, header)).toBe(200);
      expect(await entries()).toBe(0);
    }),
    { numRuns: 40 },
  );
});
