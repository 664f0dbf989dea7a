import { expect } from 'vitest';
import { viewerKey } from '../../api/public/viewerKey.js';
import { assess } from '../../src/assessment/assess.js';
import { decideState } from '../../src/suspension/decideState.js';
import { updateSilentMeters } from '../../src/usage/updateSilentMeters.js';
import { recordUsage } from '../../src/usage/recordUsage.js';
import type { ApiFixture } from './fixture.js';

const DAY_MS = 86_400_000;

/** Shows what the API says and does when suspensions pause, and which meters stopped reporting. */
export async function showBreakerRoutes(api: ApiFixture): Promise<void> {
  const { fixture, time } = api;
  const rule = (breakerPercent: string, breakerAtLeast: string) =>
    api.ask('/v1/sites/agency', { method: 'PATCH', body: { settings: { breakerPercent, breakerAtLeast } } });
  expect((await rule('10', '1')).body).toMatchObject({
    settings: { breakerPercent: '10', breakerAtLeast: '1' },
  });
  expect((await rule('200', '')).status).toBe(422);
  expect((await api.get('/v1/breaker')).body).toEqual({ breaker: null });

  const ids: string[] = [];
  for (const name of ['First', 'Second', 'Third']) {
    const id = await fixture.open({ name }, time.now - 30 * DAY_MS);
    await api.post(
      `/v1/accounts/${id}/charges`,
      { amount: '9.00', description: 'Logo', category: 'design' },
      name,
    );
    await decideState(fixture.at(time.now), id);
    await assess(fixture.at(time.now), id);
    ids.push(id);
  }
  const { body: morning } = await api.get('/v1/morning');
  expect(morning).toMatchObject({ due: [{ day: 'today', balance: '-9.00', heldBack: true }, {}] });
  const { body } = await api.get('/v1/breaker');
  expect(body).toMatchObject({
    breaker: {
      suspended: 1,
      allowed: 1,
      accounts: 2,
      sites: 2,
      held: expect.arrayContaining([
        expect.objectContaining({ name: 'Second', headroom: '-9.00' }),
      ]) as unknown,
    },
  });
  expect((await api.get(`/v1/accounts/${ids[1] ?? ''}`)).body).toMatchObject({
    state: 'active',
    heldBackSince: new Date(time.now).toISOString(),
  });
  expect((await api.ask('/v1/breaker', { as: api.strangerKey })).body).toEqual({ breaker: null });
  expect((await api.ask('/v1/breaker/reset', { method: 'POST', body: {}, as: api.strangerKey })).status).toBe(
    409,
  );
  const metrics = (await api.ask('/metrics', { as: viewerKey(api.fixture.secrets) })).body.text;
  expect(metrics).toMatch(/^sitetab_breakers_tripped 1$/m);
  expect(metrics).toMatch(/^sitetab_accounts_held_back 2$/m);

  expect((await api.post('/v1/breaker/reset')).body).toEqual({ accounts: 2 });
  await decideState(fixture.at(time.now), ids[1] ?? '');
  expect((await api.get(`/v1/accounts/${ids[1] ?? ''}`)).body).toMatchObject({ state: 'suspended' });
  expect((await api.post('/v1/breaker/reset')).status).toBe(409);

  for (const name of ['Fourth', 'Fifth']) {
    const id = await fixture.open({ name }, time.now);
    await api.post(
      `/v1/accounts/${id}/charges`,
      { amount: '9.00', description: 'Logo', category: 'design' },
      name,
    );
    await decideState(fixture.at(time.now + 1), id);
  }
  const until = new Date(time.now + 30 * DAY_MS).toISOString();
  expect((await api.post('/v1/breaker/exempt', { until: '2020-01-01T00:00:00Z' })).status).toBe(422);
  expect((await api.post('/v1/breaker/exempt', { until, reason: 'ours to repair' })).body).toEqual({
    accounts: 1,
  });
  await rule('100', '');

  await showSilences(api, ids[2] ?? '');
}

async function showSilences(api: ApiFixture, account: string): Promise<void> {
  const { fixture, time } = api;
  const [site] = await fixture.database.sql<
    { slug: string }[]
  >`select slug from sites where account_id = ${account}`;
  const slug = site?.slug ?? '';
  for (let ago = 24; ago >= 5; ago -= 1) {
    const at = time.now - ago * DAY_MS;
    const day = { id: `spoken-${ago}`, source: 'silence', site: slug, meter: 'requests', quantity: '1' };
    await recordUsage(fixture.at(at), [{ ...day, time: new Date(at).toISOString() }]);
  }
  await updateSilentMeters(fixture.at(time.now));
  expect((await api.get('/v1/silent-meters')).body.data).toMatchObject([
    { site: slug, meter: 'requests', account: 'Third' },
  ]);
}
