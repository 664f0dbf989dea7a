import { type KeysAnswer, PROVIDER_KINDS, type ProviderKind } from '../billing/payment.js';
import type { SiteContext } from '../core/context.js';
import { transact } from '../core/transact.js';
import { isRefusal, type Refusal, refuse } from '../core/values/refusal.js';
import { insertAudit } from '../store/core/audit.js';
import { sealedAt } from '../store/operations/sealed.js';
import {
  deleteProvider,
  findProvider,
  listProviders,
  type ProviderRow,
  upsertProvider,
} from '../store/payments/providers.js';
import { openKeys, type PaymentTools, webhookUrl } from './openProvider.js';

export interface ProviderView {
  readonly provider: ProviderKind;
  readonly enabled: boolean;
  /** Names of the settings that are stored; their values are never returned. */
  readonly set: readonly string[];
  readonly webhookUrl: string;
  readonly changedAt: number | null;
}

type Tools = SiteContext & PaymentTools;

/** Every provider this server supports, and whether the site takes money through it. */
export async function loadProviders(context: Tools): Promise<ProviderView[]> {
  const rows = await listProviders(context.sql, context.siteId);
  return PROVIDER_KINDS.map((kind) =>
    viewOf(
      context,
      kind,
      rows.find((row) => row.provider === kind),
    ),
  );
}

function viewOf(context: Tools, provider: ProviderKind, row: ProviderRow | undefined): ProviderView {
  return {
    provider,
    enabled: row?.enabled ?? false,
    set: row === undefined ? [] : Object.keys(openKeys(context.secrets, context.siteId, row)).sort(),
    webhookUrl: webhookUrl(context.baseUrl, provider, context.siteId),
    changedAt: row?.changedAt ?? null,
  };
}

export interface ProviderChange {
  readonly enabled?: boolean | undefined;
  /** Given settings replace the stored ones; the others stay. */
  readonly keys?: Readonly<Record<string, string>> | undefined;
}

/** Sets a provider up or changes it. It cannot be switched on without all its keys. */
export async function changeProvider(
  context: Tools,
  provider: ProviderKind,
  change: ProviderChange,
): Promise<ProviderView | Refusal> {
  const { sql, siteId, secrets, now: at, actor } = context;
  const row = await findProvider(sql, siteId, provider);
  const keys = { ...(row === undefined ? {} : openKeys(secrets, siteId, row)), ...change.keys };
  const enabled = change.enabled ?? row?.enabled ?? true;
  const fault = context.payments.check(provider, keys);
  if (fault !== undefined) return refuse('invalid', fault.reason, fault.field);
  const sealed = secrets.seal(
    JSON.stringify(keys),
    sealedAt('keys of a payment provider', `${siteId}/${provider}`),
  );
  const changed = await transact(context.sql, async (transaction) => {
    await upsertProvider(transaction, { siteId, provider, enabled, sealed, at, actor });
    await insertAudit(transaction, context, {
      siteId,
      action: 'payment-provider.change',
      subject: `payment-provider/${provider}`,
      ...(row === undefined ? {} : { before: { enabled: row.enabled } }),
      after: { enabled, keys: change.keys === undefined ? 'kept' : 'changed' },
    });
    return true;
  });
  if (isRefusal(changed)) return changed;
  return viewOf(context, provider, { provider, enabled, sealed, changedAt: at });
}

/** What the provider says about the stored keys, as a sentence; also while it is switched off. */
export async function tryProvider(context: Tools, provider: ProviderKind): Promise<KeysAnswer | Refusal> {
  const row = await findProvider(context.sql, context.siteId, provider);
  if (row === undefined) return refuse('not_found', `${provider} is not set up for this site.`);
  return context.payments.open(provider, openKeys(context.secrets, context.siteId, row)).tryKeys();
}

/** Deletes a provider and its keys. Payments made through it stay. */
export async function removeProvider(context: Tools, provider: ProviderKind): Promise<Refusal | undefined> {
  const { siteId } = context;
  const removed = await transact(context.sql, async (transaction) => {
    if (!(await deleteProvider(transaction, siteId, provider)))
      return refuse('not_found', `${provider} is not set up for this site.`);
    await insertAudit(transaction, context, {
      siteId,
      action: 'payment-provider.remove',
      subject: `payment-provider/${provider}`,
    });
    return true;
  });
  return isRefusal(removed) ? removed : undefined;
}
