import { spawn, type ChildProcess } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { collectAccessLog } from '../../cli/collect/collectAccessLog.js';
import type { CollectIo, CollectOptions } from '../../cli/collect/options.js';
import { compileProgram } from '../setup/compileProgram.js';
import { API_KEY, type UsageServer } from './usageServer.js';

export const REAL_LOG = fileURLToPath(new URL('../data/access-log-2015.gz', import.meta.url));
export const AFTER_REAL_LOG = Date.parse('2015-05-21T00:00:00Z');

export function makeFolder(): { path: string; remove: () => void } {
  const path = mkdtempSync(join(tmpdir(), 'sitetab-collect-'));
  return { path, remove: () => rmSync(path, { recursive: true, force: true }) };
}

export interface Outcome {
  readonly code: number;
  readonly out: string;
  readonly error: string;
}

export function optionsFor(server: UsageServer, folder: string, file: string): CollectOptions {
  return {
    file,
    site: 'shop',
    format: undefined,
    wrap: undefined,
    rebaseStart: undefined,
    follow: false,
    url: server.url,
    apiKey: API_KEY,
    sourceName: 'shop',
    stateDir: join(folder, 'state'),
    timeZone: 'UTC',
    hosts: new Map(),
    matchHosts: new Set(),
    batchSeconds: 5,
  };
}

/** Runs the collector in this process. What it says of errors goes to `onError` as it is said. */
export async function collect(
  options: CollectOptions,
  stop: AbortSignal = new AbortController().signal,
  now: () => number = Date.now,
  onError: (text: string) => void = () => undefined,
): Promise<Outcome> {
  let out = '';
  let error = '';
  const io: CollectIo = {
    writeOut: (text) => (out += text),
    writeError: (text) => {
      error += text;
      onError(text);
    },
    isTerminal: false,
    now,
    stop,
  };
  const code = await collectAccessLog(options, io);
  return { code, out, error };
}

const RUNNER = new URL('./runCollect.ts', import.meta.url);

/** Runs the collector in a process of its own, which can be killed. */
export function spawnCollector(server: UsageServer, folder: string, args: readonly string[]): ChildProcess {
  return spawn(
    process.execPath,
    [compileProgram(RUNNER), 'collect', 'access-log', ...args, '--state', join(folder, 'state')],
    {
      stdio: ['ignore', 'pipe', 'pipe'],
      env: { ...process.env, SITETAB_URL: server.url, SITETAB_API_KEY: API_KEY },
    },
  );
}

export async function exitOf(child: ChildProcess): Promise<{ code: number | null; output: string }> {
  let output = '';
  child.stdout?.on('data', (chunk: Buffer) => (output += chunk.toString()));
  child.stderr?.on('data', (chunk: Buffer) => (output += chunk.toString()));
  return new Promise((resolve) => child.on('close', (code) => resolve({ code, output })));
}

export async function until(condition: () => boolean, limit_ms = 60_000): Promise<void> {
  const endsAt = Date.now() + limit_ms;
  while (!condition()) {
    if (Date.now() > endsAt) throw new Error('the condition did not come true in time');
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

/** The time of a combined log, in UTC. */
export function clfTime(at: number): string {
  const [date, time] = new Date(at).toISOString().split('T');
  const [year, month, day] = (date ?? '').split('-');
  return `${day}/${MONTHS[Number(month) - 1]}/${year}:${time?.slice(0, 8)} +0000`;
}

/** One line of a combined log, with its newline. */
export function logLine(at: number, size: number | string, path = '/'): string {
  return `192.0.2.7 - - [${clfTime(at)}] "GET ${path} HTTP/1.1" 200 ${size} "-" "agent"\n`;
}

/** A repeatable source of numbers from 0 to 1. */
export function seeded(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}
