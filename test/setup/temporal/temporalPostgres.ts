import { execFile } from 'node:child_process';
import { randomInt } from 'node:crypto';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { promisify } from 'node:util';
import { Connection } from '@temporalio/client';
import { startChild, type Child } from '../../../src/embedded/children.js';
import { isPortFree } from '../../../src/embedded/ports.js';
import { packagePath } from '../../../src/platform/files/paths.js';
import { describeError, StartupFailure } from '../../../src/platform/processes/startupFailure.js';
import { connectSql, type Sql } from '../../../src/platform/sql/sql.js';
import {
  registerSearchAttributes,
  type SearchAttributes,
} from '../../../src/platform/temporal/searchAttributes.js';
import { findTemporalServer, type TemporalServerBuild } from './serverBuild.js';

const DATABASES = { temporal: 'temporal', visibility: 'temporal_visibility' } as const;
/** As in docker-compose.yml; it can never be changed later. */
const HISTORY_SHARDS = 512;
const RETENTION_DAYS = 90;
const SERVICES = ['frontend', 'history', 'matching', 'worker'] as const;
const START_MS_MAX = 90_000;

interface Ports {
  readonly rpc: number;
  readonly membership: number;
}

export interface TemporalPostgresOptions {
  /** The folder of the server's settings and log; made if missing. */
  readonly dataDir: string;
  /** The PostgreSQL that holds Temporal's two databases, as a superuser. */
  readonly databaseUrl: string;
  readonly namespace: string;
  readonly searchAttributes: SearchAttributes;
  /** Left out: free ports. A server that is started again keeps its ports, or the others would look for it in vain. */
  readonly ports?: readonly Ports[];
  readonly log?: (line: string) => void;
}

export interface TemporalPostgres {
  readonly address: string;
  readonly namespace: string;
  readonly ports: readonly Ports[];
  readonly pid: number;
  readonly gone: Promise<string>;
  stop(): Promise<void>;
}

/**
 * Starts Temporal's production server, all its services in one process, on PostgreSQL. Makes its databases, schemas,
 * namespace and search attributes where they are missing.
 */
export async function startTemporalPostgres(options: TemporalPostgresOptions): Promise<TemporalPostgres> {
  const { dataDir, databaseUrl, namespace, log } = options;
  const build = await findTemporalServer(log === undefined ? {} : { log });
  mkdirSync(dataDir, { recursive: true });
  await makeSchemas(build, databaseUrl);
  const ports = options.ports ?? (await choosePorts());
  const configFile = join(dataDir, 'config.yaml');
  // JSON is YAML.
  writeFileSync(configFile, JSON.stringify(configOf(databaseUrl, ports), null, 2), { mode: 0o600 });
  const child = await startChild({
    name: 'Temporal',
    command: build.server,
    args: ['--config-file', configFile, '--allow-no-auth', 'start'],
    logFile: join(dataDir, 'log'),
    pidFile: join(dataDir, 'pid'),
    stopSignal: 'SIGTERM',
  });
  const address = `127.0.0.1:${ports[0]?.rpc ?? 0}`;
  try {
    await becomeReady(child, address, options);
  } catch (error) {
    await child.stop(1_000);
    const logFile = join(dataDir, 'log');
    throw new StartupFailure(
      `Temporal did not start (${describeError(error)}): ${faultIn(logFile)} (see ${logFile})`,
    );
  }
  return { address, namespace, ports, pid: child.pid, gone: child.gone, stop: () => child.stop() };
}

/** Its last line before the one that lists where in the server it failed. */
function faultIn(logFile: string): string {
  const lines = readFileSync(logFile, 'utf8').trim().split('\n');
  const fault = lines.findLast((line) => !/^(?:\t|Unable to (?:create|start) server)/.test(line));
  return (fault ?? lines.at(-1) ?? 'no reason given').slice(0, 300);
}

/** Has Temporal know nothing any more; only while its server is down. */
export async function forgetTemporalPostgres(databaseUrl: string): Promise<void> {
  await asAdmin(databaseUrl, async (sql) => {
    for (const name of Object.values(DATABASES)) await sql`drop database if exists ${sql(name)} with (force)`;
  });
}

/** Copies what Temporal knows, or puts it back to its copy; only while its server is down. */
export async function copyTemporalPostgres(databaseUrl: string, way: 'keep' | 'put back'): Promise<void> {
  await asAdmin(databaseUrl, async (sql) => {
    for (const name of Object.values(DATABASES)) {
      const [from, to] = way === 'keep' ? [name, `${name}_kept`] : [`${name}_kept`, name];
      await sql`select pg_terminate_backend(pid) from pg_stat_activity where datname in (${from}, ${to})`;
      await sql`drop database if exists ${sql(to)} with (force)`;
      await sql`create database ${sql(to)} template ${sql(from)}`;
    }
  });
}

/** Temporal stores its own ports in a column of 16 bits with a sign. */
const PORTS = { from: 20_000, to: 32_000 };

async function choosePorts(): Promise<Ports[]> {
  const free: number[] = [];
  while (free.length < SERVICES.length * 2) {
    const port = randomInt(PORTS.from, PORTS.to);
    if (!free.includes(port) && (await isPortFree(port))) free.push(port);
  }
  return SERVICES.map((_, place) => ({ rpc: free[place * 2] ?? 0, membership: free[place * 2 + 1] ?? 0 }));
}

/** Makes each database under another name first, so that one that a crash left unfinished is never used. */
async function makeSchemas(build: TemporalServerBuild, databaseUrl: string): Promise<void> {
  for (const [part, name] of Object.entries(DATABASES)) {
    const draft = `${name}_draft`;
    await asAdmin(databaseUrl, async (sql) => {
      const [known] = await sql`select from pg_database where datname = ${name}`;
      if (known !== undefined) return;
      await sql`drop database if exists ${sql(draft)} with (force)`;
      await sql`create database ${sql(draft)}`;
      await makeSchema(build, databaseUrl, part, draft);
      await renameInside(databaseUrl, draft, name);
      await sql`alter database ${sql(draft)} rename to ${sql(name)}`;
    });
  }
}

