import { beforeAll, expect, it } from 'vitest';
import { type ApiFixture, createApiFixture, open } from '../fixture.js';

let api: ApiFixture;
let announce: (host: string | null) => void = () => undefined;

beforeAll(async () => {
  api = await createApiFixture({
    subscribeGate: (onChange, onState) => {
      announce = onChange;
      onState(true);
    },
  });
  await open(api, { sites: [{ slug: 'fenwick', name: 'Fenwick', hostnames: ['fenwick.example'] }] });
});

const gate = (host: string, path = '/gate') =>
  api.ask(path, { as: null, headers: { 'x-forwarded-host': host } });

it('the app serves the gate from its own ledger, with the owner’s text on the page', async () => {
  expect((await gate('stranger.example')).headers.get('x-sitetab-state')).toBe('unknown');
  expect((await gate('fenwick.example')).status).toBe(204);
  await api.ask('/v1/sites/agency', {
    method: 'PATCH',
    body: { settings: { suspendedWords: 'Back <soon>.', email: 'hello@agency.example' } },
  });
  await api.fixture.database.sql`update sites set wanted_state = 'suspended' where slug = 'fenwick'`;
  announce('fenwick.example');
  const closed = await gate('fenwick.example');
  expect([closed.status, closed.headers.get('x-sitetab-state')]).toEqual([403, 'suspended']);
  const page = await gate('fenwick.example', '/gate?answer=page');
  expect([page.status, page.headers.get('retry-after')]).toEqual([503, '3600']);
  expect(page.body.text).toContain('Back &lt;soon&gt;.');
  expect(page.body.text).toContain('mailto:hello@agency.example');
});
