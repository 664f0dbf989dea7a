import { usualDescription } from '../core/values/entryTexts.js';
import type { LineReason } from '../core/values/lineReason.js';
import { retryFrom, type SiteContext } from '../core/context.js';
import { transact } from '../core/transact.js';
import { parseAmount } from '../core/values/money.js';
import { seemsToNameReference } from '../core/values/reference.js';
import { isRefusal } from '../core/values/refusal.js';
import { DAY_MS, startOfDay } from '../core/values/zone.js';
import { documentPayment } from '../invoices/documentPayments.js';
import { newId } from '../platform/ids.js';
import type { Queryable } from '../platform/sql/sql.js';
import {
  findByReferences,
  findPostedAlike,
  insertBankLine,
  lockBankIdentity,
  type ReferencedAccount,
  updateBankLine,
} from '../store/bank/bank.js';
import { postEntries } from '../store/ledger/entries.js';
import type { TaskLine } from '../store/tasks/tasks.js';
import { creditDebitLine, type PostedDebits } from './debitLines.js';
import type { StatementLine } from './reading/readRows.js';
import { isTakenBack, takeBack } from './takeBack.js';

/** A line of a statement that waits to be posted. */
export type WaitingLine = StatementLine & {
  /** A digest of the bank's data, in hex. It includes a number that tells equal lines apart. */
  readonly fingerprint: string;
  /** A digest of day, amount, currency and reference, in hex: the same for the same money, however described. */
  readonly identity: string;
  /** The position among the file's lines with that identity, counted from 1. */
  readonly nth: number;
};

/** The outcome of a line. */
export interface TakenLine {
  readonly number: number;
  readonly outcome: 'posted' | 'taken-back' | 'unmatched' | 'double';
  readonly accountId: string | null;
}

/** Processes lines of a statement one by one. Each has its own transaction and can be repeated safely. */
export async function postBankLines(
  context: SiteContext,
  importId: string,
  lines: readonly Pick<TaskLine, 'input'>[],
): Promise<TakenLine[]> {
  const waiting = lines.map(({ input }) => input as unknown as WaitingLine);
  const accounts = await accountsOf(context, waiting);
  const taken: TakenLine[] = [];
  for (const line of waiting) {
    const one = await transact(context.sql, (transaction) =>
      takeLine(context, transaction, importId, line, accounts),
    );
    const isPosted = one.outcome === 'posted' || one.outcome === 'taken-back';
    if (isPosted && one.accountId !== null) context.wakeAccount(one.accountId, one.outcome === 'posted');
    taken.push(one);
  }
  return taken;
}

type Accounts = ReadonlyMap<string, ReferencedAccount>;

export async function accountsOf(context: SiteContext, lines: readonly StatementLine[]): Promise<Accounts> {
  const references = [...new Set(lines.flatMap((line) => line.references))];
  const accounts = await findByReferences(context.sql, context.siteId, references);
  return new Map(accounts.map((account) => [account.reference, account]));
}

async function takeLine(
  context: SiteContext,
  transaction: Queryable,
  importId: string,
  line: WaitingLine,
  accounts: Accounts,
): Promise<TakenLine> {
  const id = newId(context.now);
  const { line: number, bookedOn, amount, currency = null, payer, text: remittance } = line;
  const fingerprint = Buffer.from(line.fingerprint, 'hex');
  const identity = Buffer.from(line.identity, 'hex');
  const { account: receiving = null, bankId = null, endToEndId = null } = line;
  const named = { receiving, bankId, endToEndId };
  const row = { id, siteId: context.siteId, importId, line: number, fingerprint, identity, ...named };
  await lockBankIdentity(transaction, context.siteId, line.identity);
  const before = await insertBankLine(transaction, { ...row, bookedOn, amount, currency, payer, remittance });
  // This import posted it already, but its worker died before recording that.
  const postedAs = isTakenBack(line) ? 'taken-back' : 'posted';
  if (before?.isOwn === true) {
    const outcome = before.outcome === 'posted' ? postedAs : before.outcome;
    return { number, outcome, accountId: before.accountId };
  }
  if (before !== undefined) return { number, outcome: 'double', accountId: null };
  const alike = whyAlike(line, await findPostedAlike(transaction, row));
  const posted = alike ?? (await postLine(context, transaction, line, accounts));
  if ('code' in posted) {
    await updateBankLine(transaction, id, { state: 'unmatched', reason: posted });
    return { number, outcome: 'unmatched', accountId: null };
  }
  const { now: at, actor } = context;
  await updateBankLine(transaction, id, { state: 'posted', ...posted, at, actor });
  return { number, outcome: postedAs, accountId: posted.accountId };
}

