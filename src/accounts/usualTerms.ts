import type { SiteContext } from '../core/context.js';
import { readPlans } from '../plans/managePlans.js';
import { readAccountList } from './readConsole.js';

/** Suggested currency and time zone for a new client: those of the latest one. */
export async function readUsualTerms(
  context: SiteContext,
): Promise<{ readonly currency: string; readonly timeZone: string }> {
  const [[plan], [latest]] = await Promise.all([
    readPlans(context, { limit: 1 }),
    readAccountList(context, {}, { limit: 1 }),
  ]);
  return {
    currency: latest?.currency ?? plan?.currency ?? 'EUR',
    timeZone: latest?.timeZone ?? Intl.DateTimeFormat().resolvedOptions().timeZone,
  };
}
