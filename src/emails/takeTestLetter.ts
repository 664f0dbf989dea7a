import { DAY_MS, refuse, type Refusal } from '../billing/index.js';
import { newId } from '../platform/index.js';
import { takeTestLetter as countTestLetter } from '../store/index.js';
import type { SiteContext } from '../core/context.js';

const TEST_LETTERS_A_DAY = 20;

/** Allows somebody one more test letter, or refuses when they have had as many within a day as they may. */
export async function takeTestLetter(
  { sql, now }: SiteContext,
  userId: string,
): Promise<Refusal | undefined> {
  const letter = { id: newId(now), userId, at: now, since: now - DAY_MS, max: TEST_LETTERS_A_DAY };
  if (await countTestLetter(sql, letter)) return undefined;
  return refuse('throttled', `${TEST_LETTERS_A_DAY} test letters within a day are as many as there are.`);
}
