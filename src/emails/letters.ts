import { type Look, lookAt } from '../assessment/assess.js';
import type { NoticeKind } from '../billing/facts.js';
import { toldByReactivation } from '../billing/notices.js';
import type { Context } from '../core/context.js';
import { newId } from '../platform/ids.js';
import { inTransaction, type Queryable } from '../platform/sql/sql.js';
import { lockAccount, setReceipted } from '../store/accounts/accounts.js';
import { insertLetter } from '../store/emails/letters.js';
import { messageIdOf } from '../store/emails/peopleLetters.js';
import { entriesBetween, type Entry, nextUnreceipted, reversalOf } from '../store/ledger/entries.js';
import { nextStatementDue, type SettledPeriod, settleStatement } from '../store/ledger/periods.js';
import { findSettings, type SiteSettings } from '../store/sites/sites.js';
import {
  countNotices,
  insertNotice,
  nextSuspensionLetter,
  settleSuspensionLetter,
  type SuspensionLetter,
} from '../store/suspension/states.js';
import { listMeters } from '../store/usage/usage.js';

/** What a letter is about, with all it takes to write it. */
export type LetterDraft = {
  /** Makes a second letter about the same thing impossible. */
  readonly key: string;
  readonly look: Look;
  readonly sender: SiteSettings & { readonly name: string };
} & (
  | { readonly kind: NoticeKind }
  | { readonly kind: 'receipt'; readonly payment: Entry; readonly reversed: boolean }
  | SuspensionLetter
  | {
      readonly kind: 'statement';
      readonly period: SettledPeriod;
      readonly entries: readonly Entry[];
      readonly units: Readonly<Record<string, string>>;
    }
);

/** The next letter an account is due, statements apart: what happened first, then the warning. */
export async function draftNotice(context: Context, accountId: string): Promise<LetterDraft | null> {
  const look = await lookAt(context.sql, accountId, context.now);
  if (look === undefined) return null;
  const { facts } = look;
  const frame = { look, sender: await findSettings(context.sql, facts.siteId) };
  const letter = await nextSuspensionLetter(context.sql, accountId);
  const payment = await nextUnreceipted(context.sql, accountId, facts.receiptedNumber);
  // In the order in which it happened: the payment that restores a site comes after its suspension.
  const suspendedFirst =
    letter?.kind === 'suspended' && letter.suspension.since <= (payment?.postedAt ?? Infinity);
  if (payment !== undefined && !suspendedFirst) {
    const reversed = (await reversalOf(context.sql, payment.id)) !== undefined;
    return { ...frame, kind: 'receipt', key: `receipt/${payment.id}`, payment, reversed };
  }
  if (letter !== undefined) return { ...frame, ...letter, key: `${letter.kind}/${letter.suspension.id}` };
  const kind = look.decision.warning;
  if (kind === null) return null;
  const number = (await countNotices(context.sql, accountId, kind)) + 1;
  return { ...frame, kind, key: `${kind}/${accountId}/${number}` };
}

/** The statement of the oldest settled period that has none. */
export async function draftStatement(context: Context, accountId: string): Promise<LetterDraft | null> {
  const look = await lookAt(context.sql, accountId, context.now);
  const period = await nextStatementDue(context.sql, accountId);
  if (look === undefined || period === undefined) return null;
  const { openingNumber, closingNumber, startDate } = period;
  const entries = await entriesBetween(context.sql, accountId, openingNumber, closingNumber);
  const sender = await findSettings(context.sql, look.facts.siteId);
  const meters = await listMeters(context.sql, look.facts.siteId);
  const units = Object.fromEntries(meters.map((meter) => [meter.name, meter.unit]));
  return {
    look,
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
 * Keeps a written letter and, in the same transaction, that the client is told: whatever happens to the mail, the
 * letter exists once. Its Message-ID comes from its key, so that every attempt to send it carries the same.
 */
export async function keepLetter(
  context: Context,
  draft: LetterDraft,
  rendered: RenderedDraft,
  mailDomain: string,
): Promise<void> {
  const { facts } = draft.look;
  await inTransaction(context.sql, async (transaction) => {
    await lockAccount(transaction, facts.id);
    await insertLetter(
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
    await noteTold(context, transaction, draft);
  });
}

async function noteTold(context: Context, transaction: Queryable, draft: LetterDraft): Promise<void> {
  const { id: accountId } = draft.look.facts;
  switch (draft.kind) {
    case 'receipt':
      return setReceipted(transaction, accountId, draft.payment.number);
    case 'statement':
      return settleStatement(transaction, accountId, draft.period.startDate);
    case 'suspended':
      return settleSuspensionLetter(transaction, draft);
    case 'reactivated': {
      await settleSuspensionLetter(transaction, draft);
      const { warnBy } = draft.look.projection;
      const told = toldByReactivation(warnBy === null ? null : warnBy - context.now);
      return noteNotices(context, transaction, draft, told);
    }
    case 'week':
      return noteNotices(context, transaction, draft, { week: true, day: false });
    case 'day':
      return noteNotices(context, transaction, draft, { week: true, day: true });
  }
}

async function noteNotices(
  context: Context,
  transaction: Queryable,
  draft: LetterDraft,
  told: { readonly week: boolean; readonly day: boolean },
): Promise<void> {
  const { look, key: letterKey } = draft;
  for (const kind of ['week', 'day'] as const) {
    if (!told[kind]) continue;
    const { limitDate } = look.projection;
    const toldAt = context.now;
    await insertNotice(transaction, {
      id: newId(toldAt),
      accountId: look.facts.id,
      kind,
      toldAt,
      limitDate,
      letterKey,
    });
  }
}
