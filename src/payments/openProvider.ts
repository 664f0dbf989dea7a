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
  ProviderTrouble,
  RefundResponse,
  RefundOrder,
  ReportedObject,
  CardTokens,
} from '../billing/payment.js';
import { type Refusal, refuse } from '../core/values/refusal.js';
import type { SecretBox } from '../platform/secretBox.js';
import type { Sql } from '../platform/sql/sql.js';
import { sealedAt } from '../store/operations/sealed.js';
import { findProvider, type ProviderRow } from '../store/payments/providers.js';

/** The parts of a payment provider that operations use. */
export interface ProviderPort {
  startCheckout(order: CheckoutOrder): Promise<CheckoutResponse>;
  chargeSavedCard(order: CardOrder): Promise<CardResponse>;
  /** Left out where the client gives a mandate on our page. */
  startMandate?(order: MandatePageOrder): Promise<MandatePageResponse>;
  /** Left out where the provider has its own page for mandates. */
  registerMandate?(order: MandateOrder): Promise<MandateResponse>;
  findDebit(order: Pick<DebitOrder, 'id' | 'currency' | 'mandate'>): Promise<FoundDebit>;
  collectDebit(order: DebitOrder): Promise<DebitResponse>;
  refund(order: RefundOrder): Promise<RefundResponse>;
  tryKeys(): Promise<KeysAnswer>;
  releaseCard(card: CardTokens): Promise<CardRelease>;
  readPayment(paymentId: string): Promise<readonly ProviderEvent[] | 'unavailable'>;
  readMoneyBack(paymentId: string): Promise<readonly ProviderEvent[] | 'unavailable'>;
  readObject(object: ReportedObject): Promise<readonly ProviderEvent[] | 'unavailable'>;
}

/** The providers that this server supports. */
export interface ProviderDesk {
  open(kind: ProviderKind, settings: Readonly<Record<string, string>>): ProviderPort;
  check(
    kind: ProviderKind,
    settings: Readonly<Record<string, string>>,
  ): { readonly field: string; readonly reason: string } | undefined;
}

/** What is needed to call a provider. */
export interface PaymentTools {
  readonly secrets: Pick<SecretBox, 'seal' | 'open'>;
  readonly payments: ProviderDesk;
  /** The public URL of this server, without a trailing slash. Providers send their reports there. */
  readonly baseUrl: string;
}

/** A site's keys for a provider, unsealed; undefined when it has none or has switched the provider off. */
export async function loadProviderKeys(
  { sql, secrets }: { readonly sql: Sql; readonly secrets: Pick<SecretBox, 'open'> },
  siteId: string,
  kind: ProviderKind,
): Promise<Readonly<Record<string, string>> | undefined> {
  const row = await findProvider(sql, siteId, kind);
  return row?.enabled === true ? openKeys(secrets, siteId, row) : undefined;
}

export function openKeys(
  secrets: Pick<SecretBox, 'open'>,
  siteId: string,
  { provider, sealed }: Pick<ProviderRow, 'provider' | 'sealed'>,
): Readonly<Record<string, string>> {
  const place = sealedAt('keys of a payment provider', `${siteId}/${provider}`);
  return JSON.parse(secrets.open(sealed, place)) as Record<string, string>;
}

/** The provider with the site's own keys, or a refusal when the site does not take money through it. */
export async function openProvider(
  context: Pick<PaymentTools, 'secrets' | 'payments'> & { readonly sql: Sql },
  siteId: string,
  kind: ProviderKind,
): Promise<ProviderPort | Refusal> {
  const keys = await loadProviderKeys(context, siteId, kind);
  if (keys === undefined) return refuse('conflict', `${kind} is not set up for this site`, 'provider');
  return context.payments.open(kind, keys);
}

export function webhookUrl(baseUrl: string, kind: ProviderKind, siteId: string): string {
  return `${baseUrl}/webhooks/${kind}/${siteId}`;
}

/** A provider's refusal as ours. */
export function troubleOf({ outcome, detail }: ProviderTrouble): Refusal {
  return refuse(outcome === 'unavailable' ? 'unavailable' : 'conflict', detail);
}
