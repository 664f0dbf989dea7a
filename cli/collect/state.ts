/**
 * The persistent state of a collector, one file per source. Before a batch is sent, its tallies are stored here
 * (`pending`), which always produce the same events; after the acknowledgement, the offset moves. So after an
 * interruption the next run sends exactly the same events again, even when the log or the options have changed.
 */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { LocalDate } from '../../src/core/values/zone.js';
import type { LoggedUsage, Tally } from '../../src/logs/reading/chunk.js';
import { replaceFile } from '../../src/platform/files/replaceFile.js';
import { systemErrorCode } from '../../src/platform/processes/startupFailure.js';
import type { Anchor } from './files/anchor.js';
import { CollectFailure } from './options.js';

/** One log from its first line to its last, under all names it has had. */
export interface Generation {
  /** Its name in event ids. */
  readonly id: string;
  /** The hash of its first line. */
  readonly headHash: string;
  /** The site its lines count for, or `*` with a mapping of hosts. */
  readonly target: string;
  readonly rebaseStart: LocalDate | null;
  readonly rebaseDays: number;
  /** Everything before this offset is acknowledged. */
  offset: number;
  /** The number of lines before the offset. */
  lines: number;
  /** The last line before the offset. */
  anchor: Anchor | null;
  path: string;
  device: number;
  inode: number;
  /** The log is complete. */
  closed: boolean;
}

export interface PendingBatch {
  readonly generation: string;
  readonly target: string;
  readonly end: number;
  readonly lines: number;
  readonly anchor: Anchor | null;
  readonly tallies: readonly Tally[];
}

export interface CollectState {
  readonly version: 2;
  readonly source: string;
  generations: Generation[];
  pending: PendingBatch | null;
  /** For each name of a log, the time up to which its rotated files are finished; see finishRotated.ts. */
  rotatedUntil: Record<string, number>;
  /** See knownSystem.ts. */
  marker: LoggedUsage | null;
}

/** Usage older than 60 days is refused anyway, so the state of an old log can be deleted. */
const GENERATIONS_MAX = 500;

export class StateFile {
  readonly path: string;
  readonly state: CollectState;

  private constructor(path: string, state: CollectState) {
    this.path = path;
    this.state = state;
  }

  /** Reads the state of a source, or creates one. A file that cannot be parsed is never overwritten. */
  static async load(folder: string, source: string): Promise<StateFile> {
    const path = join(folder, 'state.json');
    const text = await readIfThere(path);
    if (text === undefined) return new StateFile(path, emptyState(source));
    const state = parseState(text);
    if (state?.source !== source) {
      throw new CollectFailure(
        `The state file ${path} is not readable. Remove it only if you know what was sent.`,
      );
    }
    return new StateFile(path, state);
  }

  /** Starts again, for a system that has received nothing. */
  async forget(): Promise<void> {
    Object.assign(this.state, { ...emptyState(this.state.source), marker: this.state.marker });
    await this.save();
  }

  async save(): Promise<void> {
    this.#forgetOldest();
    await replaceFile(this.path, JSON.stringify(this.state), 0o600);
  }

  find(id: string, target: string): Generation | undefined {
    return this.state.generations.find((known) => known.id === id && known.target === target);
  }

  #forgetOldest(): void {
    const surplus = this.state.generations.length - GENERATIONS_MAX;
    if (surplus <= 0) return;
    const forgotten = new Set(this.state.generations.filter((known) => known.closed).slice(0, surplus));
    this.state.generations = this.state.generations.filter((known) => !forgotten.has(known));
  }
}

function emptyState(source: string): CollectState {
  return { version: 2, source, generations: [], pending: null, rotatedUntil: {}, marker: null };
}

export async function readIfThere(path: string): Promise<string | undefined> {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    if (systemErrorCode(error) === 'ENOENT') return undefined;
    throw error;
  }
}

function parseState(text: string): CollectState | undefined {
  try {
    const state = JSON.parse(text) as Partial<CollectState> | null;
    const known =
      state?.version === 2 &&
      Array.isArray(state.generations) &&
      state.pending !== undefined &&
      state.rotatedUntil !== undefined;
    return known ? (state as CollectState) : undefined;
  } catch {
    return undefined;
  }
}
