import { type Assessment, assessAccount, updateRearmed } from '../assessment/assess.js';
import { coveredByReactivation, isEmailDue } from '../billing/decide.js';
import type { EmailKind } from '../billing/facts.js';
import type { Context } from '../core/context.js';
import { transact } from '../core/transact.js';
import { newId } from '../platform/ids.js';
import type { Queryable } from '../platform/sql/sql.js';
import { lockAccount, setReceipted } from '../store/accounts/accounts.js';
import { markAnnounced } from '../store/debits/debits.js';
import { clearStatementDue } from '../store/ledger/periods.js';
import { clearSuspensionEmailDue, clearWarned, insertNotice, setWarned } from '../store/suspension/states.js';
import { clientContent, type LinkContext, linksOf } from './clientContent.js';
import { draftNotice, draftNoticeOf, draftStatementOf, type EmailDraft } from './draftEmail.js';
import { queueEmail, type QueueContext } from './queueEmail.js';

export type ClientEmailContext = Context & QueueContext & LinkContext;

/**
 * The emails queued so far: their keys, and the kinds of those that cannot be written, with the reasons. An email that
 * cannot be written undoes nothing of what it is about and holds up no other kind: it stays due.
 */
export interface QueuedEmails {
  readonly keys: string[];
  readonly unwritable: Map<EmailKind, unknown>;
  /** The account after the last of them, once none is due. */
  assessment?: Assessment;
}

export const noEmails = (): QueuedEmails => ({ keys: [], unwritable: new Map() });

/** Queues the next email due for an account, statements apart. Null: none is due, or it cannot be written. */
export async function queueNotice(
  context: ClientEmailContext,
  accountId: string,
  queued = noEmails(),
): Promise<EmailDraft | null> {
  return transact(context.sql, async (transaction) => {
    await lockAccount(transaction, accountId);
    const draft = await draftNotice({ ...context, sql: transaction }, accountId);
    return draft !== null && (await queueDraft(context, transaction, draft, queued)) ? draft : null;
  });
}

/**
 * Queues the emails about what has happened on an account, in the caller's transaction, which holds its lock. What has
 * to be posted or switched first is left to do: an email reports the result. No more than a few at a time, since
 * postings wait for the lock: the rest stays due.
 */
export async function queueDueEmails(
  context: ClientEmailContext,
  transaction: Queryable,
  accountId: string,
  { queued = noEmails(), most = MOST_AT_ONCE }: { queued?: QueuedEmails; most?: number } = {},
): Promise<QueuedEmails> {
  const end = queued.keys.length + most;
  while (queued.keys.length < end) {
    const unwritable = new Set(queued.unwritable.keys());
    const assessment = await assessAccount(transaction, accountId, context.now, unwritable);
    const due = assessment?.decision.due ?? null;
    if (assessment === undefined) return queued;
    if (!isEmailDue(due)) {
      queued.assessment = assessment;
      return queued;
    }
    // The notices that an email covers count from here on: those that are re-armed come before.
    await updateRearmed({ sql: transaction, now: context.now }, assessment);
    const draft = await (due === 'queueEmail' ? draftNoticeOf : draftStatementOf)(transaction, assessment);
    if (draft === null) throw new Error(`account ${accountId} has an email due, but none to write`);
    await queueDraft(context, transaction, draft, queued);
  }
  return queued;
}

const MOST_AT_ONCE = 4;

/** The next one in a transaction of its own, for an email whose subject is on record already, such as a payment. */
export async function queueDueAlone(
  context: ClientEmailContext,
  accountId: string,
  queued: QueuedEmails,
): Promise<void> {
  await transact(context.sql, async (transaction) => {
    await lockAccount(transaction, accountId);
    await queueDueEmails(context, transaction, accountId, { queued, most: 1 });
  });
}

/**
 * Who queues an email sends it, in the order of events and after what it reports was done; the scheduler sends what is
 * left after this long.
 */
const CALLERS_TURN_MS = 10_000;

/** Stores an email and that the client is notified. So the email exists exactly once. False: it cannot be written. */
async function queueDraft(
  context: ClientEmailContext,
  transaction: Queryable,
  draft: EmailDraft,
  queued: QueuedEmails,
): Promise<boolean> {
  let content: ReturnType<typeof clientContent>;
  try {
    content = clientContent(draft, linksOf(draft, context));
  } catch (error) {
    queued.unwritable.set(draft.kind, error);
    return false;
  }
  const { facts } = draft.assessment;
  const leftToCaller = { ...context, wallNow: context.wallNow + CALLERS_TURN_MS };
  await queueEmail(transaction, leftToCaller, {
    key: draft.key,
    accountId: facts.id,
    recipientAddress: facts.email,
    moreAddresses: facts.moreEmails,
    content,
  });
  await updateNotified(context, transaction, draft);
  queued.keys.push(draft.key);
  return true;
}

async function updateNotified(context: Context, transaction: Queryable, draft: EmailDraft): Promise<void> {
  const { id: accountId } = draft.assessment.facts;
  const announces = draft.kind === 'week' || draft.kind === 'day' || draft.kind === 'statement';
  if (announces && (draft.debits ?? []).length > 0) await markAnnounced(transaction, accountId, draft.key);
  switch (draft.kind) {
    case 'receipt':
      return setReceipted(transaction, accountId, draft.payment.number);
    case 'statement':
      return clearStatementDue(transaction, accountId, draft.period.startDate);
    case 'suspended':
      return clearSuspensionEmailDue(transaction, draft);
    case 'reactivated': {
      await clearSuspensionEmailDue(transaction, draft);
      const { facts, standing, projection } = draft.assessment;
      const covered = coveredByReactivation(facts, standing, projection);
      return insertNotices(context, transaction, draft, covered);
    }
    case 'week':
      return insertNotices(context, transaction, draft, { week: true, day: false });
    case 'day':
      return insertNotices(context, transaction, draft, { week: true, day: true });
    case 'all-clear':
      return clearWarned(transaction, accountId);
  }
}

async function insertNotices(
  context: Context,
  transaction: Queryable,
  draft: EmailDraft,
  notified: { readonly week: boolean; readonly day: boolean },
): Promise<void> {
  const { assessment, key: emailKey } = draft;
  if (notified.week || notified.day) await setWarned(transaction, assessment.facts.id);
  for (const kind of ['week', 'day'] as const) {
    if (!notified[kind]) continue;
    const { limitDate } = assessment.projection;
    const notifiedAt = context.now;
    await insertNotice(transaction, {
      id: newId(notifiedAt),
      accountId: assessment.facts.id,
      kind,
      notifiedAt,
      limitDate,
      emailKey,
    });
  }
}
