/**
 * A log may be rotated while no collector runs. Lines written after the last run are then in a file of another name.
 * That file is found next to the log and read to its end, as are whole logs that were created and rotated since.
 */
import { basename } from 'node:path';
import { collectLog, isFinished } from '../collectLog.js';
import { holdsLog, isSameFile, isWanted } from './generation.js';
import { CollectFailure } from '../options.js';
import { isLogHead, readLogHead, type LogFile, type LogHead } from './readLog.js';
import { findRotatedLogs } from './rotatedLogs.js';
import { type KnownLog, recogniseFile, type Run } from '../run.js';
import type { Generation } from '../state.js';

/** Records when a log was first seen; files rotated earlier are not read. */
export async function recordFirstCheck(run: Run, path: string): Promise<void> {
  const { rotatedUntil } = run.stateFile.state;
  if (rotatedUntil[keyOf(run, path)] !== undefined) return;
  rotatedUntil[keyOf(run, path)] = run.io.now();
  await run.stateFile.save();
}

/**
 * Finishes every log that was read under this name, is not `live`, and may have more lines; then reads the files
 * rotated since the last check.
 */
export async function finishRotatedLogs(
  run: Run,
  path: string,
  live: ReadonlySet<Generation>,
): Promise<void> {
  const { state } = run.stateFile;
  const rotated = await findRotatedLogs(path);
  const open = state.generations.filter(
    (known) => known.path === path && !known.closed && !live.has(known) && isWanted(known, run.wanted),
  );
  for (const generation of open) await finishRotatedLog(run, rotated, generation);
  const until = state.rotatedUntil[keyOf(run, path)] ?? Infinity;
  for (const log of rotated.filter((candidate) => candidate.changedAt > until)) {
    await collectMissed(run, path, log, live);
    state.rotatedUntil[keyOf(run, path)] = log.changedAt;
  }
}

function keyOf(run: Run, path: string): string {
  return JSON.stringify([path, run.wanted.target, run.wanted.rebaseStart ?? null]);
}

async function finishRotatedLog(
  run: Run,
  rotated: readonly LogFile[],
  generation: Generation,
): Promise<void> {
  const found = await findHolder(run, rotated, generation);
  if (found !== undefined) {
    return finishFile(run, found.log, { generation, isOlderCopy: false, format: found.head.format });
  }
  run.progress.say(
    `The log that ${basename(generation.path)} was before its rotation is gone; ` +
      `lines added to it after byte ${generation.offset} are lost.`,
  );
  generation.closed = true;
  await run.stateFile.save();
}

async function findHolder(
  run: Run,
  rotated: readonly LogFile[],
  generation: Generation,
): Promise<{ readonly log: LogFile; readonly head: LogHead } | undefined> {
  const likely = [...rotated].sort(
    (a, b) => Number(isSameFile(b, generation)) - Number(isSameFile(a, generation)),
  );
  for (const log of likely) {
    const head = await readLogHead(log, run.head);
    if (isLogHead(head) && (await holdsLog(log, head, generation))) return { log, head };
  }
  return undefined;
}

async function finishFile(run: Run, log: LogFile, known: KnownLog): Promise<void> {
  const { generation } = known;
  const before = run.totals.lines;
  generation.device = log.device;
  generation.inode = log.inode;
  const finished = isFinished(run, log);
  await collectLog(run, log, known, finished);
  generation.closed = finished;
  await run.stateFile.save();
  const lines = run.totals.lines - before;
  if (lines > 0) run.progress.say(`Read ${lines} more lines of the rotated log ${basename(log.path)}.`);
}

/** A log that was created and rotated between two runs; it counts as one of the logs of `path`. */
async function collectMissed(
  run: Run,
  path: string,
  log: LogFile,
  live: ReadonlySet<Generation>,
): Promise<void> {
  const recognised = await recogniseMissed(run, log);
  if (recognised === undefined || recognised.isOlderCopy || live.has(recognised.generation)) return;
  recognised.generation.path = path;
  await finishFile(run, log, recognised);
}

/** An unreadable file next to the log must not prevent reading the log itself. */
async function recogniseMissed(run: Run, log: LogFile): Promise<KnownLog | undefined> {
  try {
    return await recogniseFile(run, log, new Set());
  } catch (error) {
    if (!(error instanceof CollectFailure)) throw error;
    run.progress.say(error.message);
    return undefined;
  }
}
