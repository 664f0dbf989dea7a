import { isProviderKind, type MandateTokens } from '../../billing/payment.js';
import type { Context } from '../../core/context.js';
import {
  claimMandateToRelease,
  endMandateRelease,
  type MandateToRelease,
  releaseMandateLater,
} from '../../store/debits/mandates.js';
import { sealedAt } from '../../store/operations/sealed.js';
import type { PaymentTools } from '../openProvider.js';
import { isReleasedAt, RELEASE, releaseWaitMs } from '../topUp/detachCards.js';

type Tools = Context & Pick<PaymentTools, 'secrets' | 'payments'>;

/**
 * Has the providers revoke mandates that have ended, one after the other, and deletes their tokens. It goes on as for
 * removed cards. Returns how many are revoked and how many wait.
 */
export async function releaseMandates(
  context: Tools,
): Promise<{ readonly gone: number; readonly waiting: number }> {
  let [gone, waiting] = [0, 0];
  for (;;) {
    const { sql, now } = context;
    const mandate = await claimMandateToRelease(sql, now, now + RELEASE.heldMs);
    if (mandate === undefined) return { gone, waiting };
    if ((await isRevoked(context, mandate)) || mandate.attempts >= RELEASE.attemptsMax) {
      await endMandateRelease(sql, mandate.id);
      gone += 1;
    } else {
      await releaseMandateLater(sql, mandate.id, now + releaseWaitMs(mandate.attempts));
      waiting += 1;
    }
  }
}

async function isRevoked(
  context: Tools,
  { id, siteId, collector, sealed }: MandateToRelease,
): Promise<boolean> {
  if (sealed === '' || !isProviderKind(collector)) return true;
  const tokens = JSON.parse(context.secrets.open(sealed, sealedAt('mandate', id))) as MandateTokens;
  return isReleasedAt(context, { siteId, provider: collector }, tokens);
}
