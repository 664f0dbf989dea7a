import type { Recognised } from './files/generation.js';
import type { Batch } from './posting/intake.js';
import { readChunks, type LogFile } from './files/readLog.js';
import { type KnownLog, openIntake, throwIfStopped, type Run } from './run.js';

/** A batch is sent when it has this many tallies (two events each), or when its lines have waited long enough. */
export const BATCH_TALLIES = 2_000;

/** A file that has not been written to for this long is complete. */
export const QUIET_MS = 60_000;

/** Whether a rotated file is complete. */
export function isFinished(run: Run, log: LogFile): boolean {
  return log.isPacked || run.io.now() - log.changedAt >= QUIET_MS;
}

/**
 * Reads a file from its stored offset to its end and sends the sums. In a complete file, the last line counts even
 * without a newline; in any other, it is left until it is complete. Returns the number of bytes left.
 */
export async function collectLog(
  run: Run,
  log: LogFile,
  known: KnownLog,
  finished: boolean,
): Promise<number> {
  const intake = openIntake(run, known);
  let sentAt = run.io.now();
  for await (const chunk of readChunks(log, intake.readsFrom)) {
    intake.push(chunk);
    run.progress.tick();
    if (intake.wholeTallies >= BATCH_TALLIES || run.io.now() - sentAt >= run.options.batchSeconds * 1_000) {
      await send(run, known, intake.takeWhole());
      sentAt = run.io.now();
    }
    throwIfStopped(run);
  }
  if (finished) intake.finish();
  await send(run, known, intake.takeAll());
  return intake.waiting_bytes;
}

/** Sends a batch, if there is one. */
export async function send(run: Run, recognised: Recognised, batch: Batch | undefined): Promise<void> {
  if (batch === undefined) return;
  if (recognised.isOlderCopy) await run.delivery.deliverUnnoted(recognised.generation, batch);
  else await run.delivery.deliver(recognised.generation, batch);
}
