import type { Context } from '../../core/context.js';
import { removeForeignEvents } from '../../store/payments/payments.js';

/** Longer than any provider repeats a report; what is reported later is asked about anew. */
const KEPT_MS = 30 * 86_400_000;
const AT_ONCE = 1_000;

/** Takes out what was reported of other shops' payments a while ago. To be called now and then. */
export async function forgetForeignReports({ sql, now }: Pick<Context, 'sql' | 'now'>): Promise<void> {
  while ((await removeForeignEvents(sql, { before: now - KEPT_MS, limit: AT_ONCE })) === AT_ONCE);
}
