import { loadAccountingMonth, numbering } from '../../../src/accounting/loadMonth.js';
import { readJournals } from '../../../src/accounting/readJournal.js';
import type { Accounting, ExportFormat } from '../../../src/billing/accounting/accounting.js';
import { type Booking, bookingsOf } from '../../../src/billing/accounting/bookings.js';
import type { SiteContext } from '../../../src/core/context.js';
import { encodeWindows1252 } from '../../../src/core/values/windows1252.js';
import type { LocalDate } from '../../../src/core/values/zone.js';
import { csvLines, quotedLines } from '../../web/csv.js';
import { datevHeader, DATEV_ROWS_MAX, datevRows } from './datev.js';
import { debtorRow } from './datevDebtors.js';
import { BATCH_FIELDS, DEBTOR_FIELDS } from './datevFields.js';
import { CutFile, type CutTerms, type ExportFile, wholeFile } from './exportFile.js';
import { JOURNAL_COLUMNS, journalCells } from './journalCsv.js';
import {
  isPlainInvoice,
  QUICKBOOKS_INVOICE_COLUMNS,
  QUICKBOOKS_INVOICES_MAX,
  QUICKBOOKS_JOURNAL_COLUMNS,
  QUICKBOOKS_ROWS_MAX,
  quickBooksInvoice,
  quickBooksJournal,
} from './quickBooks.js';
import { taxesCsv } from './taxesCsv.js';
import {
  XERO_BANK_COLUMNS,
  XERO_BANK_ROWS_MAX,
  XERO_INVOICE_COLUMNS,
  XERO_INVOICES_MAX,
  xeroBankLine,
  xeroInvoice,
} from './xero.js';

/** A month (its first day) to be written under these settings. */
export interface MonthExport {
  readonly first: LocalDate;
  readonly settings: Accounting;
}

type Files = AsyncGenerator<ExportFile>;

/** The files of a month in one format. Files of limited size are cut where the other program takes no more. */
export function accountingFiles(context: SiteContext, month: MonthExport, format: ExportFormat): Files {
  return WRITERS[format](context, month);
}

const WRITERS: Readonly<Record<ExportFormat, (context: SiteContext, month: MonthExport) => Files>> = {
  journal: writeJournal,
  taxes: writeTaxes,
  datev: writeDatev,
  xero: writeXero,
  quickbooks: writeQuickBooks,
};

// eslint-disable-next-line @typescript-eslint/require-await -- like the other writers
async function* writeJournal(context: SiteContext, month: MonthExport): Files {
  yield { name: `journal-${monthOf(month)}.csv`, chunks: () => journalChunks(context, month) };
}

/** The journal in pieces, an account at a time. */
async function* journalChunks(
  context: SiteContext,
  { first, settings }: MonthExport,
): AsyncGenerator<Buffer> {
  yield Buffer.from(csvLines([JOURNAL_COLUMNS]));
  for await (const { lines } of readJournals(context, first, numbering(settings)))
    yield Buffer.from(csvLines(lines.map((line) => journalCells(line, settings))));
}

async function* writeTaxes(context: SiteContext, month: MonthExport): Files {
  const { taxes } = await loadAccountingMonth(context, month.settings, month.first);
  yield wholeFile(`taxes-${monthOf(month)}.csv`, Buffer.from(taxesCsv(taxes)));
}

async function* writeDatev(context: SiteContext, month: MonthExport): Files {
  const { first, settings } = month;
  const head = { month: first, now: context.now };
  const batch = new CutFile({
    name: `EXTF_Buchungsstapel_${monthOf(month)}.csv`,
    limit: DATEV_ROWS_MAX,
    head: datevHeader(settings, { ...head, kind: 'batch' }, BATCH_FIELDS),
    ...DATEV_LINES,
  });
  const debtors = new CutFile({
    name: `EXTF_Debitoren_${monthOf(month)}.csv`,
    limit: DATEV_ROWS_MAX,
    head: datevHeader(settings, { ...head, kind: 'debtors' }, DEBTOR_FIELDS),
    ...DATEV_LINES,
  });
  for await (const { account, lines } of readJournals(context, first, numbering(settings))) {
    if (account.currency !== settings.datev.currency) continue;
    for (const booking of bookingsOf(lines, settings)) yield* batch.add(datevRows(booking, settings));
    if (settings.debtors.mode === 'numbered' && account.debtor !== null)
      yield* debtors.add([debtorRow(account)]);
  }
  yield* batch.finish();
  yield* debtors.finish();
}

