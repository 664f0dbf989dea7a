import { type Assessment, assessAccount } from '../../assessment/assess.js';
import { sumPending } from '../../billing/debits/debit.js';
import { mayTopUpByDebit, planDebits, tellsAlone } from '../../billing/debits/planDebits.js';
import type { Context, SiteContext } from '../../core/context.js';
import { transact } from '../../core/transact.js';
import { localDateOf } from '../../core/values/zone.js';
import type { Queryable } from '../../platform/sql/sql.js';
import { lockAccount } from '../../store/accounts/accounts.js';
import { listPendingDebits } from '../../store/debits/debits.js';
import type { PaymentTools } from '../openProvider.js';
import { announceDebit } from './announceDebit.js';
import { callOff, callOffDebits } from './endDebits.js';
import { queueDebitEmail } from './debitEmails.js';
import { submitDebit } from './submitDebit.js';

type CollectContext = Context & Pick<PaymentTools, 'secrets' | 'payments'>;

/**
 * Does what is due about an account's debits (`planDebits`): announces what keeps the account online, tells the client of
 * it where no notice and no statement does, and hands announced debits to their provider.
 */
export async function collectDebits(context: CollectContext, accountId: string): Promise<void> {
  await transact(context.sql, async (transaction) => {
    await lockAccount(transaction, accountId);
    const assessment = await assessAccount(transaction, accountId, context.now);
    if (assessment !== undefined) await announceDue(context, transaction, assessment);
  });
  const pending = await listPendingDebits(context.sql, accountId);
  for (const debit of pending) {
    if (debit.state === 'announced' && debit.collector !== 'bank') await submitDebit(context, debit);
  }
}

/** Whether a week or day notice goes out next, and names the debit. */
function isNoticeDue({ decision }: Assessment): boolean {
  return decision.warning !== null;
}

async function announceDue(
  context: CollectContext,
  transaction: Queryable,
  assessment: Assessment,
): Promise<void> {
  const { facts } = assessment;
  const siteContext = { ...context, siteId: facts.siteId };
  if (facts.closeRequestedAt !== null && facts.closedAt === null)
    return callOffDebits(siteContext, transaction, facts.id);
  const ahead = {
    suspensionAt: assessment.decision.noticeDates.warnBy ?? null,
    isNoticeDue: isNoticeDue(assessment),
  };
  // An account without a pending debit has nothing else due than a new one.
  const isDue = mayTopUpByDebit(facts, context.now) && planDebits(facts, context.now, ahead).due;
  if (isDue) await topUp(siteContext, transaction, assessment, ahead.suspensionAt);
  const now = isDue ? await assessAccount(transaction, facts.id, context.now) : assessment;
  if (now === undefined || !tellsAlone(now.facts, isNoticeDue(now))) return;
  for (const debit of await listPendingDebits(transaction, facts.id)) {
    if (debit.announcedIn === null)
      await queueDebitEmail(siteContext, transaction, debit, { kind: 'announced' });
  }
}

async function topUp(
  context: SiteContext,
  transaction: Queryable,
  { facts, projection }: Assessment,
  suspensionAt: number | null,
): Promise<void> {
  const { debits, timeZone } = facts;
  if (debits === undefined || debits.mandate === null) return;
  const needed = projection.suggestedTopUp - sumPending(debits);
  const isSuspended = facts.state === 'suspended';
  const debit = await announceDebit(context, transaction, {
    ...{ accountId: facts.id, reference: facts.reference, mandate: debits.mandate, purpose: 'top-up' },
    minor: needed > 0n ? needed : 1n,
    noticeDays: debits.noticeDays,
    today: localDateOf(context.now, timeZone),
    ...(isSuspended || suspensionAt === null ? {} : { limitDay: localDateOf(suspensionAt, timeZone) }),
  });
  // The rule said that something is needed; without an amount, nothing starts by itself before the next payment.
  if (debit !== undefined && needed <= 0n) await callOff(context, transaction, debit, 'nothing to collect');
}
