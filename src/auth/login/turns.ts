/** Lets a few at once do something costly; the others wait in the order in which they came. */
export interface Turns {
  /** Waits however long it takes. */
  always<T>(work: () => Promise<T>): Promise<T>;
  /** Answers `busy` at once when too many wait already, so that a flood costs nothing but answers. */
  unlessBusy<T>(work: () => Promise<T>): Promise<T | 'busy'>;
}

export function createTurns(limits: { readonly atOnce: number; readonly waitingMax: number }): Turns {
  const waiting: (() => void)[] = [];
  let running = 0;
  const always: Turns['always'] = async (work) => {
    if (running < limits.atOnce) running += 1;
    // The finished one passes its place on, so the place is never free in between.
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
