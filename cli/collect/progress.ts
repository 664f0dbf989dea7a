import type { CollectIo } from './options.js';
import type { RunTotals } from './posting/totals.js';

const TERMINAL_EVERY_MS = 150;
const PLAIN_EVERY_MS = 5_000;
const ERASE_LINE = '\r\u001b[2K';

/** Prints the progress of the run: one updated line on a terminal, otherwise a line now and then. */
export class Progress {
  readonly #io: CollectIo;
  readonly #totals: RunTotals;
  readonly #startedAt: number;
  #shownAt: number;
  #linesShown = 0;

  constructor(io: CollectIo, totals: RunTotals) {
    this.#io = io;
    this.#totals = totals;
    this.#startedAt = this.#shownAt = io.now();
  }

  tick(): void {
    const now = this.#io.now();
    if (now - this.#shownAt < (this.#io.isTerminal ? TERMINAL_EVERY_MS : PLAIN_EVERY_MS)) return;
    if (this.#totals.lines === this.#linesShown) return;
    this.#shownAt = now;
    this.#linesShown = this.#totals.lines;
    const text = this.#describe(now);
    this.#io.writeError(this.#io.isTerminal ? `${ERASE_LINE}${text}` : `${text}\n`);
  }

  /** Prints a separate line above the progress line. */
  say(text: string): void {
    this.#io.writeError(`${this.#io.isTerminal ? ERASE_LINE : ''}${text}\n`);
  }

  /** Removes the progress line, so that the summary starts on an empty line. */
  end(): void {
    if (this.#io.isTerminal) this.#io.writeError(ERASE_LINE);
  }

  get elapsed_ms(): number {
    return this.#io.now() - this.#startedAt;
  }

  #describe(now: number): string {
    const { lines, requests, sizeRead_bytes, accepted, duplicates } = this.#totals;
    const rate = Math.round(lines / Math.max(0.001, (now - this.#startedAt) / 1_000));
    return [
      `${formatCount(lines)} lines`,
      `${formatCount(requests)} requests`,
      formatSize(sizeRead_bytes),
      `${formatCount(accepted + duplicates)} events sent`,
      `${formatCount(rate)} lines/s`,
    ].join(' · ');
  }
}

export function formatCount(count: number | bigint): string {
  // Loading a locale takes longer than reading ten thousand lines.
  return String(count).replace(/\B(?=(?:\d{3})+$)/g, ',');
}

const SIZE_UNITS = ['B', 'kB', 'MB', 'GB', 'TB', 'PB'];

/** Decimal units, as usual for traffic. */
function formatSize(size_bytes: number): string {
  let size = size_bytes;
  let unit = 0;
  for (; size >= 1_000 && unit < SIZE_UNITS.length - 1; unit += 1) size /= 1_000;
  return `${unit === 0 ? size : size.toFixed(1)} ${SIZE_UNITS[unit] ?? ''}`;
}
