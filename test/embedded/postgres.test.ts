import { execFileSync, spawn } from 'node:child_process';
import {
  chmodSync,
  chownSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { networkInterfaces, tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { foundRootSite } from '../../src/auth/users/foundSite.js';
import { startPostgres } from '../../src/embedded/postgres/embeddedPostgres.js';
import { migrateDatabase } from '../../src/operations/migrateDatabase.js';
import { connectSql } from '../../src/platform/sql/sql.js';
import { processesLeft, processesNaming, runProgram } from '../setup/program.js';

const HOLD = new URL('./programs/holdPostgres.ts', import.meta.url);
const isRoot = process.getuid?.() === 0;

/** Where a cluster was made once: making one takes longer than all that a test does with it. */
let made: string;
beforeAll(async () => {
  made = mkdtempSync(join(tmpdir(), 'sitetab-pg-made-'));
  await (await startPostgres({ dataDir: join(made, 'postgres') })).stop();
});
afterAll(() => rmSync(made, { recursive: true }));

/** mkdtemp makes folders that no other user may enter; a checkout in /root is like that. */
let folder: string;
let dataDir: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'sitetab-pg-'));
  dataDir = join(folder, 'postgres');
});
afterEach(async () => {
  expect(await processesLeft(folder)).toEqual([]);
  rmSync(folder, { recursive: true, force: true });
});

const ROLE = `select current_user::text as name, rolsuper as super, rolcreatedb or rolcreaterole as creates
                from pg_roles where rolname = current_user`;

function placeMadeCluster(): void {
  execFileSync('cp', ['-a', join(made, 'postgres'), dataDir]);
}

async function ask<Row extends object>(url: string, query: string): Promise<Row | undefined> {
  const sql = connectSql(url, { max: 1 });
  try {
    const rows = await sql.unsafe<Row[]>(query);
    return rows[0];
  } finally {
    await sql.end();
  }
}

describe('the embedded PostgreSQL', () => {
  it('keeps its data from start to start, in a folder that no other user may enter', async () => {
    expect(statSync(folder).mode & 0o777).toBe(0o700);
    const first = await startPostgres({ dataDir });
    await ask(first.url, 'create table kept as select 42 as answer');
    await first.stop();
    const second = await startPostgres({ dataDir });
    expect(await ask(second.url, 'select answer from kept')).toEqual({ answer: 42 });
    await second.stop();
  });

  it.each(['17', '19'])(
    'leaves a database of PostgreSQL %s alone and reports it in one line',
    async (version) => {
      mkdirSync(join(dataDir, 'cluster'), { recursive: true });
      writeFileSync(join(dataDir, 'cluster', 'PG_VERSION'), `${version}\n`);
      const failure = await startPostgres({ dataDir }).catch((error: unknown) => error as Error);
      expect(failure).toMatchObject({ name: 'StartupFailure' });
      expect((failure as Error).message).toMatch(
        new RegExp(`made by PostgreSQL ${version}; this Sitetab brings 18`),
      );
      expect((failure as Error).message).not.toContain('\n');
      expect(readFileSync(join(dataDir, 'cluster', 'PG_VERSION'), 'utf8')).toBe(`${version}\n`);
    },
  );

  it('begins anew where making the database was cut off', async () => {
    mkdirSync(join(dataDir, 'cluster.draft', 'base'), { recursive: true });
    writeFileSync(join(dataDir, 'cluster.draft', 'PG_VERSION'), '18\n');
    const server = await startPostgres({ dataDir });
    expect(await ask(server.url, 'select 1 as one')).toEqual({ one: 1 });
    await server.stop();
  });

  it.runIf(isRoot)('runs for an ordinary user too', async () => {
    const nobody = 65_534;
    chmodSync(folder, 0o755);
    mkdirSync(dataDir);
    chownSync(dataDir, nobody, nobody);
    const ordinary = await runProgram(HOLD, [dataDir], { uid: nobody });
    expect(ordinary.said, ordinary.complaint()).toBeDefined();
    await ask(String(ordinary.said?.['url']), 'create table kept as select 7 as answer');
    process.kill(ordinary.pid, 'SIGTERM');
    expect(await ordinary.ended).toBe(0);
    // Root then takes over the folder of that user, as after a `sudo npm start`.
    const server = await startPostgres({ dataDir });
    expect(await ask(server.url, 'select answer from kept')).toEqual({ answer: 7 });
    await server.stop();
  });

  describe('on a database that was made before', () => {
    beforeEach(placeMadeCluster);

    it('is durable, and open to this machine and the holder of its password only', async () => {
      const server = await startPostgres({ dataDir });
      const settings = await ask(
        server.adminUrl,
        `select current_setting('fsync') as fsync, current_setting('synchronous_commit') as commit,
         current_setting('listen_addresses') as listens, current_setting('unix_socket_directories') as sockets`,
      );
      expect(settings).toEqual({ fsync: 'on', commit: 'on', listens: '127.0.0.1', sockets: '' });
      const { password } = new URL(server.url);
      expect(password.length).toBeGreaterThanOrEqual(32);
      expect(statSync(join(dataDir, 'password')).mode & 0o777).toBe(0o600);
      expect(processesNaming(password)).toEqual([]);
      const wrong = server.url.replace(password, 'postgres');
      await expect(ask(wrong, 'select 1')).rejects.toThrow(/password authentication failed/);
      const outside = Object.values(networkInterfaces()).flatMap((each) => each ?? []);
      const address = outside.find(({ family, internal }) => family === 'IPv4' && !internal)?.address;
      if (address !== undefined) {
        await expect(ask(server.url.replace('127.0.0.1', address), 'select 1')).rejects.toThrow(
          /ECONNREFUSED/,
        );
      }
      await server.stop();
    });

    it('reports in one line that a port is taken', async () => {
      const other = createServer();
      await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', resolve));
      const { port } = other.address() as AddressInfo;
      await expect(startPostgres({ dataDir, port })).rejects.toThrow(
        `Port ${port} for the embedded PostgreSQL is taken: stop what listens on it or choose another port.`,
      );
      other.close();
      const server = await startPostgres({ dataDir, port });
      expect(server.port).toBe(port);
      await server.stop();
    });

    it('gives the program a role that owns the database and is no superuser', async () => {
      const server = await startPostgres({ dataDir });
      expect(await ask(server.url, ROLE)).toEqual({ name: 'sitetab_app', super: false, creates: false });
      await expect(ask(server.url, `copy (select 1) to program 'true'`)).rejects.toThrow(/permission denied/);
      await expect(ask(server.url, 'set session_replication_role = replica')).rejects.toThrow(
        /permission denied/,
      );
      await server.stop();
    });

    it('takes over a folder whose tables a superuser made, and goes on migrating it', async () => {
      const before = await startPostgres({ dataDir });
      await ask(before.adminUrl, 'alter database sitetab owner to sitetab');
      const old = connectSql(before.adminUrl, { max: 1 });
      await migrateDatabase(old);
      await old`create type mood as enum ('fine')`;
      await old.end();
      await before.stop();
      const server = await startPostgres({ dataDir });
      const left = `select count(*)::integer as left from pg_class c join pg_namespace n on n.oid = c.relnamespace
                   where n.nspname = 'public' and pg_get_userbyid(c.relowner) = 'sitetab'`;
      expect(await ask(server.url, left)).toEqual({ left: 0 });
      const sql = connectSql(server.url, { max: 1 });
      await migrateDatabase(sql);
      await sql`alter table sites add column later integer`;
      await sql`alter type mood add value 'better'`;
      const founder = { now: Date.now(), email: 'owner@late.example', slug: 'late', name: 'Late' };
      expect((await foundRootSite(sql, founder)).site.slug).toBe('late');
      await sql.end();
      await server.stop();
    });

    it('names the process that uses the folder already', async () => {
      const server = await startPostgres({ dataDir });
      const other = await runProgram(HOLD, [dataDir]);
      expect(other.said).toBeUndefined();
      expect(other.complaint()).toContain(`Another Sitetab (process ${process.pid}) uses the data folder`);
      await server.stop();
    });
  });
});

