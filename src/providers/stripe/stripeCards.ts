import type Stripe from 'stripe';
import type { ProviderEvent, SavedCard } from '../../billing/payment.js';

/** The card that a payment has saved. If Stripe is unavailable now, only the card is lost and no money. */
export async function withCard(
  stripe: Stripe,
  events: readonly ProviderEvent[],
  object: unknown,
): Promise<readonly ProviderEvent[]> {
  const { metadata } = (object ?? {}) as { metadata?: { savesCard?: unknown } | null };
  if (metadata?.savesCard !== 'yes') return events;
  return Promise.all(
    events.map(async (event) => {
      const savedCard = event.kind === 'paid' ? await cardOf(stripe, event.paymentId) : undefined;
      return savedCard === undefined ? event : { ...event, savedCard };
    }),
  );
}

async function cardOf(stripe: Stripe, intentId: string): Promise<SavedCard | undefined> {
  try {
    const intent = await stripe.paymentIntents.retrieve(intentId, { expand: ['payment_method'] });
    const { customer, payment_method: method } = intent;
    const customerId = typeof customer === 'string' ? customer : customer?.id;
    if (customerId === undefined || method === null || typeof method === 'string') return undefined;
    const { card } = method;
    if (card === undefined) return undefined;
    const expires = `${card.exp_year}-${String(card.exp_month).padStart(2, '0')}`;
    return { customerId, methodId: method.id, brand: card.brand, lastFour: card.last4, expires };
  } catch {
    return undefined;
  }
}
