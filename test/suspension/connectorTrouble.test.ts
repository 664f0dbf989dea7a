import { setTimeout as delay } from 'node:timers/promises';
import { beforeAll, describe, expect, it } from 'vitest';
import { placeHold } from '../../src/suspension/changeStanding.js';
import { decideState } from '../../src/suspension/decideState.js';
import { updateCommand, loadCommands } from '../../src/suspension/siteCommands.js';
import { createConnectorProbe } from '../../src/suspension/probeConnectors.js';
import { accountInput, createFixture, granted, type Fixture } from '../setup/fixture.js';

const NOW = Date.parse('2026-03-10T12:00:00Z');
const SECRET = `whsec_${Buffer.alloc(32, 7).toString('base64')}`;

let fixture: Fixture;

beforeAll(async () => {
  fixture = await createFixture();
});

/** An account whose site is to be closed by the hosting at an address, which has failed so many times. */
async function closing(url: string, failures: number): Promise<string> {
  const input = accountInput({});
  const connector = { kind: 'webhook', url, secret: SECRET };
  const id = await fixture.open({ sites: input.sites.map((site) => ({ ...site, connector })) }, NOW);
  granted(await placeHold(fixture.at(NOW), id, { reason: 'by hand' }));
  await decideState(fixture.at(NOW), id);
  for (let failed = 0; failed < failures; failed += 1) await answer(id, 'failed', NOW + failed * 100_000);
  return id;
}

async function answer(id: string, outcome: 'failed' | 'confirmed', now: number): Promise<void> {
  const [order] = await loadCommands(fixture.at(now), id);
  if (order === undefined) throw new Error('there is no command');
  const failure = { outcome: 'failed', retryable: true, detail: 'no answer' } as const;
  await updateCommand(fixture.at(now), order, outcome === 'failed' ? failure : { outcome });
}

const isDue = async (id: string, now: number): Promise<boolean> =>
  (await loadCommands(fixture.at(now), id)).length > 0;
const clearOutbox = () => fixture.database.sql`delete from outbox`;
const wokenAccounts = async (): Promise<string[]> =>
  (await fixture.database.sql`select distinct account_id from outbox where about = 'connector'`).map((row) =>
    String(row['accountId']),
  );

describe('a connector that is back', () => {
  it('gets all its commands at once, as soon as it has confirmed one', async () => {
    const [one, other] = [
      await closing('http://hosting.example/', 3),
      await closing('http://hosting.example/', 10),
    ];
    const elsewhere = await closing('http://elsewhere.example/', 10);
    await clearOutbox();
    const now = NOW + 901_000;
    expect([await isDue(other, now), await isDue(elsewhere, now)]).toEqual([false, false]);
    await answer(one, 'confirmed', now);
    expect([await isDue(other, now), await isDue(elsewhere, now)]).toEqual([true, false]);
    expect(await wokenAccounts()).toEqual([other]);
  });

  it('that never failed wakes no account: one bad site is not retried each time another succeeds', async () => {
    const bad = await closing('http://mixed.example/', 10);
    const well = await closing('http://mixed.example/', 0);
    await answer(well, 'confirmed', NOW + 901_000);
    expect(await isDue(bad, NOW + 901_000)).toBe(false);
  });
});

describe('probing connectors that do not respond', () => {
  it('probes one site of each resting connector, however many wait, and less often as time goes by', async () => {
    await fixture.database.sql`update sites set confirmed_generation = generation`;
    const many: string[] = [];
    for (let index = 0; index < 4; index += 1) many.push(await closing('http://large.example/', 10));
    const single = await closing('http://small.example/', 10);
    const connectorProbe = createConnectorProbe();
    const probes: number[] = [];
    const start = NOW + 901_000;
    for (let second = 0; second < 300; second += 2) {
      const now = start + second * 1_000;
      const dueAt = async (): Promise<string[]> => {
        const all = await Promise.all(many.map(async (id) => ((await isDue(id, now)) ? [id] : [])));
        return all.flat();
      };
      const before = await dueAt();
      if ((await connectorProbe.probe({ ...fixture.at(now), wallNow: now })) > 0) probes.push(second);
      const due = await dueAt();
      expect(due.length - before.length).toBeLessThanOrEqual(1);
      for (const id of [...due, single]) if (await isDue(id, now)) await answer(id, 'failed', now);
    }
    expect(probes.slice(0, 4)).toEqual([0, 4, 8, 12]);
    expect(probes.length).toBeLessThan(60);
    const gaps = probes.slice(1).map((second, index) => second - (probes[index] ?? 0));
    expect(Math.max(...gaps)).toBeGreaterThanOrEqual(10);
  });

  it('does not block a transaction that holds an account and needs its sites', async () => {
    await fixture.database.sql`update sites set confirmed_generation = generation`;
    const id = await closing('http://crossing.example/', 10);
    const now = NOW + 901_000;
    let probed: Promise<number> | undefined;
    await fixture.database.sql.begin(async (transaction) => {
      await transaction`select 1 from accounts where id = ${id} for update`;
      probed = createConnectorProbe().probe({ ...fixture.at(now), wallNow: now });
      await delay(300);
      await transaction`update sites set name = name where account_id = ${id}`;
    });
    expect(await probed).toBe(1);
  });

  it('does not probe connectors that only a person can repair', async () => {
    await fixture.database.sql`update sites set confirmed_generation = generation`;
    const id = await closing('http://wrong.example/', 0);
    const [order] = await loadCommands(fixture.at(NOW), id);
    if (order === undefined) throw new Error('there is no command');
    await updateCommand(fixture.at(NOW), order, {
      outcome: 'failed',
      retryable: false,
      detail: 'no such file',
    });
    expect(await createConnectorProbe().probe({ ...fixture.at(NOW), wallNow: NOW })).toBe(0);
  });
});
