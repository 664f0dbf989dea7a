import {
  type LeftOut,
  type LocalDate,
  localDateOf,
  type UnreadableLine,
  type LoggedUsage,
} from '../../billing/index.js';

export interface DayTotal {
  requests: bigint;
  size_bytes: bigint;
}

export interface UnreadableSample {
  readonly at: number;
  readonly reason: UnreadableLine;
  readonly beginning: string;
}

const SAMPLES_MAX = 3;

/** What one run has read and what the system has said to it. */
export class RunTotals {
  lines = 0;
  requests = 0;
  /** For the progress line only; the summary adds up what was acknowledged. */
  sizeRead_bytes = 0;
  accepted = 0;
  duplicates = 0;
  readonly unreadable = new Map<UnreadableLine, number>();
  readonly samples: UnreadableSample[] = [];
  readonly leftOut = new Map<LeftOut, number>();
  readonly refused = new Map<string, number>();
  /** Events of a time at which no account held their site: nobody is charged for them, and nothing is wrong. */
  unowned = 0;
  readonly days = new Map<LocalDate, DayTotal>();

  noteUnreadable(reason: UnreadableLine, at: number, line: string | undefined): void {
    increment(this.unreadable, reason);
    if (this.samples.length >= SAMPLES_MAX) return;
    this.samples.push({ at, reason, beginning: (line ?? '').slice(0, 60) });
  }

  noteLeftOut(reason: LeftOut): void {
    increment(this.leftOut, reason);
  }

  noteRefused(reason: string): void {
    increment(this.refused, reason);
  }

  /** Adds an event that now counts (or already did) to its day. */
  noteCounted(event: LoggedUsage, timeZone: string): void {
    const date = localDateOf(Date.parse(event.time), timeZone);
    const day = this.days.get(date) ?? { requests: 0n, size_bytes: 0n };
    this.days.set(date, day);
    if (event.meter === 'requests') day.requests += BigInt(event.quantity);
    else day.size_bytes += BigInt(event.quantity);
  }

  get unreadableLines(): number {
    return sum(this.unreadable);
  }

  get refusedEvents(): number {
    return sum(this.refused);
  }
}

function increment<Key>(counts: Map<Key, number>, key: Key): void {
  counts.set(key, (counts.get(key) ?? 0) + 1);
}

function sum(counts: ReadonlyMap<unknown, number>): number {
  return [...counts.values()].reduce((total, count) => total + count, 0);
}
