import type { LogFormat } from '../../../src/logs/format/format.js';
import { endsChunk, type Tally } from '../../../src/logs/reading/chunk.js';
import { LineCounter } from '../../../src/logs/reading/lineCounter.js';
import type { LocalTimeReader } from '../../../src/logs/reading/lineTime.js';
import type { Route } from '../../../src/logs/reading/routeHost.js';
import { createLineSplitter, type LineSplitter } from '../../../src/logs/reading/splitLines.js';
import { type Anchor, anchorOf } from '../files/anchor.js';
import type { RunTotals } from './totals.js';

/** A part of a log that is ready to be sent: its sums, and where it ends. */
export interface Batch {
  readonly tallies: readonly Tally[];
  readonly end: number;
  /** The number of lines up to there. */
  readonly lines: number;
  readonly anchor: Anchor | undefined;
}

/** How the lines of a run are read. */
export interface LineRules {
  readonly readLocalTime: LocalTimeReader;
  readonly route: (host: string | undefined) => Route;
  readonly totals: RunTotals;
}

/** Where and how the reading of one log starts. */
export interface Beginning {
  readonly offset: number;
  /** The number of lines before the offset. */
  readonly lines: number;
  readonly format: LogFormat;
  readonly shift_ms: number;
}

interface Mark {
  readonly end: number;
  readonly lines: number;
  readonly line: string | undefined;
  readonly lineAt: number;
}

/** Reads a log from an offset on and adds up its lines chunk by chunk. */
export class Intake {
  /** Where the first piece has to start: some formats need the lines before the counted ones. */
  readonly readsFrom: number;
  readonly #offset: number;
  readonly #totals: RunTotals;
  readonly #counter: LineCounter;
  readonly #splitter: LineSplitter;
  #whole: Tally[] = [];
  #wholeMark: Mark;
  #takenEnd: number;
  #end: number;
  #line: string | undefined;
  #lineAt: number;

  constructor({ offset, lines, format, shift_ms }: Beginning, { readLocalTime, route, totals }: LineRules) {
    this.readsFrom = format.needsBeginning ? 0 : offset;
    this.#offset = this.#takenEnd = this.#end = this.#lineAt = offset;
    this.#totals = totals;
    const rules = { read: format.open(readLocalTime), route, shift_ms, losses: totals.losses };
    this.#counter = new LineCounter(rules, format.needsBeginning ? 0 : lines);
    this.#wholeMark = { end: offset, lines, line: undefined, lineAt: offset };
    this.#splitter = createLineSplitter(this.readsFrom, (line, at, end) => this.#takeLine(line, at, end));
  }

  push(chunk: string): void {
    const { requests, size_bytes } = this.#counter;
    this.#splitter.push(chunk);
    this.#totals.requests += this.#counter.requests - requests;
    this.#totals.sizeRead_bytes += this.#counter.size_bytes - size_bytes;
  }

  /** Counts a last line without a newline; only for a file that is known to be complete. */
  finish(): void {
    const { requests, size_bytes } = this.#counter;
    this.#splitter.finish();
    this.#totals.requests += this.#counter.requests - requests;
    this.#totals.sizeRead_bytes += this.#counter.size_bytes - size_bytes;
  }

  get wholeTallies(): number {
    return this.#whole.length;
  }

  get waiting_bytes(): number {
    return this.#splitter.waiting_bytes();
  }

  /** The complete chunks, if there are any. */
  takeWhole(): Batch | undefined {
    if (this.#wholeMark.end <= this.#takenEnd) return undefined;
    return this.#batch(this.#whole, this.#wholeMark);
  }

  /** Every complete line, including the current chunk. */
  takeAll(): Batch | undefined {
    if (this.#end <= this.#takenEnd) return undefined;
    return this.#batch([...this.#whole, ...this.#counter.open.take()], this.#mark());
  }

  #batch(tallies: readonly Tally[], mark: Mark): Batch {
    this.#whole = [];
    this.#takenEnd = mark.end;
    const anchor = mark.line === undefined ? undefined : anchorOf(mark.line, mark.lineAt);
    return { tallies, end: mark.end, lines: mark.lines, anchor };
  }

  #mark(): Mark {
    return { end: this.#end, lines: this.#counter.lines, line: this.#line, lineAt: this.#lineAt };
  }

  #takeLine(line: string | undefined, at: number, end: number): void {
    if (at < this.#offset) {
      this.#counter.pass(line, at);
      return;
    }
    this.#totals.lines += 1;
    this.#end = end;
    // An overlong line cannot be an anchor; the line before it serves as well.
    if (line !== undefined) {
      this.#line = line;
      this.#lineAt = at;
    }
    this.#counter.count(line, at);
    if (!endsChunk(at, end)) return;
    this.#whole.push(...this.#counter.open.take());
    this.#wholeMark = this.#mark();
  }
}
