import { documentedTax } from '../billing/invoices/documentedTax.js';
import { invoiceOf, type InvoiceHead } from '../billing/invoices/invoiceOf.js';
import { invoiceNumber, type Invoicing } from '../billing/invoices/invoicing.js';
import {
  type BilledLine,
  type BilledTax,
  planDocuments,
  type PlannedDocument,
} from '../billing/invoices/planDocuments.js';
import { type Deducted, deductPrepayments, type OpenPrepayment } from '../billing/invoices/prepayments.js';
import { mergeSums, taxOnSum } from '../billing/rating/taxSum.js';
import { storedTax } from '../billing/tax/storedTax.js';
import type { Context } from '../core/context.js';
import { storedQuantity } from '../core/values/quantity.js';
import { addDays, type LocalDate, localDateOf } from '../core/values/zone.js';
import { newId } from '../platform/ids.js';
import type { Queryable } from '../platform/sql/sql.js';
import { type BilledRow, type EntrySpan, listBilled } from '../store/invoices/billedLines.js';
import { findDocumentsOf, findUndocumented, insertInvoice, takeNumbers } from '../store/invoices/invoices.js';
import { designOf, findInvoicing, findParties, type Parties } from '../store/invoices/parties.js';
import { insertPrepaymentUse, listOpenPrepayments } from '../store/invoices/prepayments.js';
import { taxedSumsOf } from '../store/ledger/taxedSums.js';

import { correctPrepayments, lessPrepayment } from './documentPayments.js';

interface Account {
  readonly id: string;
  readonly siteId: string;
}

/** Entries to document together: those of a settled period, or what was posted after the closing. */
interface Span extends EntrySpan {
  readonly period?: { readonly startDate: LocalDate; readonly endDate: LocalDate };
  /** The balance after them. */
  readonly balance: bigint;
}

/** Whether a tenant issues invoices beside its statements. */
export async function wantsInvoices(sql: Queryable, siteId: string): Promise<boolean> {
  return (await findInvoicing(sql, siteId)).enabled;
}

/**
 * Issues the invoices and credit notes of an account's latest settled periods, if its tenant wants them. The last step
 * of the settlement's transaction, as all settlements of the tenant wait for the numbers.
 */
export async function issueInvoices(
  context: Context,
  transaction: Queryable,
  account: Account,
  periods: number,
): Promise<void> {
  const invoicing = await findInvoicing(transaction, account.siteId);
  if (!invoicing.enabled) return;
  const { periods: settled } = await findUndocumented(transaction, account.id, periods);
  const spans = settled.map(
    ({ startDate, endDate, openingNumber, closingNumber, closingBalance: balance }) => ({
      ...{ openingNumber, closingNumber, balance },
      period: { startDate, endDate },
    }),
  );
  await issueSpans(context, transaction, account, { invoicing, spans });
  const newest = settled.at(-1);
  if (newest !== undefined)
    await correctPrepayments(context, transaction, account, { periodDate: newest.startDate });
}

/** Documents at once what was posted on a closed account, since no settlement follows. */
export async function issueAfterClosing(
  context: Context,
  transaction: Queryable,
  account: Account,
): Promise<void> {
  const invoicing = await findInvoicing(transaction, account.siteId);
  if (!invoicing.enabled) return;
  const { documentedNumber: openingNumber, lastNumber: closingNumber } = await findUndocumented(
    transaction,
    account.id,
    0,
  );
  const { balance } = await findParties(transaction, account.id);
  const spans = [{ openingNumber, closingNumber, balance }];
  await issueSpans(context, transaction, account, { invoicing, spans });
  await correctPrepayments(context, transaction, account);
}

interface Planned extends Pick<Deducted, 'document' | 'uses'> {
  readonly span: Span;
}

