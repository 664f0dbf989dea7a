import { ChunkTally, endsChunk, type Tally } from './chunk.js';
import type { UnreadableLine } from './logLine.js';
import { parseLine } from './parseLine.js';
import type { LocalTimeReader } from './parseTime.js';
import type { LeftOut, Route } from './routeHost.js';
import { createLineSplitter } from './splitLines.js';

/** How the lines of a log are read that came as a whole. */
interface LogRules {
  readonly readLocalTime: LocalTimeReader;
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
  readonly lines: number;
  /** Where the last whole line ends. */
  readonly end: number;
  /** Bytes of a last line that was not finished. */
  readonly unfinished_bytes: number;
  readonly unreadable: ReadonlyMap<UnreadableLine, number>;
  readonly leftOut: ReadonlyMap<LeftOut, number>;
  /** A few of the hosts without a site. */
  readonly strangers: readonly string[];
}

const STRANGERS_MAX = 5;

/** Adds up the pieces of a log from its beginning (latin1: one character is one byte). */
export function createLogReader(rules: LogRules) {
  const open = new ChunkTally();
  const tallies: Tally[] = [];
  const unreadable = new Map<UnreadableLine, number>();
  const leftOut = new Map<LeftOut, number>();
  const strangers = new Set<string>();
  let [lines, end] = [0, 0];

  const count = (line: string | undefined, at: number): void => {
    const parsed = line === undefined ? 'too long' : parseLine(line, rules.readLocalTime);
    if (typeof parsed === 'string') {
      increment(unreadable, parsed);
      return;
    }
    const route = rules.route(parsed.host);
    if (route.site !== undefined) {
      open.add(route.site, parsed.time + rules.shift_ms, parsed.size_bytes, at);
      return;
    }
    if (route.leftOut !== undefined) increment(leftOut, route.leftOut);
    if (parsed.host !== undefined && strangers.size < STRANGERS_MAX) strangers.add(parsed.host);
  };
  const splitter = createLineSplitter(0, (line, at, endsAt) => {
    lines += 1;
    end = endsAt;
    count(line, at);
    if (endsChunk(at, endsAt) || rules.cuts.has(endsAt)) tallies.push(...open.take());
  });

  return {
    push: (piece: string): void => splitter.push(piece),
    /** How much there is so far. */
    tallies: (): number => tallies.length + open.count,
    /** The last line counts without a newline only where nothing more can come. */
    finish: (isFinished: boolean): LogReading => {
      if (isFinished) splitter.finish();
      tallies.push(...open.take());
      const unfinished_bytes = splitter.waiting_bytes();
      return { tallies, lines, end, unfinished_bytes, unreadable, leftOut, strangers: [...strangers] };
    },
  };
}

function increment<Key>(counts: Map<Key, number>, key: Key): void {
  counts.set(key, (counts.get(key) ?? 0) + 1);
}
