import { spawn, type ChildProcess } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { freePort } from '../../../src/embedded/ports.js';
import type { Services } from '../../../src/embedded/services.js';
import { packagePath } from '../../../src/platform/files/paths.js';

export type PartName = 'api' | 'gate' | 'worker' | 'scheduler';

export interface Part {
  readonly port: number;
  readonly pid: number;
  memoryMib(): number;
  /** What it has used of the processors so far. */
  processorMs(): number;
  stop(): Promise<void>;
}

const READY: Readonly<Record<PartName, string>> = {
  api: 'serving at',
  gate: 'gate listening at',
  worker: 'working',
  scheduler: 'scheduling',
};
const READY_MS_MAX = 60_000;

/** Runs a part of the program as a deployment does: the built program, its settings from the environment. */
export async function startPart(
  name: PartName,
  services: Services,
  folder: string,
  env: Readonly<Record<string, string>> = {},
): Promise<Part> {
  const port = await freePort();
  const child = runProgram([name], {
    DATABASE_URL: services.databaseUrl,
    TEMPORAL_ADDRESS: services.temporal.target.connection.address ?? '',
    SMTP_URL: services.smtpUrl,
    PORT: String(port),
    GATE_PORT: name === 'gate' ? String(port) : '0',
    SITETAB_DATA: join(folder, 'parts'),
    ...env,
  });
  await untilSaid(child, READY[name]);
  return {
    port,
    pid: child.pid ?? 0,
    memoryMib: () => memoryMib(child.pid ?? 0),
    processorMs: () => processorMs(child.pid ?? 0),
    stop: () => stopProgram(child),
  };
}

export function runProgram(args: readonly string[], env: Readonly<Record<string, string>>): ChildProcess {
  const profiles = process.env['BENCH_PROFILES'];
  const flags =
    profiles === undefined ? [] : ['--cpu-prof', `--cpu-prof-dir=${join(profiles, args[0] ?? '')}`];
  return spawn(process.execPath, [...flags, packagePath('bin', 'sitetab.mjs'), ...args], {
    env: { ...process.env, NODE_ENV: 'production', ...env },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
}

/** Waits until the program has printed the text. */
export async function untilSaid(child: ChildProcess, text: string): Promise<void> {
  let said = '';
  child.stdout?.on('data', (bytes: Buffer) => (said = `${said}${bytes.toString()}`.slice(-4_000)));
  for (const until = performance.now() + READY_MS_MAX; !said.includes(text);) {
    await delay(5);
    if (child.exitCode !== null || performance.now() > until)
      throw new Error(`the program did not start: ${said}`);
  }
}

/** What the process alone holds in memory now. */
export function memoryMib(pid: number): number {
  const kib = /^VmRSS:\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1];
  return Math.round(Number(kib) / 1_024);
}

/** What the process alone has used of the processors so far, its threads together; counted in hundredths of a second. */
export function processorMs(pid: number): number {
  const [user = NaN, system = NaN] = timesOf(pid);
  return (user + system) * 10;
}

/** The same with all processes that it has started, also those that have ended. */
export function familyProcessorMs(pid: number): number {
  const own = timesOf(pid).reduce((sum, time) => sum + time, 0);
  const living = readdirSync('/proc').filter((name) => /^\d+$/.test(name) && parentOf(name) === pid);
  return own * 10 + living.reduce((sum, child) => sum + (processorMs(Number(child)) || 0), 0);
}

/** Of the process and of its children that have ended: user and system time each. */
function timesOf(pid: number): number[] {
  return statOf(String(pid)).slice(11, 15).map(Number);
}

function parentOf(pid: string): number {
  return Number(statOf(pid)[1]);
}

/** Empty where the process has ended. */
function statOf(pid: string): string[] {
  try {
    return readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]?.split(' ') ?? [];
  } catch {
    return [];
  }
}

export async function stopProgram(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const ended = new Promise((resolve) => child.once('exit', resolve));
  child.kill('SIGINT');
  await ended;
}
