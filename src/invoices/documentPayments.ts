import { documentedTax } from '../billing/invoices/documentedTax.js';
import type { Invoice, InvoiceKind } from '../billing/invoices/invoice.js';
import { invoiceNumber, type Invoicing } from '../billing/invoices/invoicing.js';
import {
  excessOf,
  knownTax,
  type OpenPrepayment,
  prepaidPart,
  prepaidTax,
  type PrepaymentUse,
} from '../billing/invoices/prepayments.js';
import { accountTax } from '../billing/tax/accountTax.js';
import type { Context } from '../core/context.js';
import { describeDays, entryTexts } from '../core/values/entryTexts.js';
import { isRefusal } from '../core/values/refusal.js';
import { addDays, type LocalDate, localDateOf } from '../core/values/zone.js';
import { newId } from '../platform/ids.js';
import type { Queryable } from '../platform/sql/sql.js';
import { findBasics } from '../store/accounts/accounts.js';
import { insertInvoice, takeNumbers } from '../store/invoices/invoices.js';
import { designOf, findInvoicing, findParties, type Parties } from '../store/invoices/parties.js';
import {
  findDocumentedCredit,
  insertPrepaymentUse,
  listOpenPrepayments,
} from '../store/invoices/prepayments.js';
import type { Entry } from '../store/ledger/entries.js';

interface Account {
  readonly id: string;
  readonly siteId: string;
}

/**
 * Issues the document of a payment that its tenant wants, in the transaction that posts it: a prepayment invoice for the
 * part beyond the debt where the tax is known, or else a receipt for all of it. One of the transaction's last steps, as
 * other documents of the tenant wait for the number.
 */
export async function documentPayment(
  context: Context,
  transaction: Queryable,
  siteId: string,
  payment: Pick<Entry, 'id' | 'accountId' | 'number' | 'amount' | 'balanceAfter' | 'effectiveAt'>,
): Promise<void> {
  const invoicing = await findInvoicing(transaction, siteId);
  const { prepayments } = invoicing;
  if (prepayments === 'off') return;
  const account = { id: payment.accountId, siteId };
  const parties = await findParties(transaction, account.id);
  const { language, timeZone } = parties;
  const receivedOn = describeDay(language, localDateOf(payment.effectiveAt, timeZone));
  const texts = entryTexts(language);
  const issue = { context, transaction, account, invoicing, parties };
  const shared = { paymentId: payment.id, closingNumber: payment.number, preceding: [] };
  if (prepayments === 'invoice' && invoicing.enabled) {
    const total = prepaidPart(payment.amount, payment.balanceAfter);
    if (total === 0n) return;
    const tax = await taxOf(context, transaction, account.id);
    if (tax !== undefined) {
      const sum = prepaidTax(total, documentedTax(tax, language));
      const { treatment, net } = sum;
      const lines = [{ description: texts.prepayment(receivedOn), net, tax: treatment }];
      await issueDocument(issue, 'prepayment', { ...shared, lines, taxes: [sum], paid: total, total });
      return;
    }
  }
  const total = payment.amount;
  const sum = { treatment: documentedTax(null, language), net: total, tax: 0n };
  const lines = [{ description: texts.received(receivedOn), net: total, tax: sum.treatment }];
  await issueDocument(issue, 'receipt', { ...shared, lines, taxes: [sum], paid: total, total });
}

/** The one tax of an account's charges today; undefined if it is not known which they will bear. */
async function taxOf({ now }: Context, transaction: Queryable, accountId: string) {
  const basics = await findBasics(transaction, accountId);
  if (basics === undefined) return undefined;
  const own = accountTax(basics, localDateOf(now, basics.timeZone));
  return isRefusal(own) ? undefined : knownTax(own);
}

interface Correcting {
  /** The payment that was given back: its prepayment invoice is corrected first. */
  readonly payment?: string | undefined;
  /** Of a settlement: the oldest are used up first. Otherwise the newest are given back first. */
  readonly periodDate?: LocalDate;
}

