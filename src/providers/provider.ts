import type {
  CardResponse,
  CardOrder,
  CardRelease,
  CheckoutResponse,
  CheckoutOrder,
  KeysAnswer,
  DebitOrder,
  DebitResponse,
  FoundDebit,
  MandateOrder,
  MandatePageOrder,
  MandatePageResponse,
  MandateResponse,
  ProviderEvent,
  ProviderKind,
  RefundResponse,
  RefundOrder,
  ReportedObject,
  CardTokens,
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
  /** Opens a page on which a client gives a mandate. Left out: the client gives it on ours. */
  startMandate?(order: MandatePageOrder): Promise<MandatePageResponse>;
  /** Stores a mandate that a client gave on our page. Left out: the provider has its own page. */
  registerMandate?(order: MandateOrder): Promise<MandateResponse>;
  /** Whether an earlier `collectDebit` with this id was carried out, also long ago. */
  findDebit(order: Pick<DebitOrder, 'id' | 'currency' | 'mandate'>): Promise<FoundDebit>;
  /** Collects on a mandate. Repeating the id soon repeats the same collection; later, ask `findDebit` first. */
  collectDebit(order: DebitOrder): Promise<DebitResponse>;
  /** Detaches a saved card, or revokes a mandate. Safe to repeat. */
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
