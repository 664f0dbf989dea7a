import type Stripe from 'stripe';
import type { ProviderTrouble } from '../../billing/payment.js';
import type { StripeObject } from './stripeEvents.js';

export interface StripeProblem {
  readonly type: string;
  readonly code?: string;
  readonly statusCode?: number;
  readonly message: string;
}

export function isStripeError(error: unknown): error is Error & StripeProblem {
  return error instanceof Error && 'type' in error && String(error.type).startsWith('Stripe');
}

/** An error from Stripe or the network as a result; any other error is a bug and stays an exception. */
export function explain(error: unknown): ProviderTrouble {
  if (!isStripeError(error)) throw error;
  switch (error.type) {
    case 'StripeCardError':
      return { outcome: 'refused', detail: `The card was refused: ${error.code ?? 'no reason given'}.` };
    case 'StripeInvalidRequestError':
      return { outcome: 'refused', detail: `Stripe refused: ${withoutKeys(error.message)}` };
    case 'StripeAuthenticationError':
    case 'StripePermissionError':
      return { outcome: 'refused', detail: 'Stripe refused the API key.' };
    default:
      return { outcome: 'unavailable', detail: 'Stripe could not be reached.' };
  }
}

function withoutKeys(message: string): string {
  return message.replace(/\b(sk|rk|whsec)_\S+/g, '$1_…').slice(0, 300);
}

/**
 * `missing`: the object does not exist for this key. `trouble`: the outcome is unknown; the request may be repeated.
 */
export type Fetched =
  | { readonly outcome: 'found'; readonly object: object }
  | { readonly outcome: 'missing' }
  | { readonly outcome: 'trouble'; readonly detail: string };

const FETCH: Readonly<Record<StripeObject, (stripe: Stripe, id: string) => Promise<object>>> = {
  payment_intent: (stripe, id) => stripe.paymentIntents.retrieve(id),
  'checkout.session': (stripe, id) => stripe.checkout.sessions.retrieve(id),
  refund: (stripe, id) => stripe.refunds.retrieve(id),
  dispute: (stripe, id) => stripe.disputes.retrieve(id),
  mandate: (stripe, id) => stripe.mandates.retrieve(id),
  charge: (stripe, id) => stripe.charges.retrieve(id, { expand: ['refunds'] }),
};

/** The current object, in the shape of the API version that Stripe's library uses. */
export async function fetchObject(stripe: Stripe, kind: StripeObject, id: string): Promise<Fetched> {
  try {
    return { outcome: 'found', object: await FETCH[kind](stripe, id) };
  } catch (error) {
    const { detail } = explain(error);
    const isMissing = isStripeError(error) && error.statusCode === 404;
    return isMissing ? { outcome: 'missing' } : { outcome: 'trouble', detail };
  }
}
