import type { SiteContext } from '../core/context.js';
import { isRefusal, type Refusal, refuse } from '../core/values/refusal.js';
import { basicsOf } from '../ledger/postMoney.js';
import { isId } from '../platform/ids.js';
import { findLetter, type Letter } from '../store/emails/letters.js';
import { withoutLink } from './letterLink.js';

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
