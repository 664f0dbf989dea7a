import { endsChunk, type Tally } from './chunk.js';
import { LineCounter } from './lineCounter.js';
import { Losses, type Loss } from './losses.js';
import type { LineReader } from '../format/format.js';
import type { Route } from './routeHost.js';
import { createLineSplitter } from './splitLines.js';

/** How the lines of a log are read that came as a whole. */
interface LogRules {
  readonly read: LineReader;
  readonly route: (host: string | undefined) => Route;
  /** By how much every time is moved. */
  readonly shift_ms: number;
  /**
   * Where earlier readings of the same log ended. Tallies end there too, so that what was read before adds up to the
   * same again, under the same ids, and only what is new is new.
   */
  readonly cuts: ReadonlySet<number>;
}

/** What a log adds up to, and what in it could not be counted. */
export interface LogReading {
  readonly tallies: readonly Tally[];
  /** Where the last whole line ends. */
  readonly end: number;
  /** Bytes of a last line that was not finished. */
  readonly unfinished_bytes: number;
  readonly losses: readonly Loss[];
}

/** Adds up the pieces of a log from its beginning (latin1: one character is one byte). */
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
    /** How much there is so far. */
    tallies: (): number => tallies.length + counter.open.count,
    /** The last line counts without a newline only where nothing more can come. */
    finish: (isFinished: boolean): LogReading => {
      if (isFinished) splitter.finish();
      tallies.push(...counter.open.take());
      return { tallies, end, unfinished_bytes: splitter.waiting_bytes(), losses: losses.list() };
    },
  };
}
