import { setTimeout as delay } from 'node:timers/promises';
import type { Tally } from './tally.js';

export interface Stream {
  readonly kind: string;
  readonly perSecond: number;
  readonly act: () => Promise<void>;
}

/** So many may wait for an answer; more means that the system does not keep up. */
const WAITING_MAX = 256;
const TICK_MS = 10;

/** Begins one act after the other at a steady rate, whether those before were answered or not. Waits for the last. */
export async function flow(stream: Stream, tally: Tally, isOver: () => boolean): Promise<void> {
  const waiting = new Set<Promise<void>>();
  const began = performance.now();
  for (let done = 0; !isOver();) {
    const due = Math.floor(((performance.now() - began) / 1_000) * stream.perSecond);
    for (; done < due; done += 1) {
      if (waiting.size >= WAITING_MAX)
        tally.fail(stream.kind, `${WAITING_MAX} wait for their answer already`);
      else start(stream, tally, waiting);
    }
    await delay(TICK_MS);
  }
  await Promise.all(waiting);
}

function start({ kind, act }: Stream, tally: Tally, waiting: Set<Promise<void>>): void {
  const acting = act().catch((error: unknown) => tally.fail(kind, String(error)));
  waiting.add(acting);
  void acting.finally(() => waiting.delete(acting));
}
