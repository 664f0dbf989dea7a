import type { Context } from '../core/context.js';
import { listClosedLate } from '../store/ledger/periods.js';
import { chargeUsage } from './chargeDue.js';

/**
 * Posts what late usage and voided events change on closed accounts, since their workflows have ended. The signal for
 * the statement starts the workflow again, which sends it. Returns the accounts whose rules fail; they stay marked, and
 * the others are settled.
 */
export async function settleClosed(
  context: Context,
  limit: number,
): Promise<{ readonly settled: number; readonly failed: readonly string[] }> {
  const failed: string[] = [];
  const ids = await listClosedLate(context.sql, limit);
  for (const id of ids) {
    try {
      await chargeUsage(context, id);
      context.wakeAccount(id);
    } catch {
      failed.push(id);
    }
  }
  return { settled: ids.length - failed.length, failed };
}
