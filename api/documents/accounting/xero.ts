import { type Accounting, nameOfTreatment } from '../../../src/billing/accounting/accounting.js';
import type { Booking } from '../../../src/billing/accounting/bookings.js';
import { type Cell, money } from '../../web/csv.js';
import { writeDay } from './dates.js';

/** Xero takes at most so many invoices, and so many lines of a bank statement, in a file. */
export const XERO_INVOICES_MAX = 500;
export const XERO_BANK_ROWS_MAX = 1_000;

/** The columns of Xero's template for sales invoices, in its order. */
export const XERO_INVOICE_COLUMNS = [
  ...['*ContactName', 'EmailAddress', 'POAddressLine1', 'POAddressLine2', 'POAddressLine3', 'POAddressLine4'],
  ...['POCity', 'PORegion', 'POPostalCode', 'POCountry', '*InvoiceNumber', 'Reference', '*InvoiceDate'],
  ...['*DueDate', 'Total', 'InventoryItemCode', '*Description', '*Quantity', '*UnitAmount', 'Discount'],
  ...['*AccountCode', '*TaxType', 'TaxAmount', 'TrackingName1', 'TrackingOption1', 'TrackingName2'],
  ...['TrackingOption2', 'Currency', 'BrandingTheme'],
];

export const XERO_BANK_COLUMNS = ['*Date', '*Amount', 'Payee', 'Description', 'Reference', 'Check Number'];

const DESCRIPTION_MAX = 4_000;

/**
 * The lines of a document, or of an entry that Xero knows no other form for, such as a write-off: Xero books nothing to
 * receivables but invoices and credit notes. What is given back is negative.
 */
export function xeroInvoice(bookings: readonly Booking[], settings: Accounting): Cell[][] {
  const total = bookings.reduce((sum, { net, taxMinor }) => sum + net + taxMinor, 0n);
  return bookings.map((booking) => {
    const { account, document, number, date, net, taxMinor, treatment, texts } = booking;
    const { currency, email, reference, particulars } = account;
    const [first = '', second = ''] = (particulars.street ?? '').split('\n');
    const isTaxAlone = net === 0n && taxMinor !== 0n;
    return [
      ...[document?.client.name ?? particulars.legalName ?? account.name, email, first, second, '', ''],
      ...[
        particulars.city ?? '',
        '',
        particulars.postcode ?? '',
        particulars.country ?? '',
        number,
        reference,
      ],
      ...[writeDay(date, settings), writeDay(document?.dueOn ?? date, settings), money(total, currency), ''],
      ...[texts.join('; ').slice(0, DESCRIPTION_MAX), 1, money(isTaxAlone ? taxMinor : net, currency), ''],
      ...[(isTaxAlone ? booking.taxAccount : booking.contra) ?? ''],
      ...[taxRateOf(isTaxAlone ? null : treatment, settings), money(isTaxAlone ? 0n : taxMinor, currency)],
      ...['', '', '', '', currency, ''],
    ];
  });
}

/** The tax rate of what is not taxed has the key `none`. */
export function taxRateOf(treatment: string | null, { xeroTaxRates }: Accounting): string {
  return nameOfTreatment(xeroTaxRates, treatment ?? 'none') ?? '';
}

/** A payment or refund as a line of a bank statement, to be matched with the invoices. */
export function xeroBankLine(booking: Booking, settings: Accounting): Cell[] {
  const { account, date, net, number, texts } = booking;
  return [
    ...[writeDay(date, settings), money(-net, account.currency)],
    ...[account.particulars.legalName ?? account.name, texts[0] ?? '', `${account.reference} ${number}`, ''],
  ];
}
