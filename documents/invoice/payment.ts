import { isToBePaid, totalsOf } from '../../src/billing/invoices/checkInvoice.js';
import type { Invoice } from '../../src/billing/invoices/invoice.js';
import { transferOf } from '../../src/core/values/transfer.js';
import { termsOf } from '../electronic/data.js';
import { type DocumentPage, LEFT } from '../page.js';
import { SMALL, WIDTH } from '../parts.js';
import { drawTransferQr } from '../transferQr.js';
import type { InvoiceFormat } from './invoiceFormat.js';

/** How and until when to pay; or that nothing is to be paid. */
export function writePayment(page: DocumentPage, invoice: Invoice, invoiceFormat: InvoiceFormat): void {
  const { shared, texts } = invoiceFormat;
  page.ensure(92);
  if (isToBePaid(invoice)) {
    page.write(shared.howToPay, { face: 'serif', size: 12 });
    page.space(4);
    writeAccount(page, invoice, invoiceFormat);
    page.write(shared.quote(invoice.reference), { face: 'bold' });
    writeCode(page, invoice, invoiceFormat);
  } else if (invoice.kind !== 'credit-note') page.write(texts.nothingToPay);
  const terms = termsOf(invoice);
  if (terms !== undefined) {
    page.space(4);
    page.write(terms);
  }
}

/** The code for banking apps, with what is to be paid. */
function writeCode(page: DocumentPage, invoice: Invoice, { shared, format }: InvoiceFormat): void {
  const { transfer: bankAccount, currency, reference } = invoice;
  const transfer = transferOf(bankAccount, { minor: totalsOf(invoice).payable, currency, reference });
  if (transfer === undefined) return;
  page.space(8);
  drawTransferQr(page, transfer, shared.scan(`${format.amount(transfer.minor)} ${currency}`));
}

function writeAccount(
  page: DocumentPage,
  { transfer, seller }: Invoice,
  { shared, texts }: InvoiceFormat,
): void {
  if (transfer === undefined) {
    page.write(shared.ask(seller.name));
    return;
  }
  const { holder, iban, bic = '' } = transfer;
  const facts = [
    [texts.account.holder, holder],
    [texts.account.iban, iban.replaceAll(/\s/g, '').replaceAll(/(.{4})(?=.)/g, '$1 ')],
    [texts.account.bic, bic],
  ] as const;
  for (const [label, value] of facts) {
    if (value === '') continue;
    page.put(label, { ...SMALL, size: 8 });
    page.write(value, { x: LEFT + 92, width: WIDTH - 92 });
    page.space(1);
  }
  page.space(4);
}
