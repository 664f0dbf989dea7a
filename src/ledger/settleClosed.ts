import { type Context, retryFrom } from '../core/context.js';
import { type ClientEmailContext, queueDueEmails } from '../emails/queueClientEmail.js';
import type { Queryable } from '../platform/sql/sql.js';
import { addToOutbox } from '../store/core/outbox.js';
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
      await chargeUsage(context, id, async (transaction) => {
        const { unwritable } = await queueDueEmails(context, transaction, id, { most: Infinity });
        if (unwritable.size > 0) await wakeWorkflow(context, transaction, id);
      });
    } catch {
      failed.push(id);
    }
  }
  return { settled: ids.length - failed.length, failed };
}

/** Its workflow tries again to write the emails, and ends when it has. */
async function wakeWorkflow(context: Context, transaction: Queryable, accountId: string): Promise<void> {
  const signals = [{ accountId, signal: 'settingsChanged' as const }];
  await addToOutbox(transaction, signals, context.now, retryFrom(context));
}
