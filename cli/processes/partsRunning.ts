import { sayPartRuns, sayPartStopped } from '../../src/operations/partsSeen.js';
import { newId } from '../../src/platform/ids.js';
import type { SeenPart } from './part.js';
import type { System } from './system.js';

const EVERY_MS = 5_000;

/** Says every few seconds that these parts run in this process, so that the others can tell when one is gone. */
export async function sayPartsRun(
  { sql, log }: Pick<System, 'sql' | 'log'>,
  parts: readonly SeenPart[],
): Promise<{ stop(): Promise<void> }> {
  const startedAt = Date.now();
  const instance = newId(startedAt);
  let saying: Promise<void> | undefined;
  const say = async (): Promise<void> => {
    try {
      for (const part of parts) await sayPartRuns(sql, { part, instance, startedAt });
    } catch (error) {
      // Whoever misses this part will be right; what matters is logged where it fails.
      log.debug({ err: error }, 'nobody could be told that this process runs');
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
      await sayPartStopped(sql, instance).catch(() => undefined);
    },
  };
}
