import { endsChunk, type Tally } from './chunk.js';
import { LineCounter } from './lineCounter.js';
import { Losses, type Loss } from './losses.js';
import type { LineReader } from '../format/format.js';
import type { Route } from './routeHost.js';
import { createLineSplitter } from './splitLines.js';

/** How to read the lines of a complete log. */
interface LogRules {
  readonly read: LineReader;
  readonly route: (host: string | undefined) => Route;
  /** The shift applied to every time. */
  readonly shift_ms: number;
  /**
   * Where earlier readings of the same log ended. Tallies end there too, so that lines read before produce the same
   * sums under the same ids, and only new lines count.
   */
  readonly cuts: ReadonlySet<number>;
}

/** The sums of a log, and the lines that could not be counted. */
export interface LogReading {
  readonly tallies: readonly Tally[];
  /** The end of the last whole line. */
  readonly end: number;
  /** Bytes of an unfinished last line. */
  readonly unfinished_bytes: number;
  readonly losses: readonly Loss[];
}

/** Adds up the parts of a log from its beginning (latin1: one character is one byte). */
export function createLogReader(rules: LogRules) {
  const losses = new Losses();
  const counter = new LineCounter({ ...rules, losses }, 0);
  const tallies: Tally[] = [];
  let end = 0;
  const splitter = createLineSplitter(0, (line, at, endsAt) => {
    end = endsAt;
    counter.count(line, at);
    if (endsChunk(at, endsAt) || rules.cuts.has(endsAt)) tallies.push(...counter.open.take());
  });
  return {
    push: (chunk: string): void => splitter.push(chunk),
    /** The number of bytes so far. */
    tallies: (): number => tallies.length + counter.open.count,
    /** The last line counts without a newline only if the log is complete. */
    finish: (isFinished: boolean): LogReading => {
      if (isFinished) splitter.finish();
      tallies.push(...counter.open.take());
      return { tallies, end, unfinished_bytes: splitter.waiting_bytes(), losses: losses.list() };
    },
  };
}
