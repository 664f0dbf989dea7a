import type { Context } from '../../core/context.js';
import { removeForeignEvents } from '../../store/payments/payments.js';

/** Longer than any provider repeats a report. A later report is checked with the provider again. */
const KEPT_MS = 30 * 86_400_000;
const AT_ONCE = 1_000;

/** Deletes old reports about other shops' payments. Called periodically. */
export async function forgetForeignReports({ sql, now }: Pick<Context, 'sql' | 'now'>): Promise<void> {
  while ((await removeForeignEvents(sql, { before: now - KEPT_MS, limit: AT_ONCE })) === AT_ONCE);
}
