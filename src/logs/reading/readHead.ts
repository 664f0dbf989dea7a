import { detectFormat, SAMPLE_LINES } from '../format/detect.js';
import { isUnusable, type LogFormat, type UnusableFormat } from '../format/format.js';
import type { Wrap } from '../format/unwrap.js';
import { isRequest, type UnreadableLine } from './line.js';
import { plainLine } from './lineCounter.js';
import type { LocalTimeReader } from './lineTime.js';
import { createLineSplitter } from './splitLines.js';

/** How to read a log: in the declared format, including its wrapping, or in the format that was detected. */
export interface HeadRules {
  readonly format: LogFormat | undefined;
  readonly wrap: Wrap | undefined;
  readonly readLocalTime: LocalTimeReader;
}

/** What identifies a log: its format, its first lines, and the first of them that is a request. */
export interface Head {
  readonly format: LogFormat;
  readonly sample: readonly string[];
  /** Why the first unreadable line could not be read. */
  readonly unreadable: UnreadableLine | undefined;
  readonly first: { readonly line: string; readonly at: number; readonly time: number } | undefined;
}

/** A file without a request in its first 64 MiB is no access log. */
const HEAD_MAX_BYTES = 64 * 1_048_576;

/**
 * Reads the beginning of a log; undefined while it has no complete line. In a complete file the last line counts as
 * complete.
 */
export async function readHead(
  chunks: AsyncIterable<string>,
  rules: HeadRules,
  isFinished: boolean,
): Promise<Head | UnusableFormat | undefined> {
  const lines: { line: string; at: number }[] = [];
  const splitter = createLineSplitter(0, (line, at) => {
    if (line !== undefined) lines.push({ line, at });
  });
  const head = new HeadSearch(rules);
  let read_bytes = 0;
  for await (const chunk of chunks) {
    splitter.push(chunk);
    read_bytes += chunk.length;
    if (lines.length < SAMPLE_LINES && head.sample.length === 0) continue;
    if (head.inspect(lines.splice(0)) || read_bytes > HEAD_MAX_BYTES) return head.result();
  }
  if (isFinished) splitter.finish();
  if (lines.length > 0) head.inspect(lines);
  return head.result();
}

class HeadSearch {
  sample: string[] = [];
  readonly #rules: HeadRules;
  #format: LogFormat | UnusableFormat | undefined;
  #read: ReturnType<LogFormat['open']> | undefined;
  #first: Head['first'];
  #unreadable: UnreadableLine | undefined;

  constructor(rules: HeadRules) {
    this.#rules = rules;
  }

  /** Whether enough has been read. */
  inspect(lines: readonly { readonly line: string; readonly at: number }[]): boolean {
    if (this.#format === undefined) {
      const { format, wrap, readLocalTime } = this.#rules;
      this.sample = lines.slice(0, SAMPLE_LINES).map(({ line, at }) => plainLine(line, at));
      this.#format = format ?? detectFormat(this.sample, wrap);
      if (isUnusable(this.#format)) return true;
      this.#read = this.#format.open(readLocalTime);
    }
    for (const { line, at } of lines) {
      const reading = this.#read?.(plainLine(line, at));
      if (reading === undefined) continue;
      if (!isRequest(reading)) {
        this.#unreadable ??= reading.unreadable;
        continue;
      }
      this.#first = { line, at, time: reading.time };
      return true;
    }
    return false;
  }

  result(): Head | UnusableFormat | undefined {
    if (this.#format === undefined || isUnusable(this.#format)) return this.#format;
    return {
      format: this.#format,
      sample: this.sample,
      unreadable: this.#unreadable,
      first: this.#first,
    };
  }
}
