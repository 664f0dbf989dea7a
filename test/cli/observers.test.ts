import { connect } from 'node:net';
import { afterEach, beforeAll, describe, expect, it } from 'vitest';
import { serveObservers } from '../../cli/processes/observers.js';
import { freePort } from '../../src/embedded/ports.js';
import { schemaNumber } from '../../src/operations/migrateDatabase.js';
import { readConfig } from '../../src/platform/config.js';
import { createMailTransport } from '../../src/platform/mail/mailTransport.js';
import { createSecretBox, keyFromText } from '../../src/platform/secretBox.js';
import { connectSql } from '../../src/platform/sql/sql.js';
import { createInstruments } from '../../src/platform/telemetry/instruments.js';
import { createLog } from '../../src/platform/telemetry/log.js';
import { openTemporal } from '../../src/platform/temporal/temporalClient.js';
import { plainTarget } from '../../src/platform/temporal/temporalTarget.js';
import { sealedAt } from '../../src/store/operations/sealed.js';
import { createFixture, type Fixture } from '../setup/fixture.js';

type Observed = Parameters<typeof serveObservers>[0];

const TOKEN = 'a-token-of-16-letters';
const here = { isReachable: () => Promise.resolve(true) };

let fixture: Fixture;
let stop: (() => Promise<void>) | undefined;

beforeAll(async () => {
  fixture = await createFixture();
  for (const part of ['worker', 'scheduler']) await see(part, 0);
});
afterEach(async () => {
  await stop?.();
  stop = undefined;
});

/** Has a part last seen so many seconds ago. */
async function see(part: string, seconds: number): Promise<void> {
  const { sql } = fixture.database;
  await sql`delete from heartbeats where kind = ${part}`;
  await sql`
    insert into heartbeats (kind, instance, started_at, seen_at)
    values (${part}, gen_random_uuid(), clock_timestamp(), clock_timestamp() - make_interval(secs => ${seconds}))`;
}

/** The door of a process whose servers are as a test wants them; everything is well where it says nothing. */
async function observe(changes: Partial<Observed> = {}, env: NodeJS.ProcessEnv = {}): Promise<string> {
  const port = await freePort();
  const served = await serveObservers({
    sql: fixture.database.sql,
    secrets: fixture.secrets,
    temporal: here,
    isMailReachable: () => Promise.resolve(true),
    instruments: createInstruments({ withProcess: false }),
    log: createLog({ level: 'silent' }),
    config: readConfig({ METRICS_PORT: String(port), ...env }),
    ...changes,
  });
  stop = () => served.stop();
  return `http://127.0.0.1:${port}`;
}

interface Readiness {
  readonly status: number;
  readonly missing: readonly string[];
  readonly troubles: readonly string[];
}

async function readiness(changes: Partial<Observed> = {}): Promise<Readiness> {
  const response = await fetch(`${await observe(changes)}/readyz`);
  const { missing, troubles } = (await response.json()) as Readiness;
  return { status: response.status, missing, troubles };
}

