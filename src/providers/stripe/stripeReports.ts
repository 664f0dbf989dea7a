import { createHash } from 'node:crypto';
import type Stripe from 'stripe';
import type { ProviderEvent, ReportedObject, SavedCard } from '../../billing/payment.js';
import type { Delivery, ReadEvents } from '../provider.js';
import { OBJECT_OF, type StripeObject, type Told, understand } from './stripeEvents.js';
import { fetchObject } from './stripeFetch.js';
import { eventShape, refundShape, type StripeEvent } from './stripeShapes.js';

/** How old, and how far ahead of us, a signature may be. */
const TOLERANCE_SECONDS = 300;

/**
 * Reads a delivery of any version of Stripe's API, with its object or with the object's id only. What is left out of it
 * is fetched; what still cannot be read is an event of its own, for somebody to look at.
 */
export async function readReport(stripe: Stripe, secret: string, delivery: Delivery): Promise<ReadEvents> {
  if (!isSigned(stripe, secret, delivery)) return 'forged';
  const event = eventShape.safeParse(parse(delivery.rawBody));
  if (!event.success) return [unreadable(delivery)];
  const events = await readEvent(stripe, event.data, delivery.receivedAt);
  return events.length === 0 ? 'ignored' : events;
}

/**
 * Whether Stripe signed it within the tolerance on either side: its own check lets the future pass. Whatever goes wrong
 * in checking is a stranger's doing, who chooses both header and body until then.
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

/** Genuine, and not even an event: the same one again is the same. */
function unreadable({ rawBody, receivedAt }: Delivery): ProviderEvent {
  const name = createHash('sha256').update(rawBody).digest('hex').slice(0, 32);
  const detail =
    'Stripe sent a report that is not an event. Check the deliveries of the endpoint in the Stripe dashboard. If one is a payment of a client, record it on the account.';
  return unread({ eventId: name, at: receivedAt }, { objectType: '', objectId: name }, detail);
}

function unread(told: Told, about: ReportedObject, detail: string, isPressing = false): ProviderEvent {
  const eventId = `unread/${told.eventId}`;
  return { kind: 'unread', eventId, paymentId: about.objectId, at: told.at, ...about, detail, isPressing };
}

async function readEvent(
  stripe: Stripe,
  event: StripeEvent,
  receivedAt: number,
): Promise<readonly ProviderEvent[]> {
  const type = event.type.replace(/^v1\./, '');
  const kind = OBJECT_OF[type];
  if (kind === undefined) return [];
  const told = { eventId: event.id, at: event.created ?? receivedAt, type };
  const object = event.data?.object;
  const understood = understand(told, kind, object);
  if (understood !== 'lacking') return withCard(stripe, understood, object);
  // A checkout that does not say enough names its payment, which does.
  const intentId = kind === 'checkout.session' ? paymentOf(object) : undefined;
  const objectId = intentId ?? event.related_object?.id ?? idOf(object);
  if (objectId === undefined) {
    const detail = `Stripe’s report ${event.id} has no id to look up. ${LOOK}`;
    return [unread(told, { objectType: '', objectId: event.id }, detail)];
  }
  // What is fetched is as it is now, not as it was when the report was made.
  const sought = { kind: intentId === undefined ? kind : ('payment_intent' as const), objectId, object };
  return lookUp(stripe, { ...told, at: receivedAt }, sought);
}

interface Sought {
  readonly kind: StripeObject;
  readonly objectId: string;
  /** What the report held of it; nothing in a thin one. */
  readonly object: unknown;
}

const LOOK = 'Check it at Stripe and post the amount on the account.';

async function lookUp(stripe: Stripe, told: Told, sought: Sought): Promise<readonly ProviderEvent[]> {
  const { kind, objectId, object } = sought;
  const about = { objectType: kind, objectId };
  const found = await fetchObject(stripe, kind, objectId);
  if (found.outcome === 'trouble')
    return [unread(told, about, `${found.detail} ${AGAIN}`, object === undefined)];
  if (found.outcome === 'missing') return notThere(stripe, told, sought);
  const understood = understand(told, kind, found.object);
  if (understood !== 'lacking') return withCard(stripe, understood, found.object);
  const detail = `Stripe did not send all data of ${objectId}. ${LOOK}`;
  return [unread(told, { ...about, objectType: '' }, detail)];
}

const AGAIN =
  'Sitetab asks again for three days. If this stays, check it at Stripe and post the amount on the account.';

/** Stripe does not know it: another shop's, or one that is known by its charge only. */
async function notThere(stripe: Stripe, told: Told, sought: Sought): Promise<readonly ProviderEvent[]> {
  const { kind, objectId, object } = sought;
  const parsed = refundShape.safeParse(object);
  const chargeId = parsed.success ? parsed.data.charge : undefined;
  if ((kind === 'refund' || kind === 'dispute') && typeof chargeId === 'string')
    return byCharge(stripe, told, sought, chargeId);
  if (object !== undefined && !namesAccount(object)) return [foreign(told, objectId)];
  const detail = `Stripe does not find ${objectId} with this API key. If it belongs to a client, check the key. ${LOOK}`;
  return [unread(told, { objectType: kind, objectId }, detail)];
}

async function byCharge(
  stripe: Stripe,
  told: Told,
  { kind, objectId, object }: Sought,
  chargeId: string,
): Promise<readonly ProviderEvent[]> {
  const charge = await fetchObject(stripe, 'charge', chargeId);
  if (charge.outcome === 'trouble')
    return [unread(told, { objectType: kind, objectId }, `${charge.detail} ${AGAIN}`)];
  const paymentId = charge.outcome === 'missing' ? undefined : paymentOf(charge.object);
  if (paymentId === undefined) return [foreign(told, chargeId)];
  const understood = understand(told, kind, { ...(object as object), payment_intent: paymentId });
  if (understood !== 'lacking') return understood;
  const detail = `Stripe did not send all data of ${objectId}. ${LOOK}`;
  return [unread(told, { objectType: '', objectId }, detail)];
}

/** The payment that a checkout or a charge names. */
function paymentOf(object: unknown): string | undefined {
  const parsed = refundShape.safeParse(object);
  return parsed.success ? (parsed.data.payment_intent ?? undefined) : undefined;
}

function foreign({ at }: Told, paymentId: string): ProviderEvent {
  return { kind: 'foreign', eventId: `foreign/${paymentId}`, paymentId, at };
}

function namesAccount(object: unknown): boolean {
  const metadata = (object as { metadata?: unknown } | null)?.metadata;
  return typeof metadata === 'object' && metadata !== null && 'accountId' in metadata;
}

function idOf(object: unknown): string | undefined {
  const id = (object as { id?: unknown } | null | undefined)?.id;
  return typeof id === 'string' && /^\w{1,255}$/.test(id) ? id : undefined;
}

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

/** The card that a payment has saved. Only its tokens matter, so what cannot be asked now may be lost: money is not. */
async function withCard(
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
