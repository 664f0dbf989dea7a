import { chownSync, readFileSync, statSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';
import { startChild, type Child } from '../children.js';
import { lockDataDir } from '../../platform/files/lockFile.js';
import { ensureFolder } from '../../platform/files/paths.js';
import { assertPortFree, freePort } from '../ports.js';
import { findPostgresBinaries } from './postgresBinaries.js';
import { DATABASE, ensureCluster, postgresPlaces, type PostgresPlaces } from './postgresCluster.js';
import { clearLeftover, isPostmasterReady } from './postgresLeftover.js';
import { ensureRole } from './postgresRole.js';
import { choosePostgresRunner, postgresMajor, type PostgresRunner } from './postgresUser.js';
import { StartupFailure } from '../../platform/processes/startupFailure.js';

export interface PostgresOptions {
  /** The folder for PostgreSQL only; made if missing. */
  dataDir: string;
  /** Left out: a free port is taken. */
  port?: number;
  /** Called with a message when a step takes longer than a moment. */
  log?: (line: string) => void;
  /** Settings that replace the usual ones (tests give up durability). */
  settings?: Readonly<Record<string, string>>;
}

export interface EmbeddedPostgres {
  /** The address of the database `sitetab`, with its owner's name and password. */
  url: string;
  /** The same as the superuser, which the program itself does not use. */
  adminUrl: string;
  port: number;
  pid: number;
  /** Resolves when the server has ended, stopped or not, with how it ended. */
  gone: Promise<string>;
  stop(): Promise<void>;
}

/** Durable, and small enough for a modest machine that hosts forty sites. */
const SETTINGS: Readonly<Record<string, string>> = {
  listen_addresses: '127.0.0.1',
  unix_socket_directories: '',
  max_connections: '200',
  shared_buffers: '128MB',
  work_mem: '8MB',
  fsync: 'on',
  synchronous_commit: 'on',
  // An embedded database has no replicas, so its log can leave out what they need.
  wal_level: 'minimal',
  max_wal_senders: '0',
  max_wal_size: '1GB',
  checkpoint_timeout: '15min',
  random_page_cost: '1.1',
  // Compiling these queries costs more than running them.
  jit: 'off',
  timezone: 'UTC',
  log_timezone: 'UTC',
  cluster_name: 'sitetab',
};

const START_MS_MAX = 60_000;

/**
 * Starts the PostgreSQL of the package on a folder that is made once and kept between starts. It listens on the
 * loopback address only, with a random password stored in the folder, and ends with this process.
 */
export async function startPostgres(options: PostgresOptions): Promise<EmbeddedPostgres> {
  const places = postgresPlaces(options.dataDir);
  const binaries = findPostgresBinaries();
  const lock = await lockDataDir(places.home);
  try {
    const runner = await choosePostgresRunner(places.cluster, [binaries.postgres, places.cluster]);
    ensureFolder(places.home, 0o711);
    if (runner.owner) chownSync(places.home, runner.owner.uid, runner.owner.gid);
    const major = await postgresMajor(runner, binaries.postgres);
    const password = await ensureCluster(places, binaries, runner, major);
    await clearLeftover(places.cluster);
    const started = await launch(options, places, runner, binaries.postgres);
    const base = `postgres://${DATABASE}:${password}@127.0.0.1:${started.port}`;
    const url = await ensureRole(base);
    const stop = async (): Promise<void> => {
      await started.child.stop();
      lock.release();
    };
    const { pid, gone } = started.child;
    return { url, adminUrl: `${base}/${DATABASE}`, port: started.port, pid, gone, stop };
  } catch (error) {
    lock.release();
    throw error;
  }
}

interface Launched {
  child: Child;
  port: number;
}

async function launch(
  options: PostgresOptions,
  places: PostgresPlaces,
  runner: PostgresRunner,
  binary: string,
): Promise<Launched> {
  if (options.port !== undefined) await assertPortFree(options.port, 'the embedded PostgreSQL');
  const deadline = performance.now() + START_MS_MAX;
  for (;;) {
    const port = options.port ?? (await freePort());
    const logStart = statSync(places.logFile, { throwIfNoEntry: false })?.size ?? 0;
    const settings = Object.entries({ ...SETTINGS, ...options.settings });
    const flags = settings.flatMap(([name, value]) => ['-c', `${name}=${value}`]);
    const { command, args } = runner.wrap(binary, ['-D', places.cluster, '-p', String(port), ...flags]);
    const { logFile, cluster, home } = places;
    const child = await startChild({
      name: 'PostgreSQL',
      command,
      args,
      logFile,
      cwd: home,
      stopSignal: 'SIGINT',
    });
    if (await becomesReady(child, cluster, deadline, options.log)) return { child, port };
    const reason = lastFault(logFile, logStart, child.pid);
    await child.stop(1_000);
    if (!isPassing(reason, options.port) || performance.now() > deadline) {
      throw new StartupFailure(`PostgreSQL did not start: ${reason} (see ${logFile})`);
    }
    await delay(200);
  }
}

async function becomesReady(
  child: Child,
  cluster: string,
  deadline: number,
  log: PostgresOptions['log'],
): Promise<boolean> {
  const notice = setTimeout(() => log?.('PostgreSQL is recovering what was not yet in its files'), 2_000);
  try {
    while (!isPostmasterReady(cluster, child.pid)) {
      if (child.isGone() || performance.now() > deadline) return false;
      await delay(15);
    }
    return true;
  } finally {
    clearTimeout(notice);
  }
}

/** Faults that pass: another program took the port in between, or processes of a killed server are still ending. */
function isPassing(reason: string, requestedPort: number | undefined): boolean {
  if (reason.includes('still in use')) return true;
  return requestedPort === undefined && /in use|could not create any TCP/.test(reason);
}

/** Only this start's output: a killed server's last lines are in the same file. */
function lastFault(logFile: string, from: number, pid: number): string {
  const written = readFileSync(logFile).subarray(from).toString('utf8').trim().split('\n');
  const lines = written.filter((line) => Number(/ \[(\d+)\] /.exec(line)?.[1] ?? pid) === pid);
  const faults = lines.filter((line) => /FATAL|PANIC|could not bind|error/i.test(line));
  return (faults.at(-1) ?? lines.at(-1) ?? 'no reason given').replace(/^.*?(FATAL|PANIC|LOG): +/, '');
}
