import type { SiteContext } from '../core/context.js';
import { loadPlans } from '../plans/managePlans.js';
import { loadAccountList } from './loadConsole.js';

/** Suggested currency and time zone for a new client: those of the latest one. */
export async function loadUsualTerms(
  context: SiteContext,
): Promise<{ readonly currency: string; readonly timeZone: string }> {
  const [[plan], [latest]] = await Promise.all([
    loadPlans(context, { limit: 1 }),
    loadAccountList(context, {}, { limit: 1 }),
  ]);
  return {
    currency: latest?.currency ?? plan?.currency ?? 'EUR',
    timeZone: latest?.timeZone ?? Intl.DateTimeFormat().resolvedOptions().timeZone,
  };
}