/**
 * Gives back what prepayment invoices state beyond the client's credit, each by a credit note of its own: the money was
 * paid back, or it paid for charges with another tax. The caller holds the account's lock.
 */
export async function correctPrepayments(
  context: Context,
  transaction: Queryable,
  account: Account,
  { payment, periodDate }: Correcting = {},
): Promise<void> {
  const open = await listOpenPrepayments(transaction, account.id);
  if (open.length === 0) return;
  const { credit, lastNumber: closingNumber } = await findDocumentedCredit(transaction, account.id);
  const ordered = periodDate === undefined ? [...open].reverse() : open;
  const first = ordered.filter(({ paymentId }) => paymentId === payment);
  const uses = excessOf([...first, ...ordered.filter((each) => !first.includes(each))], credit);
  if (uses.length === 0) return;
  const invoicing = await findInvoicing(transaction, account.siteId);
  if (!invoicing.enabled) return;
  const parties = await findParties(transaction, account.id);
  const issue = { context, transaction, account, invoicing, parties };
  for (const use of uses)
    await creditPrepayment(issue, use, { closingNumber, periodDate: periodDate ?? null });
}

async function creditPrepayment(
  issue: Issue,
  { prepayment, total, tax }: PrepaymentUse,
  place: { readonly closingNumber: number; readonly periodDate: LocalDate | null },
): Promise<void> {
  const { id: prepaymentId, number, issuedOn, paymentId, treatment } = prepayment;
  const { language } = issue.parties;
  const texts = entryTexts(language);
  const net = total - tax;
  const description = texts.prepaymentBack(number, describeDay(language, issuedOn));
  const documentId = await issueDocument(issue, 'credit-note', {
    ...{ ...place, paymentId, total, paid: 0n },
    preceding: [{ number, issuedOn }],
    lines: [{ description, net, tax: treatment }],
    taxes: [{ treatment, net, tax }],
    paymentTerms: texts.prepaymentEnded,
  });
  await insertPrepaymentUse(issue.transaction, { prepaymentId, documentId, total, tax });
}

/** The line of an invoice that deducts a prepayment. */
export function lessPrepayment(language: string): (prepayment: OpenPrepayment) => string {
  return ({ number, issuedOn }) =>
    entryTexts(language).lessPrepayment(number, describeDay(language, issuedOn));
}

function describeDay(language: string, day: LocalDate): string {
  return describeDays(language, day, addDays(day, 1));
}

interface Issue {
  readonly context: Context;
  readonly transaction: Queryable;
  readonly account: Account;
  readonly invoicing: Invoicing;
  readonly parties: Parties;
}

type Content = Pick<Invoice, 'lines' | 'taxes' | 'paid' | 'preceding' | 'paymentTerms'> & {
  readonly paymentId: string;
  readonly closingNumber: number;
  readonly periodDate?: LocalDate | null;
  readonly total: bigint;
};

/** Issues a document about one payment; returns its id. */
async function issueDocument(
  { context, transaction, account, invoicing, parties }: Issue,
  kind: Exclude<InvoiceKind, 'invoice'>,
  { paymentId, closingNumber, periodDate = null, total, ...content }: Content,
): Promise<string> {
  const { language, timeZone, currency, seller, buyer, reference } = parties;
  const issuedOn = localDateOf(context.now, timeZone);
  const { id: accountId, siteId } = account;
  const year = Number(issuedOn.slice(0, 4));
  const [taken] = await takeNumbers(transaction, { siteId, year, kinds: [kind] });
  if (taken === undefined) throw new Error('a document got no number');
  const id = newId(context.now);
  const number = invoiceNumber(invoicing.prefixes[kind], taken);
  await insertInvoice(transaction, {
    ...taken,
    ...{
      id,
      siteId,
      accountId,
      issuedAt: context.now,
      periodDate,
      corrects: null,
      closingNumber,
      paymentId,
      total,
    },
    invoice: { kind, number, issuedOn, language, currency, seller, buyer, reference, ...content },
    design: designOf(parties, invoicing),
  });
  return id;
}
