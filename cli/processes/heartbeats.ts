import { sendHeartbeat, endHeartbeat } from '../../src/operations/heartbeats.js';
import { newId } from '../../src/platform/ids.js';
import type { HeartbeatKind } from './processKind.js';
import type { System } from './system.js';

const EVERY_MS = 5_000;

/** Records every few seconds that these processes run, so that the others notice when one is gone. */
export async function startHeartbeats(
  { sql, log }: Pick<System, 'sql' | 'log'>,
  kinds: readonly HeartbeatKind[],
): Promise<{ stop(): Promise<void> }> {
  const startedAt = Date.now();
  const instance = newId(startedAt);
  let saying: Promise<void> | undefined;
  const say = async (): Promise<void> => {
    try {
      for (const kind of kinds) await sendHeartbeat(sql, { kind, instance, startedAt });
    } catch (error) {
      // A missed heartbeat correctly reports this process as gone; errors that matter are logged where they occur.
      log.debug({ err: error }, 'heartbeat failed');
    } finally {
      saying = undefined;
    }
  };
  const timer = setInterval(() => {
    saying ??= say();
  }, EVERY_MS);
  await (saying = say());
  return {
    stop: async () => {
      clearInterval(timer);
      await saying;
      await endHeartbeat(sql, instance).catch(() => undefined);
    },
  };
}
