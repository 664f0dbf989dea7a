import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { Connection } from '@temporalio/client';
import { startChild, type Child } from '../children.js';
import { ensureFolder } from '../../platform/files/paths.js';
import { assertPortFree, freePort, preferPort } from '../ports.js';
import type { SearchAttributes } from '../../platform/temporal/searchAttributes.js';
import { StartupFailure } from '../../platform/processes/startupFailure.js';
import { findTemporalBinary, type TemporalBinary } from './temporalBinaries.js';

export interface TemporalDevOptions {
  /** The folder for Temporal only; made if missing. */
  dataDir: string;
  /** Left out: Temporal's usual port, or a free one if that is taken. */
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
const ATTEMPTS_MAX = 5;
const PORT_TAKEN = 'address already in use';

/** Starts a real Temporal server with its Web UI. It stores its data in the folder and ends with this process. */
export async function startTemporalDev(options: TemporalDevOptions): Promise<TemporalDev> {
  const binary = await findTemporalBinary('temporal', options);
  ensureFolder(options.dataDir, 0o700);
  for (let attempt = 1; ; attempt += 1) {
    const port = await choosePort(options.port, attempt === 1 ? USUAL_PORT : undefined, 'Temporal');
    const uiPort = await choosePort(
      options.uiPort,
      attempt === 1 ? USUAL_UI_PORT : undefined,
      "Temporal's Web UI",
    );
    const started = await launch(binary.path, options, port, uiPort);
    if ('child' in started) {
      const { pid, gone, stop } = started.child;
      const address = `127.0.0.1:${port}`;
      const uiUrl = `http://127.0.0.1:${uiPort}`;
      return { address, uiUrl, namespace: options.namespace, binary, pid, gone, stop: () => stop() };
    }
    // Another program may take a port between its choice and its use.
    const isPassing = started.reason.includes(PORT_TAKEN) && attempt < ATTEMPTS_MAX;
    if (!isPassing) throw new StartupFailure(`Temporal did not start: ${started.reason}`);
  }
}

async function launch(
  command: string,
  options: TemporalDevOptions,
  port: number,
  uiPort: number,
): Promise<{ child: Child } | { reason: string }> {
  const logFile = join(options.dataDir, 'log');
  const logStart = statSync(logFile, { throwIfNoEntry: false })?.size ?? 0;
  const child = await startChild({
    name: 'Temporal',
    command,
    args: devArguments(options, port, uiPort),
    logFile,
    pidFile: join(options.dataDir, 'pid'),
    stopSignal: 'SIGINT',
  });
  const isReady = async (connection: Connection): Promise<boolean> =>
    reportsPort(logFile, logStart, port) && (await hasAttributes(connection, options));
  if (await becomesReady(child, `127.0.0.1:${port}`, isReady)) return { child };
  await child.stop(1_000);
  return { reason: `${faultIn(logFile, logStart)} (see ${logFile})` };
}

async function choosePort(
  requested: number | undefined,
  usual: number | undefined,
  purpose: string,
): Promise<number> {
  if (requested === undefined) return usual === undefined ? freePort() : preferPort(usual);
  await assertPortFree(requested, purpose);
  return requested;
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

async function becomesReady(
  child: Child,
  address: string,
  isReady: (connection: Connection) => Promise<boolean>,
): Promise<boolean> {
  const connection = Connection.lazy({ address });
  const deadline = performance.now() + START_MS_MAX;
  try {
    while (!child.isGone() && performance.now() < deadline) {
      if (await isReady(connection)) return true;
      await delay(50);
    }
    return false;
  } finally {
    await connection.close();
  }
}

/** Whether this server reports that it listens: another that took the port first would answer in its place. */
function reportsPort(logFile: string, from: number, port: number): boolean {
  const written = readFileSync(logFile).subarray(from).toString('utf8');
  return written.includes(`:${port}`) && !written.includes(PORT_TAKEN);
}

/** Ready means that the namespace and every search attribute exist; an open port is not enough. */
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

/** Why it ended: over a port that is taken the server may panic afterwards, so that is not always the last line. */
function faultIn(logFile: string, from: number): string {
  const lines = readFileSync(logFile).subarray(from).toString('utf8').trim().split('\n');
  return (
    lines.find((line) => line.includes(PORT_TAKEN)) ??
    lines.findLast((line) => /error|fail|invalid|already/i.test(line)) ??
    lines.at(-1) ??
    'no reason given'
  );
}
