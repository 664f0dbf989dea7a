import { taxOfCharge } from '../billing/tax/accountTax.js';
import type { Context } from '../core/context.js';
import { transact } from '../core/transact.js';
import { startOfDay } from '../core/values/zone.js';
import { type QueueEmails, withAccount } from '../core/withAccount.js';
import { newId } from '../platform/ids.js';
import { lockAccount } from '../store/accounts/accounts.js';
import { postEntries } from '../store/ledger/entries.js';
import { markScheduledPosted } from '../store/ledger/scheduled.js';
import { lockForSettlement } from '../store/usage/usage.js';
import { withTaxEntry } from './postMoney.js';
import { settleDue } from './settleDue.js';

/** Settles what is due on an account, under its locks, and queues its emails. Safe to repeat. */
export async function chargeUsage(
  context: Context,
  accountId: string,
  queueEmails?: QueueEmails,
): Promise<void> {
  await transact(context.sql, async (transaction) => {
    // Sent together; the transaction executes them in this order.
    await Promise.all([
      lockForSettlement(transaction, accountId),
      lockAccount(transaction, accountId),
      settleDue(context, transaction, accountId, queueEmails),
    ]);
  });
}

/**
 * Posts the planned charges whose day has come, each once, with the account's tax; none if the tax cannot be parsed.
 */
export async function chargeScheduled(context: Context, accountId: string): Promise<void> {
  await withAccount(context, accountId, async (transaction, facts) => {
    if ((facts.unratable ?? []).length > 0) return;
    for (const charge of facts.scheduled) {
      const effectiveAt = startOfDay(charge.dueOn, facts.timeZone);
      if (effectiveAt > context.now) continue;
      const id = newId(context.now);
      const entry = {
        id,
        kind: 'charge' as const,
        category: charge.category,
        amount: -charge.minor,
        contraAccount: `revenue:${charge.category}`,
        description: charge.description,
        effectiveAt,
      };
      const { siteId, language } = facts;
      const tax = taxOfCharge(facts, charge.category);
      const entries = withTaxEntry(entry, tax, { now: context.now, language });
      await postEntries(transaction, {
        accountId,
        siteId,
        entries,
        actor: context.actor,
        postedAt: context.now,
      });
      await markScheduledPosted(transaction, charge.id, id);
    }
  });
}
