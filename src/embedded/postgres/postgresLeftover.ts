import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  isProcessAlive,
  processCommand,
  sendSignal,
  waitUntilGone,
} from '../../platform/processes/processes.js';

/** The state that PostgreSQL writes to its own file once it accepts connections. */
const READY = 'ready';
const STATUS_LINE = 7;

/** Whether the PostgreSQL with this process number has written that it accepts connections. */
export function isPostmasterReady(cluster: string, pid: number): boolean {
  const lines = readPostmasterFile(cluster);
  return Number(lines[0]) === pid && lines[STATUS_LINE]?.trim() === READY;
}

/**
 * Stops a PostgreSQL that a killed parent left on this cluster. The caller holds the lock of the data folder, so no
 * running program uses it. When the recorded number belongs to an unrelated process by now, PostgreSQL would refuse to
 * start; our own number is put there instead, because it accepts its parent's number, and its check of shared memory
 * that may still be in use stays in force.
 */
export async function clearLeftover(cluster: string): Promise<void> {
  const lines = readPostmasterFile(cluster);
  const pid = Number(lines[0]);
  if (!Number.isInteger(pid) || pid <= 1 || pid === process.pid || !isProcessAlive(pid)) return;
  if (processCommand(pid)?.includes(cluster)) return stopLeftover(pid);
  writeFileSync(join(cluster, 'postmaster.pid'), [String(process.pid), ...lines.slice(1)].join('\n'));
}

async function stopLeftover(pid: number): Promise<void> {
  for (const signal of ['SIGINT', 'SIGQUIT', 'SIGKILL'] as const) {
    sendSignal(pid, signal);
    if (await waitUntilGone(pid, 5_000)) return;
  }
}

function readPostmasterFile(cluster: string): string[] {
  try {
    return readFileSync(join(cluster, 'postmaster.pid'), 'utf8').split('\n');
  } catch {
    return [];
  }
}
