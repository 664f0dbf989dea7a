import type Stripe from 'stripe';
import type { ProviderEvent, ReportedObject } from '../../billing/payment.js';
import { withCard } from './stripeCards.js';
import { OBJECT_OF, stripeEventsOf } from './stripeEvents.js';
import { explain, fetchObject } from './stripeFetch.js';
import { CHECK_AT_STRIPE } from './stripeLookUp.js';
import { readMandate, setupOf } from './stripeMandates.js';
import { foreign, type ReportSource, unread } from './stripeReportSource.js';

/** The events of an object that was fetched by its id; `unavailable` while Stripe does not respond. */
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
  const source = { eventId: `fetched/${objectId}/${String(paid ?? status)}`, at: Date.now() };
  const events = stripeEventsOf(source, kind, found.object);
  const setup = setupOf(found.object);
  if (setup !== undefined) return readMandate(stripe, source, setup);
  return events === 'lacking' ? [] : withCard(stripe, events, found.object);
}

/** More than any payment has; the rest is found at the next check. */
const LISTED_MAX = 300;
const PAGE = 100;

type Kind = 'refund' | 'dispute';
type Listed = Pick<Stripe.Refund | Stripe.Dispute, 'id' | 'status' | 'created'>;

/** The current refunds and disputes of a payment as events; `unavailable` while Stripe does not respond. */
export async function readMoneyBack(
  stripe: Stripe,
  paymentId: string,
): Promise<readonly ProviderEvent[] | 'unavailable'> {
  const search = { payment_intent: paymentId, limit: PAGE };
  try {
    const [refunds, disputes] = await Promise.all([
      stripe.refunds.list(search).autoPagingToArray({ limit: LISTED_MAX }),
      stripe.disputes.list(search).autoPagingToArray({ limit: LISTED_MAX }),
    ]);
    const back = [
      ...refunds.flatMap((refund) => readListed('refund', paymentId, refund)),
      ...disputes.flatMap((dispute) => readListed('dispute', paymentId, dispute)),
    ];
    return back.filter((event) => event.paymentId === paymentId);
  } catch (error) {
    explain(error);
    return 'unavailable';
  }
}

function readListed(kind: Kind, paymentId: string, object: Listed): readonly ProviderEvent[] {
  const source = sourceOf(kind, object);
  const events = stripeEventsOf(source, kind, object);
  if (events !== 'lacking') return events;
  const detail = `Stripe did not send all data of ${object.id}. ${CHECK_AT_STRIPE}`;
  return [unread(source, { objectType: '', objectId: object.id, paymentId }, detail)];
}

const DECIDED = ['won', 'lost', 'charge_refunded'];

/** The decision on a dispute has no time in Stripe's data, so it gets the time when it is first seen. */
function sourceOf(kind: Kind, { id, status, created }: Listed): ReportSource {
  const isDecided = kind === 'dispute' && DECIDED.includes(String(status));
  const at = isDecided || !Number.isSafeInteger(created) ? Date.now() : created * 1_000;
  return { eventId: `fetched/${id}/${status}`, at };
}
