/** More signals than this within a second count as load: an import of payments, a blanket change, a load test. */
const MANY_PER_SECOND = 10;
const WINDOW_MS = 1_000;

export interface LoadMonitor {
  /** One more came. */
  note(now: number): void;
  /** Whether they come thick and fast at the moment. */
  isOn(now: number): boolean;
}

/** Detects load by when the last few came. Instants in milliseconds of any clock that only goes forward. */
export function createLoadMonitor(): LoadMonitor {
  const last = new Float64Array(MANY_PER_SECOND).fill(Number.NEGATIVE_INFINITY);
  let next = 0;
  return {
    note: (now) => {
      last[next] = now;
      next = (next + 1) % MANY_PER_SECOND;
    },
    // The place that will be written next holds the oldest of the last few.
    isOn: (now) => now - (last[next] ?? 0) < WINDOW_MS,
  };
}
