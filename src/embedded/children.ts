import { spawn, type ChildProcess } from 'node:child_process';
import {
  closeSync,
  existsSync,
  openSync,
  readFileSync,
  statSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { Socket } from 'node:net';
import { childEnv } from '../platform/processes/childEnv.js';
import { processStart, sendSignal, waitUntilGone } from '../platform/processes/processes.js';
import { StartupFailure, describeError, systemErrorCode } from '../platform/processes/startupFailure.js';

export interface ChildOptions {
  /** The name of the process in messages. */
  name: string;
  command: string;
  args: readonly string[];
  /** The file for the process's output. */
  logFile: string;
  /** Left out: what any program needs, and none of this process's own variables. */
  env?: NodeJS.ProcessEnv;
  cwd?: string;
  /** The signal that stops the process in an orderly way. */
  stopSignal: NodeJS.Signals;
  /**
   * Where to record the process, so that the next start can stop one left over after this process was killed. Only for
   * a folder whose lock is held.
   */
  pidFile?: string;
}

export interface Child {
  readonly pid: number;
  /** Resolves when the process has ended, with how it ended (`exit 1`, `SIGKILL`). */
  readonly gone: Promise<string>;
  readonly isGone: () => boolean;
  /** Stops the process, kills it after the grace time, and waits until it has ended. */
  readonly stop: (graceMs?: number) => Promise<void>;
}

const LOG_BYTES_MAX = 5_000_000;

/**
 * A child must not outlive its parent, even after SIGKILL, and must not get the terminal's Ctrl-C, because the parent
 * decides the order of stopping. So it gets its own process group, with a small watcher that reads from a pipe of the
 * parent's. When the parent is gone the pipe ends, and the watcher stops the child, and kills it ten seconds later. The
 * watcher is in the group, so its number cannot be reused meanwhile.
 */
const WATCHED = `
( (
  read -r line <&3
  kill -s "$1" $$ 2>/dev/null || exit 0
  tenths=0
  while kill -0 $$ 2>/dev/null; do
    [ $tenths -lt 100 ] || { kill -s KILL $$; exit 0; }
    sleep 0.1
    tenths=$((tenths + 1))
  done
) </dev/null >/dev/null 2>&1 & )
shift
exec "$@" 3<&-
`;

/** Starts a process that ends with this one. Throws a StartupFailure when it cannot be started at all. */
export async function startChild(options: ChildOptions): Promise<Child> {
  if (options.pidFile !== undefined) await stopNoted(options.pidFile, options.stopSignal);
  const log = openLog(options.logFile);
  const stopSignal = options.stopSignal.replace(/^SIG/, '');
  const child = spawn('/bin/sh', ['-c', WATCHED, 'sh', stopSignal, options.command, ...options.args], {
    detached: true,
    stdio: ['ignore', log, log, 'pipe'],
    env: options.env ?? childEnv(),
    ...(options.cwd === undefined ? {} : { cwd: options.cwd }),
  });
  closeSync(log);
  const pid = await spawned(child, options.name);
  if (options.pidFile !== undefined) noteProcess(options.pidFile, pid);
  return superviseChild(child, pid, options.stopSignal);
}

function noteProcess(pidFile: string, pid: number): void {
  writeFileSync(pidFile, `${pid} ${processStart(pid) ?? ''}`);
}

async function stopNoted(pidFile: string, signal: NodeJS.Signals): Promise<void> {
  const note = existsSync(pidFile) ? readFileSync(pidFile, 'utf8') : '';
  const [, pid, start] = /^(\d+) (.+)$/.exec(note) ?? [];
  if (pid === undefined || processStart(Number(pid)) !== start) return;
  sendSignal(Number(pid), signal);
  if (await waitUntilGone(Number(pid), 5_000)) return;
  sendSignal(Number(pid), 'SIGKILL');
  await waitUntilGone(Number(pid), 5_000);
}

function openLog(path: string): number {
  try {
    const sizeBytes = statSync(path, { throwIfNoEntry: false })?.size ?? 0;
    if (sizeBytes > LOG_BYTES_MAX) truncateSync(path);
    return openSync(path, 'a', 0o600);
  } catch (error) {
    throw new StartupFailure(
      `The log ${path} cannot be written (${systemErrorCode(error) ?? 'unknown error'}).`,
    );
  }
}

function spawned(child: ChildProcess, name: string): Promise<number> {
  return new Promise((resolve, reject) => {
    child.once('spawn', () => resolve(child.pid ?? 0));
    child.once('error', (error) =>
      reject(new StartupFailure(`${name} cannot be started: ${describeError(error)}`)),
    );
  });
}

function superviseChild(child: ChildProcess, pid: number, stopSignal: NodeJS.Signals): Child {
  const lifeline = child.stdio[3];
  let isGone = false;
  lifeline?.on('error', () => undefined);
  const gone = new Promise<string>((resolve) => {
    child.once('exit', (code, signal) => {
      isGone = true;
      lifeline?.destroy();
      resolve(signal ?? `exit ${code ?? 0}`);
    });
  });
  // A child left running must not keep this process alive.
  child.unref();
  if (lifeline instanceof Socket) lifeline.unref();
  const stop = async (graceMs = 10_000): Promise<void> => {
    if (isGone) return;
    child.ref();
    sendSignal(pid, stopSignal);
    const kill = setTimeout(() => sendSignal(-pid, 'SIGKILL'), graceMs);
    await gone;
    clearTimeout(kill);
  };
  return { pid, gone, isGone: () => isGone, stop };
}
