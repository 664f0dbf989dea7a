interface Limits {
  /** How much of one site may wait, including running work. */
  readonly each: number;
  readonly all: number;
}

/**
 * Runs work one at a time, sites in turn: a site with many requests waits itself, and other sites wait for at most one
 * of its items. Undefined where too much waits already.
 */
export function createSiteTurns({ each, all }: Limits) {
  const queues = new Map<string, (() => Promise<unknown>)[]>();
  const counts = new Map<string, number>();
  let total = 0;
  let working: Promise<void> | undefined;

  const takeNext = (): (() => Promise<unknown>) | undefined => {
    const [first] = queues;
    if (first === undefined) return undefined;
    const [siteId, [next, ...others]] = first;
    queues.delete(siteId);
    if (others.length > 0) queues.set(siteId, others);
    return next;
  };
  const workOn = async (): Promise<void> => {
    for (let next = takeNext(); next !== undefined; next = takeNext()) await next();
    working = undefined;
  };
  const count = (siteId: string, change: 1 | -1): void => {
    total += change;
    const left = (counts.get(siteId) ?? 0) + change;
    if (left === 0) counts.delete(siteId);
    else counts.set(siteId, left);
  };
  return {
    ask: <Outcome>(siteId: string, work: () => Promise<Outcome>): Promise<Outcome> | undefined => {
      if (total >= all || (counts.get(siteId) ?? 0) >= each) return undefined;
      count(siteId, 1);
      const outcome = new Promise<Outcome>((resolve, reject) => {
        const turn = (): Promise<unknown> =>
          work()
            .then(resolve, reject)
            .finally(() => count(siteId, -1));
        queues.set(siteId, [...(queues.get(siteId) ?? []), turn]);
      });
      working ??= workOn();
      return outcome;
    },
    /** Settles when nothing waits any more. */
    idle: async (): Promise<void> => working,
  };
}
