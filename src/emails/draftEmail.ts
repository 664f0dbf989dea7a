import { type Assessment, assessAccount } from '../assessment/assess.js';
import { coveredByReactivation } from '../billing/decide.js';
import type { NoticeKind } from '../billing/facts.js';
import type { Context } from '../core/context.js';
import { transact } from '../core/transact.js';
import { newId } from '../platform/ids.js';
import type { Queryable } from '../platform/sql/sql.js';
import { lockAccount, setReceipted } from '../store/accounts/accounts.js';
import { insertEmail } from '../store/emails/emails.js';
import { messageIdOf } from '../store/emails/userEmails.js';
import { entriesBetween, type Entry, nextUnreceipted, reversalOf } from '../store/ledger/entries.js';
import { nextStatementDue, type SettledPeriod, clearStatementDue } from '../store/ledger/periods.js';
import { findSettings, type SiteSettings } from '../store/sites/sites.js';
import {
  countNotices,
  insertNotice,
  nextSuspensionEmail,
  clearSuspensionEmailDue,
  type SuspensionEmail,
} from '../store/suspension/states.js';
import { listMeters } from '../store/usage/usage.js';

/** What an email is about, with all it takes to write it. */
export type EmailDraft = {
  /** Makes a second email about the same thing impossible. */
  readonly key: string;
  readonly assessment: Assessment;
  readonly sender: SiteSettings & { readonly name: string };
} & (
  | { readonly kind: NoticeKind }
  | { readonly kind: 'receipt'; readonly payment: Entry; readonly reversed: boolean }
  | SuspensionEmail
  | {
      readonly kind: 'statement';
      readonly period: SettledPeriod;
      readonly entries: readonly Entry[];
      readonly units: Readonly<Record<string, string>>;
    }
);

/** The next email an account is due, statements apart: what happened first, then the warning. */
export async function draftNotice(context: Context, accountId: string): Promise<EmailDraft | null> {
  const assessment = await assessAccount(context.sql, accountId, context.now);
  if (assessment === undefined) return null;
  const { facts } = assessment;
  const shared = { assessment, sender: await findSettings(context.sql, facts.siteId) };
  const email = await nextSuspensionEmail(context.sql, accountId);
  const payment = await nextUnreceipted(context.sql, accountId, facts.receiptedNumber);
  // In the order in which it happened: the payment that restores a site comes after its suspension.
  const suspendedFirst =
    email?.kind === 'suspended' && email.suspension.since <= (payment?.postedAt ?? Infinity);
  if (payment !== undefined && !suspendedFirst) {
    const reversed = (await reversalOf(context.sql, payment.id)) !== undefined;
    return { ...shared, kind: 'receipt', key: `receipt/${payment.id}`, payment, reversed };
  }
  if (email !== undefined) return { ...shared, ...email, key: `${email.kind}/${email.suspension.id}` };
  const kind = assessment.decision.warning;
  if (kind === null) return null;
  const number = (await countNotices(context.sql, accountId, kind)) + 1;
  return { ...shared, kind, key: `${kind}/${accountId}/${number}` };
}

/** The statement of the oldest settled period that has none. */
export async function draftStatement(context: Context, accountId: string): Promise<EmailDraft | null> {
  const assessment = await assessAccount(context.sql, accountId, context.now);
  const period = await nextStatementDue(context.sql, accountId);
  if (assessment === undefined || period === undefined) return null;
  const { openingNumber, closingNumber, startDate } = period;
  const entries = await entriesBetween(context.sql, accountId, openingNumber, closingNumber);
  const sender = await findSettings(context.sql, assessment.facts.siteId);
  const meters = await listMeters(context.sql, assessment.facts.siteId);
  const units = Object.fromEntries(meters.map((meter) => [meter.name, meter.unit]));
  return {
    assessment,
    sender,
    kind: 'statement',
    key: `statement/${accountId}/${startDate}`,
    period,
    entries,
    units,
  };
}

export interface RenderedDraft {
  readonly subject: string;
  readonly html: string;
  readonly text: string;
}

/**
 * Keeps a written email and, in the same transaction, that the client is notified: whatever happens to the mail, the
 * email exists once. Its Message-ID comes from its key, so that every attempt to send it carries the same.
 */
export async function queueEmail(
  context: Context,
  draft: EmailDraft,
  rendered: RenderedDraft,
  mailDomain: string,
): Promise<void> {
  const { facts } = draft.assessment;
  await transact(context.sql, async (transaction) => {
    await lockAccount(transaction, facts.id);
    await insertEmail(
      transaction,
      {
        id: newId(context.now),
        key: draft.key,
        accountId: facts.id,
        kind: draft.kind,
        language: facts.language,
        recipientName: facts.name,
        recipientAddress: facts.email,
        moreAddresses: facts.moreEmails,
        subject: rendered.subject,
        html: rendered.html,
        plain: rendered.text,
        messageId: messageIdOf(draft.key, mailDomain),
        createdAt: context.now,
      },
      context.wallNow,
    );
    await updateNotified(context, transaction, draft);
  });
}

async function updateNotified(context: Context, transaction: Queryable, draft: EmailDraft): Promise<void> {
  const { id: accountId } = draft.assessment.facts;
  switch (draft.kind) {
    case 'receipt':
      return setReceipted(transaction, accountId, draft.payment.number);
    case 'statement':
      return clearStatementDue(transaction, accountId, draft.period.startDate);
    case 'suspended':
      return clearSuspensionEmailDue(transaction, draft);
    case 'reactivated': {
      await clearSuspensionEmailDue(transaction, draft);
      const { facts, projection } = draft.assessment;
      const covered = coveredByReactivation(facts, projection, context.now);
      return insertNotices(context, transaction, draft, covered);
    }
    case 'week':
      return insertNotices(context, transaction, draft, { week: true, day: false });
    case 'day':
      return insertNotices(context, transaction, draft, { week: true, day: true });
  }
}

async function insertNotices(
  context: Context,
  transaction: Queryable,
  draft: EmailDraft,
  notified: { readonly week: boolean; readonly day: boolean },
): Promise<void> {
  const { assessment, key: emailKey } = draft;
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
