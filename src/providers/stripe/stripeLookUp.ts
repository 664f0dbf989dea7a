import type Stripe from 'stripe';
import type { ProviderEvent } from '../../billing/payment.js';
import { withCard } from './stripeCards.js';
import { type StripeObject, stripeEventsOf } from './stripeEvents.js';
import { fetchObject } from './stripeFetch.js';
import { readMandate, setupOf } from './stripeMandates.js';
import { refundShape } from './stripeShapes.js';
import { foreign, type ReportSource, unread } from './stripeReportSource.js';

export interface Sought {
  readonly kind: StripeObject;
  readonly objectId: string;
  /** The object as the report contained it; undefined in a thin report. */
  readonly object: unknown;
}

export const CHECK_AT_STRIPE = 'Check it at Stripe and post the amount on the account.';

/** Completes a report that lacks required fields, by fetching its object from Stripe. */
export async function lookUp(
  stripe: Stripe,
  source: ReportSource,
  sought: Sought,
): Promise<readonly ProviderEvent[]> {
  const { kind, objectId, object } = sought;
  const about = { objectType: kind, objectId };
  const found = await fetchObject(stripe, kind, objectId);
  if (found.outcome === 'trouble')
    return [unread(source, about, `${found.detail} ${RETRIED}`, object === undefined)];
  if (found.outcome === 'missing') return notThere(stripe, source, sought);
  const events = stripeEventsOf(source, kind, found.object);
  if (events !== 'lacking') return complete(stripe, source, events, found.object);
  const detail = `Stripe did not send all data of ${objectId}. ${CHECK_AT_STRIPE}`;
  return [unread(source, { ...about, objectType: '' }, detail)];
}

/** The events of an object, with the card that it saved, or the mandate that was given. */
export async function complete(
  stripe: Stripe,
  source: ReportSource,
  events: readonly ProviderEvent[],
  object: unknown,
): Promise<readonly ProviderEvent[]> {
  const setup = setupOf(object);
  if (setup === undefined) return withCard(stripe, events, object);
  const given = await readMandate(stripe, source, setup);
  if (given !== 'unavailable') return given;
  const about = { objectType: 'checkout.session', objectId: setup.id };
  return [unread(source, about, `Stripe could not be reached. ${RETRIED}`)];
}

const RETRIED =
  'Sitetab asks again for three days. If this stays, check it at Stripe and post the amount on the account.';

/** Stripe does not know it: it is another shop's, or it can only be found by its charge. */
async function notThere(
  stripe: Stripe,
  source: ReportSource,
  sought: Sought,
): Promise<readonly ProviderEvent[]> {
  const { kind, objectId, object } = sought;
  const parsed = refundShape.safeParse(object);
  const chargeId = parsed.success ? parsed.data.charge : undefined;
  if ((kind === 'refund' || kind === 'dispute') && typeof chargeId === 'string')
    return byCharge(stripe, source, sought, chargeId);
  if (object !== undefined && !namesAccount(object)) return [foreign(source, objectId)];
  const detail = `Stripe does not find ${objectId} with this API key. If it belongs to a client, check the key. ${CHECK_AT_STRIPE}`;
  return [unread(source, { objectType: kind, objectId }, detail)];
}

async function byCharge(
  stripe: Stripe,
  source: ReportSource,
  { kind, objectId, object }: Sought,
  chargeId: string,
): Promise<readonly ProviderEvent[]> {
  const charge = await fetchObject(stripe, 'charge', chargeId);
  if (charge.outcome === 'trouble')
    return [unread(source, { objectType: kind, objectId }, `${charge.detail} ${RETRIED}`)];
  const paymentId = charge.outcome === 'missing' ? undefined : paymentOf(charge.object);
  if (paymentId === undefined) return [foreign(source, chargeId)];
  const events = stripeEventsOf(source, kind, { ...(object as object), payment_intent: paymentId });
  if (events !== 'lacking') return events;
  const detail = `Stripe did not send all data of ${objectId}. ${CHECK_AT_STRIPE}`;
  return [unread(source, { objectType: '', objectId }, detail)];
}

/** The payment that a checkout or a charge names. */
export function paymentOf(object: unknown): string | undefined {
  const parsed = refundShape.safeParse(object);
  return parsed.success ? (parsed.data.payment_intent ?? undefined) : undefined;
}

function namesAccount(object: unknown): boolean {
  const metadata = (object as { metadata?: unknown } | null)?.metadata;
  return typeof metadata === 'object' && metadata !== null && 'accountId' in metadata;
}
