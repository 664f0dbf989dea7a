import type { Sql } from '../platform/sql/sql.js';
import { forgetPart, notePart, partsSeen } from '../store/operations/partsSeen.js';

/** The parts of the program that work behind the doors: without them nothing is charged, switched or written. */
const BACKSTAGE = ['worker', 'relay'] as const;

const GONE_SECONDS = 30;

/** Says that a part runs. */
export async function sayPartRuns(
  sql: Sql,
  part: { readonly part: string; readonly instance: string; readonly startedAt: number },
): Promise<void> {
  await notePart(sql, part);
}

/** Says that a part has stopped in good order. */
export async function sayPartStopped(sql: Sql, instance: string): Promise<void> {
  await forgetPart(sql, instance);
}

/** The parts that nobody has seen for a while, in words. */
export async function findMissingParts(sql: Sql): Promise<string[]> {
  const seen = await partsSeen(sql);
  return BACKSTAGE.flatMap((part) => {
    const seconds = seen.get(part);
    if (seconds === undefined) return [`${part} (never seen)`];
    return seconds > GONE_SECONDS ? [`${part} (not seen for ${Math.round(seconds)} s)`] : [];
  });
}
