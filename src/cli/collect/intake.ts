import {
  ChunkTally,
  createLineSplitter,
  endsChunk,
  type LineSplitter,
  type LocalTimeReader,
  parseLine,
  type Route,
  type Tally,
} from '../../billing/index.js';
import { anchorOf, type Anchor } from './anchor.js';
import type { RunTotals } from './totals.js';

/** A stretch of a log that is ready to be sent: what it adds up to, and where it ends. */
export interface Batch {
  readonly tallies: readonly Tally[];
  readonly end: number;
  readonly anchor: Anchor | undefined;
}

/** How the lines of a run are read. */
export interface LineRules {
  readonly readLocalTime: LocalTimeReader;
  readonly route: (host: string | undefined) => Route;
  readonly totals: RunTotals;
}

interface Mark {
  readonly end: number;
  readonly line: string | undefined;
  readonly lineAt: number;
}

/** Reads pieces of one log from an offset on and adds its lines up chunk by chunk. */
export class Intake {
  readonly #rules: LineRules;
  readonly #shift_ms: number;
  readonly #splitter: LineSplitter;
  readonly #open = new ChunkTally();
  #whole: Tally[] = [];
  #wholeMark: Mark;
  #lastMark: Mark;
  #takenEnd: number;

  constructor(startsAt: number, rules: LineRules, shift_ms: number) {
    this.#rules = rules;
    this.#shift_ms = shift_ms;
    this.#lastMark = this.#wholeMark = { end: startsAt, line: undefined, lineAt: startsAt };
    this.#takenEnd = startsAt;
    this.#splitter = createLineSplitter(startsAt, (line, at, end) => this.#takeLine(line, at, end));
  }

  push(piece: string): void {
    this.#splitter.push(piece);
  }

  /** Counts a last line without a newline; only for a file that is known to be finished. */
  finish(): void {
    this.#splitter.finish();
  }

  get wholeTallies(): number {
    return this.#whole.length;
  }

  get waiting_bytes(): number {
    return this.#splitter.waiting_bytes();
  }

  /** Whether lines were read that no batch has taken yet. */
  get hasUntaken(): boolean {
    return this.#lastMark.end > this.#takenEnd;
  }

  /** The chunks that are complete, if there are any. */
  takeWhole(): Batch | undefined {
    if (this.#wholeMark.end <= this.#takenEnd) return undefined;
    return this.#batch(this.#whole, this.#wholeMark);
  }

  /** Every finished line, the begun chunk included. */
  takeAll(): Batch | undefined {
    if (!this.hasUntaken) return undefined;
    return this.#batch([...this.#whole, ...this.#open.take()], this.#lastMark);
  }

  #batch(tallies: readonly Tally[], mark: Mark): Batch {
    this.#whole = [];
    this.#takenEnd = mark.end;
    const anchor = mark.line === undefined ? undefined : anchorOf(mark.line, mark.lineAt);
    return { tallies, end: mark.end, anchor };
  }

  #takeLine(line: string | undefined, at: number, end: number): void {
    this.#rules.totals.lines += 1;
    // An overlong line is no anchor; the line before it is as good.
    this.#lastMark =
      line === undefined
        ? { end, line: this.#lastMark.line, lineAt: this.#lastMark.lineAt }
        : { end, line, lineAt: at };
    this.#count(line, at);
    if (!endsChunk(at, end)) return;
    this.#whole.push(...this.#open.take());
    this.#wholeMark = this.#lastMark;
  }

  #count(line: string | undefined, at: number): void {
    const { totals, route, readLocalTime } = this.#rules;
    const parsed = line === undefined ? 'too long' : parseLine(line, readLocalTime);
    if (typeof parsed === 'string') {
      totals.noteUnreadable(parsed, at, line);
      return;
    }
    const { site, leftOut } = route(parsed.host);
    if (site === undefined) {
      if (leftOut !== undefined) totals.noteLeftOut(leftOut);
      return;
    }
    totals.requests += 1;
    totals.sizeRead_bytes += parsed.size_bytes;
    this.#open.add(site, parsed.time + this.#shift_ms, parsed.size_bytes, at);
  }
}
