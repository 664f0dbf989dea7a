import { DAY_MS } from '../../billing/index.js';
import type { Recognised } from './generation.js';
import { Intake, type Batch } from './intake.js';
import { readPieces, type LogFile } from './readLog.js';
import { throwIfStopped, type Run } from './run.js';

/** A batch is sent when it holds this many tallies (two events each), or when its lines have waited long enough. */
export const BATCH_TALLIES = 2_000;

/** A file nobody has written to for so long gets nothing more. */
export const QUIET_MS = 60_000;

/** Whether nothing more will be written to a file that was rotated. */
export function isFinished(run: Run, log: LogFile): boolean {
  return log.isGzip || run.io.now() - log.changedAt >= QUIET_MS;
}

/**
 * Reads a file from where its log was left to its end and sends what it adds up to. Of a finished file the last
 * line counts also without a newline; of any other it is left until it is finished. Answers with the bytes left.
 */
export async function collectLog(
  run: Run,
  log: LogFile,
  recognised: Recognised | undefined,
  finished: boolean,
): Promise<number> {
  const generation = recognised?.generation;
  const intake = new Intake(generation?.offset ?? 0, run.rules, (generation?.rebaseDays ?? 0) * DAY_MS);
  let sentAt = run.io.now();
  for await (const piece of readPieces(log, generation?.offset ?? 0)) {
    intake.push(piece);
    run.progress.tick();
    if (intake.wholeTallies >= BATCH_TALLIES || run.io.now() - sentAt >= run.options.batchSeconds * 1_000) {
      await send(run, recognised, intake.takeWhole());
      sentAt = run.io.now();
    }
    throwIfStopped(run);
  }
  if (finished) intake.finish();
  await send(run, recognised, intake.takeAll());
  return intake.waiting_bytes;
}

/** Sends a batch, if there is one. Without a readable line there is nothing to send nor to remember. */
export async function send(
  run: Run,
  recognised: Recognised | undefined,
  batch: Batch | undefined,
): Promise<void> {
  if (batch === undefined || recognised === undefined) return;
  if (recognised.isOlderCopy) await run.delivery.deliverUnnoted(recognised.generation, batch);
  else await run.delivery.deliver(recognised.generation, batch);
}
