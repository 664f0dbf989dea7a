import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';
import { childEnv } from './childEnv.js';
import { systemErrorCode } from './startupFailure.js';

/** Whether a process with this number exists and runs, ours or not. */
export function isProcessAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
  } catch (error) {
    if (systemErrorCode(error) !== 'EPERM') return false;
  }
  // A container without an init process keeps ended processes as zombies.
  return process.platform !== 'linux' || !['Z', 'X'].includes(linuxStat(pid)[0] ?? 'X');
}

/**
 * When a process started, as its operating system writes it; undefined when it does not exist. A number alone does not
 * identify a process, since the system reuses numbers.
 */
export function processStart(pid: number): string | undefined {
  try {
    if (process.platform === 'linux') return linuxStat(pid)[19];
    return askPs(pid, 'lstart');
  } catch {
    return undefined;
  }
}

/** The command line of a process, or undefined when it does not exist. */
export function processCommand(pid: number): string | undefined {
  try {
    if (process.platform !== 'linux') return askPs(pid, 'args');
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ').trim() || undefined;
  } catch {
    return undefined;
  }
}

/** The fields of /proc/<pid>/stat from the third (the state) on: the second may contain spaces. */
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

/** Sends a signal; false when the process has ended. A negative number means the process group. */
export function sendSignal(pid: number, signal: NodeJS.Signals): boolean {
  try {
    return process.kill(pid, signal);
  } catch {
    return false;
  }
}

/** Waits until a process that is not our child has ended; false when it still runs after the given time. */
export async function waitUntilGone(pid: number, timeoutMs: number): Promise<boolean> {
  const deadline = performance.now() + timeoutMs;
  while (isProcessAlive(pid)) {
    if (performance.now() > deadline) return false;
    await delay(20);
  }
  return true;
}
