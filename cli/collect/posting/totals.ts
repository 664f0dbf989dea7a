import { type LocalDate, localDateOf } from '../../../src/core/values/zone.js';
import type { LoggedUsage } from '../../../src/logs/reading/chunk.js';
import { Losses } from '../../../src/logs/reading/losses.js';

export interface DayTotal {
  requests: bigint;
  size_bytes: bigint;
}

/** Requests of one site that the system does not count, for one reason. */
export interface Refused {
  readonly reason: string;
  readonly site: string;
  requests: bigint;
  /** Undefined for requests that an earlier run read. */
  readonly firstLine: number | undefined;
}

/** What one run has read, and how the system responded. */
export class RunTotals {
  lines = 0;
  requests = 0;
  /** For the progress line only; the summary counts what was acknowledged. */
  sizeRead_bytes = 0;
  accepted = 0;
  duplicates = 0;
  /** The lines that do not count. */
  readonly losses = new Losses();
  refusedEvents = 0;
  readonly refused = new Map<string, Refused>();
  /** Events from a time when no account held their site. They are not charged, and this is no error. */
  unownedEvents = 0;
  readonly unowned = new Map<string, Refused>();
  readonly days = new Map<LocalDate, DayTotal>();
  #last: { readonly time: string; readonly day: DayTotal } | undefined;

  noteRefused(refused: Refused): void {
    this.refusedEvents += 1;
    add(this.refused, refused);
  }

  noteUnowned(refused: Refused): void {
    this.unownedEvents += 1;
    add(this.unowned, refused);
  }

  /** Adds an event that now counts (or already did) to its day. */
  noteCounted(event: LoggedUsage, timeZone: string): void {
    const day = this.#dayOf(event.time, timeZone);
    if (event.meter === 'requests') day.requests += BigInt(event.quantity);
    else day.size_bytes += BigInt(event.quantity);
  }

  /** Neighbouring events are often in the same quarter of an hour. */
  #dayOf(time: string, timeZone: string): DayTotal {
    if (this.#last?.time === time) return this.#last.day;
    const date = localDateOf(Date.parse(time), timeZone);
    const day = this.days.get(date) ?? { requests: 0n, size_bytes: 0n };
    this.days.set(date, day);
    this.#last = { time, day };
    return day;
  }
}

function add(to: Map<string, Refused>, refused: Refused): void {
  const key = `${refused.reason}\n${refused.site}`;
  const known = to.get(key);
  if (known === undefined) to.set(key, { ...refused });
  else known.requests += refused.requests;
}
