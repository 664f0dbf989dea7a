/** More signals than this within a second count as load: an import of payments, a blanket replacement, a load test. */
const MANY_PER_SECOND = 10;
const WINDOW_MS = 1_000;

export interface LoadMonitor {
  /** Records a signal. */
  note(now: number): void;
  /** Whether the system is under load. */
  isOn(now: number): boolean;
}

/** Detects load from the times of the last few signals. Instants are milliseconds of any monotonic clock. */
export function createLoadMonitor(): LoadMonitor {
  const last = new Float64Array(MANY_PER_SECOND).fill(Number.NEGATIVE_INFINITY);
  let next = 0;
  return {
    note: (now) => {
      last[next] = now;
      next = (next + 1) % MANY_PER_SECOND;
    },
    // The slot that is written next has the oldest time.
    isOn: (now) => now - (last[next] ?? 0) < WINDOW_MS,
  };
}
