import type {
  CardResponse,
  CardOrder,
  CardRelease,
  CheckoutResponse,
  CheckoutOrder,
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
  /** To the byte: signatures are made of it. */
  readonly rawBody: Buffer;
  /** By their names in small letters. */
  readonly headers: ReadonlyMap<string, string>;
  /** The machine's time, also under the test clock: providers sign with their own present. */
  readonly receivedAt: Instant;
}

/**
 * The content of a delivery.
 * - events: what happened, oldest first; several where one delivery only means "fetch again". A genuine one that cannot
 *   be read is an event, too: `unread`.
 * - `ignored`: nothing that concerns any account.
 * - `forged`: it does not come from the provider, or is too old or too new to be trusted.
 * - `unavailable`: its content could not be fetched; the provider will deliver it again.
 * - `missing`: the provider does not know what it names.
 */
export type ReadEvents = readonly ProviderEvent[] | 'ignored' | 'forged' | 'unavailable' | 'missing';

export type CardTokens = Pick<SavedCard, 'customerId' | 'methodId'>;

/**
 * Takes money for a site through a payment provider. One provider is one file behind this; nothing here posts anything.
 * Nothing throws because of the other side: the outcomes of the results cover that.
 */
export interface PaymentProvider {
  readonly kind: ProviderKind;
  /** Opens a page on which a client pays. */
  startCheckout(order: CheckoutOrder): Promise<CheckoutResponse>;
  readEvents(delivery: Delivery): Promise<ReadEvents>;
  /** Charges a saved card without its owner. The same id again is the same charge. */
  chargeSavedCard(order: CardOrder): Promise<CardResponse>;
  /** Lets go of a saved card. Asking twice does no harm. */
  releaseCard(card: CardTokens): Promise<CardRelease>;
  /** The state of a payment, as reports of it would give it; undefined while it is under way. */
  readPayment(paymentId: string): Promise<readonly ProviderEvent[] | 'unavailable'>;
  /** All refunds and disputes of a payment as they are now, as reports of them would say. */
  readMoneyBack(paymentId: string): Promise<readonly ProviderEvent[] | 'unavailable'>;
  /** The same of whatever a report named that could not be read then. */
  readObject(object: ReportedObject): Promise<readonly ProviderEvent[] | 'unavailable'>;
  /** Gives money back. The same id again is the same refund. */
  refund(order: RefundOrder): Promise<RefundResponse>;
}

/** A site's own keys for a provider, readable. */
export type ProviderSettings = Readonly<Record<string, string>>;

export interface SettingFault {
  readonly field: string;
  readonly reason: string;
}
