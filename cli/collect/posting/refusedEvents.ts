/**
 * Events that the system refused for a temporary reason (a site that is not registered yet, a clock that is ahead).
 * They are stored next to the state and sent again, so that the offset can move on without losing them.
 */
import { appendFile } from 'node:fs/promises';
import { join } from 'node:path';
import { DAY_MS } from '../../../src/core/values/zone.js';
import type { LoggedUsage } from '../../../src/logs/reading/chunk.js';
import { replaceFile } from '../../../src/platform/files/replaceFile.js';
import { readIfThere } from '../state.js';

/** The system accepts no usage older than this. */
const USAGE_AGE_MAX_MS = 60 * DAY_MS;

export class RefusedEvents {
  readonly #path: string;
  #count = 0;

  constructor(folder: string) {
    this.#path = join(folder, 'refused.jsonl');
  }

  get isEmpty(): boolean {
    return this.#count === 0;
  }

  async keep(events: readonly LoggedUsage[]): Promise<void> {
    if (events.length === 0) return;
    this.#count += events.length;
    await appendFile(this.#path, toLines(events), { mode: 0o600, flush: true });
  }

  /** The stored events that are still young enough; each once, even if a crash caused a second copy. */
  async load(now: number): Promise<LoggedUsage[]> {
    const text = (await readIfThere(this.#path)) ?? '';
    const events = new Map<string, LoggedUsage>();
    for (const line of text.split('\n')) {
      const event = parseEvent(line);
      if (event !== undefined && !isTooOld(event, now)) events.set(event.id, event);
    }
    this.#count = events.size;
    return [...events.values()];
  }

  async replace(events: readonly LoggedUsage[]): Promise<void> {
    this.#count = events.length;
    await replaceFile(this.#path, toLines(events), 0o600);
  }
}

export function isTooOld(event: LoggedUsage, now: number): boolean {
  return Date.parse(event.time) < now - USAGE_AGE_MAX_MS;
}

function toLines(events: readonly LoggedUsage[]): string {
  return events.map((event) => `${JSON.stringify(event)}\n`).join('');
}

/** A line truncated by a crash belongs to events that are still pending. */
function parseEvent(line: string): LoggedUsage | undefined {
  try {
    return line === '' ? undefined : (JSON.parse(line) as LoggedUsage);
  } catch {
    return undefined;
  }
}