describe('when things are killed', () => {
  beforeEach(placeMadeCluster);

  it.each(['SIGKILL', 'SIGUSR2', 'SIGINT'] as const)(
    'leaves nothing behind after %s of the parent',
    async (signal) => {
      const parent = await runProgram(HOLD, [dataDir]);
      const url = String(parent.said?.['url']);
      await ask(url, 'create table kept as select 42 as answer');
      // As a terminal does it: the signal goes to the whole group.
      process.kill(-parent.pid, signal);
      await parent.ended;
      const server = await startPostgres({ dataDir });
      expect(await ask(server.url, 'select answer from kept')).toEqual({ answer: 42 });
      await server.stop();
    },
  );

  it('stops a PostgreSQL that was left running', async () => {
    const parent = await runProgram(HOLD, [dataDir]);
    await ask(String(parent.said?.['url']), 'create table kept as select 42 as answer');
    const watchers = processesNaming(dataDir).filter(({ command }) => command.startsWith('/bin/sh'));
    for (const { pid } of watchers) process.kill(pid, 'SIGKILL');
    process.kill(parent.pid, 'SIGKILL');
    await parent.ended;
    const left = Number(parent.said?.['pid']);
    expect(processesNaming(dataDir).map(({ pid }) => pid)).toContain(left);
    const server = await startPostgres({ dataDir });
    expect(server.pid).not.toBe(left);
    expect(await ask(server.url, 'select answer from kept')).toEqual({ answer: 42 });
    await server.stop();
  });

  it('reports that PostgreSQL itself was killed, and recovers at the next start', async () => {
    const server = await startPostgres({ dataDir });
    await ask(server.url, 'create table kept as select 42 as answer');
    process.kill(server.pid, 'SIGKILL');
    expect(await server.gone).toBe('SIGKILL');
    await server.stop();
    const again = await startPostgres({ dataDir });
    expect(await ask(again.url, 'select answer from kept')).toEqual({ answer: 42 });
    await again.stop();
  });

  it('starts although what the killed one served is still writing its last words into the log', async () => {
    let server = await startPostgres({ dataDir });
    for (let round = 0; round < 3; round += 1) {
      const sql = connectSql(server.url, { max: 150 });
      await Promise.all(Array.from({ length: 150 }, () => sql`select pg_sleep(0.3)`));
      process.kill(server.pid, 'SIGKILL');
      await server.gone;
      await server.stop();
      server = await startPostgres({ dataDir });
      await sql.end({ timeout: 0 });
    }
    expect(await ask(server.url, 'select 1 as answer')).toEqual({ answer: 1 });
    await server.stop();
  });

  it('is not misled when the old number belongs to another process by now', async () => {
    const server = await startPostgres({ dataDir });
    const pidFile = join(dataDir, 'cluster', 'postmaster.pid');
    const note = readFileSync(pidFile, 'utf8');
    await server.stop();
    const stranger = spawn('sleep', ['60']);
    writeFileSync(pidFile, note.replace(/^\d+/, String(stranger.pid)));
    const again = await startPostgres({ dataDir });
    expect(await ask(again.url, 'select 1 as one')).toEqual({ one: 1 });
    expect(stranger.exitCode).toBeNull();
    await again.stop();
    stranger.kill();
  });
});