/** The tool writes the database's name into it, and the server looks for that. */
async function renameInside(databaseUrl: string, draft: string, name: string): Promise<void> {
  const url = new URL(databaseUrl);
  url.pathname = `/${draft}`;
  const sql = connectSql(url.href, { max: 1, name: 'temporal' });
  try {
    await sql`update schema_version set db_name = ${name}`;
  } finally {
    await sql.end();
  }
}

async function makeSchema(
  { sqlTool, schema }: TemporalServerBuild,
  databaseUrl: string,
  part: string,
  database: string,
): Promise<void> {
  const { hostname, port, username, password } = new URL(databaseUrl);
  const where = ['--plugin', 'postgres12', '--ep', hostname, '--port', port, '--db', database];
  const env = { SQL_USER: decodeURIComponent(username), SQL_PASSWORD: decodeURIComponent(password) };
  for (const step of [
    ['setup-schema', '-v', '0.0'],
    ['update-schema', '-d', join(schema, part, 'versioned')],
  ]) {
    await promisify(execFile)(sqlTool, [...where, ...step], { env, maxBuffer: 10_000_000 });
  }
}

/** Does work that can be repeated; waits for a PostgreSQL that is being started. */
async function asAdmin<T>(databaseUrl: string, work: (sql: Sql) => Promise<T>): Promise<T> {
  const url = new URL(databaseUrl);
  url.pathname = '/postgres';
  for (const until = performance.now() + START_MS_MAX; ;) {
    const sql = connectSql(url.href, { max: 1, name: 'temporal' });
    try {
      await sql`select 1`;
      return await work(sql);
    } catch (error) {
      if (performance.now() > until) throw error;
      await delay(200);
    } finally {
      await sql.end({ timeout: 1 });
    }
  }
}

/** What Temporal's image makes of the environment in docker-compose.yml. */
function configOf(databaseUrl: string, ports: readonly Ports[]): object {
  const url = new URL(databaseUrl);
  const store = (databaseName: string, maxConns: number): object => ({
    sql: {
      ...{ pluginName: 'postgres12', databaseName, connectAddr: url.host, connectProtocol: 'tcp' },
      ...{ user: decodeURIComponent(url.username), password: decodeURIComponent(url.password) },
      ...{ maxConns, maxIdleConns: maxConns, maxConnLifetime: '1h' },
    },
  });
  const services = SERVICES.map((name, place) => [
    name,
    {
      rpc: {
        ...{ grpcPort: ports[place]?.rpc, membershipPort: ports[place]?.membership },
        bindOnIP: '127.0.0.1',
      },
    },
  ]);
  return {
    log: { stdout: true, level: 'warn' },
    persistence: {
      ...{ defaultStore: 'default', visibilityStore: 'visibility', numHistoryShards: HISTORY_SHARDS },
      datastores: { default: store(DATABASES.temporal, 20), visibility: store(DATABASES.visibility, 10) },
    },
    global: { membership: { maxJoinDuration: '30s', broadcastAddress: '127.0.0.1' } },
    services: Object.fromEntries(services) as object,
    clusterMetadata: {
      ...{ enableGlobalNamespace: false, failoverVersionIncrement: 10 },
      ...{ masterClusterName: 'active', currentClusterName: 'active' },
      clusterInformation: {
        active: {
          ...{ enabled: true, initialFailoverVersion: 1, rpcName: 'frontend' },
          rpcAddress: `127.0.0.1:${ports[0]?.rpc ?? 0}`,
        },
      },
    },
    dcRedirectionPolicy: { policy: 'noop' },
    archival: { history: { state: 'disabled' }, visibility: { state: 'disabled' } },
    namespaceDefaults: {
      archival: { history: { state: 'disabled' }, visibility: { state: 'disabled' } },
    },
    publicClient: { hostPort: `127.0.0.1:${ports[0]?.rpc ?? 0}` },
    dynamicConfigClient: {
      filepath: packagePath('docker', 'temporal-dynamic-config.yaml'),
      pollInterval: '60s',
    },
  };
}

/** Ready means that the namespace and the search attributes exist and can be used. */
async function becomeReady(
  child: Child,
  address: string,
  { namespace, searchAttributes }: TemporalPostgresOptions,
): Promise<void> {
  const connection = Connection.lazy({ address });
  let last: unknown = new Error('no answer');
  try {
    for (const until = performance.now() + START_MS_MAX; performance.now() < until && !child.isGone();) {
      try {
        await connection.withDeadline(Date.now() + 10_000, async () => {
          await registerNamespace(connection, namespace);
          await registerSearchAttributes(connection, namespace, searchAttributes);
          // The frontend knows a new namespace only after a while; starting workflows is refused until then.
          const query = 'ExecutionStatus = "Running"';
          await connection.workflowService.countWorkflowExecutions({ namespace, query });
        });
        return;
      } catch (error) {
        last = error;
        await delay(100);
      }
    }
    throw last;
  } finally {
    await connection.close();
  }
}

async function registerNamespace(connection: Connection, namespace: string): Promise<void> {
  const retention = { seconds: RETENTION_DAYS * 86_400 };
  try {
    await connection.workflowService.describeNamespace({ namespace });
  } catch {
    await connection.workflowService.registerNamespace({
      namespace,
      // protobufjs wants the library's own 64-bit number.
      workflowExecutionRetentionPeriod: retention as never,
    });
  }
}
