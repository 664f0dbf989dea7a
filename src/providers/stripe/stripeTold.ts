import type { ProviderEvent, ReportedObject } from '../../billing/payment.js';

/** The report that an object came with, or the asking that it answers. */
export interface Told {
  readonly eventId: string;
  /** Milliseconds. */
  readonly at: number;
  /** The event's type; none where the object was asked for by itself. */
  readonly type?: string;
}

/**
 * What an object means for a tab, which may be nothing; `lacking` where it leaves out what must be known. A payment is
 * told twice, by its session and by itself; both name it by the payment's own id, so that whichever comes first is
 * posted and the other is the same again.
 */
export type Understood = readonly ProviderEvent[] | 'lacking';

export function foreign(told: Told, paymentId: string): ProviderEvent {
  return { kind: 'foreign', eventId: `foreign/${paymentId}`, paymentId, at: told.at };
}

interface Unread extends ReportedObject {
  /** Left out where only the object is known. */
  readonly paymentId?: string;
}

/** A genuine report whose content could not be read: it is listed for somebody to check. */
export function unread(told: Told, about: Unread, detail: string, isPressing = false): ProviderEvent {
  const frame = { eventId: `unread/${told.eventId}`, paymentId: about.objectId, at: told.at };
  return { kind: 'unread', ...frame, ...about, detail, isPressing };
}

interface Odd {
  readonly id: string;
  readonly paymentId: string;
}

/** An amount that its currency does not have, or a currency that is not known. */
export function noMoney(
  told: Told,
  { amount, currency, ...odd }: Odd & { amount: number; currency: string },
) {
  return unusable(told, odd, `Stripe says ${amount} in ${shown(currency)}, which is not a valid amount.`);
}

export function noState(told: Told, { status, ...odd }: Odd & { status: string }): ProviderEvent {
  return unusable(told, odd, `Stripe reports the unknown status “${shown(status)}”.`);
}

function unusable(told: Told, { id: objectId, paymentId }: Odd, what: string): ProviderEvent {
  const detail = `${what} Nothing was posted. Check it at Stripe and post the amount on the account.`;
  return unread(told, { objectType: '', objectId, paymentId }, detail);
}

/** What Stripe says, short enough for a page. */
function shown(text: string): string {
  return text.replace(/[^\w.-]/g, '').slice(0, 40);
}
