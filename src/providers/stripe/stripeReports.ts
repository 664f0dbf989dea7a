import { createHash } from 'node:crypto';
import type Stripe from 'stripe';
import type { ProviderEvent } from '../../billing/payment.js';
import type { Delivery, ReadEvents } from '../provider.js';
import { OBJECT_OF, stripeEventsOf } from './stripeEvents.js';
import { CHECK_AT_STRIPE, complete, lookUp, paymentOf } from './stripeLookUp.js';
import { eventShape, type StripeEvent } from './stripeShapes.js';
import { unread } from './stripeReportSource.js';

/** The maximum age of a signature, and how far in the future it may be. */
const TOLERANCE_SECONDS = 300;

/**
 * Reads a delivery of any version of Stripe's API, with the whole object or only its id. Missing fields are fetched. A
 * delivery that still cannot be read becomes an event that is listed for a user.
 */
export async function readReport(stripe: Stripe, secret: string, delivery: Delivery): Promise<ReadEvents> {
  if (!isSigned(stripe, secret, delivery)) return 'forged';
  const event = eventShape.safeParse(parse(delivery.rawBody));
  if (!event.success) return [unreadable(delivery)];
  const events = await readEvent(stripe, event.data, delivery.receivedAt);
  return events.length === 0 ? 'ignored' : events;
}

/**
 * Whether Stripe signed it within the tolerance in both directions (Stripe's own check accepts the future). Until then
 * the sender may be anyone and chooses header and body, so any error means that it is forged.
 */
function isSigned(stripe: Stripe, secret: string, { headers, rawBody, receivedAt }: Delivery): boolean {
  const { signature } = stripe.webhooks;
  if (signature === null) throw new Error('Stripe’s library cannot check signatures here');
  const header = headers.get('stripe-signature') ?? '';
  const latest = Math.floor(receivedAt / 1000) + TOLERANCE_SECONDS;
  const times = Array.from(header.matchAll(/(?:^|,)\s*t=(-?\d+)/g), ([, seconds]) => Number(seconds));
  if (times.length !== 1 || times.some((seconds) => seconds > latest)) return false;
  try {
    return signature.verifyHeader(rawBody, header, secret, TOLERANCE_SECONDS, undefined, receivedAt);
  } catch {
    return false;
  }
}

function parse(rawBody: Buffer): unknown {
  try {
    return JSON.parse(rawBody.toString('utf8'));
  } catch {
    return undefined;
  }
}

/** Genuine, but not an event. The id is derived from the body, so a repeated delivery is recognised. */
function unreadable({ rawBody, receivedAt }: Delivery): ProviderEvent {
  const name = createHash('sha256').update(rawBody).digest('hex').slice(0, 32);
  const detail =
    'Stripe sent a report that is not an event. Check the deliveries of the endpoint in the Stripe dashboard. If one is a payment of a client, record it on the account.';
  return unread({ eventId: name, at: receivedAt }, { objectType: '', objectId: name }, detail);
}

async function readEvent(
  stripe: Stripe,
  event: StripeEvent,
  receivedAt: number,
): Promise<readonly ProviderEvent[]> {
  const type = event.type.replace(/^v1\./, '');
  const kind = OBJECT_OF[type];
  if (kind === undefined) return [];
  const source = { eventId: event.id, at: event.created ?? receivedAt, type };
  const object = event.data?.object;
  const events = stripeEventsOf(source, kind, object);
  if (events !== 'lacking') return complete(stripe, source, events, object);
  // A checkout without the required fields names its payment, which has them.
  const intentId = kind === 'checkout.session' ? paymentOf(object) : undefined;
  const objectId = intentId ?? event.related_object?.id ?? idOf(object);
  if (objectId === undefined) {
    const detail = `Stripe’s report ${event.id} has no id to look up. ${CHECK_AT_STRIPE}`;
    return [unread(source, { objectType: '', objectId: event.id }, detail)];
  }
  // A fetched object has its current state, not its state when the report was made.
  const sought = { kind: intentId === undefined ? kind : ('payment_intent' as const), objectId, object };
  return lookUp(stripe, { ...source, at: receivedAt }, sought);
}

function idOf(object: unknown): string | undefined {
  const id = (object as { id?: unknown } | null | undefined)?.id;
  return typeof id === 'string' && /^\w{1,255}$/.test(id) ? id : undefined;
}
