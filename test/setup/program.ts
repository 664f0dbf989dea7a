import { execFile, execFileSync, spawn } from 'node:child_process';
import { setTimeout as delay } from 'node:timers/promises';
import { packagePath } from '../../src/platform/files/paths.js';
import { compileProgram } from './compileProgram.js';

export interface RunningProgram {
  pid: number;
  /** The first line of JSON it said, or undefined when it ended without one. */
  said: Record<string, unknown> | undefined;
  /** What it printed to standard error so far. */
  complaint(): string;
  /** Settles with how it ended: an exit code, or a signal's name. */
  ended: Promise<number | string>;
}

export interface RunOptions {
  uid?: number;
  env?: NodeJS.ProcessEnv;
}

/**
 * Runs a TypeScript program as a process of its own, at the head of its own process group as under a terminal,
 * and waits until it has said something or ended.
 */
export async function runProgram(
  url: URL,
  args: readonly string[],
  options: RunOptions = {},
): Promise<RunningProgram> {
  const child = spawn(process.execPath, [compileProgram(url), ...args], {
    detached: true,
    stdio: ['ignore', 'pipe', 'pipe'],
    env: options.env ?? process.env,
    ...(options.uid === undefined ? {} : { uid: options.uid, gid: options.uid }),
  });
  let output = '';
  let complaint = '';
  child.stderr.on('data', (bytes: Buffer) => (complaint += bytes.toString()));
  const ended = new Promise<number | string>((resolve) => {
    child.once('close', (code, signal) => resolve(signal ?? code ?? 0));
  });
  const spoke = new Promise<void>((resolve) => {
    child.stdout.on('data', (bytes: Buffer) => {
      output += bytes.toString();
      if (output.includes('\n')) resolve();
    });
  });
  await Promise.race([spoke, ended]);
  const [line] = output.split('\n');
  const said = line ? (JSON.parse(line) as Record<string, unknown>) : undefined;
  return { pid: child.pid ?? 0, said, complaint: () => complaint, ended };
}

/** The processes whose command line names the text (a test's folder), without the one that lists them. */
export function processesNaming(text: string): { pid: number; command: string }[] {
  const lines = execFileSync('ps', ['-eo', 'pid=,stat=,args='], {
    encoding: 'utf8',
    maxBuffer: 50_000_000,
  }).split('\n');
  return lines.flatMap((line) => {
    const [, pid, state, command] = /^\s*(\d+)\s+(\S+)\s+(.*)$/.exec(line) ?? [];
    return command?.includes(text) === true && !state?.startsWith('Z') ? [{ pid: Number(pid), command }] : [];
  });
}

/** Waits until no process names the text any more; answers those that still do after the time given. */
export async function processesLeft(text: string, withinMs = 60_000): Promise<string[]> {
  const deadline = performance.now() + withinMs;
  for (;;) {
    const left = processesNaming(text);
    if (left.length === 0 || performance.now() > deadline) return left.map(({ command }) => command);
    await delay(50);
  }
}

export interface Ended {
  readonly code: number;
  readonly said: string;
  readonly complaint: string;
}

/** `sitetab` as an operator gives it, until it ends: with these settings and none of the test run's own. */
export function runSitetab(
  args: readonly string[],
  settings: Readonly<Record<string, string>> = {},
): Promise<Ended> {
  const none = { BASE_URL: '', NODE_OPTIONS: '', SECRET_KEY: '', TEMPORAL_ADDRESS: '' };
  const env = { ...process.env, ...none, ...settings };
  return new Promise((resolve) => {
    const command = [packagePath('bin', 'sitetab.mjs'), ...args];
    execFile(process.execPath, command, { env }, (error, said, complaint) => {
      resolve({ code: typeof error?.code === 'number' ? error.code : 0, said, complaint });
    });
  });
}
