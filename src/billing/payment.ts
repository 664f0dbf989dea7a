/**
 * Requests to a payment provider and its reports, as values. Code that talks to providers and code that posts money
 * both use these and do not depend on each other. Amounts are minor units of the currency, as in the ledger.
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
  /** YYYY-MM, empty if the provider does not send it. */
  readonly expires: string;
}

interface EventFrame {
  /** The provider's own id of the report; the same report may come repeatedly. */
  readonly eventId: string;
  /** The payment it is about or, if that is unknown, what identifies it. */
  readonly paymentId: string;
  readonly at: Instant;
}

/** What happened to a payment. Reports come repeatedly and in any order. */
export type ProviderEvent = EventFrame &
  (
    | {
        readonly kind: 'paid';
        readonly accountId: string;
        readonly checkoutId?: string;
        readonly minor: bigint;
        readonly currency: string;
        /** The provider's name of the method: `card`, `ideal`. */
        readonly method: string;
        readonly savedCard?: SavedCard;
        /** The automatic top-up that made the payment. */
        readonly topUpId?: string;
        /** The direct debit that made it. */
        readonly debitId?: string;
      }
    | {
        readonly kind: 'failed';
        readonly accountId: string;
        readonly detail: string;
        readonly topUpId?: string;
        readonly debitId?: string;
        /** The bank's code or the provider's word for the reason. */
        readonly reason?: string;
        /** It was cancelled at the provider, before a bank decided. */
        readonly isCancelled?: boolean;
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
        readonly reason?: string;
      }
    /** A client has given a mandate on the provider's page; `paymentId` is the id of that page. */
    | ({ readonly kind: 'mandate'; readonly setupId: string; readonly accountId: string } & GivenMandate)
    /** A mandate can no longer be used there. */
    | { readonly kind: 'mandate-ended'; readonly reference: string }
    /** The payment was not started here: another shop with the same provider account took it. */
    | { readonly kind: 'foreign' }
    /** The report is genuine, but its content could not be fetched. */
    | ({ readonly kind: 'unread'; readonly detail: string; readonly isPressing: boolean } & ReportedObject)
  );

/** The provider's objects that can be fetched by id; without a type, none can. */
export interface ReportedObject {
  /** The provider's name of the type: `payment_intent`, `dispute`. */
  readonly objectType: string;
  readonly objectId: string;
}

/** One payment for a client to make on the provider's page. */
export interface CheckoutOrder {
  /** Our id; a repeated request with the same id opens one page. */
  readonly id: string;
  readonly accountId: string;
  /** Text that the client and their bank may see: the account's reference. */
  readonly reference: string;
  readonly minor: bigint;
  readonly currency: string;
  /** One line on the purpose. */
  readonly purpose: string;
  readonly successUrl: string;
  readonly cancelUrl: string;
  /** The URL for the provider's reports; some providers take it with each payment. */
  readonly webhookUrl: string;
  /** Whether the card may be charged again later without its owner. */
  readonly saveCard: boolean;
}

export type CheckoutResponse =
  | {
      readonly outcome: 'started';
      readonly url: string;
      readonly providerId: string;
      /** The amount requested from the client: rounded up if the provider takes only coarser amounts. */
      readonly minor: bigint;
    }
  | ProviderTrouble;

/** `refused`: a retry changes nothing. `unavailable`: the outcome is unknown; retry with the same id. */
export interface ProviderTrouble {
  readonly outcome: 'refused' | 'unavailable';
  /** One sentence for the owner, without secrets. */
  readonly detail: string;
}

/** Whether the provider accepts a site's keys, asked by the owner; `says`: what it is ready for, as a sentence. */
export type KeysAnswer = { readonly outcome: 'works'; readonly says: string } | ProviderTrouble;

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
  /** The bank has it; the provider will report the outcome. */
  | { readonly outcome: 'pending'; readonly paymentId: string }
  /** The bank requires its client's confirmation, such as 3-D Secure. */
  | { readonly outcome: 'needs-client'; readonly detail: string }
  | ProviderTrouble;

/** Whether the provider has removed a card, so that it can never be charged again there. */
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

/** One collection on a mandate that the provider keeps, without the client. */
export interface DebitOrder {
  /** Our id: a repeated order with the same id collects once. Reports bring it back. */
  readonly id: string;
  readonly accountId: string;
  readonly reference: string;
  readonly minor: bigint;
  readonly currency: string;
  readonly purpose: string;
  readonly webhookUrl: string;
  /** The provider's tokens of the mandate, as it returned them. */
  readonly mandate: MandateTokens;
}

/** `submitted`: the bank has it, with this amount; a report says days later whether the money came. */
export type DebitResponse =
  { readonly outcome: 'submitted'; readonly paymentId: string; readonly minor: bigint } | ProviderTrouble;

/** Whether an earlier order with this id reached the provider; `none`: it did not. */
export type FoundDebit = DebitResponse | { readonly outcome: 'none' };

/** A page of the provider on which a client gives a mandate: the IBAN is typed there and never reaches us. */
export interface MandatePageOrder {
  readonly id: string;
  readonly accountId: string;
  readonly successUrl: string;
  readonly cancelUrl: string;
}

export type MandatePageResponse =
  { readonly outcome: 'started'; readonly url: string; readonly providerId: string } | ProviderTrouble;

/** A mandate as the provider has it. */
export interface GivenMandate {
  readonly tokens: MandateTokens;
  /** The provider's unique mandate reference. */
  readonly reference: string;
  readonly holder: string;
  /** Of the IBAN. */
  readonly country: string;
  readonly lastFour: string;
  readonly ip: string | null;
  readonly userAgent: string | null;
  /** The mandate's own page at the provider; '' if there is none. */
  readonly url: string;
}

/** What the provider needs to collect on a mandate: never the IBAN. */
export interface MandateTokens extends CardTokens {
  readonly mandateId?: string;
}

export type CardTokens = Pick<SavedCard, 'customerId' | 'methodId'>;

/** A mandate that a client gives on our page, for a provider to collect on. */
export interface MandateOrder {
  readonly id: string;
  readonly accountId: string;
  readonly holder: string;
  readonly email: string;
  readonly iban: string;
  /** Our unique mandate reference, and the local date of the agreement. */
  readonly reference: string;
  readonly signedOn: string;
  readonly ip: string | null;
  readonly userAgent: string | null;
}

/** Tokens never contain the IBAN. `reference`: the provider's own mandate reference, if it does not take ours. */
export type MandateResponse =
  | {
      readonly outcome: 'registered';
      readonly tokens: MandateTokens;
      readonly reference?: string;
    }
  | ProviderTrouble;
