import { setTimeout as delay } from 'node:timers/promises';
import type { Context } from '../core/context.js';
import { filterUnassessed } from '../store/accounts/accounts.js';

const AGAIN_MS = 300;

/**
 * Waits until each of these accounts, which just got a signal, is assessed, or until the time limit. Returns the
 * accounts that were not assessed.
 */
export async function awaitAssessments(
  { sql }: Pick<Context, 'sql'>,
  accountIds: readonly string[],
  patienceMs: number,
): Promise<string[]> {
  const until = performance.now() + patienceMs;
  let left = await filterUnassessed(sql, accountIds);
  while (left.length > 0 && performance.now() < until) {
    await delay(AGAIN_MS);
    left = await filterUnassessed(sql, left);
  }
  return left;
}
