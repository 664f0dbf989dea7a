import type { FileHandle } from 'node:fs/promises';
import { BATCH_TALLIES, send } from '../collectLog.js';
import type { Intake } from '../posting/intake.js';
import { CollectFailure } from '../options.js';
import { openLog, type LogFile } from './readLog.js';
import { type KnownLog, openIntake, recogniseFile, type Run } from '../run.js';
import type { Generation } from '../state.js';

const CHUNK_BYTES = 1_048_576;
/** The most that is read of one log before the others get their turn. */
const TURN_BYTES = 16 * CHUNK_BYTES;
/** The end of the part already read is compared before reading on, to detect a truncated file. */
const SEAM_BYTES = 256;

export type Growth = 'more' | 'nothing' | 'truncated';

/** A log that is being followed: an open file that is read as it grows, even after a rename. */
export class Tail {
  readonly log: LogFile;
  readonly #handle: FileHandle;
  readonly #run: Run;
  readonly #piece = Buffer.alloc(CHUNK_BYTES);
  #reading: { readonly known: KnownLog; readonly intake: Intake } | undefined;
  #position = 0;
  #seam = '';
  #examined_bytes = -1;
  #waitingSince: number | undefined;
  /** When it last grew. */
  grewAt: number;
  /** When its name was given to another file. */
  rotatedAt: number | undefined;

  private constructor(run: Run, log: LogFile, handle: FileHandle) {
    this.#run = run;
    this.log = log;
    this.#handle = handle;
    this.grewAt = run.io.now();
  }

  static async open(run: Run, path: string): Promise<Tail> {
    const log = await openLog(path);
    if (log.isPacked) {
      await log.handle.close();
      throw new CollectFailure(`${path} is compressed or in UTF-16. Only a plain log can be followed.`);
    }
    return new Tail(run, log, log.handle);
  }

  get generation(): Generation | undefined {
    return this.#reading?.known.generation;
  }

  get waiting_bytes(): number {
    return this.#reading?.intake.waiting_bytes ?? 0;
  }

  /** Reads the added content; `excluded` are the logs this one cannot be. */
  async readOn(excluded: ReadonlySet<Generation>): Promise<Growth> {
    const { size } = await this.#handle.stat();
    if (size < this.#position) return 'truncated';
    if (this.#reading === undefined && !(await this.#begin(size, excluded))) return 'nothing';
    if (size <= this.#position) return 'nothing';
    if (!(await this.#seamHolds())) return 'truncated';
    await this.#read(Math.min(size, this.#position + TURN_BYTES));
    this.grewAt = this.#run.io.now();
    this.#waitingSince ??= this.grewAt;
    return 'more';
  }

  /** Sends lines that have waited long enough; in the middle of a long file, only whole chunks. */
  async sendDue(growth: Growth): Promise<void> {
    const reading = this.#reading;
    if (reading === undefined || this.#waitingSince === undefined) return;
    const { intake, known } = reading;
    const waited_ms = this.#run.io.now() - this.#waitingSince;
    if (intake.wholeTallies < BATCH_TALLIES && waited_ms < this.#run.options.batchSeconds * 1_000) return;
    if (growth === 'more' && intake.wholeTallies > 0) {
      await send(this.#run, known, intake.takeWhole());
      this.#waitingSince = this.#run.io.now();
    } else {
      await this.sendAll();
    }
  }

  async sendAll(): Promise<void> {
    const reading = this.#reading;
    if (reading !== undefined) await send(this.#run, reading.known, reading.intake.takeAll());
    this.#waitingSince = undefined;
  }

  /** The file is complete: its last line counts even without a newline. */
  async finish(): Promise<void> {
    this.#reading?.intake.finish();
    await this.sendAll();
    if (this.generation !== undefined) this.generation.closed = true;
    await this.#run.stateFile.save();
  }

  async close(): Promise<void> {
    await this.#handle.close();
  }

  /** A log is recognised by its first line, so reading starts once that line exists. */
  async #begin(size: number, excluded: ReadonlySet<Generation>): Promise<boolean> {
    if (size === this.#examined_bytes) return false;
    this.#examined_bytes = size;
    const known = await recogniseFile(this.#run, this.log, excluded);
    if (known === undefined) return false;
    const intake = openIntake(this.#run, known);
    this.#reading = { known, intake };
    this.#position = intake.readsFrom;
    return true;
  }

  async #read(end: number): Promise<void> {
    while (this.#position < end && !this.#run.io.stop.aborted) {
      const wanted = Math.min(this.#piece.length, end - this.#position);
      const { bytesRead } = await this.#handle.read(this.#piece, 0, wanted, this.#position);
      if (bytesRead === 0) return;
      const text = this.#piece.toString('latin1', 0, bytesRead);
      this.#reading?.intake.push(text);
      this.#position += bytesRead;
      this.#seam = (this.#seam + text).slice(-SEAM_BYTES);
    }
  }

  /** Whether the bytes before the position are still the ones that were read. */
  async #seamHolds(): Promise<boolean> {
    if (this.#seam === '') return true;
    const there = Buffer.alloc(this.#seam.length);
    const { bytesRead } = await this.#handle.read(there, 0, there.length, this.#position - there.length);
    return there.toString('latin1', 0, bytesRead) === this.#seam;
  }
}
