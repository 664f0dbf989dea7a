import type { SiteContext } from '../core/context.js';
import { type Refusal, refuse } from '../core/values/refusal.js';
import { DAY_MS } from '../core/values/zone.js';
import { newId } from '../platform/ids.js';
import { takeTestLetter as countTestLetter } from '../store/statements/logos.js';

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
