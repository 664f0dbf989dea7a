import { isProviderKind, type ProviderEvent } from '../../billing/payment.js';
import type { Context } from '../../core/context.js';
import { isRefusal } from '../../core/values/refusal.js';
import { openProvider, type PaymentTools, type ProviderPort } from '../openProvider.js';
import { handleReports } from './handleReports.js';

export type AskingContext = Context & Pick<PaymentTools, 'secrets' | 'payments'>;

/** Fetches from a site's provider and handles the result like a report. False if the provider does not return it. */
export async function askProvider(
  context: AskingContext,
  { siteId, provider: kind }: { readonly siteId: string; readonly provider: string },
  ask: (provider: ProviderPort) => Promise<readonly ProviderEvent[] | 'unavailable'>,
): Promise<boolean> {
  if (!isProviderKind(kind)) return false;
  const provider = await openProvider(context, siteId, kind);
  if (isRefusal(provider)) return false;
  const events = await ask(provider);
  if (events === 'unavailable') return false;
  await handleReports({ ...context, siteId, actor: `system/${kind}` }, kind, provider, events);
  return true;
}
