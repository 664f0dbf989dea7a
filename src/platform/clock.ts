/** The source of the time at the edges of the program, in epoch milliseconds. Rules receive it as a value. */
export interface Clock {
  now(): number;
}

export const systemClock: Clock = { now: () => Date.now() };

export interface SandboxClock extends Clock {
  /** Sets the clock to the current time of the time-skipping server. */
  follow(instant: number): void;
}

/**
 * The sandbox's clock: real time plus an offset. The time-skipping server's clock runs with real time and jumps when
 * time is skipped.
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
