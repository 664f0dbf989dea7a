import { type CardTokens, isProviderKind, type ProviderKind } from '../../billing/payment.js';
import type { Context } from '../../core/context.js';
import { sealedAt } from '../../store/operations/sealed.js';
import { findProvider } from '../../store/payments/providers.js';
import {
  type CardToDetach,
  detachCardLater,
  endCardDetaching,
  claimCardToDetach,
} from '../../store/payments/topUps.js';
import { openKeys, type PaymentTools } from '../openProvider.js';

type Tools = Context & Pick<PaymentTools, 'secrets' | 'payments'>;

/** How the end of a card or a mandate is retried at its provider. */
export const RELEASE = {
  /** No other process handles it during this time; a provider responds within seconds or not at all. */
  heldMs: 60_000,
  /** About a month of attempts. After that the tokens are deleted; nothing was collected since it ended. */
  attemptsMax: 125,
} as const;
const RETRY_MS = 30_000;
const RETRY_MS_MAX = 6 * 3_600_000;

/**
 * Asks the providers to detach removed cards, one after the other, and deletes the tokens of detached ones. A failed
 * request is retried at growing intervals. Returns how many are detached and how many wait.
 */
export async function detachCards(
  context: Tools,
): Promise<{ readonly gone: number; readonly waiting: number }> {
  let [gone, waiting] = [0, 0];
  for (;;) {
    const { sql, wallNow } = context;
    const card = await claimCardToDetach(sql, wallNow, wallNow + RELEASE.heldMs);
    if (card === undefined) return { gone, waiting };
    if ((await isReleased(context, card)) || card.attempts >= RELEASE.attemptsMax) {
      await endCardDetaching(sql, card.id);
      gone += 1;
    } else {
      await detachCardLater(sql, card.id, wallNow + releaseWaitMs(card.attempts));
      waiting += 1;
    }
  }
}

async function isReleased(context: Tools, { id, siteId, provider, sealed }: CardToDetach): Promise<boolean> {
  if (sealed === '' || !isProviderKind(provider)) return true;
  const tokens = JSON.parse(context.secrets.open(sealed, sealedAt('saved card', id))) as CardTokens;
  return isReleasedAt(context, { siteId, provider }, tokens);
}

/** Also true without a provider: without the site's keys, Sitetab cannot collect with these tokens. */
export async function isReleasedAt(
  { sql, secrets, payments }: Tools,
  { siteId, provider }: { readonly siteId: string; readonly provider: ProviderKind },
  tokens: CardTokens,
): Promise<boolean> {
  // Also when the site has switched the provider off: its keys still work for this.
  const row = await findProvider(sql, siteId, provider);
  if (row === undefined) return true;
  const port = payments.open(provider, openKeys(secrets, siteId, row));
  return (await port.releaseCard(tokens)).outcome === 'released';
}

export function releaseWaitMs(attempts: number): number {
  return Math.min(RETRY_MS_MAX, RETRY_MS * 2 ** Math.min(attempts - 1, 20));
}
