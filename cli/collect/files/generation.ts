/**
 * Identifies the log that a file contains. Names and inodes change under rotation (rename, copy and truncate,
 * compression), the content does not. So a log is recognised by its first line and by the last line read from it.
 */
import type { LocalDate } from '../../../src/core/values/zone.js';
import { compareAnchor, type LogFile, type LogHead } from './readLog.js';
import { findRotatedLogs, unrotatedPath } from './rotatedLogs.js';
import type { Generation } from '../state.js';

export interface Wanted {
  readonly target: string;
  readonly rebaseStart: LocalDate | undefined;
  /** The number of days that a new log is shifted by. */
  readonly rebaseDays: (head: LogHead) => number;
}

export interface Recognised {
  readonly generation: Generation;
  /** The file is an older copy of a log that was read further. It is read, but nothing is recorded about it. */
  readonly isOlderCopy: boolean;
}

/** Finds the log among the known ones, or starts a new one. It cannot be one of `excluded`. */
export async function recogniseLog(
  log: LogFile,
  head: LogHead,
  known: readonly Generation[],
  wanted: Wanted,
  excluded: ReadonlySet<Generation> = new Set(),
): Promise<Recognised> {
  const alike = known.filter((generation) => isAlike(generation, head, wanted));
  const candidates = await possible(log, alike, excluded);
  let longer: Generation | undefined;
  for (const generation of candidates) {
    const fit = await compare(log, generation);
    if (fit === 'same') return { generation: rename(generation, log), isOlderCopy: false };
    if (fit === 'shorter' && generation.path !== log.path && !isSameFile(log, generation))
      longer ??= generation;
  }
  if (longer !== undefined) {
    return { generation: { ...longer, offset: 0, lines: 0, anchor: null }, isOlderCopy: true };
  }
  return { generation: begin(log, head, wanted, alike), isOlderCopy: false };
}

/** Whether a file with this first line contains a given log; used to find the file a log was rotated to. */
export async function holdsLog(log: LogFile, head: LogHead, generation: Generation): Promise<boolean> {
  return head.hash === generation.headHash && (await compare(log, generation)) === 'same';
}

export function isSameFile(log: LogFile, generation: Generation): boolean {
  return log.device === generation.device && log.inode === generation.inode;
}

export function isWanted(generation: Generation, wanted: Wanted): boolean {
  return generation.target === wanted.target && generation.rebaseStart === (wanted.rebaseStart ?? null);
}

function isAlike(generation: Generation, head: LogHead, wanted: Wanted): boolean {
  return generation.headHash === head.hash && isWanted(generation, wanted);
}

/**
 * The same inode first, then the one read furthest: where all lines are alike, a shorter log would match a longer one.
 * A log whose file now has another name next to this one is that file and not this one.
 */
async function possible(
  log: LogFile,
  alike: readonly Generation[],
  excluded: ReadonlySet<Generation>,
): Promise<Generation[]> {
  const candidates = alike.filter((generation) => !excluded.has(generation));
  if (candidates.length === 0) return [];
  const others = await findRotatedLogs(log.path);
  return candidates
    .filter((generation) => {
      const moved = generation.path === log.path && !isSameFile(log, generation);
      return !(moved && others.some((other) => isSameFile(other, generation)));
    })
    .sort((a, b) => Number(isSameFile(log, b)) - Number(isSameFile(log, a)) || b.offset - a.offset);
}

async function compare(log: LogFile, generation: Generation): Promise<'same' | 'different' | 'shorter'> {
  if (!log.isPacked && log.stored_bytes < generation.offset) return 'shorter';
  return generation.anchor === null ? 'same' : compareAnchor(log, generation.anchor);
}

/**
 * The log may get more lines again. A rotated log keeps the name it is followed by, so that a run on that name can
 * finish it.
 */
function rename(generation: Generation, log: LogFile): Generation {
  if (generation.path !== unrotatedPath(log.path)) generation.path = log.path;
  generation.closed = false;
  if (!log.isPacked) {
    generation.device = log.device;
    generation.inode = log.inode;
  }
  return generation;
}

/** Logs with the same first line get a number, in the order they were found. */
function begin(log: LogFile, head: LogHead, wanted: Wanted, alike: readonly Generation[]): Generation {
  const rebased = wanted.rebaseStart === undefined ? head.hash : `${head.hash}+${wanted.rebaseStart}`;
  return {
    id: alike.length === 0 ? rebased : `${rebased}-${alike.length + 1}`,
    headHash: head.hash,
    target: wanted.target,
    rebaseStart: wanted.rebaseStart ?? null,
    rebaseDays: wanted.rebaseDays(head),
    offset: 0,
    lines: 0,
    anchor: null,
    path: log.path,
    device: log.device,
    inode: log.inode,
    closed: false,
  };
}
