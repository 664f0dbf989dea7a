import { type ClientEmailContext, queueDueEmails } from '../emails/queueClientEmail.js';
import { listClosedLate } from '../store/ledger/periods.js';
import { chargeUsage } from './chargeDue.js';

/**
 * Posts what late usage and voided events change on closed accounts, since their workflows have ended. Returns the accounts whose rules fail; they stay marked, and
 * the others are settled.
 */
export async function settleClosed(
  context: ClientEmailContext,
  limit: number,
): Promise<{ readonly settled: number; readonly failed: readonly string[] }> {
  const failed: string[] = [];
  const ids = await listClosedLate(context.sql, limit);
  for (const id of ids) {
    try {
      await chargeUsage(context, id, (transaction) => queueDueEmails(context, transaction, id, Infinity));
    } catch {
      failed.push(id);
    }
  }
  return { settled: ids.length - failed.length, failed };
}
