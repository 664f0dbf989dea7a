import type { SiteContext } from '../core/context.js';
import type { LineReason } from '../core/values/lineReason.js';
import { formatAmount, parseAmount } from '../core/values/money.js';
import { isRefusal } from '../core/values/refusal.js';
import { postReversal } from '../ledger/reverseEntry.js';
import { creditDebit, noteDebitReturn, returnReason } from '../payments/debits/debitOutcome.js';
import type { Queryable } from '../platform/sql/sql.js';
import { lockAccount } from '../store/accounts/accounts.js';
import { isBookedEntry } from '../store/bank/returned.js';
import { listFiled } from '../store/debits/debitFiles.js';
import { type Debit, findDebit, findDebitByEndToEnd, lockDebitBy } from '../store/debits/debits.js';
import { findEntry } from '../store/ledger/entries.js';
import { findDebitFileId, findDebitId } from './reading/debitIds.js';
import type { StatementLine } from './reading/readRows.js';

type DebitLine = Pick<StatementLine, 'amount' | 'bookedOn' | 'currency' | 'endToEndId' | 'text' | 'takenWhy'>;

/** What a line was posted as; without an account where it is the sum of several debits. */
export interface PostedDebits {
  readonly accountId: string | null;
  readonly entryId: string | null;
}

/** The money of direct debits in a line: of one, by our id of it, or of a file in one sum. Undefined: it is none. */
export async function creditDebitLine(
  context: SiteContext,
  transaction: Queryable,
  line: DebitLine,
): Promise<PostedDebits | LineReason | undefined> {
  const minor = parseAmount(line.amount, 'EUR');
  if (isRefusal(minor) || (line.currency ?? 'EUR') !== 'EUR') return undefined;
  const file = findDebitFileId(`${line.endToEndId ?? ''} ${line.text}`);
  if (file?.site === context.siteId.slice(-8))
    return creditFile(context, transaction, line, { ...file, minor });
  const debit = await debitOf(context, transaction, line);
  if (debit === undefined || debit.amount !== minor) return undefined;
  const { accountId } = debit;
  const entryId = await creditDebit(context, transaction, debit, line);
  if (entryId !== undefined) return { accountId, entryId };
  // Posted by hand before the file came: the line is that money.
  if (debit.entryId === null) return undefined;
  return (await isBookedEntry(transaction, context.siteId, debit.entryId))
    ? { code: 'debit-credited', reference: debit.endToEndId }
    : { accountId, entryId: debit.entryId };
}

async function creditFile(
  context: SiteContext,
  transaction: Queryable,
  line: DebitLine,
  {
    number,
    group,
    minor,
  }: { readonly number: number; readonly group: number | null; readonly minor: bigint },
): Promise<PostedDebits | LineReason | undefined> {
  const filed = await listFiled(transaction, { siteId: context.siteId, number, group });
  if (filed.length === 0) return undefined;
  const total = filed.reduce((sum, { amount }) => sum + amount, 0n);
  if (total !== minor)
    return { code: 'debit-file-sum', reference: String(number), detail: formatAmount(total, 'EUR') };
  for (const { id, accountId } of filed) {
    await lockAccount(transaction, accountId);
    const debit = await lockDebitBy(transaction, { siteId: context.siteId, id });
    if (debit !== undefined) await creditDebit(context, transaction, debit, line);
  }
  return { accountId: null, entryId: null };
}

/** The debit that a line names, under the lock of its account. */
async function debitOf(
  { siteId }: SiteContext,
  transaction: Queryable,
  line: DebitLine,
): Promise<Debit | undefined> {
  const endToEndId = findDebitId(line.endToEndId, line.text);
  const found =
    endToEndId === undefined ? undefined : await findDebitByEndToEnd(transaction, siteId, endToEndId);
  if (found === undefined) return undefined;
  await lockAccount(transaction, found.accountId);
  return lockDebitBy(transaction, { siteId, id: found.id });
}

/** Banks add what they charge for a return to the amount. */
const BANK_CHARGES_MAX = 50_00n;

/**
 * A debit that came back: its payment is reversed, posted first if its credit was not seen. Undefined: the line names no
 * debit of ours.
 */
export async function takeBackDebit(
  context: SiteContext,
  transaction: Queryable,
  line: DebitLine,
): Promise<{ readonly accountId: string; readonly entryId: string } | LineReason | undefined> {
  const minor = parseAmount(line.amount.slice(1), 'EUR');
  const debit = await debitOf(context, transaction, line);
  if (debit === undefined || isRefusal(minor) || (line.currency ?? 'EUR') !== 'EUR') return undefined;
  if (minor < debit.amount || minor > debit.amount + BANK_CHARGES_MAX) return undefined;
  if (debit.state === 'returned' || debit.state === 'failed') return { code: 'returned-before' };
  if (debit.state === 'cancelled') return { code: 'returned-unknown' };
  if (debit.state !== 'paid') await creditDebit(context, transaction, debit, line);
  const paid = await findDebit(transaction, debit.id);
  const { entryId = null } = paid ?? {};
  const payment = entryId === null ? undefined : await findEntry(transaction, context.siteId, entryId);
  if (paid === undefined || payment === undefined) return { code: 'returned-unknown' };
  const reversal = await postReversal(context, transaction, payment, returnReason(line.takenWhy));
  if (isRefusal(reversal)) return { code: 'returned-refused', detail: reversal.detail };
  await noteDebitReturn(context, transaction, paid, { code: line.takenWhy ?? null });
  return { accountId: debit.accountId, entryId: reversal.id };
}

/** A payment that came back may be that of a debit, also where the line does not name it. */
export async function noteReturnOf(
  context: SiteContext,
  transaction: Queryable,
  entryId: string,
  { takenWhy }: Pick<DebitLine, 'takenWhy'>,
): Promise<void> {
  const debit = await lockDebitBy(transaction, { siteId: context.siteId, entryId });
  if (debit !== undefined) await noteDebitReturn(context, transaction, debit, { code: takenWhy ?? null });
}
