import { retryFrom, type SiteContext } from '../../core/context.js';
import { formatAmount } from '../../core/values/money.js';
import type { Queryable } from '../../platform/sql/sql.js';
import { insertAudit } from '../../store/core/audit.js';
import { addToOutbox } from '../../store/core/outbox.js';
import { type Debit, endDebit, listPendingDebits } from '../../store/debits/debits.js';

/** Its reason for a debit that the account no longer needs; a further one may start by itself. */
export const NOT_NEEDED = 'not needed';

/** Calls off an account's announced debits, in a transaction that has locked it. What is handed in runs on. */
export async function callOffDebits(
  context: Pick<SiteContext, 'siteId' | 'now' | 'actor'>,
  transaction: Queryable,
  accountId: string,
): Promise<void> {
  for (const debit of await listPendingDebits(transaction, accountId)) {
    if (debit.state === 'announced') await callOff(context, transaction, debit, NOT_NEEDED);
  }
}

/** Calls off one announced debit. False when it is in another state. */
export async function callOff(
  context: Pick<SiteContext, 'siteId' | 'now' | 'actor'>,
  transaction: Queryable,
  debit: Debit,
  detail: string,
): Promise<boolean> {
  const { now: at, actor: by } = context;
  if (!(await endDebit(transaction, debit.id, ['announced'], { state: 'cancelled', at, by, detail })))
    return false;
  await auditDebit(context, transaction, debit, 'debit.cancel', { detail });
  return true;
}

/** The audit row of a step of a debit. */
export async function auditDebit(
  context: Parameters<typeof insertAudit>[1] & { readonly siteId: string },
  transaction: Queryable,
  debit: Pick<Debit, 'id' | 'accountId' | 'amount' | 'collectOn'>,
  action: `debit.${string}`,
  more: object = {},
): Promise<void> {
  await insertAudit(transaction, context, {
    siteId: context.siteId,
    accountId: debit.accountId,
    action,
    subject: `debit/${debit.id}`,
    after: { amount: formatAmount(debit.amount, 'EUR'), collectOn: debit.collectOn, ...more },
  });
}

/** Has the workflow assess the account again, with the commit. */
export async function signalDebits(
  context: SiteContext,
  transaction: Queryable,
  accountId: string,
  about: string,
): Promise<void> {
  const signal = { accountId, signal: 'settingsChanged', about };
  await addToOutbox(transaction, [signal], context.now, retryFrom(context));
}
