import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';
import { childEnv } from './childEnv.js';
import { systemErrorCode } from './startupFailure.js';

/** Whether a process with this number is there and running, ours or not. */
export function isProcessAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
  } catch (error) {
    if (systemErrorCode(error) !== 'EPERM') return false;
  }
  // A container without an init process keeps the dead around as zombies.
  return process.platform !== 'linux' || !['Z', 'X'].includes(linuxStat(pid)[0] ?? 'X');
}

/**
 * When a process started, in the words of its operating system, or undefined when there is no such process.
 * A number alone does not name a process: the system gives it to another one after a while.
 */
export function processStart(pid: number): string | undefined {
  try {
    if (process.platform === 'linux') return linuxStat(pid)[19];
    return askPs(pid, 'lstart');
  } catch {
    return undefined;
  }
}

/** The command line of a process, or undefined when there is no such process. */
export function processCommand(pid: number): string | undefined {
  try {
    if (process.platform !== 'linux') return askPs(pid, 'args');
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ').trim() || undefined;
  } catch {
    return undefined;
  }
}

/** The fields of /proc/<pid>/stat from the third (the state) on: the second may hold spaces. */
function linuxStat(pid: number): string[] {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    return stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  } catch {
    return [];
  }
}

function askPs(pid: number, field: string): string | undefined {
  const answer = execFileSync('ps', ['-o', `${field}=`, '-p', String(pid)], {
    encoding: 'utf8',
    env: childEnv(),
  }).trim();
  return answer === '' ? undefined : answer;
}

/** Sends a signal; false when the process is gone. A negative number means the process group. */
export function sendSignal(pid: number, signal: NodeJS.Signals): boolean {
  try {
    return process.kill(pid, signal);
  } catch {
    return false;
  }
}

/** Waits until a process that is not our child has gone; false when it is still there after the time given. */
export async function waitUntilGone(pid: number, timeoutMs: number): Promise<boolean> {
  const deadline = performance.now() + timeoutMs;
  while (isProcessAlive(pid)) {
    if (performance.now() > deadline) return false;
    await delay(20);
  }
  return true;
}
