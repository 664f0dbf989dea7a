import { execFile, spawn } from 'node:child_process';
import { chownSync, existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { assess } from '../../src/assessment/assess.js';
import { freePort } from '../../src/embedded/ports.js';
import { choosePostgresRunner, type PostgresRunner } from '../../src/embedded/postgres/postgresUser.js';
import { chargeUsage } from '../../src/ledger/chargeDue.js';
import { migrateDatabase } from '../../src/operations/migrateDatabase.js';
import { recordPayment } from '../../src/payments/recordPayment.js';
import { connectSql, type Sql } from '../../src/platform/sql/sql.js';
import { runSitetab } from '../setup/program.js';
import { createFixtureIn, granted, type Fixture } from '../setup/fixture.js';

const run = promisify(execFile);
const DAY = 86_400_000;

/** The distribution's own PostgreSQL, which may be as old as the README allows, with its pg_dump and pg_restore. */
const BINARIES = findDistribution();

if (BINARIES === undefined) {
  console.warn(
    'SKIPPED pg_dump: there is no PostgreSQL of the distribution (Debian: apt-get install postgresql).',
  );
}

describe.skipIf(BINARIES === undefined)('a PostgreSQL of one’s own, saved by pg_dump', () => {
  let folder: string;
  let server: Awaited<ReturnType<typeof startDistribution>>;
  let fixture: Fixture;
  let sql: Sql;
  let accountId: string;

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'sitetab-pgdump-'));
    server = await startDistribution(BINARIES ?? '', folder);
    await server.admin`create database fixture`;
    const url = server.urlOf('fixture');
    sql = connectSql(url, { max: 4 });
    await migrateDatabase(sql);
    fixture = await createFixtureIn({ url, sql, drop: () => sql.end({ timeout: 1 }) });
  });
  afterAll(async () => {
    await sql.end({ timeout: 1 });
    await server.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  const tenant = (from: Sql) => from`
    select id, number, amount::text, balance_after::text from entries order by account_id, number`;

  it('is put back by pg_restore and after-restore, with every entry it had, and the doctor finds nothing', async () => {
    const taken = Date.now() - DAY;
    const plan = await fixture.plan({ recurring: [{ id: 'base', amount: '31.00', timing: 'arrears' }] });
    accountId = await fixture.open({ plans: [plan], creditLimit: '90.00' }, taken - 40 * DAY);
    granted(await recordPayment(fixture.at(taken), accountId, { amount: '12.00', method: 'cash' }));
    await chargeUsage(fixture.at(taken), accountId);
    await assess(fixture.at(taken), accountId);
    const saved = await tenant(sql);
    expect(saved.length).toBeGreaterThanOrEqual(2);
    await server.tool('pg_dump', ['-Fc', '-f', join(folder, 'dump'), server.urlOf('fixture')]);
    granted(await recordPayment(fixture.at(taken + 1), accountId, { amount: '5.00', method: 'cash' }));

    await server.admin`create database again`;
    const url = server.urlOf('again');
    await server.tool('pg_restore', ['--exit-on-error', '--no-owner', '-d', url, join(folder, 'dump')]);
    const on = { DATABASE_URL: url, SITETAB_DATA: folder };
    const came = await runSitetab(['after-restore', '--taken', new Date(taken).toISOString()], on);
    expect(came).toMatchObject({ code: 0, complaint: '' });
    expect(came.said).toContain('1 account assessed again, state of 1 site sent again.');
    const again = connectSql(url, { max: 1 });
    expect((await tenant(again)).slice(0, saved.length)).toEqual(saved);
    const unsent = await again`select 1 from emails where sent_at is null and failed_at is null`;
    expect([...unsent]).toEqual([]);
    await again.end();
    const looked = await runSitetab(['doctor', '--at-rest', '--patience', '0.1'], on);
    expect(looked.said).toContain('1 open account checked; no faults found.');
    expect(looked.code).toBe(0);
  });

  it('is saved and put back by our own commands as well', async () => {
    const file = join(folder, 'ours');
    const on = { DATABASE_URL: server.urlOf('fixture'), SITETAB_DATA: folder };
    expect((await runSitetab(['backup', file], on)).code).toBe(0);
    await server.admin`create database ours`;
    const there = { DATABASE_URL: server.urlOf('ours'), SITETAB_DATA: folder };
    expect((await runSitetab(['restore', file], there)).code).toBe(0);
    const again = connectSql(there.DATABASE_URL, { max: 1 });
    const saved = await tenant(sql);
    expect((await tenant(again)).slice(0, saved.length)).toEqual(saved);
    await again.end();
  });
});

/** The newest there is in Debian's place for them. */
function findDistribution(): string | undefined {
  const home = '/usr/lib/postgresql';
  if (!existsSync(home)) return undefined;
  const versions = readdirSync(home).sort((one, other) => Number(other) - Number(one));
  return versions
    .map((version) => join(home, version, 'bin'))
    .find((bin) =>
      ['initdb', 'postgres', 'pg_dump', 'pg_restore'].every((name) => existsSync(join(bin, name))),
    );
}

async function startDistribution(bin: string, folder: string) {
  const cluster = join(folder, 'cluster');
  const runner: PostgresRunner = await choosePostgresRunner(cluster, [bin, folder]);
  const password = 'only-of-this-test';
  const passwordFile = join(folder, 'password');
  writeFileSync(passwordFile, password, { mode: 0o600 });
  if (runner.owner !== undefined) {
    for (const path of [folder, passwordFile]) chownSync(path, runner.owner.uid, runner.owner.gid);
  }
  const flags = ['-D', cluster, '-U', 'keeper', '-E', 'UTF8', '--locale=C', '-A', 'scram-sha-256'];
  const made = runner.wrap(join(bin, 'initdb'), [...flags, `--pwfile=${passwordFile}`]);
  await run(made.command, made.args, { cwd: folder });
  const port = await freePort();
  const settings = ['listen_addresses=127.0.0.1', `port=${port}`, 'unix_socket_directories='];
  const { command, args } = runner.wrap(join(bin, 'postgres'), [
    ...['-D', cluster],
    ...settings.flatMap((setting) => ['-c', setting]),
  ]);
  const child = spawn(command, args, { cwd: folder, stdio: 'ignore' });
  const gone = new Promise((resolve) => child.once('exit', resolve));
  const urlOf = (name: string): string => `postgres://keeper:${password}@127.0.0.1:${port}/${name}`;
  const admin = connectSql(urlOf('postgres'), { max: 1 });
  await untilThere(admin);
  return {
    admin,
    urlOf,
    tool: (name: string, given: readonly string[]) => run(join(bin, name), given),
    stop: async () => {
      await admin.end({ timeout: 1 });
      child.kill('SIGINT');
      await gone;
    },
  };
}

async function untilThere(admin: Sql): Promise<void> {
  const until = Date.now() + 60_000;
  for (;;) {
    try {
      await admin`select 1`;
      return;
    } catch (error) {
      if (Date.now() > until) throw error;
      await delay(100);
    }
  }
}
