import type { SiteContext } from '../core/context.js';
import { readPlans } from '../plans/managePlans.js';
import { readAccountList } from './readConsole.js';

/** What a new client probably has: most are much like the one before. */
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
