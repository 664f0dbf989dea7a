import { setTimeout as delay } from 'node:timers/promises';

const WAIT_MS_MAX = 60_000;

interface Waiting<Seen> {
  /** As in "waited 60 s for …". */
  readonly what: string;
  readonly look: () => Promise<Seen>;
  readonly isEnough: (seen: Seen) => boolean;
  readonly everyMs?: number;
  /** Left out: a minute. */
  readonly withinMs?: number;
}

/** Looks until what it sees is enough. Fails with what it waited for and what it saw last. */
export async function waitFor<Seen>({
  what,
  look,
  isEnough,
  everyMs = 100,
  withinMs = WAIT_MS_MAX,
}: Waiting<Seen>): Promise<Seen> {
  for (const until = performance.now() + withinMs; ;) {
    const seen = await look();
    if (isEnough(seen)) return seen;
    if (performance.now() > until)
      throw new Error(`${waited(what, withinMs)}; at the end: ${JSON.stringify(seen)}`);
    await delay(everyMs);
  }
}

/** The outcome of work that may never end. */
export async function within<T>(what: string, work: Promise<T>): Promise<T> {
  const over = new AbortController();
  const late = delay(WAIT_MS_MAX, undefined, { signal: over.signal }).then(() => {
    throw new Error(waited(what, WAIT_MS_MAX));
  });
  late.catch(() => undefined);
  return Promise.race([work, late]).finally(() => over.abort());
}

function waited(what: string, ms: number): string {
  return `waited ${ms / 1_000} s for ${what}`;
}
