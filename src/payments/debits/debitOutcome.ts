import { stopsMandate } from '../../billing/debits/returnCodes.js';
import { accountTax, taxOfCharge } from '../../billing/tax/accountTax.js';
import { retryFrom, type SiteContext } from '../../core/context.js';
import { entryTexts, usualDescription } from '../../core/values/entryTexts.js';
import { formatAmount, parseAmount } from '../../core/values/money.js';
import { isRefusal } from '../../core/values/refusal.js';
import { type Instant, localDateOf, startOfDay } from '../../core/values/zone.js';
import { documentPayment } from '../../invoices/documentPayments.js';
import { withTaxEntry } from '../../ledger/postMoney.js';
import { newId } from '../../platform/ids.js';
import type { Queryable } from '../../platform/sql/sql.js';
import { findBasics } from '../../store/accounts/accounts.js';
import { findDirectDebit } from '../../store/debits/debitFacts.js';
import { type Debit, endDebit, markDebitPaid, setDebitFee } from '../../store/debits/debits.js';
import { findMandate } from '../../store/debits/mandates.js';
import { postEntries } from '../../store/ledger/entries.js';
import { queueDebitEmail } from './debitEmails.js';
import { auditDebit } from './endDebits.js';
import { endCurrent } from '../mandates/endMandate.js';

/*
 * How a debit ends. Every door (bank files, providers' reports, the owner by hand) comes here, in a transaction that has
 * locked the account. A step that was taken before changes nothing.
 */

/**
 * The money of a pending debit is there: posts it as a payment, once, dated by the bank. Undefined when it was posted
 * before, or the debit has ended.
 */
export async function creditDebit(
  context: SiteContext,
  transaction: Queryable,
  debit: Debit,
  { bookedOn }: { readonly bookedOn: string },
): Promise<string | undefined> {
  if (debit.state !== 'announced' && debit.state !== 'submitted') return undefined;
  const basics = await findBasics(transaction, debit.accountId);
  if (basics === undefined) return undefined;
  const [posted] = await postEntries(transaction, {
    ...{ accountId: debit.accountId, siteId: context.siteId, actor: context.actor, postedAt: context.now },
    entries: [
      {
        ...{ id: newId(context.now), kind: 'payment', amount: debit.amount, contraAccount: 'cash:bank' },
        ...{
          description: usualDescription('payment', 'direct-debit'),
          method: 'direct-debit',
          reference: debit.endToEndId,
        },
        effectiveAt: Math.min(startOfDay(bookedOn, basics.timeZone), context.now),
      },
    ],
    afterClosing: true,
    signal: { name: 'paymentReceived', retryFrom: retryFrom(context) },
  });
  if (posted === undefined) return undefined;
  await noteDebitPaid(context, transaction, debit, posted.id);
  await documentPayment(context, transaction, context.siteId, posted);
  return posted.id;
}

/** The same where the payment is posted already, as a provider's is. */
export async function noteDebitPaid(
  context: SiteContext,
  transaction: Queryable,
  debit: Debit,
  entryId: string,
  paymentId?: string,
): Promise<void> {
  const paid = { at: context.now, entryId, ...(paymentId === undefined ? {} : { paymentId }) };
  if (await markDebitPaid(transaction, debit.id, paid))
    await auditDebit(context, transaction, debit, 'debit.pay', { entry: entryId });
}

/** What the reversal of a returned payment says. */
export function returnReason(code: string | undefined): string {
  return code === undefined ? 'returned by the bank' : `returned by the bank (${code})`;
}

/** What a bank or a provider said about a debit that did not stay. */
export interface ReturnNote {
  /** The bank's code (ISO 20022); null: none was given. */
  readonly code: string | null;
  readonly detail?: string | null;
}

/**
 * A debit did not come, or its payment was taken back (the caller has posted the reversal): tells the client why, charges
 * the fee if the owner wants one, and ends the mandate where the bank's reason says so. Nothing happens the second time.
 */
export async function noteDebitReturn(
  context: SiteContext,
  transaction: Queryable,
  debit: Debit,
  { code, detail = null }: ReturnNote,
): Promise<boolean> {
  const { now: at, actor: by } = context;
  const state = debit.state === 'paid' ? 'returned' : 'failed';
  const from = ['announced', 'submitted', 'paid'] as const;
  if (!(await endDebit(transaction, debit.id, from, { state, at, by, code, detail }))) return false;
  const fee = await postFee(context, transaction, debit);
  const mandateEnded = await stopMandate(context, transaction, debit, code);
  await auditDebit(context, transaction, debit, state === 'returned' ? 'debit.return' : 'debit.fail', {
    ...{ code, mandateEnded },
    ...(fee === null ? {} : { fee: formatAmount(fee, 'EUR') }),
  });
  await queueDebitEmail(context, transaction, debit, { kind: 'returned', code, fee, mandateEnded });
  return true;
}

/** A debit was cancelled at its provider, before a bank decided: it was not returned, so there is no fee. */
export async function noteDebitCancelled(
  context: SiteContext,
  transaction: Queryable,
  debit: Debit,
  detail: string,
): Promise<void> {
  const { now: at, actor: by } = context;
  const end = { state: 'cancelled', at, by, detail: detail.slice(0, 300) } as const;
  if (await endDebit(transaction, debit.id, ['announced', 'submitted'], end))
    await auditDebit(context, transaction, debit, 'debit.cancel', { detail: end.detail });
}

async function stopMandate(
  context: SiteContext,
  transaction: Queryable,
  { accountId, mandateId }: Debit,
  code: string | null,
): Promise<boolean> {
  if (!stopsMandate(code)) return false;
  const current = await findMandate(transaction, accountId);
  // A newer mandate may be of another bank account.
  if (current?.id !== mandateId) return false;
  await endCurrent(context, transaction, accountId, { reason: 'returned', code });
  return true;
}

/** The owner's fee for a return, as a charge with its tax; what the client pays in all, or null. */
async function postFee(context: SiteContext, transaction: Queryable, debit: Debit): Promise<bigint | null> {
  const { returnFee } = await findDirectDebit(transaction, context.siteId);
  const minor = returnFee === '' ? 0n : parseAmount(returnFee, 'EUR');
  if (isRefusal(minor) || minor <= 0n || debit.feeEntryId !== null) return null;
  const basics = await findBasics(transaction, debit.accountId);
  if (basics === undefined) return null;
  const { language, timeZone } = basics;
  const taxes = accountTax(basics, localDateOf(context.now, timeZone));
  // A tax that cannot be read is a fault of its own, and must not undo the return.
  const tax = isRefusal(taxes) ? null : taxOfCharge(taxes, FEE);
  const at: Instant = context.now;
  const charge = {
    ...{
      id: newId(at),
      kind: 'charge' as const,
      category: FEE,
      amount: -minor,
      contraAccount: `revenue:${FEE}`,
    },
    ...{ description: entryTexts(language).returnFee, effectiveAt: at },
  };
  const entries = withTaxEntry(charge, tax, { now: at, language });
  const posted = await postEntries(transaction, {
    ...{ accountId: debit.accountId, siteId: context.siteId, actor: context.actor, postedAt: at, entries },
    signal: { name: 'chargePosted', retryFrom: retryFrom(context) },
  });
  const [first] = posted;
  // A closed account is charged nothing more.
  if (first === undefined) return null;
  await setDebitFee(transaction, debit.id, first.id);
  return posted.reduce((sum, { amount }) => sum - amount, 0n);
}

const FEE = 'fee';
