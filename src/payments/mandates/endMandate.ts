import type { SiteContext } from '../../core/context.js';
import { transact } from '../../core/transact.js';
import { type Refusal, refuse } from '../../core/values/refusal.js';
import { addMonths, localDateOf } from '../../core/values/zone.js';
import { NO_ACCOUNT } from '../../ledger/postMoney.js';
import { isId } from '../../platform/ids.js';
import type { Queryable } from '../../platform/sql/sql.js';
import { lockAccount } from '../../store/accounts/accounts.js';
import { insertAudit } from '../../store/core/audit.js';
import {
  endMandate,
  findMandate,
  listToLapse,
  type Mandate,
  type MandateEnd,
} from '../../store/debits/mandates.js';
import { findPayable } from '../../store/payments/payments.js';
import { callOffDebits, signalDebits } from '../debits/endDebits.js';
import { queueMandateEmail } from '../debits/debitEmails.js';

const NONE = refuse('not_found', 'There is no mandate.');

/** Ends the mandate of an account, by its client or the owner. Announced debits are called off. */
export async function revokeMandate(
  context: SiteContext,
  accountId: string,
  by: 'client' | 'owner',
): Promise<Mandate | Refusal> {
  if (context.actedAs !== undefined) return refuse('forbidden', 'Only the client can end a mandate.');
  const payable = isId(accountId) ? await findPayable(context.sql, accountId) : undefined;
  if (payable?.siteId !== context.siteId) return NO_ACCOUNT;
  const ended = await transact(context.sql, async (transaction) => {
    await lockAccount(transaction, accountId);
    return (await endCurrent(context, transaction, accountId, { reason: by })) ?? NONE;
  });
  if (!('refused' in ended)) context.wakeAccount(accountId);
  return ended;
}

/** The same in a transaction that has locked the account; undefined when there is none in force. */
export async function endCurrent(
  context: SiteContext,
  transaction: Queryable,
  accountId: string,
  { reason, code = null }: { readonly reason: MandateEnd; readonly code?: string | null },
): Promise<Mandate | undefined> {
  const mandate = await findMandate(transaction, accountId);
  if (mandate === undefined) return undefined;
  const { now: at, actor: by, siteId } = context;
  await endMandate(transaction, mandate.id, { at, by, reason, code });
  await callOffDebits(context, transaction, accountId);
  await insertAudit(transaction, context, {
    siteId,
    accountId,
    action: 'mandate.end',
    subject: `account/${accountId}`,
    after: { reference: mandate.reference, reason, ...(code === null ? {} : { code }) },
  });
  // A returned debit has an email of its own, which says so.
  if (reason === 'owner' || reason === 'client' || reason === 'lapsed')
    await queueMandateEmail(context, transaction, accountId, { id: mandate.id, kind: 'ended' });
  await signalDebits(context, transaction, accountId, 'mandate');
  return { ...mandate, endedAt: at, endedBy: by, endReason: reason, endCode: code };
}

const LAPSES_AFTER_MONTHS = 36;
const AT_ONCE = 100;

/** Ends mandates that were not used for 36 months. Returns how many. */
export async function lapseMandates(context: Omit<SiteContext, 'siteId'>): Promise<number> {
  const today = localDateOf(context.now, 'UTC');
  const before = Date.parse(addMonths(today, -LAPSES_AFTER_MONTHS));
  const due = await listToLapse(context.sql, before, AT_ONCE);
  for (const { accountId, siteId } of due) {
    await transact(context.sql, async (transaction) => {
      await lockAccount(transaction, accountId);
      await endCurrent({ ...context, siteId }, transaction, accountId, { reason: 'lapsed' });
    });
  }
  return due.length;
}
