import { basename } from 'node:path';
import { DAY_MS } from '../../src/core/values/zone.js';
import { showLines } from '../../src/logs/format/detect.js';
import type { LogFormat } from '../../src/logs/format/format.js';
import type { HeadRules } from '../../src/logs/reading/readHead.js';
import { type Recognised, recogniseLog, type Wanted } from './files/generation.js';
import { isLogHead, type LogFile, readLogHead } from './files/readLog.js';
import { CollectFailure, CollectInterrupted, type CollectIo, type CollectOptions } from './options.js';
import type { Delivery } from './posting/delivery.js';
import { Intake, type LineRules } from './posting/intake.js';
import type { RunTotals } from './posting/totals.js';
import type { Progress } from './progress.js';
import type { Generation, StateFile } from './state.js';

/** The shared parts of one run of the collector. */
export interface Run {
  readonly options: CollectOptions;
  readonly io: CollectIo;
  readonly totals: RunTotals;
  readonly rules: LineRules;
  readonly head: HeadRules;
  readonly stateFile: StateFile;
  readonly delivery: Delivery;
  readonly progress: Progress;
  readonly wanted: Wanted;
}

/** A known log and its format. */
export interface KnownLog extends Recognised {
  readonly format: LogFormat;
}

/**
 * The log that a file contains, or undefined while no line of it can be read. A new log is recorded at once, so that
 * two logs with the same first line never get the same name.
 */
export async function recogniseFile(
  run: Run,
  log: LogFile,
  excluded: ReadonlySet<Generation>,
): Promise<KnownLog | undefined> {
  const head = await readLogHead(log, run.head);
  if (head === undefined) return undefined;
  if ('fault' in head) throw new CollectFailure(`${basename(log.path)} is refused. ${head.fault}`);
  if (!isLogHead(head)) {
    if (run.options.follow || head.unreadable === undefined) return undefined;
    throw new CollectFailure(
      `No line of ${basename(log.path)} can be read as ${head.format.name} (${head.unreadable}), so nothing of it is counted. It begins:\n${showLines(head.sample)}`,
    );
  }
  throwIfHostless(run.options, head.format);
  const { generations } = run.stateFile.state;
  const recognised = await recogniseLog(log, head, generations, run.wanted, excluded);
  if (!recognised.isOlderCopy && !generations.includes(recognised.generation)) {
    generations.push(recognised.generation);
    // Recorded at once: if the run ends before it has sent anything and the log is rotated, the next run searches for
    // it.
    await run.stateFile.save();
  }
  return { ...recognised, format: head.format };
}

function throwIfHostless({ hosts, matchHosts }: CollectOptions, { namesHost, name }: LogFormat): void {
  if (namesHost || (hosts.size === 0 && matchHosts.size === 0)) return;
  throw new CollectFailure(
    `The format (${name}) does not contain the host, so --hosts and --match-host cannot be used. Use ` +
      '--site alone if all lines are of one site, or configure the server to log its own host name ($host, $server_name; ' +
      '%v, %V) and set --format. Headers sent by visitors ($http_host, X-Forwarded-Host) are not used.',
  );
}

/** Reads a known log from its stored offset. */
export function openIntake(run: Run, { generation, format }: KnownLog): Intake {
  const { offset, lines, rebaseDays } = generation;
  return new Intake({ offset, lines, format, shift_ms: rebaseDays * DAY_MS }, run.rules);
}

export function throwIfStopped(run: Run): void {
  if (run.io.stop.aborted) throw new CollectInterrupted();
}
