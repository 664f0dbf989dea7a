import { setImmediate as nextTurn } from 'node:timers/promises';
import type { Invoice } from '../../src/billing/invoices/invoice.js';
import { ACCENT, INK, QUIET } from '../colours.js';
import { writeCii } from '../electronic/writeCii.js';
import { readFonts } from '../fonts.js';
import { DocumentPage, LEFT, type Picture } from '../page.js';
import { RECIPIENT_WIDTH, SMALL, writeFacts } from '../parts.js';
import { facturX } from './facturX.js';
import {
  addressOf,
  type InvoiceFormat,
  invoiceFormatOf,
  isWritten,
  numbersOf,
  precedingText,
  titleOf,
} from './invoiceFormat.js';
import { writePayment } from './payment.js';
import { tableOf, writeColumns, writeLine } from './table.js';
import { writeReceived, writeTaxes, writeTotals } from './totals.js';

export interface InvoiceDesign {
  /** PNG or JPEG. */
  readonly logo?: Picture;
  /** The owner's own line in the footer of every page. */
  readonly footer?: string;
}

const LINES_A_TURN = 20;

/**
 * The invoice on A4 as PDF/A-3b with its CII file inside (ZUGFeRD and Factur-X, profile EN 16931); without the file if
 * the invoice lacks something for it (`checkInvoice`). The same invoice always gives the same bytes. A long one yields
 * to other work between its lines.
 */
export async function renderInvoice(invoice: Invoice, design: InvoiceDesign = {}): Promise<Buffer> {
  const invoiceFormat = invoiceFormatOf(invoice);
  const title = titleOf(invoice, invoiceFormat);
  const author = invoice.seller.legalName ?? invoice.seller.name;
  const at = Date.parse(`${invoice.issuedOn}T00:00:00Z`);
  const fonts = await readFonts(lettersOf(invoice, design));
  const about = { title, author, language: invoice.language, at, isArchival: true };
  const page = new DocumentPage(about, fonts);
  writeHead(page, invoice, invoiceFormat, design);
  if (invoice.kind === 'receipt') writeReceived(page, invoice, invoiceFormat);
  else await writeCharges(page, invoice, invoiceFormat);
  const data = writeCii(invoice);
  if ('xml' in data) page.attach(facturX(data.xml));
  const left = footOf(invoice, invoiceFormat, design);
  return page.finish((number, pages) => ({ left, right: invoiceFormat.shared.page(number, pages) }));
}

async function writeCharges(
  page: DocumentPage,
  invoice: Invoice,
  invoiceFormat: InvoiceFormat,
): Promise<void> {
  const table = tableOf(invoice, invoiceFormat);
  writeColumns(page, table);
  for (const [index, line] of invoice.lines.entries()) {
    if (index % LINES_A_TURN === LINES_A_TURN - 1) await nextTurn();
    writeLine(page, line, table);
  }
  writeTotals(page, invoice, invoiceFormat);
  writeTaxes(page, invoice, invoiceFormat);
  writePayment(page, invoice, invoiceFormat);
}

/** All that others wrote into it: the texts of an invoice need no further font. */
function lettersOf(invoice: Invoice, { footer = '' }: InvoiceDesign): string {
  return JSON.stringify(invoice, (_key, value: unknown) => (typeof value === 'bigint' ? '' : value)) + footer;
}

/** The seller, the buyer and the facts. */
function writeHead(
  page: DocumentPage,
  invoice: Invoice,
  invoiceFormat: InvoiceFormat,
  { logo }: InvoiceDesign,
): void {
  const { seller, buyer } = invoice;
  const [sellerName = seller.name, ...sellerLines] = addressOf(seller, invoiceFormat);
  if (logo !== undefined) {
    page.putPicture(logo, 180, 48);
    page.space(8);
  }
  page.write(sellerName, { face: 'serif', size: 15, colour: ACCENT });
  page.space(3);
  const contact = [seller.email ?? '', seller.phone ?? ''].filter(isWritten);
  for (const line of [sellerLines.join(' · '), [...contact, ...numbersOf(seller, invoiceFormat)].join(' · ')])
    if (isWritten(line)) page.write(line, { ...SMALL, size: 8 });
  page.space(12);
  page.rule(INK, 0.9);
  page.space(16);
  page.write(titleOf(invoice, invoiceFormat), { face: 'serif', size: 20 });
  writePreceding(page, invoice, invoiceFormat);
  page.space(12);
  const top = page.y;
  page.write(invoiceFormat.shared.for, SMALL);
  page.space(1.5);
  const [buyerName = buyer.name, ...buyerLines] = addressOf(buyer, invoiceFormat);
  page.write(buyerName, { face: 'bold', size: 10.5, width: RECIPIENT_WIDTH });
  for (const line of buyerLines) page.write(line, { width: RECIPIENT_WIDTH });
  for (const line of numbersOf(buyer, invoiceFormat))
    page.write(line, { width: RECIPIENT_WIDTH, colour: QUIET, size: 8 });
  const left = page.y;
  page.y = top;
  writeFacts(page, factsOf(invoice, invoiceFormat));
  page.y = Math.max(page.y, left) + 18;
  if (invoice.note !== undefined && isWritten(invoice.note)) {
    page.write(invoice.note, { x: LEFT });
    page.space(12);
  }
}

function writePreceding(page: DocumentPage, invoice: Invoice, invoiceFormat: InvoiceFormat): void {
  if (invoice.preceding.length === 0) return;
  page.space(3);
  page.write(precedingText(invoice, invoiceFormat), { colour: QUIET });
}

function factsOf(invoice: Invoice, { shared, texts, format, day }: InvoiceFormat): [string, string][] {
  const { issuedOn, dueOn = '', period, reference, buyer } = invoice;
  const facts: [string, string][] = [
    [shared.issued, day(issuedOn)],
    [texts.due, dueOn === '' ? '' : day(dueOn)],
    [shared.period, period === undefined ? '' : format.localDays(period.startDate, period.endDate)],
    [shared.reference, reference],
    [texts.buyerReference, buyer.buyerReference ?? ''],
  ];
  return facts.filter(([, value]) => isWritten(value));
}

function footOf(invoice: Invoice, invoiceFormat: InvoiceFormat, { footer = '' }: InvoiceDesign): string {
  const { seller } = invoice;
  const facts = [
    seller.legalName ?? seller.name,
    ...numbersOf(seller, invoiceFormat),
    titleOf(invoice, invoiceFormat),
  ];
  const line = facts.filter(isWritten).join('  ·  ').slice(0, 260);
  return isWritten(footer) ? `${line}\n${footer.slice(0, 260)}` : line;
}