/** Posts a line's payment, or takes the payment back that the line returns. */
async function postLine(
  context: SiteContext,
  transaction: Queryable,
  line: WaitingLine,
  accounts: Accounts,
): Promise<PostedDebits | LineReason> {
  if (isTakenBack(line)) return takeBack(context, transaction, line, namedBy(line, accounts));
  const debits = await creditDebitLine(context, transaction, line);
  if (debits !== undefined) return debits;
  const match = matchLine(context, line, accounts);
  if ('code' in match) return match;
  const entryId = await postBankPayment(context, transaction, match, line);
  return typeof entryId === 'string' ? { accountId: match.id, entryId } : entryId;
}

export function namedBy({ references }: StatementLine, accounts: Accounts): ReferencedAccount[] {
  return references.flatMap((reference) => accounts.get(reference) ?? []);
}

/** Posted lines of other statements that are the same money. As many equal lines in this file are not new. */
export function whyAlike(
  { nth, references }: WaitingLine,
  posted: readonly { readonly line: number; readonly name: string }[],
): LineReason | undefined {
  const like = posted[nth - 1];
  if (like === undefined || references.length === 0) return undefined;
  return { code: 'alike', ...like };
}

type Matched = ReferencedAccount & { readonly minor: bigint };

/** The account whose payment a line is, or why that is unknown. */
export function matchLine(
  context: SiteContext,
  line: StatementLine,
  accounts: Accounts,
): Matched | LineReason {
  const [account, ...others] = namedBy(line, accounts);
  if (account === undefined) return whyNobody(line, line.references);
  if (others.length > 0) return { code: 'several-references' };
  // A user decides whether the payment stays there or is given back.
  if (account.isClosed) return { code: 'closed', reference: account.reference };
  return payableTo(context, account, line);
}

function whyNobody(line: StatementLine, references: readonly string[]): LineReason {
  const [named] = references;
  if (named !== undefined) return { code: 'unknown-reference', reference: named };
  return { code: seemsToNameReference(`${line.text} ${line.payer}`) ? 'wrong-digit' : 'no-reference' };
}

interface Incoming {
  readonly bookedOn: string;
  readonly amount: string;
  readonly currency?: string | undefined;
}

/** A day or two in the future is a bank's value date; more is a misread date. */
const AHEAD_MS = 4 * 86_400_000;

/** Money from before an account's opening may be posted to it; a date much older is misread. */
const BEFORE_OPENING_MS = 60 * DAY_MS;

/** Whether an account can take a line's money as it is. */
export function payableTo(
  context: SiteContext,
  account: ReferencedAccount,
  { amount, currency = account.currency, bookedOn }: Incoming,
): Matched | LineReason {
  if (currency !== account.currency) {
    return { code: 'currency', transfer: currency, account: account.currency };
  }
  const minor = parseAmount(amount, currency);
  if (isRefusal(minor)) return { code: 'amount', detail: minor.detail };
  if (startOfDay(bookedOn, account.timeZone) > context.now + AHEAD_MS) return { code: 'future' };
  if (startOfDay(bookedOn, account.timeZone) < account.openedAt - BEFORE_OPENING_MS)
    return { code: 'before-opening' };
  return { ...account, minor };
}

/** Posts a line's money inside the line's transaction; returns the entry's id, or the reason why not. */
export async function postBankPayment(
  context: SiteContext,
  transaction: Queryable,
  { id: accountId, reference, minor, timeZone }: Matched,
  { bookedOn }: Incoming,
): Promise<string | LineReason> {
  const [posted] = await postEntries(transaction, {
    accountId,
    siteId: context.siteId,
    entries: [
      {
        id: newId(context.now),
        kind: 'payment',
        amount: minor,
        contraAccount: 'cash:bank',
        description: usualDescription('payment', 'bank'),
        method: 'bank',
        reference,
        effectiveAt: Math.min(startOfDay(bookedOn, timeZone), context.now),
      },
    ],
    actor: context.actor,
    postedAt: context.now,
    afterClosing: true,
    signal: { name: 'paymentReceived', retryFrom: retryFrom(context) },
  });
  if (posted !== undefined) await documentPayment(context, transaction, context.siteId, posted);
  return posted?.id ?? { code: 'account-moved', reference };
}
