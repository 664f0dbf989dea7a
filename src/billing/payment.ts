/**
 * Requests to a payment provider and its reports, as values: both the code that talks to providers and the code that
 * posts money use these, and neither depends on the other. Amounts are minor units of the currency, as in the ledger.
 */
import type { Instant } from '../core/values/zone.js';

export const PROVIDER_KINDS = ['stripe', 'mollie'] as const;
export type ProviderKind = (typeof PROVIDER_KINDS)[number];

export function isProviderKind(text: string): text is ProviderKind {
  return (PROVIDER_KINDS as readonly string[]).includes(text);
}

/** A card that can be charged again without its owner: tokens of the provider's, never a number. */
export interface SavedCard {
  readonly customerId: string;
  readonly methodId: string;
  readonly brand: string;
  readonly lastFour: string;
  /** YYYY-MM, empty where the provider does not send it. */
  readonly expires: string;
}

interface EventFrame {
  /** The provider's own id of the report; the same one may come any number of times. */
  readonly eventId: string;
  /** The payment it is about, or, where that is not known, what is. */
  readonly paymentId: string;
  readonly at: Instant;
}

/** What happened to a payment. Reports come doubled and in any order. */
export type ProviderEvent = EventFrame &
  (
    | {
        readonly kind: 'paid';
        readonly accountId: string;
        readonly checkoutId?: string;
        readonly minor: bigint;
        readonly currency: string;
        /** How it was paid, in the provider's word: `card`, `ideal`. */
        readonly method: string;
        readonly savedCard?: SavedCard;
        /** The automatic top-up that it was. */
        readonly topUpId?: string;
      }
    | {
        readonly kind: 'failed';
        readonly accountId: string;
        readonly detail: string;
        readonly topUpId?: string;
      }
    | {
        readonly kind: 'refunded';
        readonly refundId: string;
        readonly minor: bigint;
        readonly currency: string;
      }
    | { readonly kind: 'refund-failed'; readonly refundId: string }
    | {
        readonly kind: 'disputed';
        readonly disputeId: string;
        readonly minor: bigint;
        readonly currency: string;
        readonly reason: string;
      }
    | { readonly kind: 'dispute-won'; readonly disputeId: string }
    | {
        readonly kind: 'dispute-lost';
        readonly disputeId: string;
        readonly minor: bigint;
        readonly currency: string;
      }
    /** The payment was not begun here: another shop took it on the same account of the provider. */
    | { readonly kind: 'foreign' }
    /** It is genuine, and its content could not be fetched. */
    | ({ readonly kind: 'unread'; readonly detail: string; readonly isPressing: boolean } & ReportedObject)
  );

/** What of a provider's can be asked for by its id; without a type, nothing can. */
export interface ReportedObject {
  /** In the provider's word: `payment_intent`, `dispute`. */
  readonly objectType: string;
  readonly objectId: string;
}

/** One payment a client is to make on the provider's page. */
export interface CheckoutOrder {
  /** Ours; asking twice with the same one opens one page. */
  readonly id: string;
  readonly accountId: string;
  /** What the client and their bank may see: the account's reference. */
  readonly reference: string;
  readonly minor: bigint;
  readonly currency: string;
  /** One line on what it is for. */
  readonly purpose: string;
  readonly successUrl: string;
  readonly cancelUrl: string;
  /** Where the provider reports; some take it with each payment. */
  readonly webhookUrl: string;
  /** Whether the card may be charged again later, without its owner. */
  readonly saveCard: boolean;
}

export type CheckoutResponse =
  | {
      readonly outcome: 'started';
      readonly url: string;
      readonly providerId: string;
      /** What the client is asked for: rounded up where the provider takes only coarser amounts. */
      readonly minor: bigint;
    }
  | ProviderTrouble;

/** `refused`: a retry changes nothing. `unavailable`: the outcome is unknown; the same id may be tried again. */
export interface ProviderTrouble {
  readonly outcome: 'refused' | 'unavailable';
  /** One sentence for the owner, without secrets. */
  readonly detail: string;
}

/** A charge on a saved card, without its owner. */
export interface CardOrder {
  readonly id: string;
  readonly accountId: string;
  readonly reference: string;
  readonly minor: bigint;
  readonly currency: string;
  readonly purpose: string;
  readonly webhookUrl: string;
  readonly card: Pick<SavedCard, 'customerId' | 'methodId'>;
}

export type CardResponse =
  | { readonly outcome: 'paid'; readonly paymentId: string; readonly minor: bigint; readonly method: string }
  /** The bank has it; the provider will report how it ends. */
  | { readonly outcome: 'pending'; readonly paymentId: string }
  /** The bank wants its client to confirm, as 3-D Secure does. */
  | { readonly outcome: 'needs-client'; readonly detail: string }
  | ProviderTrouble;

/** Whether a provider has let go of a card: it can never be charged again through it. */
export type CardRelease = { readonly outcome: 'released' } | ProviderTrouble;

export interface RefundOrder {
  readonly id: string;
  readonly paymentId: string;
  readonly minor: bigint;
  readonly currency: string;
}

export type RefundResponse =
  | { readonly outcome: 'refunded' | 'pending'; readonly refundId: string; readonly minor: bigint }
  | ProviderTrouble;