async function* writeXero(context: SiteContext, month: MonthExport): Files {
  const { first, settings } = month;
  const invoicesFile = (kind: string): CutFile =>
    new CutFile({
      name: `xero-${kind}-${monthOf(month)}.csv`,
      limit: XERO_INVOICES_MAX,
      counts: 'groups',
      ...csvOf(XERO_INVOICE_COLUMNS),
    });
  const [invoices, credits] = [invoicesFile('invoices'), invoicesFile('credit-notes')];
  const banks = new Map<string, CutFile>();
  for await (const { lines } of readJournals(context, first, numbering(settings))) {
    for (const group of byNumber(bookingsOf(lines, settings))) {
      const [booking] = group;
      if (booking?.kind === 'money') {
        const place = `${booking.method ?? ''}-${booking.account.currency}`;
        const bank = banks.get(place) ?? bankFile(place, month);
        banks.set(place, bank);
        yield* bank.add([xeroBankLine(booking, settings)]);
      } else {
        const total = group.reduce((sum, { net, taxMinor }) => sum + net + taxMinor, 0n);
        yield* (total < 0n ? credits : invoices).add(xeroInvoice(group, settings));
      }
    }
  }
  for (const file of [invoices, credits, ...banks.values()]) yield* file.finish();
}

function bankFile(place: string, month: MonthExport): CutFile {
  const name = `xero-${place}-${monthOf(month)}.csv`;
  return new CutFile({ name, limit: XERO_BANK_ROWS_MAX, ...csvOf(XERO_BANK_COLUMNS) });
}

async function* writeQuickBooks(context: SiteContext, month: MonthExport): Files {
  const { first, settings } = month;
  const journal = new CutFile({
    name: `quickbooks-journal-${monthOf(month)}.csv`,
    // The line of column names is a row, too.
    limit: QUICKBOOKS_ROWS_MAX - 1,
    ...csvOf(QUICKBOOKS_JOURNAL_COLUMNS),
  });
  const invoices = new CutFile({
    name: `quickbooks-invoices-${monthOf(month)}.csv`,
    limit: QUICKBOOKS_INVOICES_MAX,
    counts: 'groups',
    ...csvOf(QUICKBOOKS_INVOICE_COLUMNS),
  });
  for await (const { lines } of readJournals(context, first, numbering(settings)))
    for (const group of byNumber(bookingsOf(lines, settings)))
      if (settings.quickBooksSales === 'invoices' && isPlainInvoice(group))
        yield* invoices.add(quickBooksInvoice(group, settings));
      else yield* journal.add(quickBooksJournal(group, settings));
  yield* journal.finish();
  yield* invoices.finish();
}

function csvOf(columns: readonly string[]): Pick<CutTerms, 'head' | 'lines'> {
  return { head: csvLines([columns]), lines: csvLines };
}

const DATEV_LINES: Pick<CutTerms, 'lines' | 'encode'> = { lines: quotedLines, encode: encodeWindows1252 };

/** The bookings of each document or entry. */
function byNumber(bookings: readonly Booking[]): Booking[][] {
  const groups = new Map<string, Booking[]>();
  for (const booking of bookings) {
    const key = `${booking.kind} ${booking.number}`;
    groups.set(key, [...(groups.get(key) ?? []), booking]);
  }
  return [...groups.values()];
}

function monthOf({ first }: MonthExport): string {
  return first.slice(0, 7);
}
