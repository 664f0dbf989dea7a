import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { SEARCH_ATTRIBUTES } from '../../../cli/processes/signals.js';
import { createApiKey } from '../../../src/auth/keys/apiKeys.js';
import { foundRootSite } from '../../../src/auth/users/foundSite.js';
import { type Services, startServices } from '../../../src/embedded/services.js';
import { startPostgres } from '../../../src/embedded/postgres/embeddedPostgres.js';
import { migrateDatabase } from '../../../src/operations/migrateDatabase.js';
import { connectSql, type Sql } from '../../../src/platform/sql/sql.js';
import { plainTarget } from '../../../src/platform/temporal/temporalTarget.js';
import { type TemporalKind, TEMPORALS } from '../../setup/temporal/temporals.js';
import { type LoadProgram, startLoad } from '../load/loadProgram.js';
import { type Part, type PartName, startPart } from './part.js';

/** The servers and processes that are measured, all in a folder that goes when the bench is over. */
export interface Machine {
  readonly folder: string;
  readonly services: Services;
  readonly sql: Sql;
  readonly siteId: string;
  readonly apiKey: string;
  readonly load: LoadProgram;
  /** The process numbers of the servers that the program stands on. */
  readonly servers: Readonly<Record<'postgres' | 'temporal', number>>;
  /** The database server, as its superuser. */
  readonly adminUrl: string;
  /** The part of the program as a process of its own, started at the first call; of some parts there may be several. */
  part(name: PartName, number?: number): Promise<Part>;
  /** Ends the worker or the scheduler where a figure has no use for it. */
  endPart(name: PartName): Promise<void>;
  /** Throws away the signals and receipts that wait, and lets those settle that are on their way. */
  forgetSignals(): Promise<void>;
  stop(): Promise<void>;
}

/** A rush is over after a second, and what is left of the line is gone soon after. */
const SETTLE_MS = 2_000;

const running = new Set<() => Promise<void>>();

/** Stops those that a figure which was cut short left running. */
export async function stopMachines(): Promise<void> {
  await Promise.allSettled([...running].map((stop) => stop()));
}

/** With `env`, the parts of the program have these settings, too. */
export async function startMachine(
  kind: TemporalKind = 'dev',
  env: Readonly<Record<string, string>> = {},
): Promise<Machine> {
  const folder = mkdtempSync(join(tmpdir(), 'sitetab-bench-'));
  const { services, servers, adminUrl, stopServices } = await startServers(folder, kind);
  const sql = connectSql(services.databaseUrl, { max: 4, name: 'bench' });
  await migrateDatabase(sql);
  const now = Date.now();
  const { site } = await foundRootSite(sql, {
    now,
    email: 'owner@bench.example',
    slug: 'bench',
    name: 'Bench',
  });
  const { key } = await createApiKey(sql, { now, actor: 'bench' }, { siteId: site.id, name: 'bench' });
  await makeFloorTables(sql);
  const load = await startLoad();
  const parts = new Map<string, Promise<Part>>();
  const endPart = async (name: string): Promise<void> => {
    const part = parts.get(name);
    parts.delete(name);
    await (await part)?.stop();
  };
  const stop = async (): Promise<void> => {
    running.delete(stop);
    load.stop();
    await Promise.allSettled([...parts.keys()].map(endPart));
    await sql.end({ timeout: 1 });
    await stopServices();
    rmSync(folder, { recursive: true, force: true });
  };
  running.add(stop);
  return {
    folder,
    services,
    sql,
    siteId: site.id,
    apiKey: key,
    load,
    servers,
    adminUrl,
    part: (name, number = 1) => {
      const key = number === 1 ? name : `${name}-${number}`;
      const part = parts.get(key) ?? startPart(name, services, folder, env);
      parts.set(key, part);
      return part;
    },
    endPart,
    forgetSignals: async () => {
      await sql`delete from outbox`;
      // Without this the scheduler's sweep would find every receipt that was not written and ask for it.
      await sql`update accounts set receipted_number = last_number, assessed_revision = revision
                 where assessed_revision <> revision`;
      await delay(SETTLE_MS);
    },
    stop,
  };
}

interface Servers {
  readonly services: Services;
  readonly servers: Machine['servers'];
  readonly adminUrl: string;
  readonly stopServices: () => Promise<void>;
}

/** One PostgreSQL for the program and, as docker-compose.yml has it, for a Temporal that stores its data in one. */
async function startServers(folder: string, kind: TemporalKind): Promise<Servers> {
  const postgres = await startPostgres({ dataDir: join(folder, 'postgres') });
  const places = {
    dataDir: join(folder, 'temporal'),
    databaseUrl: () => Promise.resolve(postgres.adminUrl),
  };
  const temporal = await TEMPORALS[kind](places)
    .start()
    .catch(async (error: unknown) => {
      await postgres.stop();
      throw error;
    });
  const services = await startServices({
    dataDir: join(folder, 'services'),
    mode: 'start',
    given: {
      databaseUrl: postgres.url,
      temporal: plainTarget(temporal.address),
      temporalUiUrl: undefined,
      smtpUrl: undefined,
    },
    searchAttributes: SEARCH_ATTRIBUTES,
  });
  return {
    services,
    servers: { postgres: postgres.pid, temporal: temporal.pid },
    adminUrl: postgres.adminUrl,
    stopServices: async () => {
      await services.stop();
      await temporal.stop();
      await postgres.stop();
    },
  };
}

/**
 * What the floors write to: our own tables with their indexes, without foreign keys and triggers; for usage, the plain
 * table with the unique key that an event must have.
 */
async function makeFloorTables(sql: Sql): Promise<void> {
  await sql`create schema floor`;
  for (const table of ['accounts', 'entries', 'idempotency_keys', 'outbox']) {
    await sql`create table ${sql(`floor.${table}`)} (like ${sql(`public.${table}`)} including all)`;
  }
  await sql`
    create table floor.usage_events (
      tenant_id uuid not null, source text not null, event_id text not null, site_id uuid not null,
      meter_id integer not null, quantity numeric not null, occurred_at timestamptz not null, account_id uuid not null,
      day date not null, primary key (tenant_id, source, event_id))`;
  await sql`create index on floor.usage_events using brin (day date_minmax_multi_ops) with (autosummarize = on)`;
}
