import type { ProviderEvent, ReportedObject } from '../../billing/payment.js';

/** The report or the request that an object came from. */
export interface ReportSource {
  readonly eventId: string;
  /** Milliseconds. */
  readonly at: number;
  /** The event's type; undefined where the object was fetched. */
  readonly type?: string;
}

/**
 * The events that a Stripe object stands for, possibly none; `lacking` when required fields are missing. A payment
 * arrives twice, as a session and as itself. Both use the payment's own id, so that whichever arrives first is posted
 * and the other is a repeat.
 */
export type StripeEvents = readonly ProviderEvent[] | 'lacking';

export function foreign(source: ReportSource, paymentId: string): ProviderEvent {
  return { kind: 'foreign', eventId: `foreign/${paymentId}`, paymentId, at: source.at };
}

interface Unread extends ReportedObject {
  /** Left out where only the object is known. */
  readonly paymentId?: string;
}

/** A genuine report whose content could not be read. It is listed for a user. */
export function unread(
  source: ReportSource,
  about: Unread,
  detail: string,
  isPressing = false,
): ProviderEvent {
  const frame = { eventId: `unread/${source.eventId}`, paymentId: about.objectId, at: source.at };
  return { kind: 'unread', ...frame, ...about, detail, isPressing };
}

interface Odd {
  readonly id: string;
  readonly paymentId: string;
}

/** An amount that its currency cannot have, or an unknown currency. */
export function noMoney(
  source: ReportSource,
  { amount, currency, ...odd }: Odd & { amount: number; currency: string },
) {
  return unusable(
    source,
    odd,
    `Stripe reports ${amount} in ${shown(currency)}, which is not a valid amount.`,
  );
}

export function noState(source: ReportSource, { status, ...odd }: Odd & { status: string }): ProviderEvent {
  return unusable(source, odd, `Stripe reports the unknown status “${shown(status)}”.`);
}

function unusable(source: ReportSource, { id: objectId, paymentId }: Odd, what: string): ProviderEvent {
  const detail = `${what} Nothing was posted. Check it at Stripe and post the amount on the account.`;
  return unread(source, { objectType: '', objectId, paymentId }, detail);
}

/** Stripe's message, shortened for a page. */
function shown(text: string): string {
  return text.replace(/[^\w.-]/g, '').slice(0, 40);
}
