import { setTimeout as delay } from 'node:timers/promises';
import type { SandboxControl } from '../../api/deps.js';
import type { TemporalTest } from '../../src/embedded/temporal/temporalTest.js';
import type { SandboxClock } from '../../src/platform/clock.js';
import { restlessness } from '../../src/signals/restlessness.js';
import type { System } from '../processes/system.js';
import type { Relay } from '../scheduler/runRelay.js';

const PATIENCE_MS = 60_000;
const LOOK_MS = 15;

export function createSandboxControl(
  system: System,
  parts: { readonly test: TemporalTest; readonly clock: SandboxClock; readonly relay: Relay },
): SandboxControl {
  const { test, clock, relay } = parts;
  let last: Promise<unknown> = Promise.resolve();

  const isAtRest = async (): Promise<boolean> => {
    await relay.round();
    await system.dispatcher.idle();
    const { accounts, outbox, letters } = await restlessness(system.sql, clock.now());
    return accounts === 0 && outbox === 0 && letters === 0;
  };
  const settle = async (until: number): Promise<boolean> => {
    while (!(await isAtRest())) {
      if (Date.now() > until) return false;
      await delay(LOOK_MS);
    }
    return true;
  };
  const move = async (toInstant: number): Promise<{ settled: boolean }> => {
    const until = Date.now() + PATIENCE_MS;
    await settle(until);
    await relay.pause();
    try {
      await Promise.race([
        test.skipTo(toInstant),
        delay(Math.max(0, until - Date.now()), undefined, { ref: false }),
      ]);
      clock.follow(await test.now());
    } finally {
      relay.resume();
    }
    return { settled: (await settle(until)) && clock.now() >= toInstant };
  };
  return {
    now: () => clock.now(),
    advance: (toInstant) => {
      // One move after the other: two at once would each think the clock theirs.
      const turn = last.then(() => move(toInstant));
      last = turn.catch(() => undefined);
      return turn;
    },
  };
}
