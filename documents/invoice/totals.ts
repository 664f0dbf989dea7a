import { totalsOf } from '../../src/billing/invoices/checkInvoice.js';
import type { Invoice } from '../../src/billing/invoices/invoice.js';
import { INK, QUIET } from '../colours.js';
import { exemptionText } from '../electronic/data.js';
import { type DocumentPage, LEFT, RIGHT } from '../page.js';
import { SMALL, WIDTH } from '../parts.js';
import { type InvoiceFormat, rateText } from './invoiceFormat.js';

const AMOUNT_WIDTH = 96;
const AMOUNT = { x: RIGHT - AMOUNT_WIDTH, width: AMOUNT_WIDTH, align: 'right' } as const;
const LABEL_X = LEFT + WIDTH / 2;
const LABEL = { x: LABEL_X, width: AMOUNT.x - LABEL_X - 8 } as const;

/** From the net total to what is left to pay. */
export function writeTotals(page: DocumentPage, invoice: Invoice, invoiceFormat: InvoiceFormat): void {
  const { texts, format } = invoiceFormat;
  const { net, total, payable } = totalsOf(invoice);
  const row = (label: string, amount: string, size?: number): void => {
    const face = size === undefined ? 'sans' : 'bold';
    const writing = { face, ...(size === undefined ? {} : { size }) } as const;
    page.putAmount(amount, { ...AMOUNT, ...writing });
    page.write(label, { ...LABEL, ...writing });
    page.space(3);
  };
  page.ensure(64 + invoice.taxes.length * 16);
  page.space(4);
  row(texts.sum, format.amount(net));
  for (const { treatment, tax } of invoice.taxes) row(rateText(treatment, invoiceFormat), format.amount(tax));
  page.rule(INK, 0.9);
  page.space(5);
  row(texts.gross, format.money(total), 9);
  if (invoice.paid !== 0n)
    row(invoice.kind === 'prepayment' ? texts.paidBefore : texts.paid, format.money(-invoice.paid));
  row(texts.toPay[invoice.kind], format.money(payable), 11);
  page.space(12);
}

/** What a receipt is about, and that it is no invoice. */
export function writeReceived(page: DocumentPage, invoice: Invoice, { texts, format }: InvoiceFormat): void {
  for (const { description } of invoice.lines) page.write(description, { x: LEFT, width: WIDTH });
  page.space(6);
  page.rule(INK, 0.9);
  page.space(5);
  const writing = { face: 'bold', size: 11 } as const;
  page.putAmount(format.money(totalsOf(invoice).total), { ...AMOUNT, ...writing });
  page.write(texts.toPay.receipt, { ...LABEL, ...writing });
  page.space(14);
  page.write(texts.noInvoice, { x: LEFT, width: WIDTH });
}

const COLUMN = 96;
const NET = { x: AMOUNT.x - COLUMN - 8, width: COLUMN, align: 'right' } as const;

/** Each category and rate with its sums, and why one is not taxed. */
export function writeTaxes(page: DocumentPage, invoice: Invoice, invoiceFormat: InvoiceFormat): void {
  const { texts, shared, format } = invoiceFormat;
  const what = { x: LEFT, width: NET.x - LEFT - 8 } as const;
  page.ensure(48);
  page.put(texts.on, { ...SMALL, ...NET });
  page.put(texts.taxOf, { ...SMALL, ...AMOUNT });
  page.write(shared.tax, { ...SMALL, ...what });
  page.space(2);
  page.rule();
  page.space(4);
  for (const { treatment, net, tax } of invoice.taxes) {
    const reason = exemptionText(treatment, invoice.language);
    page.ensure(page.heightOf(reason, what) + 16);
    page.putAmount(format.amount(net), NET);
    page.putAmount(format.amount(tax), AMOUNT);
    page.write(rateText(treatment, invoiceFormat), what);
    if (reason !== '') page.write(reason, { ...what, colour: QUIET, size: 8 });
    page.space(4);
  }
  page.space(12);
}
