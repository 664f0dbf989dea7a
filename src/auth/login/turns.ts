/** Limits how many costly calls run at once; the others wait in order of arrival. */
export interface Turns {
  /** Waits without a time limit. */
  always<T>(work: () => Promise<T>): Promise<T>;
  /** Returns `busy` at once if too many wait already, so that a flood costs little. */
  unlessBusy<T>(work: () => Promise<T>): Promise<T | 'busy'>;
}

export function createTurns(limits: { readonly atOnce: number; readonly waitingMax: number }): Turns {
  const waiting: (() => void)[] = [];
  let running = 0;
  const always: Turns['always'] = async (work) => {
    if (running < limits.atOnce) running += 1;
    // The finished call hands its place to the next, so that it is never free in between.
    else await new Promise<void>((resolve) => waiting.push(resolve));
    try {
      return await work();
    } finally {
      const next = waiting.shift();
      if (next === undefined) running -= 1;
      else next();
    }
  };
  return {
    always,
    unlessBusy: async (work) => (waiting.length >= limits.waitingMax ? 'busy' : always(work)),
  };
}
