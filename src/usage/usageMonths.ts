import type { Context } from '../core/context.js';
import { addMonths, localDateOf } from '../core/values/zone.js';
import { addUsageMonths, hasUsageMonth } from '../store/usage/usageMonths.js';
import { OLDEST_MS } from './usageSites.js';

const MONTHS_AHEAD = 2;

/** Adds the months that events may have now and soon. */
export async function addMonthsAhead({ sql, now }: Context): Promise<number> {
  const today = localDateOf(now, 'UTC');
  return addUsageMonths(sql, {
    from: localDateOf(now - OLDEST_MS, 'UTC'),
    to: addMonths(today, MONTHS_AHEAD),
  });
}

/** The next month, if it was not added yet. */
export async function findMissingMonth({ sql, wallNow }: Context): Promise<string | undefined> {
  const month = addMonths(`${localDateOf(wallNow, 'UTC').slice(0, 7)}-01`, 1);
  return (await hasUsageMonth(sql, month)) ? undefined : month.slice(0, 7);
}
