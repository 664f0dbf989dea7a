import { existsSync, linkSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { ensureFolder } from './paths.js';
import { processStart } from '../processes/processes.js';
import { StartupFailure, systemErrorCode } from '../processes/startupFailure.js';

interface Holder {
  pid: number;
  startedAt: string;
}

export interface DataDirLock {
  release(): void;
}

const ownLocks = new Set<string>();

/**
 * Locks the data folder for this process. A lock left by a process that has ended is taken over; a lock of a running
 * process is a StartupFailure that names it.
 */
export async function lockDataDir(dataDir: string): Promise<DataDirLock> {
  ensureFolder(dataDir, 0o711);
  const path = join(dataDir, 'lock');
  while (!tryToTake(path, dataDir)) await delay(10);
  ownLocks.add(path);
  return {
    release: () => {
      if (ownLocks.delete(path)) rmSync(path, { force: true });
    },
  };
}

function tryToTake(path: string, dataDir: string): boolean {
  const own = `${path}.${process.pid}`;
  writeLock(own, dataDir);
  try {
    if (linkIfAbsent(own, path)) return true;
    if (!existsSync(path)) return false;
    const holder = readHolder(path);
    if (holder !== undefined && isHeld(holder, path)) throw inUse(holder, dataDir);
    return takeOver(own, path, holder);
  } finally {
    rmSync(own, { force: true });
  }
}

/**
 * Two processes may find the same stale lock at once. Only one can create the claim file named after it, and it checks
 * the lock again before replacing it, so a fresh lock is never replaced.
 */
function takeOver(own: string, path: string, dead: Holder | undefined): boolean {
  const claim = `${path}.after-${dead?.pid ?? 0}`;
  if (!linkIfAbsent(own, claim)) {
    const claimant = readHolder(claim);
    if (claimant === undefined || !isAlive(claimant)) rmSync(claim, { force: true });
    return false;
  }
  try {
    const now = readHolder(path);
    if (now?.pid !== dead?.pid || now?.startedAt !== dead?.startedAt) return false;
    renameSync(own, path);
    return true;
  } finally {
    rmSync(claim, { force: true });
  }
}

function writeLock(path: string, dataDir: string): void {
  const holder: Holder = { pid: process.pid, startedAt: processStart(process.pid) ?? '' };
  try {
    writeFileSync(path, JSON.stringify(holder), { mode: 0o600 });
  } catch (error) {
    const code = systemErrorCode(error) ?? 'unknown error';
    throw new StartupFailure(
      `The data folder ${dataDir} cannot be written (${code}): it may belong to another user.`,
    );
  }
}

function linkIfAbsent(from: string, to: string): boolean {
  try {
    linkSync(from, to);
    return true;
  } catch (error) {
    if (systemErrorCode(error) === 'EEXIST') return false;
    throw error;
  }
}

function readHolder(path: string): Holder | undefined {
  try {
    const value = JSON.parse(readFileSync(path, 'utf8')) as Partial<Holder>;
    return typeof value.pid === 'number' && typeof value.startedAt === 'string'
      ? { pid: value.pid, startedAt: value.startedAt }
      : undefined;
  } catch {
    return undefined;
  }
}

function isHeld(holder: Holder, path: string): boolean {
  return isAlive(holder) && (holder.pid !== process.pid || ownLocks.has(path));
}

function isAlive(holder: Holder): boolean {
  return processStart(holder.pid) === holder.startedAt;
}

function inUse(holder: Holder, dataDir: string): StartupFailure {
  return new StartupFailure(
    `Another Sitetab (process ${holder.pid}) uses the data folder ${dataDir}: stop it, or give another folder with --data.`,
  );
}
