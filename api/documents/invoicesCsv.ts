import { totalsOf } from '../../src/billing/invoices/checkInvoice.js';
import type { SiteContext } from '../../src/core/context.js';
import { addMonths, type LocalDate } from '../../src/core/values/zone.js';
import { readIssued } from '../../src/invoices/loadInvoices.js';
import type { StoredInvoice } from '../../src/store/invoices/invoices.js';
import { type Cell, csvFile, csvLines, money } from '../web/csv.js';

/** The documents that a site issued in a month (its first day), as a list in CSV. */
export function invoicesCsv(context: SiteContext, first: LocalDate): Response {
  const lines = (async function* () {
    yield csvLines([INVOICE_COLUMNS]);
    for await (const stored of readIssued(context, { from: first, to: addMonths(first, 1) }))
      yield csvLines([invoiceCells(stored)]);
  })();
  return csvFile(`invoices-${first.slice(0, 7)}`, lines);
}

export const INVOICE_COLUMNS = [
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
export function invoiceCells({ invoice }: StoredInvoice): Cell[] {
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
