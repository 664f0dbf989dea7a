import { chmod, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { switchSites } from '../../activities/switchSites.js';
import { connectorKinds, createConnectors } from '../../src/connectors/createConnectors.js';
import { readConfig } from '../../src/platform/config.js';
import { confirmGeneration } from '../../src/store/sites/sites.js';
import { type ApiFixture, createApiFixture, fenwick } from '../api/fixture.js';

// The connectors that the operator sets up, from the request that asks for one to what it does on the machine.

let api: ApiFixture;
let folder = '';
let connectors: ReturnType<typeof createConnectors>;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'sitetab-operator-'));
  const program = join(folder, 'switch me');
  await writeFile(
    program,
    `#!/bin/sh\ncat > "${folder}/$2"; printf '{"state":"suspended","generation":1}'\n`,
  );
  await chmod(program, 0o755);
  const config = readConfig({
    CONNECTOR_MAP_FILE: join(folder, 'suspended.map'),
    CONNECTOR_MAP_RELOAD: '/bin/true -s reload',
    CONNECTOR_COMMAND: JSON.stringify([program, '--site']),
  });
  const { mapFile, command } = config;
  connectors = createConnectors({ webhook: { allowPrivate: false }, mapFile, command });
  api = await createApiFixture({ connectorKinds: connectorKinds(config) });
});
afterAll(async () => {
  await rm(folder, { recursive: true });
});

async function carryOut(accountId: string): Promise<void> {
  const { fixture } = api;
  const deps = { connectors, secrets: fixture.secrets, log: { warn: () => undefined } };
  await switchSites(deps as never, fixture.at(api.time.now), accountId);
}

async function suspendOn(kind: string, slug = `on-${kind}`): Promise<string> {
  const hostnames = [slug === `on-${kind}` ? `${kind}.example` : `${slug}.example`];
  const sites = [{ slug, name: kind, hostnames, connector: { kind } }];
  const opened = await api.post('/v1/accounts', fenwick({ sites }));
  expect(opened.status, JSON.stringify(opened.body)).toBe(201);
  const { id } = opened.body;
  expect((await api.post(`/v1/accounts/${id}/hold`, { reason: 'abuse' })).status).toBe(200);
  await carryOut(id);
  const site = await api.get(`/v1/sites/${slug}`);
  expect(site.body).toMatchObject({
    state: 'suspended',
    confirmed: true,
    connector: kind,
    connectorError: null,
  });
  return site.body.id;
}

describe('an operator’s connector', () => {
  it('writes the map file of the configuration for a site that the API put on it', async () => {
    const id = await suspendOn('map-file');
    const text = await readFile(join(folder, 'suspended.map'), 'utf8');
    expect(text).toContain(`# site ${id} generation 1 suspended\nmap-file.example 1;`);
  });

  it('writes a name into the map file once it is confirmed, if its site is suspended', async () => {
    const { fixture } = api;
    const { sql } = fixture.database;
    const id = await suspendOn('map-file', 'late');
    await sql`insert into hostnames (hostname, site_id, waiting_since) values ('later.example', ${id}, now())`;
    const mapped = () => readFile(join(folder, 'suspended.map'), 'utf8');
    expect(await mapped()).not.toContain('later.example');
    const confirmed = await api.post('/v1/hostnames/confirm', { hostname: 'later.example' });
    expect(confirmed.status).toBe(200);
    const [woken] = await sql<{ accountId: string }[]>`
      select account_id from outbox where about = 'hostnames' and retry_at <= now()`;
    await carryOut(woken?.accountId ?? '');
    expect(await mapped()).toContain('later.example 1;');
    // The same for a name that the root site adds, and for one that it takes away.
    const hostnames = ['late.example', 'third.example'];
    await api.ask('/v1/sites/late', { method: 'PATCH', body: { hostnames } });
    await carryOut(woken?.accountId ?? '');
    expect(await mapped()).toContain('third.example 1;');
    expect(await mapped()).not.toContain('later.example');
  });

  it('does not take an order for done that was on its way while names changed', async () => {
    const { sql } = api.fixture.database;
    const id = await suspendOn('map-file', 'way');
    const site = async () => (await api.get('/v1/sites/way')).body;
    const rename = (...hostnames: string[]) =>
      api.ask('/v1/sites/way', { method: 'PATCH', body: { hostnames } });
    await rename('way.example', 'first.example');
    await rename('way.example', 'second.example');
    await confirmGeneration(sql, id, 2);
    expect(await site()).toMatchObject({ confirmed: false });
    const [row] = await sql<{ accountId: string }[]>`select account_id from sites where id = ${id}`;
    await carryOut(row?.accountId ?? '');
    expect(await site()).toMatchObject({ confirmed: true });
    expect(await readFile(join(folder, 'suspended.map'), 'utf8')).toContain('second.example 1;');
  });

  it('runs the command of the configuration', async () => {
    await suspendOn('command');
    expect(JSON.parse(await readFile(join(folder, 'suspend'), 'utf8'))).toMatchObject({ slug: 'on-command' });
  });

  it('is not chosen by the bearer of a key: neither file nor program are settings of a site', async () => {
    for (const connector of [
      { kind: 'command', argv: ['/bin/sh'] },
      { kind: 'command', command: '/bin/sh' },
      { kind: 'map-file', path: '/etc/passwd' },
      { kind: 'map-file', reload: ['/bin/sh'] },
    ]) {
      const answer = await api.post('/v1/sites', { slug: 'chooser', name: 'Chooser', connector });
      expect([connector, answer.status]).toEqual([connector, 400]);
    }
  });

  it('is refused with what there is instead, where the operator has set up none', async () => {
    const other = await createApiFixture();
    for (const kind of ['map-file', 'command']) {
      const site = { slug: 'lacking', name: 'Lacking', connector: { kind } };
      const refused = [
        await other.post('/v1/sites', site),
        await other.post('/v1/accounts', fenwick({ sites: [site] })),
        await other.ask('/v1/sites/agency', { method: 'PATCH', body: { connector: { kind } } }),
      ];
      for (const { status, body } of refused) {
        expect(status).toBe(422);
        expect(body.errors[0]?.field).toMatch(/connector\.kind$/);
        expect(body.errors[0]?.reason).toBe(
          `connector "${kind}" is not available; available: "forward-auth", "webhook"`,
        );
      }
    }
  });
});

describe('its settings', () => {
  it.each([
    [{ CONNECTOR_MAP_FILE: 'suspended.map' }, /CONNECTOR_MAP_FILE must be a whole path/],
    [{ CONNECTOR_MAP_RELOAD: '/bin/true' }, /set CONNECTOR_MAP_FILE, too/],
    [{ CONNECTOR_COMMAND: 'switch' }, /CONNECTOR_COMMAND must be a program by its whole path/],
    [{ CONNECTOR_COMMAND: '[1]' }, /CONNECTOR_COMMAND must be a program/],
    [{ CONNECTOR_COMMAND: '["/bin/true"' }, /CONNECTOR_COMMAND must be a program/],
    [{ CONNECTOR_COMMAND: '[]' }, /CONNECTOR_COMMAND must be a program/],
  ])('are refused at the start where they do not hold: %j', (env, why) => {
    expect(() => readConfig(env)).toThrow(why);
  });
});
