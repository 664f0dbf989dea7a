import type { LocalTimeReader } from './lineTime.js';

const STEP_MS = 15 * 60_000;
const STEPS_CACHED_MAX = 10_000;

/**
 * Converts wall clock times of a zone, for logs without an offset. A time that occurs twice is the second one, a time
 * that does not exist is an hour later. So the same line always gives the same instant.
 */
export function createLocalTimeReader(timeZone: string): LocalTimeReader {
  if (timeZone === 'UTC') return (wallClock) => wallClock;
  const offsetAt = createOffsetReader(timeZone);
  return (wallClock) => {
    const guess = wallClock - offsetAt(wallClock);
    return wallClock - offsetAt(guess);
  };
}

/** The UTC offset of a zone at an instant, computed once per quarter of an hour. */
function createOffsetReader(timeZone: string): (at: number) => number {
  const format = new Intl.DateTimeFormat('en-US', { timeZone, timeZoneName: 'longOffset' });
  const known = new Map<number, number>();
  return (at) => {
    const step = Math.floor(at / STEP_MS);
    let offset = known.get(step);
    if (offset === undefined) {
      if (known.size >= STEPS_CACHED_MAX) known.clear();
      offset = readOffset(format, step * STEP_MS);
      known.set(step, offset);
    }
    return offset;
  };
}

function readOffset(format: Intl.DateTimeFormat, at: number): number {
  const name = format.formatToParts(at).find((part) => part.type === 'timeZoneName')?.value ?? 'GMT';
  const found = /^GMT([+-])(\d\d):(\d\d)(?::(\d\d))?$/.exec(name);
  if (found === null) return 0;
  const [hours, minutes, seconds] = [found[2], found[3], found[4] ?? '0'].map(Number);
  const ahead_ms = (((hours ?? 0) * 60 + (minutes ?? 0)) * 60 + (seconds ?? 0)) * 1_000;
  return found[1] === '-' ? -ahead_ms : ahead_ms;
}
