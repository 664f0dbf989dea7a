import { Zip, ZipDeflate, ZipPassThrough } from 'fflate';
import { writeCii } from '../../documents/electronic/writeCii.js';
import { totalsOf } from '../../src/billing/invoices/checkInvoice.js';
import type { SiteContext } from '../../src/core/context.js';
import { addMonths, type LocalDate } from '../../src/core/values/zone.js';
import { readIssued } from '../../src/invoices/loadInvoices.js';
import type { StoredInvoice } from '../../src/store/invoices/invoices.js';
import { DATA_HEADERS } from '../http/problem.js';
import { type Cell, csvFile, csvLines, money } from '../web/csv.js';
import { invoicePdf, nameOf } from './invoices.js';

/** The first day of a month (`2026-11`) and that of the next. */
function daysOfMonth(month: string): { readonly from: LocalDate; readonly to: LocalDate } {
  const from = `${month}-01`;
  return { from, to: addMonths(from, 1) };
}

/** The documents that a site issued in a month, as a list in CSV. */
export function invoicesCsv(context: SiteContext, month: string): Response {
  const lines = (async function* () {
    yield csvLines([COLUMNS]);
    for await (const stored of readIssued(context, daysOfMonth(month))) yield csvLines([cellsOf(stored)]);
  })();
  return csvFile(`invoices-${month}`, lines);
}

/** A file of a month's folder. */
export interface FolderFile {
  readonly name: string;
  readonly bytes: Buffer;
}

/**
 * A month's folder for the accountant: each document as PDF and, where nothing was missing, as XML, and the list of
 * all. One document is in memory at a time.
 */
export async function* monthFolder(context: SiteContext, month: string): AsyncGenerator<FolderFile> {
  let list = csvLines([COLUMNS]);
  for await (const stored of readIssued(context, daysOfMonth(month))) {
    list += csvLines([cellsOf(stored)]);
    const name = nameOf(stored);
    yield { name: `${name}.pdf`, bytes: await invoicePdf(context, stored) };
    const written = writeCii(stored.invoice);
    if ('xml' in written) yield { name: `${name}.xml`, bytes: Buffer.from(written.xml) };
  }
  yield { name: `invoices-${month}.csv`, bytes: Buffer.from(list) };
}

/** The same as one streamed zip file. */
export function invoicesZip(context: SiteContext, month: string): Response {
  const files = monthFolder(context, month);
  let zip: Zip | undefined;
  const body = new ReadableStream<Uint8Array>({
    start: (controller) => {
      zip = new Zip((error, chunk, isLast) => {
        // The types promise null only; the library gives undefined as well.
        if ((error as Error | null | undefined) != null) {
          controller.error(error);
          return;
        }
        controller.enqueue(chunk);
        if (isLast) controller.close();
      });
    },
    pull: async () => {
      const next = await files.next();
      if (next.done === true) {
        zip?.end();
        return;
      }
      const { name, bytes } = next.value;
      // A PDF is compressed already.
      const entry = name.endsWith('.pdf') ? new ZipPassThrough(name) : new ZipDeflate(name);
      zip?.add(entry);
      entry.push(new Uint8Array(bytes), true);
    },
    cancel: async () => {
      await files.return(undefined);
    },
  });
  return new Response(body, {
    headers: {
      ...DATA_HEADERS,
      'content-type': 'application/zip',
      'content-disposition': `attachment; filename="invoices-${month}.zip"`,
    },
  });
}

const COLUMNS = [
  'number',
  'kind',
  'issued_on',
  'due_on',
  'client',
  'client_vat_id',
  'reference',
  'corrects',
  'net',
  'tax',
  'total',
  'paid',
  'currency',
];

/** Credit notes are negative, so that the columns add up. */
function cellsOf({ invoice }: StoredInvoice): Cell[] {
  const { kind, number, issuedOn, dueOn = '', buyer, reference, preceding, currency, paid } = invoice;
  const { net, tax, total } = totalsOf(invoice);
  const signed = (minor: bigint): Cell => money(kind === 'credit-note' ? -minor : minor, currency);
  return [
    ...[number, kind, issuedOn, dueOn, buyer.legalName ?? buyer.name, buyer.vatId ?? '', reference],
    preceding.map((document) => document.number).join(' '),
    ...[net, tax, total, paid].map(signed),
    currency,
  ];
}
