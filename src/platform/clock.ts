/** Where an edge of the program reads the time, in epoch milliseconds; the rules are given it as a value. */
export interface Clock {
  now(): number;
}

export const systemClock: Clock = { now: () => Date.now() };

export interface SandboxClock extends Clock {
  /** Sets the clock to what the time-skipping server's clock shows now. */
  follow(instant: number): void;
}

/**
 * The sandbox's clock: real time plus an offset, since the time-skipping server's own clock goes with real time
 * and jumps when time is skipped.
 */
export function createSandboxClock(): SandboxClock {
  let offsetMs = 0;
  return {
    now: () => Date.now() + offsetMs,
    follow: (instant) => {
      offsetMs = instant - Date.now();
    },
  };
}
