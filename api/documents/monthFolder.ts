import { writeCii } from '../../documents/electronic/writeCii.js';
import { loadAccounting } from '../../src/accounting/changeAccounting.js';
import { loadAccountingMonth } from '../../src/accounting/loadMonth.js';
import { readStatements } from '../../src/accounting/readStatements.js';
import type { SiteContext } from '../../src/core/context.js';
import { isRefusal } from '../../src/core/values/refusal.js';
import { addMonths, type LocalDate } from '../../src/core/values/zone.js';
import { readIssued } from '../../src/invoices/loadInvoices.js';
import { csvLines } from '../web/csv.js';
import { accountingFiles } from './accounting/accountingFiles.js';
import { type ExportFile, wholeFile } from './accounting/exportFile.js';
import { readMe } from './accounting/readMe.js';
import { invoicePdf, nameOf } from './invoices.js';
import { invoiceCells, INVOICE_COLUMNS } from './invoicesCsv.js';
import { statementBytes } from './statements.js';

/**
 * A month's folder for the accountant: each document as PDF and, where nothing was missing, as XML, the list of all, and
 * the files of the accounting settings. A format that lacks something is left out, and the README says what. One document
 * is in memory at a time.
 */
export async function* monthFolder(context: SiteContext, first: LocalDate): AsyncGenerator<ExportFile> {
  yield* documentFiles(context, first);
  yield* statementFiles(context, first);
  const settings = await loadAccounting(context);
  const month = await loadAccountingMonth(context, settings, first);
  for (const format of settings.formats)
    if (month.gaps.of(format).length === 0) yield* accountingFiles(context, { first, settings }, format);
  yield wholeFile('README.txt', Buffer.from(readMe(first, settings, month)));
}

async function* documentFiles(context: SiteContext, first: LocalDate): AsyncGenerator<ExportFile> {
  let list = csvLines([INVOICE_COLUMNS]);
  for await (const stored of readIssued(context, { from: first, to: addMonths(first, 1) })) {
    list += csvLines([invoiceCells(stored)]);
    const name = nameOf(stored);
    yield wholeFile(`${name}.pdf`, await invoicePdf(context, stored));
    const written = writeCii(stored.invoice);
    if ('xml' in written) yield wholeFile(`${name}.xml`, Buffer.from(written.xml));
  }
  yield wholeFile(`invoices-${first.slice(0, 7)}.csv`, Buffer.from(list));
}

/** The statements of periods without invoices. */
async function* statementFiles(context: SiteContext, first: LocalDate): AsyncGenerator<ExportFile> {
  for await (const { accountId, id, number } of readStatements(context, first)) {
    const bytes = await statementBytes(context, accountId, id);
    // Its account has moved to another tenant since.
    if (isRefusal(bytes)) continue;
    yield wholeFile(`statement-${number}.pdf`, bytes);
  }
}
