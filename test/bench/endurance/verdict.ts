import { setTimeout as delay } from 'node:timers/promises';
import { gather, type Sources } from '../../simulation/chaos/checker/evidence.js';
import { check, type Fall } from '../../simulation/chaos/checker/model.js';
import type { SystemUnderLoad } from './systemUnderLoad.js';

const PATIENCE_MS = 300_000;
const LOOK_MS = 1_000;

/** What the independent checker of the chaos run has to say once all is calm, and how long that took. */
export async function judge(sources: Sources): Promise<{ falls: readonly Fall[]; calmAfterSeconds: number }> {
  const began = performance.now();
  for (;;) {
    const falls = check(sources.journal, await gather(sources));
    const ms = performance.now() - began;
    if (falls.length === 0 || ms > PATIENCE_MS) return { falls, calmAfterSeconds: ms / 1_000 };
    await delay(LOOK_MS);
  }
}

export async function askDoctor(system: SystemUnderLoad): Promise<{ isWell: boolean; says: string }> {
  const { code, printed } = await system.command(['doctor']);
  return { isWell: code === 0, says: printed.trim() };
}

/** Waits until nothing is left to do, so that the run begins at rest. */
export async function untilCalm({ sql }: SystemUnderLoad): Promise<void> {
  for (const until = Date.now() + PATIENCE_MS; ;) {
    const [row] = await sql<{ left: number }[]>`
      select (select count(*) from outbox) + (select count(*) from emails where sent_at is null and failed_at is null)
             + (select count(*) from accounts where revision <> assessed_revision) as left`;
    if (row?.left === 0) return;
    if (Date.now() > until)
      throw new Error(`the system did not come to rest before the run (${row?.left ?? 0} left)`);
    await delay(LOOK_MS);
  }
}