describe('/readyz', () => {
  it('reports that nothing is missing where everything is there', async () => {
    expect(await readiness()).toEqual({ status: 200, missing: [], troubles: [] });
  });

  it('names a database that is gone', async () => {
    const sql = connectSql(`postgres://nobody@127.0.0.1:${await freePort()}/none`, { max: 1 });
    expect(await readiness({ sql })).toEqual({ status: 503, missing: ['database'], troubles: [] });
    await sql.end();
  });

  it('names a Temporal that is gone', async () => {
    const temporal = openTemporal(plainTarget(`127.0.0.1:${await freePort()}`));
    expect(await readiness({ temporal })).toEqual({ status: 503, missing: ['temporal'], troubles: [] });
    await temporal.close();
  });

  it('names migrations that are behind, and ahead', async () => {
    const { sql } = fixture.database;
    const known = await schemaNumber();
    await sql`delete from schema_migrations where number = ${known}`;
    const behind = [`migrations (at ${known - 1}, not ${known})`];
    expect(await readiness()).toEqual({ status: 503, missing: behind, troubles: [] });
    await stop?.();
    await sql`insert into schema_migrations (number, file, digest) values (${known}, 'it', ''), (${known + 1}, 'next', '')`;
    const ahead = [`migrations (at ${known + 1}, not ${known})`];
    expect(await readiness()).toMatchObject({ status: 503, missing: ahead });
    await sql`delete from schema_migrations where number > ${known}`;
  });

  it('names a key that opens nothing of what is kept', async () => {
    const { sql } = fixture.database;
    const [user] = await sql<{ id: string }[]>`select id from users limit 1`;
    const sealed = fixture.secrets.seal('JBSWY3DPEHPK3PXP', sealedAt('second factor', user?.id ?? ''));
    await sql`update users set totp_sealed = ${sealed} where id = ${user?.id ?? ''}`;
    expect(await readiness()).toMatchObject({ status: 200 });
    await stop?.();
    const missing = ['secret key (it does not open a second factor)'];
    const secrets = createSecretBox(keyFromText('another'));
    expect(await readiness({ secrets })).toEqual({ status: 503, missing, troubles: [] });
    await sql`update users set totp_sealed = null`;
  });

  it('names failures elsewhere as troubles, which are no reason to take this process out of service', async () => {
    const mail = createMailTransport(`smtp://127.0.0.1:${await freePort()}`, 500);
    await see('worker', 90);
    await fixture.database.sql`delete from heartbeats where kind = 'scheduler'`;
    const { status, missing, troubles } = await readiness({ isMailReachable: () => mail.isReachable() });
    expect({ status, missing }).toEqual({ status: 200, missing: [] });
    expect(troubles).toEqual(['worker (not seen for 90 s)', 'scheduler (never seen)', 'mail']);
    mail.close();
    for (const part of ['worker', 'scheduler']) await see(part, 0);
  });
});

describe('the door at METRICS_PORT', () => {
  it('shows the figures to a bearer of the token, if there is one', async () => {
    const url = await observe({}, { METRICS_TOKEN: TOKEN });
    const ask = async (authorization: string): Promise<number> =>
      (await fetch(`${url}/metrics`, { headers: { authorization } })).status;
    for (const wrong of ['', 'Bearer', `Bearer ${TOKEN}x`, `Basic ${TOKEN}`, TOKEN]) {
      expect([wrong, await ask(wrong)]).toEqual([wrong, 401]);
    }
    const shown = await fetch(`${url}/metrics`, { headers: { authorization: `Bearer ${TOKEN}` } });
    expect(await shown.text()).toMatch(/^# TYPE sitetab_job_duration_seconds gauge$/m);
    // The liveness check is public, as on the other port.
    expect((await fetch(`${url}/healthz`)).status).toBe(200);
    expect((await fetch(`${url}/readyz`)).status).toBe(200);
    expect((await fetch(`${url}/`)).status).toBe(404);
  });

  it('needs no token where none is set, and is on the loopback address', async () => {
    expect((await fetch(`${await observe()}/metrics?name=x`)).status).toBe(200);
  });

  it('outlives whatever is sent to it', async () => {
    const url = await observe();
    for (const target of ['//', '//[', 'http://[/', '*', '/%', '/metrics/../..']) {
      expect(await sendRaw(url, `GET ${target} HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n`)).toMatch(
        /^HTTP\/1.1 404 /,
      );
    }
    expect((await fetch(`${url}/healthz`)).status).toBe(200);
  });

  it('reports in one line that its port is taken', async () => {
    const url = new URL(await observe());
    const config = readConfig({ METRICS_PORT: url.port });
    const taken = serveObservers({ ...({} as Observed), config });
    await expect(taken).rejects.toThrow(
      new RegExp(`^Port ${url.port} is not available: .* Set METRICS_PORT to another.$`),
    );
  });

  it('is not served unless it is configured', async () => {
    const served = await serveObservers({ ...({} as Observed), config: readConfig({}) });
    await served.stop();
  });
});

function sendRaw(url: string, request: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const socket = connect(Number(new URL(url).port), '127.0.0.1', () => socket.write(request));
    let answer = '';
    socket.on('data', (bytes: Buffer) => (answer += bytes.toString()));
    socket.on('close', () => resolve(answer));
    socket.on('error', reject);
  });
}
