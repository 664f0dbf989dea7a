import fc from 'fast-check';
import { beforeAll, expect, it } from 'vitest';
import { routeTable } from '../../../api/v1/routes.js';
import { type ApiFixture, createApiFixture, fenwick, HOSTING, open } from '../fixture.js';

let api: ApiFixture;
const ids: Record<string, string> = {};

beforeAll(async () => {
  api = await createApiFixture();
  ids['accounts'] = (await open(api)).id;
  ids['plans'] = (await api.post('/v1/plans', HOSTING)).body.id;
  const payment = await api.post(`/v1/accounts/${ids['accounts']}/payments`, { amount: '1', method: 'bank' });
  ids['entries'] = payment.body.id;
  await api.post('/v1/sites', { slug: 'fuzzed', name: 'Fuzzed' });
  ids['sites'] = 'fuzzed';
});

const sample = {
  ...HOSTING,
  ...fenwick(),
  plan: HOSTING,
  amount: '1.00',
  method: 'bank',
  reference: 'x',
  description: 'x',
  category: 'design',
  dueOn: '2026-05-01',
  receivedAt: '2026-03-10T12:00:00Z',
  until: '2026-05-01T00:00:00Z',
  reason: 'x',
  outcome: 'dismissed',
  aggregation: 'max',
  slug: 'x',
  hostnames: ['x.example'],
  connector: { kind: 'forward-auth' },
  effective: 'period',
  events: [
    { id: '1', source: 's', site: 'fuzzed', meter: 'requests', quantity: 1, time: '2026-03-10T11:00:00Z' },
  ],
};

const FIELDS = Object.keys(sample) as (keyof typeof sample)[];

/** Values that have broken something somewhere. */
const awkward = fc.oneof(
  fc.constantFrom<unknown>(
    null,
    true,
    '',
    '\0',
    '\ud800',
    '__proto__',
    'constructor',
    '-0',
    '1e400',
    '9'.repeat(60),
    '0000-01-01T00:00:00Z',
    '9999-12-31T23:59:59Z',
    '9999-12-31',
    '00000000-0000-7000-8000-000000000000',
    1e308,
    -1,
    [],
    {},
    [[]],
  ),
  fc.jsonValue({ maxDepth: 3 }),
  fc.string({ unit: 'binary', maxLength: 40 }),
);

/** Sound bodies of the route's fields with a few of them spoilt, or anything at all. */
const body = fc.oneof(
  { weight: 4, arbitrary: fc.dictionary(fc.constantFrom(...FIELDS), awkward, { maxKeys: 3 }) },
  { weight: 1, arbitrary: awkward },
);

const routes = routeTable({ sandbox: null, mailbox: null }).filter(
  (route) => route.body !== undefined || route.ownBodies !== undefined,
);

it.each(routes.map((route) => [`${route.method} ${route.path}`, route] as const))(
  '%s answers whatever comes with a reason, never with a failure',
  async (_name, route) => {
    const kind = route.path.split('/')[2] ?? '';
    const path = route.path.replace('{id}', ids[kind] ?? '');
    const known = fieldsOf(route.body);
    await fc.assert(
      fc.asyncProperty(body, async (spoilt) => {
        const isPlain = typeof spoilt === 'object' && spoilt !== null && !Array.isArray(spoilt);
        const sound = Object.fromEntries(
          FIELDS.filter((field) => known.has(field)).map((field) => [field, sample[field]]),
        );
        const fields = isPlain ? { ...sound, ...spoilt } : spoilt;
        const { status, body: answer } = await api.ask(path, {
          method: route.method.toUpperCase(),
          body: fields ?? null,
        });
        expect(status, JSON.stringify([fields, answer])).toBeLessThan(500);
        if (status === 400 || status === 422) expect((answer as { detail: string }).detail).not.toBe('');
      }),
      { numRuns: 60 },
    );
    expect(api.logged).toEqual([]);
  },
);

function fieldsOf(schema: unknown): ReadonlySet<string> {
  const { shape = { events: true } } = (schema ?? {}) as { shape?: object };
  return new Set(Object.keys(shape));
}

it('parameters and paths neither', async () => {
  const gets = routeTable({ sandbox: null, mailbox: null }).filter((route) => route.method === 'get');
  const names = ['cursor', 'limit', 'count', 'from', 'to', 'state', 'body', 'x'];
  const query = fc.array(
    fc.tuple(fc.constantFrom(...names), fc.oneof(fc.string({ unit: 'grapheme' }), fc.nat().map(String))),
    {
      maxLength: 3,
    },
  );
  await fc.assert(
    fc.asyncProperty(
      fc.constantFrom(...gets),
      query,
      fc.option(fc.string({ unit: 'grapheme', minLength: 1 })),
      async (route, pairs, id) => {
        const kind = route.path.split('/')[2] ?? '';
        const path = route.path.replace('{id}', id === null ? (ids[kind] ?? '') : encodeURIComponent(id));
        const text = pairs.map(([name, value]) => `${name}=${encodeURIComponent(value)}`).join('&');
        expect((await api.get(`${path}?${text}`)).status).toBeLessThan(500);
      },
    ),
    { numRuns: 200 },
  );
  expect(api.logged).toEqual([]);
});
