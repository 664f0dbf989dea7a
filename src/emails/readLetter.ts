import { isRefusal, type Refusal, refuse } from '../billing/index.js';
import { isId } from '../platform/index.js';
import { findLetter, type Letter } from '../store/index.js';
import type { SiteContext } from '../core/context.js';
import { withoutLink } from './letterLink.js';
import { basicsOf } from '../ledger/postMoney.js';

/** One letter about an account as it was sent, its link taken out. */
export async function readLetter(
  context: SiteContext,
  accountId: string,
  letterId: string,
): Promise<Letter | Refusal> {
  const basics = await basicsOf(context, accountId);
  if (isRefusal(basics)) return basics;
  const letter = isId(letterId) ? await findLetter(context.sql, accountId, letterId) : undefined;
  return letter === undefined ? refuse('not_found', 'There is no such letter.') : withoutLink(letter);
}
