import { setTimeout as delay } from 'node:timers/promises';
import type { SandboxControl } from '../../api/deps.js';
import type { TemporalTest } from '../../src/embedded/temporal/temporalTest.js';
import type { SandboxClock } from '../../src/platform/clock.js';
import { countBacklog } from '../../src/signals/backlog.js';
import type { System } from '../processes/system.js';
import type { Scheduler } from '../scheduler/runScheduler.js';

const PATIENCE_MS = 60_000;
const POLL_MS = 15;

export function createSandboxControl(
  system: System,
  parts: { readonly test: TemporalTest; readonly clock: SandboxClock; readonly scheduler: Scheduler },
): SandboxControl {
  const { test, clock, scheduler } = parts;
  let last: Promise<unknown> = Promise.resolve();

  const isAtRest = async (): Promise<boolean> => {
    await scheduler.runJobs();
    await system.dispatcher.idle();
    const { accounts, outbox, emails } = await countBacklog(system.sql, clock.now());
    return accounts === 0 && outbox === 0 && emails === 0;
  };
  const settle = async (until: number): Promise<boolean> => {
    while (!(await isAtRest())) {
      if (Date.now() > until) return false;
      await delay(POLL_MS);
    }
    return true;
  };
  const move = async (toInstant: number): Promise<{ settled: boolean }> => {
    const until = Date.now() + PATIENCE_MS;
    await settle(until);
    await scheduler.pause();
    try {
      await Promise.race([
        test.skipTo(toInstant),
        delay(Math.max(0, until - Date.now()), undefined, { ref: false }),
      ]);
      clock.follow(await test.now());
    } finally {
      scheduler.resume();
    }
    return { settled: (await settle(until)) && clock.now() >= toInstant };
  };
  return {
    now: () => clock.now(),
    advance: (toInstant) => {
      // Moves run one after the other, since two simultaneous moves would both set the clock.
      const turn = last.then(() => move(toInstant));
      last = turn.catch(() => undefined);
      return turn;
    },
  };
}
