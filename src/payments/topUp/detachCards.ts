import { isProviderKind } from '../../billing/payment.js';
import type { Context } from '../../core/context.js';
import { sealedAt } from '../../store/operations/sealed.js';
import { findProvider } from '../../store/payments/providers.js';
import {
  type CardToDetach,
  detachCardLater,
  endCardDetaching,
  claimCardToDetach,
} from '../../store/payments/topUps.js';
import { type CardTokens, openKeys, type PaymentTools } from '../openProvider.js';

type Tools = Context & Pick<PaymentTools, 'secrets' | 'payments'>;

/** No other process handles the card during this time; a provider responds within seconds or not at all. */
const HELD_MS = 60_000;
const RETRY_MS = 30_000;
const RETRY_MS_MAX = 6 * 3_600_000;
/** About a month of attempts. After that the tokens are deleted; no charge was possible since the card was removed. */
const ATTEMPTS_MAX = 125;

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
    const card = await claimCardToDetach(sql, wallNow, wallNow + HELD_MS);
    if (card === undefined) return { gone, waiting };
    if ((await isReleased(context, card)) || card.attempts >= ATTEMPTS_MAX) {
      await endCardDetaching(sql, card.id);
      gone += 1;
    } else {
      await detachCardLater(sql, card.id, wallNow + waitMs(card.attempts));
      waiting += 1;
    }
  }
}

/** Also true without a provider: without the site's keys, Sitetab cannot charge the card. */
async function isReleased(context: Tools, { id, siteId, provider, sealed }: CardToDetach): Promise<boolean> {
  if (sealed === '' || !isProviderKind(provider)) return true;
  // Also when the site has switched the provider off: its keys still work for this.
  const row = await findProvider(context.sql, siteId, provider);
  if (row === undefined) return true;
  const port = context.payments.open(provider, openKeys(context.secrets, siteId, row));
  const tokens = JSON.parse(context.secrets.open(sealed, sealedAt('saved card', id))) as CardTokens;
  return (await port.releaseCard(tokens)).outcome === 'released';
}

function waitMs(attempts: number): number {
  return Math.min(RETRY_MS_MAX, RETRY_MS * 2 ** Math.min(attempts - 1, 20));
}
