import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { Connection } from '@temporalio/client';
import { startChild, type Child } from './children.js';
import { ensureFolder } from './paths.js';
import { assertPortFree, preferPort } from './ports.js';
import type { SearchAttributes } from './searchAttributes.js';
import { StartupFailure } from './startupFailure.js';
import { findTemporalBinary, type TemporalBinary } from './temporalBinaries.js';

export interface TemporalDevOptions {
  /** The folder that is Temporal's alone; made if missing. */
  dataDir: string;
  /** Left out, Temporal's usual port is taken, or a free one when that is taken. */
  port?: number;
  uiPort?: number;
  namespace: string;
  searchAttributes: SearchAttributes;
  env?: NodeJS.ProcessEnv;
  log?: (line: string) => void;
}

export interface TemporalDev {
  address: string;
  uiUrl: string;
  namespace: string;
  binary: TemporalBinary;
  pid: number;
  gone: Promise<string>;
  stop(): Promise<void>;
}

const USUAL_PORT = 7233;
const USUAL_UI_PORT = 8233;
const START_MS_MAX = 60_000;

/** Starts a real Temporal server with its Web UI, which keeps what it knows in the folder and ends with this process. */
export async function startTemporalDev(options: TemporalDevOptions): Promise<TemporalDev> {
  const binary = await findTemporalBinary('temporal', options);
  ensureFolder(options.dataDir, 0o700);
  const port = await choosePort(options.port, USUAL_PORT, 'Temporal');
  const uiPort = await choosePort(options.uiPort, USUAL_UI_PORT, "Temporal's Web UI");
  const logFile = join(options.dataDir, 'log');
  const logStart = statSync(logFile, { throwIfNoEntry: false })?.size ?? 0;
  const child = await startChild({
    name: 'Temporal',
    command: binary.path,
    args: devArguments(options, port, uiPort),
    logFile,
    pidFile: join(options.dataDir, 'pid'),
    stopSignal: 'SIGINT',
  });
  const address = `127.0.0.1:${port}`;
  const isReady = await answersForNamespace(child, address, options);
  if (!isReady) {
    await child.stop(1_000);
    throw new StartupFailure(`Temporal did not start: ${lastLine(logFile, logStart)} (see ${logFile})`);
  }
  const { pid, gone } = child;
  const { namespace } = options;
  return {
    address,
    uiUrl: `http://127.0.0.1:${uiPort}`,
    namespace,
    binary,
    pid,
    gone,
    stop: () => child.stop(),
  };
}

async function choosePort(asked: number | undefined, usual: number, purpose: string): Promise<number> {
  if (asked === undefined) return preferPort(usual);
  await assertPortFree(asked, purpose);
  return asked;
}

function devArguments(options: TemporalDevOptions, port: number, uiPort: number): string[] {
  const attributes = Object.entries(options.searchAttributes);
  return [
    ...['server', 'start-dev', '--ip', '127.0.0.1', '--port', String(port), '--ui-port', String(uiPort)],
    ...['--db-filename', join(options.dataDir, 'temporal.db'), '--namespace', options.namespace],
    ...['--log-level', 'warn', '--ui-disable-news-fetch', '--disable-config-file', '--disable-config-env'],
    ...attributes.flatMap(([name, type]) => ['--search-attribute', `${name}=${type}`]),
  ];
}

/** Ready is when the namespace and every search attribute are there, not when the port is open. */
async function answersForNamespace(
  child: Child,
  address: string,
  options: TemporalDevOptions,
): Promise<boolean> {
  const connection = Connection.lazy({ address });
  const deadline = performance.now() + START_MS_MAX;
  try {
    while (!child.isGone() && performance.now() < deadline) {
      if (await hasAttributes(connection, options)) return true;
      await delay(50);
    }
    return false;
  } finally {
    await connection.close();
  }
}

async function hasAttributes(connection: Connection, options: TemporalDevOptions): Promise<boolean> {
  const { namespace, searchAttributes } = options;
  try {
    const found = await connection.withDeadline(Date.now() + 1_000, () =>
      connection.operatorService.listSearchAttributes({ namespace }),
    );
    return Object.keys(searchAttributes).every((name) => name in found.customAttributes);
  } catch {
    return false;
  }
}

function lastLine(logFile: string, from: number): string {
  const lines = readFileSync(logFile).subarray(from).toString('utf8').trim().split('\n');
  return (
    lines.findLast((line) => /error|fail|invalid|already/i.test(line)) ?? lines.at(-1) ?? 'no reason given'
  );
}
