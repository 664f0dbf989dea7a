import type Stripe from 'stripe';
import type { ProviderEvent, ReportedObject } from '../../billing/payment.js';
import { withCard } from './stripeCards.js';
import { OBJECT_OF, understand } from './stripeEvents.js';
import { fetchObject } from './stripeFetch.js';
import { foreign } from './stripeTold.js';

/** What an object comes to that is asked for by its id; `unavailable` while Stripe does not say. */
export async function askAbout(
  stripe: Stripe,
  { objectType, objectId }: ReportedObject,
): Promise<readonly ProviderEvent[] | 'unavailable'> {
  const kind = Object.values(OBJECT_OF).find((each) => each === objectType);
  if (kind === undefined) return 'unavailable';
  const found = await fetchObject(stripe, kind, objectId);
  if (found.outcome !== 'found') {
    const isForeign = found.outcome === 'missing' && kind === 'payment_intent';
    return isForeign ? [foreign({ eventId: objectId, at: Date.now() }, objectId)] : 'unavailable';
  }
  const { status, payment_status: paid } = found.object as { status?: unknown; payment_status?: unknown };
  const told = { eventId: `asked/${objectId}/${String(paid ?? status)}`, at: Date.now() };
  const understood = understand(told, kind, found.object);
  return understood === 'lacking' ? [] : withCard(stripe, understood, found.object);
}
