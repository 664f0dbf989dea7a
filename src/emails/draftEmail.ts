import { type Assessment, assessAccount } from '../assessment/assess.js';
import type { NoticeKind } from '../billing/facts.js';
import type { Instant, LocalDate } from '../core/values/zone.js';
import type { Queryable } from '../platform/sql/sql.js';
import { type AttachedDocument, listIssuedWith } from '../store/invoices/invoices.js';
import { listIssuedFor } from '../store/invoices/prepayments.js';
import { type Debit, listPendingDebits } from '../store/debits/debits.js';
import { entriesBetween, type Entry, nextUnreceipted, reversalOf } from '../store/ledger/entries.js';
import { nextStatementDue, type SettledPeriod } from '../store/ledger/periods.js';
import { findSettings, type SiteSettings } from '../store/sites/sites.js';
import { countNotices, nextSuspensionEmail, type SuspensionEmail } from '../store/suspension/states.js';
import { listMeters } from '../store/usage/usage.js';

/** The subject matter of an email, with all data needed to write it. */
export type EmailDraft = {
  /** Prevents a second email about the same event. */
  readonly key: string;
  readonly assessment: Assessment;
  readonly sender: SiteSettings & { readonly name: string };
  /** The pending debits, which the email announces. */
  readonly debits?: readonly Debit[];
} & (
  | { readonly kind: NoticeKind | 'all-clear' }
  | {
      readonly kind: 'receipt';
      readonly payment: Entry;
      readonly reversed: boolean;
      /** Issued for the payment. */
      readonly documents: readonly AttachedDocument[];
    }
  | SuspensionEmail
  | {
      readonly kind: 'statement';
      readonly period: SettledPeriod;
      readonly entries: readonly Entry[];
      readonly units: Readonly<Record<string, string>>;
      /** Issued with the settlement of the period. */
      readonly documents: readonly AttachedDocument[];
    }
);

interface DraftContext {
  readonly sql: Queryable;
  readonly now: Instant;
}

/** The next email due for an account, statements apart: reports of events first, then warnings. */
export async function draftNotice(context: DraftContext, accountId: string): Promise<EmailDraft | null> {
  const assessment = await assessAccount(context.sql, accountId, context.now);
  return assessment === undefined ? null : draftNoticeOf(context.sql, assessment);
}

/** The same for an account that is assessed already. */
export async function draftNoticeOf(sql: Queryable, assessment: Assessment): Promise<EmailDraft | null> {
  const { facts } = assessment;
  const { id: accountId } = facts;
  const { receipt, suspended, reactivated } = facts.emails;
  const shared = {
    assessment,
    sender: await findSettings(sql, facts.siteId),
    debits: await debitsOf(sql, assessment),
  };
  const email = suspended || reactivated ? await nextSuspensionEmail(sql, accountId) : undefined;
  const payment = receipt ? await nextUnreceipted(sql, accountId, facts.receiptedNumber) : undefined;
  // In order of events: the payment that reactivates a site comes after its suspension.
  const suspendedFirst =
    email?.kind === 'suspended' && email.suspension.since <= (payment?.postedAt ?? Infinity);
  if (payment !== undefined && !suspendedFirst) {
    const reversed = (await reversalOf(sql, payment.id)) !== undefined;
    const documents = await listIssuedFor(sql, payment.id);
    return { ...shared, kind: 'receipt', key: `receipt/${payment.id}`, payment, reversed, documents };
  }
  if (email !== undefined) return { ...shared, ...email, key: `${email.kind}/${email.suspension.id}` };
  const { warning, isClear } = assessment.decision;
  const kind = isClear ? 'all-clear' : warning;
  if (kind === null) return null;
  const number = (await countNotices(sql, accountId, kind)) + 1;
  return { ...shared, kind, key: `${kind}/${accountId}/${number}` };
}

/** The statement of the oldest settled period without one. */
export async function draftStatementOf(sql: Queryable, assessment: Assessment): Promise<EmailDraft | null> {
  const { id: accountId, siteId } = assessment.facts;
  const period = await nextStatementDue(sql, accountId);
  if (period === undefined) return null;
  const { openingNumber, closingNumber, startDate } = period;
  const entries = await entriesBetween(sql, accountId, openingNumber, closingNumber);
  const sender = await findSettings(sql, siteId);
  const meters = await listMeters(sql, siteId);
  const documents = await listIssuedWith(sql, accountId, startDate);
  const units = Object.fromEntries(meters.map((meter) => [meter.name, meter.unit]));
  return {
    assessment,
    sender,
    debits: await debitsOf(sql, assessment),
    kind: 'statement',
    key: statementKey(accountId, startDate),
    period,
    entries,
    units,
    documents,
  };
}

async function debitsOf(sql: Queryable, { facts }: Assessment): Promise<readonly Debit[]> {
  return (facts.debits?.pending ?? []).length === 0 ? [] : listPendingDebits(sql, facts.id);
}

function statementKey(accountId: string, startDate: LocalDate): string {
  return `statement/${accountId}/${startDate}`;
}

/** The documents that an email with this key has as attachments; undefined if it never has any. */
export async function listAttached(
  sql: Queryable,
  accountId: string,
  key: string,
): Promise<AttachedDocument[] | undefined> {
  const [kind, subject = '', startDate = ''] = key.split('/');
  if (kind === 'statement') return listIssuedWith(sql, accountId, startDate);
  return kind === 'receipt' ? listIssuedFor(sql, subject) : undefined;
}
