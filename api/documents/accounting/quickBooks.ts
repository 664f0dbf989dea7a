import { type Accounting, nameOfTreatment } from '../../../src/billing/accounting/accounting.js';
import type { Booking } from '../../../src/billing/accounting/bookings.js';
import { type Cell, money } from '../../web/csv.js';
import { writeDay } from './dates.js';

/** QuickBooks Online takes at most so many rows in a file, and so many invoices. */
export const QUICKBOOKS_ROWS_MAX = 1_000;
export const QUICKBOOKS_INVOICES_MAX = 100;
const NUMBER_MAX = 21;

export const QUICKBOOKS_JOURNAL_COLUMNS = [
  ...['Journal No', 'Journal Date', 'Account Name', 'Debits', 'Credits', 'Description', 'Name', 'Currency'],
];

export const QUICKBOOKS_INVOICE_COLUMNS = [
  ...['InvoiceNo', 'Customer', 'InvoiceDate', 'DueDate', 'Memo', 'Item(Product/Service)', 'ItemDescription'],
  ...['ItemQuantity', 'ItemRate', 'ItemAmount', 'ItemTaxCode', 'ItemTaxAmount', 'Currency'],
];

/** A document, payment or other entry as one journal: the client's line first, since there may be only one of it. */
export function quickBooksJournal(bookings: readonly Booking[], settings: Accounting): Cell[][] {
  const [first] = bookings;
  if (first === undefined) return [];
  const { account, date, number, client = '' } = first;
  const { currency } = account;
  const name = nameOf(first);
  const row = (accountName: string, minor: bigint, text: string, isClient = false): Cell[] => [
    ...[number.slice(0, NUMBER_MAX), writeDay(date, settings), accountName],
    ...(minor > 0n ? [money(minor, currency), ''] : ['', money(-minor, currency)]),
    ...[text.slice(0, 4_000), isClient ? name : '', currency],
  ];
  const total = bookings.reduce((sum, { net, taxMinor }) => sum + net + taxMinor, 0n);
  const taxes = new Map<string, bigint>();
  for (const { taxAccount = '', taxMinor } of bookings)
    if (taxMinor !== 0n) taxes.set(taxAccount, (taxes.get(taxAccount) ?? 0n) + taxMinor);
  return [
    ...(total === 0n ? [] : [row(client, total, name, true)]),
    ...bookings
      .filter(({ net }) => net !== 0n)
      .map(({ net, contra = '', texts }) => row(contra, -net, texts.join('; '))),
    ...[...taxes].filter(([, minor]) => minor !== 0n).map(([tax, minor]) => row(tax, -minor, 'Tax')),
  ];
}

/** An invoice's lines. Its items are called like the accounts of revenue. */
export function quickBooksInvoice(bookings: readonly Booking[], settings: Accounting): Cell[][] {
  return bookings.map((booking) => {
    const { account, document, number, date, net, taxMinor, treatment, texts, contra = '' } = booking;
    const { currency, reference } = account;
    return [
      ...[number.slice(0, NUMBER_MAX), nameOf(booking), writeDay(date, settings)],
      ...[
        writeDay(document?.dueOn ?? date, settings),
        reference,
        contra,
        texts.join('; ').slice(0, 4_000),
        1,
      ],
      ...[money(net, currency), money(net, currency), taxCodeOf(treatment, settings)],
      ...[money(taxMinor, currency), currency],
    ];
  });
}

export function taxCodeOf(treatment: string | null, { quickBooksTaxCodes }: Accounting): string {
  return nameOfTreatment(quickBooksTaxCodes, treatment ?? 'none') ?? '';
}

/** Whether a document can be imported as an invoice: nothing is given back, and each tax has its net amount. */
export function isPlainInvoice(bookings: readonly Booking[]): boolean {
  return bookings.every(
    ({ kind, document, net, taxMinor }) =>
      kind === 'sale' && document?.kind === 'invoice' && net > 0n && taxMinor >= 0n,
  );
}

function nameOf({ document, account }: Booking): string {
  return (document?.client.name ?? account.particulars.legalName ?? account.name).slice(0, 100);
}