async function issueSpans(
  context: Context,
  transaction: Queryable,
  account: Account,
  { invoicing, spans }: { readonly invoicing: Invoicing; readonly spans: readonly Span[] },
): Promise<void> {
  const parties = await findParties(transaction, account.id);
  const planned: Planned[] = [];
  let open: readonly OpenPrepayment[] = await listOpenPrepayments(transaction, account.id);
  for (const span of spans) {
    for (const document of await planSpan(transaction, account.id, span, parties)) {
      const deducted = deductPrepayments(document, open, lessPrepayment(parties.language));
      planned.push({ span, ...deducted });
      open = deducted.open;
    }
  }
  if (planned.length === 0) return;
  const issuedOn = localDateOf(context.now, parties.timeZone);
  const numbers = await takeNumbers(transaction, {
    siteId: account.siteId,
    year: Number(issuedOn.slice(0, 4)),
    kinds: planned.map(({ document }) => document.kind),
  });
  const owed = new Map<Span, bigint>();
  for (const [index, { span, document, uses }] of planned.entries()) {
    const taken = numbers[index];
    if (taken === undefined) throw new Error('a document got no number');
    const balance = owed.get(span) ?? span.balance;
    const named = await findDocumentsOf(transaction, account.id, document.names);
    const invoice = invoiceOf(document, headOf(parties, invoicing, { span, balance, issuedOn }), {
      number: invoiceNumber(invoicing.prefixes[document.kind], taken),
      preceding: [
        ...document.names.flatMap((date) => named.get(date) ?? []),
        ...uses.map(({ prepayment: { number, issuedOn } }) => ({ number, issuedOn })),
      ],
    });
    const id = newId(context.now);
    if (document.kind === 'invoice') owed.set(span, balance + document.total - invoice.paid);
    await insertInvoice(transaction, {
      ...taken,
      id,
      siteId: account.siteId,
      accountId: account.id,
      issuedAt: context.now,
      periodDate: span.period?.startDate ?? null,
      corrects: document.corrects,
      closingNumber: span.closingNumber,
      paymentId: null,
      total: document.total,
      invoice,
      design: designOf(parties, invoicing),
    });
    for (const { prepayment, total, tax } of uses)
      await insertPrepaymentUse(transaction, {
        ...{ prepaymentId: prepayment.id, documentId: id },
        ...{ total, tax },
      });
  }
}

async function planSpan(
  transaction: Queryable,
  accountId: string,
  span: Span,
  parties: Parties,
): Promise<PlannedDocument[]> {
  const { language } = parties;
  const [rows, sums] = await Promise.all([
    listBilled(transaction, accountId, span),
    taxedSumsOf(transaction, accountId, span),
  ]);
  const taxes = mergeSums(sums).map((sum): BilledTax => ({
    tax: documentedTax(sum.tax, language),
    corrects: sum.corrects,
    amount: taxOnSum(sum),
  }));
  return planDocuments(
    rows.map((row) => lineOf(row, parties)),
    taxes,
  );
}

function lineOf(row: BilledRow, { units, language }: Parties): BilledLine {
  const { amount, description, corrects, rerates, meter, quantity } = row;
  return {
    description,
    net: -BigInt(amount),
    tax: documentedTax(storedTax(row), language),
    corrects,
    ...(rerates === null ? {} : { rerates }),
    ...(meter === null || quantity === null
      ? {}
      : { usage: { quantity: storedQuantity(quantity), unit: units[meter] ?? '' } }),
  };
}

function headOf(
  { language, currency, seller, buyer, reference, transfer }: Parties,
  { termDays }: Invoicing,
  {
    span,
    balance,
    issuedOn,
  }: { readonly span: Span; readonly balance: bigint; readonly issuedOn: LocalDate },
): InvoiceHead {
  const { period } = span;
  return {
    ...{ issuedOn, language, currency, seller, buyer, reference, termDays, balance },
    ...(period === undefined
      ? {}
      : { period: { startDate: period.startDate, endDate: addDays(period.endDate, -1) } }),
    ...(transfer === null ? {} : { transfer }),
  };
}
