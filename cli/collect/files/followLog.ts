import { stat } from 'node:fs/promises';
import { basename } from 'node:path';
import { systemErrorCode } from '../../../src/platform/processes/startupFailure.js';
import { QUIET_MS } from '../collectLog.js';
import { finishRotatedLogs } from './finishRotated.js';
import { waitOrStop } from '../posting/post.js';
import type { Run } from '../run.js';
import type { Generation } from '../state.js';
import { Tail } from './tail.js';

const POLL_MS = 500;
/** How often rotated logs that may still grow, and refused events, are tried again. */
const REVISIT_MS = 30_000;

/**
 * Follows a log by its name until the user stops it. After a rename, the old file is also read until it has been
 * unchanged for a minute, since servers continue writing to it; after a copy and truncation, the copy is read to its
 * end. Returns the number of bytes of an unfinished last line.
 */
export async function followLog(run: Run, path: string): Promise<number> {
  const follower = new Follower(run, path);
  try {
    while (!run.io.stop.aborted) {
      if (!(await follower.turn())) await waitOrStop(POLL_MS, run.io.stop);
    }
    return await follower.end();
  } finally {
    await follower.close();
  }
}

class Follower {
  readonly #run: Run;
  readonly #path: string;
  /** Oldest first. The last one has the name, unless it was just renamed. */
  #tails: Tail[] = [];
  /** Logs whose file was truncated during this run: the file's new content cannot be theirs. */
  readonly #left = new Set<Generation>();
  #revisitedAt: number | undefined;

  constructor(run: Run, path: string) {
    this.#run = run;
    this.#path = path;
  }

  /** Checks every log once; returns whether there was something new. */
  async turn(): Promise<boolean> {
    await this.#noticeRename();
    let grew = false;
    for (const tail of [...this.#tails]) grew = (await this.#readTail(tail)) || grew;
    await this.#dropQuiet();
    await this.#revisit();
    this.#run.progress.tick();
    return grew;
  }

  /** Sends every finished line. */
  async end(): Promise<number> {
    for (const tail of this.#tails) await tail.sendAll();
    return this.#tails.reduce((sum, tail) => sum + tail.waiting_bytes, 0);
  }

  async close(): Promise<void> {
    for (const tail of this.#tails) await tail.close();
  }

  async #noticeRename(): Promise<void> {
    const now = await statIfThere(this.#path);
    const current = this.#tails.at(-1);
    if (now === undefined) {
      if (current === undefined && this.#revisitedAt === undefined) {
        this.#run.progress.say(`Waiting for ${this.#path}.`);
      }
      return;
    }
    if (current !== undefined && isAt(current, now)) return;
    if (current?.rotatedAt === undefined && current !== undefined) {
      current.rotatedAt = this.#run.io.now();
      this.#run.progress.say(`${basename(this.#path)} was rotated; following the new file.`);
    }
    const back = this.#tails.find((tail) => isAt(tail, now));
    if (back === undefined) this.#tails.push(await Tail.open(this.#run, this.#path));
    else this.#takeBack(back);
  }

  /** The name is again that of a file that is still open. */
  #takeBack(tail: Tail): void {
    tail.rotatedAt = undefined;
    this.#tails = [...this.#tails.filter((other) => other !== tail), tail];
  }

  async #readTail(tail: Tail): Promise<boolean> {
    const growth = await tail.readOn(this.#excluded(tail));
    if (growth === 'truncated') await this.#startAgain(tail);
    else await tail.sendDue(growth);
    return growth !== 'nothing';
  }

  /** The file was truncated: the lines read so far are sent, and the rest is in its copy. */
  async #startAgain(tail: Tail): Promise<void> {
    await tail.sendAll();
    if (tail.generation !== undefined) this.#left.add(tail.generation);
    this.#tails = this.#tails.filter((other) => other !== tail);
    await tail.close();
    this.#run.progress.say(`${basename(this.#path)} was truncated; reading it from its beginning.`);
    this.#revisitedAt = undefined;
  }

  async #dropQuiet(): Promise<void> {
    const now = this.#run.io.now();
    for (const tail of [...this.#tails]) {
      if (tail.rotatedAt === undefined || now - Math.max(tail.grewAt, tail.rotatedAt) < QUIET_MS) continue;
      await tail.finish();
      await tail.close();
      this.#tails = this.#tails.filter((other) => other !== tail);
    }
  }

  async #revisit(): Promise<void> {
    const now = this.#run.io.now();
    if (this.#revisitedAt !== undefined && now - this.#revisitedAt < REVISIT_MS) return;
    // Until the current file is recognised, no log can be excluded for it.
    const live = this.#generations();
    const isFirst = this.#revisitedAt === undefined;
    this.#revisitedAt = now;
    await finishRotatedLogs(this.#run, this.#path, live);
    if (!isFirst) await this.#run.delivery.offerRefused();
  }

  #generations(): Set<Generation> {
    return new Set(
      this.#tails.map((tail) => tail.generation).filter((generation) => generation !== undefined),
    );
  }

  #excluded(tail: Tail): Set<Generation> {
    const others = this.#tails.filter((other) => other !== tail).map((other) => other.generation);
    return new Set([...this.#left, ...others.filter((generation) => generation !== undefined)]);
  }
}

function isAt(tail: Tail, file: { ino: number; dev: number }): boolean {
  return tail.log.inode === file.ino && tail.log.device === file.dev;
}

async function statIfThere(path: string): Promise<{ ino: number; dev: number } | undefined> {
  try {
    return await stat(path);
  } catch (error) {
    if (systemErrorCode(error) === 'ENOENT') return undefined;
    throw error;
  }
}
