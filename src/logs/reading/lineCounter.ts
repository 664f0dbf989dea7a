import { ChunkTally } from './chunk.js';
import type { LineReader } from '../format/format.js';
import { isRequest } from './line.js';
import type { Losses } from './losses.js';
import type { Route } from './routeHost.js';

/** How the lines of one file are counted. */
export interface CountRules {
  readonly read: LineReader;
  readonly route: (host: string | undefined) => Route;
  /** The shift applied to every time. */
  readonly shift_ms: number;
  readonly losses: Losses;
}

const UTF8_MARK = '\u00ef\u00bb\u00bf';

/** Reads lines in their order and adds up their usage by site. */
export class LineCounter {
  readonly open = new ChunkTally();
  requests = 0;
  size_bytes = 0;
  /** Lines read so far, from the start of the file. */
  lines: number;
  readonly #rules: CountRules;

  constructor(rules: CountRules, lines: number) {
    this.#rules = rules;
    this.lines = lines;
  }

  /** Counts a line that begins at an offset; undefined means that it was too long. */
  count(line: string | undefined, at: number): void {
    this.lines += 1;
    const { route, read, shift_ms, losses } = this.#rules;
    if (line === undefined) {
      losses.note('too long', undefined, { text: '', number: this.lines });
      return;
    }
    const text = plainLine(line, at);
    const reading = read(text);
    if (!isRequest(reading)) {
      if (reading.unreadable !== undefined)
        losses.note(reading.unreadable, reading.host, { text, number: this.lines });
      return;
    }
    const { site, leftOut } = route(reading.host);
    if (site === undefined) {
      if (leftOut !== undefined) losses.note(leftOut, reading.host, { text, number: this.lines });
      return;
    }
    this.requests += 1;
    this.size_bytes += reading.size_bytes;
    this.open.add(site, {
      time: reading.time + shift_ms,
      size_bytes: reading.size_bytes,
      at,
      number: this.lines,
    });
  }

  /** Reads a line that was counted before, where later lines may depend on it. */
  pass(line: string | undefined, at: number): void {
    this.lines += 1;
    if (line !== undefined) this.#rules.read(plainLine(line, at));
  }
}

/** Removes the byte order mark at the start of a file and the carriage return of Windows. */
export function plainLine(line: string, at: number): string {
  const text = line.charCodeAt(line.length - 1) === 13 ? line.slice(0, -1) : line;
  return at === 0 && text.startsWith(UTF8_MARK) ? text.slice(UTF8_MARK.length) : text;
}
