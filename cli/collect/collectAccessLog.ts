import { basename, join } from 'node:path';
import type { Loss } from '../../src/logs/reading/losses.js';
import { rebaseDays } from '../../src/logs/reading/rebase.js';
import { createRouter } from '../../src/logs/reading/routeHost.js';
import { createLocalTimeReader } from '../../src/logs/reading/zoneOffset.js';
import { lockDataDir } from '../../src/platform/files/lockFile.js';
import {
  describeError,
  StartupFailure,
  systemErrorCode,
} from '../../src/platform/processes/startupFailure.js';
import { collectLog } from './collectLog.js';
import { finishRotatedLogs, recordFirstCheck } from './files/finishRotated.js';
import { followLog } from './files/followLog.js';
import { inspectLog, type LogHead } from './files/readLog.js';
import { CollectFailure, CollectInterrupted, type CollectIo, type CollectOptions } from './options.js';
import { Delivery } from './posting/delivery.js';
import { createSourceFinder } from './posting/findSources.js';
import { createPoster } from './posting/post.js';
import { RefusedEvents } from './posting/refusedEvents.js';
import { RunTotals } from './posting/totals.js';
import { Progress } from './progress.js';
import { recogniseFile, type Run } from './run.js';
import { StateFile } from './state.js';
import { describeRun } from './summary.js';

const INTERRUPTED = 130;
const LEFT_OUT = 3;

/**
 * Reads an access log and posts its requests and bytes as usage. Every line counts exactly once over any number of
 * runs, even interrupted ones. Returns the exit code: 0, 1 when something failed or was refused, 3 when lines with a
 * host were left out, 130 when it was stopped before everything was acknowledged.
 */
export async function collectAccessLog(options: CollectOptions, io: CollectIo): Promise<number> {
  const totals = new RunTotals();
  const progress = new Progress(io, totals);
  let unfinished_bytes = 0;
  let code = 0;
  try {
    unfinished_bytes = await collect(options, io, totals, progress);
  } catch (error) {
    const { text, code: failed } = explain(error, options);
    progress.say(text);
    code = failed;
  }
  progress.end();
  if (code !== 1 || totals.lines > 0) {
    io.writeOut(
      describeRun(totals, { elapsed_ms: progress.elapsed_ms, timeZone: options.timeZone, unfinished_bytes }),
    );
  }
  if (code !== 0) return code;
  if (totals.refusedEvents > 0) return 1;
  return totals.losses.list().some(isUnassigned) ? LEFT_OUT : 0;
}

/** Whether lines that were to be read named a host that no account pays for. */
function isUnassigned({ host, reason }: Loss): boolean {
  return host !== undefined && reason !== 'another host';
}

async function collect(
  options: CollectOptions,
  io: CollectIo,
  totals: RunTotals,
  progress: Progress,
): Promise<number> {
  if (!options.follow) await inspectLog(options.file);
  const folder = stateFolder(options);
  const lock = await lockState(folder, options.sourceName);
  try {
    const run = await openRun(options, io, totals, progress, folder);
    if (await run.delivery.forgetUnlessKnown()) {
      progress.say('This system has none of the usage sent before. The log is read from its beginning.');
    }
    await recordFirstCheck(run, options.file);
    await run.delivery.finishPending();
    await run.delivery.offerRefused();
    return options.follow ? await followLog(run, options.file) : await collectOnce(run);
  } finally {
    lock.release();
  }
}

/** What one system has received says nothing about another system. */
function stateFolder(options: CollectOptions): string {
  const system = new URL(options.url).host.replaceAll(':', '_');
  return join(options.stateDir, encodeURIComponent(`${options.sourceName}@${system}`));
}

async function lockState(folder: string, sourceName: string): Promise<{ release: () => void }> {
  try {
    return await lockDataDir(folder);
  } catch (error) {
    if (!(error instanceof StartupFailure)) throw error;
    throw new CollectFailure(
      `The state of the source "${sourceName}" (${folder}) is in use by another collector or cannot be written: ` +
        'give each log its own --source.',
    );
  }
}

async function openRun(
  options: CollectOptions,
  io: CollectIo,
  totals: RunTotals,
  progress: Progress,
  folder: string,
): Promise<Run> {
  const source = `access-log:${options.sourceName}`;
  const stateFile = await StateFile.load(folder, source);
  const delivery = new Delivery({
    source,
    timeZone: options.timeZone,
    stateFile,
    refused: new RefusedEvents(folder),
    post: createPoster(options.url, options.apiKey, io, (text) => progress.say(text)),
    totals,
    findSources: createSourceFinder(options, source, io),
    say: (text) => progress.say(text),
    now: io.now,
  });
  const readLocalTime = createLocalTimeReader(options.timeZone);
  const rules = { readLocalTime, route: createRouter(options), totals };
  const head = { format: options.format, wrap: options.wrap, readLocalTime };
  const wanted = {
    target: options.hosts.size > 0 ? '*' : (options.site ?? '*'),
    rebaseStart: options.rebaseStart,
    rebaseDays: (head: LogHead) => daysToMove(options, stateFile, head),
  };
  return { options, io, totals, rules, head, stateFile, delivery, progress, wanted };
}

/**
 * A log that follows another by rotation is shifted by the same number of days; otherwise both would fall on the same
 * dates.
 */
function daysToMove(options: CollectOptions, stateFile: StateFile, head: LogHead): number {
  const { rebaseStart } = options;
  if (rebaseStart === undefined) return 0;
  const before = stateFile.state.generations.find((known) => known.rebaseStart === rebaseStart);
  if (options.follow && before !== undefined) return before.rebaseDays;
  return rebaseDays(head.firstLineAt, rebaseStart, options.timeZone);
}

async function collectOnce(run: Run): Promise<number> {
  const log = await inspectLog(run.options.file);
  const recognised = await recogniseFile(run, log, new Set());
  const live = new Set(recognised === undefined ? [] : [recognised.generation]);
  await finishRotatedLogs(run, log.path, live);
  if (recognised === undefined) return 0;
  const unfinished_bytes = await collectLog(run, log, recognised, log.isPacked);
  if (log.isPacked && !recognised.isOlderCopy) {
    recognised.generation.closed = true;
    await run.stateFile.save();
  }
  return unfinished_bytes;
}

function explain(error: unknown, options: CollectOptions): { text: string; code: number } {
  if (error instanceof CollectInterrupted) {
    const why = error.message === '' ? '' : ` (${error.message})`;
    return {
      text: `Stopped before everything was acknowledged${why}; the next run sends the rest.`,
      code: INTERRUPTED,
    };
  }
  if (error instanceof CollectFailure) return { text: error.message, code: 1 };
  const code = systemErrorCode(error);
  // An error without a code is a bug, so its stack is printed.
  if (code === undefined) throw error;
  return { text: explainSystemError(code, error, options), code: 1 };
}

function explainSystemError(code: string, error: unknown, options: CollectOptions): string {
  const name = basename(options.file);
  if (code === 'ENOENT') return `No such file: ${options.file}.`;
  if (code === 'EISDIR') return `${options.file} is a folder, not a log.`;
  if (code === 'Z_BUF_ERROR')
    return `${name} ends early; it may still be being compressed. Usage already sent stays counted.`;
  if (code.startsWith('Z_'))
    return `${name} is damaged (${describeError(error)}). Usage already sent stays counted.`;
  return `Reading ${name} or writing the state failed: ${describeError(error)}`;
}
