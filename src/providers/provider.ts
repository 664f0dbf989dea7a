import type {
  CardResponse,
  CardOrder,
  CardRelease,
  CheckoutResponse,
  CheckoutOrder,
  KeysAnswer,
  DebitOrder,
  DebitResponse,
  MandateOrder,
  MandateResponse,
  ProviderEvent,
  ProviderKind,
  RefundResponse,
  RefundOrder,
  ReportedObject,
  SavedCard,
} from '../billing/payment.js';
import type { Instant } from '../core/values/zone.js';

/** A report as it came in over HTTP. */
export interface Delivery {
  /** The exact bytes, since they are signed. */
  readonly rawBody: Buffer;
  /** With lower-case names. */
  readonly headers: ReadonlyMap<string, string>;
  /** The machine's time, also under the test clock, since providers sign with the real time. */
  readonly receivedAt: Instant;
}

/**
 * The content of a delivery.
 * - events: what happened, oldest first; several where one delivery only means "fetch again". A genuine one that cannot
 *   be read is an event, too: `unread`.
 * - `ignored`: nothing that concerns any account.
 * - `forged`: it does not come from the provider, or is too old or too new to be trusted.
 * - `unavailable`: its content could not be fetched; the provider will deliver it again.
 * - `missing`: the provider does not know the payment it names.
 */
export type ReadEvents = readonly ProviderEvent[] | 'ignored' | 'forged' | 'unavailable' | 'missing';

export type CardTokens = Pick<SavedCard, 'customerId' | 'methodId'>;

/**
 * Takes money for a site through a payment provider. Each provider implements this interface; none posts entries. A
 * failure at the provider is a result and never an exception.
 */
export interface PaymentProvider {
  readonly kind: ProviderKind;
  /** Opens a page on which a client pays. */
  startCheckout(order: CheckoutOrder): Promise<CheckoutResponse>;
  readEvents(delivery: Delivery): Promise<ReadEvents>;
  /** Charges a saved card without its owner being present. Repeating the id repeats the same charge. */
  chargeSavedCard(order: CardOrder): Promise<CardResponse>;
  /** Stores a mandate for later collections. Left out: the provider takes no direct debits. Repeating the id is safe. */
  registerMandate?(order: MandateOrder): Promise<MandateResponse>;
  /** Collects on a registered mandate. Repeating the id repeats the same collection. */
  collectDebit?(order: DebitOrder): Promise<DebitResponse>;
  /** Detaches a saved card. Safe to repeat. */
  releaseCard(card: CardTokens): Promise<CardRelease>;
  /** The state of a payment, as its report would give it; undefined while it is pending. */
  readPayment(paymentId: string): Promise<readonly ProviderEvent[] | 'unavailable'>;
  /** All current refunds and disputes of a payment, as their reports would give them. */
  readMoneyBack(paymentId: string): Promise<readonly ProviderEvent[] | 'unavailable'>;
  /** The same for the object of a report that could not be read. */
  readObject(object: ReportedObject): Promise<readonly ProviderEvent[] | 'unavailable'>;
  /** Asks the provider something harmless with these keys. */
  tryKeys(): Promise<KeysAnswer>;
  /** Refunds money. Repeating the id repeats the same refund. */
  refund(order: RefundOrder): Promise<RefundResponse>;
}

/** A site's own keys for a provider, unsealed. */
export type ProviderSettings = Readonly<Record<string, string>>;

export interface SettingFault {
  readonly field: string;
  readonly reason: string;
}
