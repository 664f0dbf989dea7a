import { checkInvoice } from '../../src/billing/invoices/checkInvoice.js';
import type { Invoice, Party } from '../../src/billing/invoices/invoice.js';
import type { FieldProblem } from '../../src/core/values/refusal.js';
import {
  type InvoiceData,
  invoiceData,
  type LineData,
  type PaymentData,
  type RateData,
  type TaxData,
} from './data.js';
import { type Element, element, writeXml } from '../../src/core/values/xml.js';

/** The XML, or what the invoice lacks for it. */
export type Written = { readonly xml: string } | { readonly missing: readonly FieldProblem[] };

/** The specification that a document follows (BT-24) and the process it belongs to (BT-23). */
export interface Profile {
  readonly specification: string;
  readonly process?: string;
  /** A contact of the seller (BG-6). */
  readonly hasContact?: boolean;
  /** A prepayment invoice has the code of any other. */
  readonly isPrepaymentPlain?: boolean;
  /** What is outside the scope of VAT has a rate of 0 among the taxes. */
  readonly hasEveryRate?: boolean;
}

export const EN16931: Profile = { specification: 'urn:cen.eu:en16931:2017' };

/** An invoice by EN 16931 in UBL 2.1. */
export function writeUbl(invoice: Invoice): Written {
  const missing = checkInvoice(invoice);
  return missing.length > 0 ? { missing } : { xml: ublOf(invoice, EN16931) };
}

const OASIS = 'urn:oasis:names:specification:ubl:schema:xsd';

type Line = (line: LineData) => Element | undefined;

export function ublOf(invoice: Invoice, profile: Profile): string {
  const isCredit = invoice.kind === 'credit-note';
  const root = isCredit ? 'CreditNote' : 'Invoice';
  const data = invoiceData(invoice);
  const amount = amountIn(invoice.currency);
  const line: Line = (each) => lineOf(each, isCredit, amount);
  const content = [
    ...headOf(invoice, data, profile, isCredit),
    cac('AccountingSupplierParty', [partyOf(invoice.seller, data, profile.hasContact === true)]),
    cac('AccountingCustomerParty', [partyOf(invoice.buyer, data, false)]),
    deliveryOf(data),
    paymentOf(data.payment, invoice, isCredit),
    cac('PaymentTerms', [cbc('Note', unmarked(data.paymentTerms))]),
    cac('TaxTotal', [
      amount('TaxAmount', data.totals.tax),
      ...data.taxes.map((tax) =>
        subtotalOf(profile.hasEveryRate === true ? { percent: '0', ...tax } : tax, amount),
      ),
    ]),
    totalsOf(data, amount),
    ...data.lines.map(line),
  ];
  const attributes = {
    xmlns: `${OASIS}:${root}-2`,
    'xmlns:cac': `${OASIS}:CommonAggregateComponents-2`,
    'xmlns:cbc': `${OASIS}:CommonBasicComponents-2`,
  };
  return writeXml({ name: root, attributes, content: content.filter((each) => each !== undefined) });
}

function cac(name: string, inside: readonly (Element | undefined)[]): Element | undefined {
  return element(`cac:${name}`, inside);
}

function cbc(
  name: string,
  text: string | undefined,
  attributes?: Readonly<Record<string, string>>,
): Element | undefined {
  return element(`cbc:${name}`, text, attributes);
}

type Amount = (name: string, text: string) => Element | undefined;

function amountIn(currencyID: string): Amount {
  return (name, text) => cbc(name, text, { currencyID });
}

function headOf(
  invoice: Invoice,
  { typeCode }: InvoiceData,
  { specification, process, isPrepaymentPlain = false }: Profile,
  isCredit: boolean,
): (Element | undefined)[] {
  const code = isPrepaymentPlain && invoice.kind === 'prepayment' ? PLAIN : typeCode;
  return [
    cbc('CustomizationID', specification),
    cbc('ProfileID', process),
    cbc('ID', invoice.number),
    cbc('IssueDate', invoice.issuedOn),
    isCredit ? undefined : cbc('DueDate', invoice.dueOn),
    cbc(isCredit ? 'CreditNoteTypeCode' : 'InvoiceTypeCode', code),
    cbc('Note', unmarked(invoice.note)),
    cbc('DocumentCurrencyCode', invoice.currency),
    cbc('BuyerReference', invoice.buyer.buyerReference),
    periodOf(invoice.period ?? {}),
    ...invoice.preceding.map(({ number, issuedOn }) =>
      cac('BillingReference', [
        cac('InvoiceDocumentReference', [cbc('ID', number), cbc('IssueDate', issuedOn)]),
      ]),
    ),
  ];
}

/**
 * Two number signs enclose the code of a note (BR-CL-08), and in an XRechnung a line that starts with one is a discount
 * (BR-DE-18): a text that only looks so has wide signs.
 */
function unmarked(text: string | undefined): string | undefined {
  return text !== undefined && /#[^]*#|^\s*#/m.test(text) ? text.replaceAll('#', '\uFF03') : text;
}

const PLAIN = '380';

function periodOf({
  startDate,
  endDate,
}: {
  readonly startDate?: string;
  readonly endDate?: string;
}): Element | undefined {
  return cac('InvoicePeriod', [cbc('StartDate', startDate), cbc('EndDate', endDate)]);
}

function partyOf(party: Party, { hasVatIds }: InvoiceData, hasContact: boolean): Element | undefined {
  const { name, legalName = name, electronicAddress, vatId, taxNumber, companyId } = party;
  const taxScheme = (id: string | undefined, scheme: string): Element | undefined =>
    id === undefined
      ? undefined
      : cac('PartyTaxScheme', [cbc('CompanyID', id), cac('TaxScheme', [cbc('ID', scheme)])]);
  return cac('Party', [
    cbc('EndpointID', electronicAddress?.id, { schemeID: electronicAddress?.scheme ?? '' }),
    legalName === name ? undefined : cac('PartyName', [cbc('Name', name)]),
    addressOf(party),
    hasVatIds ? taxScheme(vatId, 'VAT') : undefined,
    taxScheme(taxNumber, 'FC'),
    cac('PartyLegalEntity', [cbc('RegistrationName', legalName), cbc('CompanyID', companyId)]),
    hasContact
      ? cac('Contact', [cbc('Name', name), cbc('Telephone', party.phone), cbc('ElectronicMail', party.email)])
      : undefined,
  ]);
}

function addressOf({ street = '', city, postcode, country }: Party): Element | undefined {
  const [first, second, ...rest] = street.split('\n');
  return cac('PostalAddress', [
    cbc('StreetName', first),
    cbc('AdditionalStreetName', second),
    cbc('CityName', city),
    cbc('PostalZone', postcode),
    cac('AddressLine', [cbc('Line', rest.join(', '))]),
    cac('Country', [cbc('IdentificationCode', country)]),
  ]);
}

function deliveryOf({ delivery: { to, date } }: InvoiceData): Element | undefined {
  return cac('Delivery', [
    cbc('ActualDeliveryDate', date),
    cac('DeliveryLocation', [
      cac('Address', [
        cbc('CityName', to?.city),
        cbc('PostalZone', to?.postcode),
        cac('Country', [cbc('IdentificationCode', to?.country)]),
      ]),
    ]),
  ]);
}

/** A credit note names its due date here, for want of another place. */
function paymentOf(
  payment: PaymentData | undefined,
  { dueOn, reference }: Invoice,
  isCredit: boolean,
): Element | undefined {
  if (payment === undefined) return undefined;
  const { code, transfer } = payment;
  return cac('PaymentMeans', [
    cbc('PaymentMeansCode', code),
    isCredit ? cbc('PaymentDueDate', dueOn) : undefined,
    cbc('PaymentID', reference),
    cac('PayeeFinancialAccount', [
      cbc('ID', transfer?.iban.replaceAll(' ', '')),
      cbc('Name', transfer?.holder),
      cac('FinancialInstitutionBranch', [cbc('ID', transfer?.bic)]),
    ]),
  ]);
}

function subtotalOf(tax: TaxData, amount: Amount): Element | undefined {
  return cac('TaxSubtotal', [
    amount('TaxableAmount', tax.net),
    amount('TaxAmount', tax.tax),
    categoryOf('TaxCategory', tax, [
      cbc('TaxExemptionReasonCode', tax.reasonCode),
      cbc('TaxExemptionReason', tax.reason),
    ]),
  ]);
}

function categoryOf(
  name: string,
  { category, percent }: RateData,
  reasons: readonly (Element | undefined)[] = [],
): Element | undefined {
  return cac(name, [
    cbc('ID', category),
    cbc('Percent', percent),
    ...reasons,
    cac('TaxScheme', [cbc('ID', 'VAT')]),
  ]);
}

function totalsOf({ totals }: InvoiceData, amount: Amount): Element | undefined {
  return cac('LegalMonetaryTotal', [
    amount('LineExtensionAmount', totals.net),
    amount('TaxExclusiveAmount', totals.net),
    amount('TaxInclusiveAmount', totals.total),
    amount('PrepaidAmount', totals.paid),
    amount('PayableAmount', totals.payable),
  ]);
}

function lineOf(line: LineData, isCredit: boolean, amount: Amount): Element | undefined {
  const { id, note, quantity, unitCode, net, name, tax, price, base } = line;
  return cac(isCredit ? 'CreditNoteLine' : 'InvoiceLine', [
    cbc('ID', id),
    cbc('Note', note),
    cbc(isCredit ? 'CreditedQuantity' : 'InvoicedQuantity', quantity, { unitCode }),
    amount('LineExtensionAmount', net),
    periodOf(line),
    cac('Item', [cbc('Name', name), categoryOf('ClassifiedTaxCategory', tax)]),
    cac('Price', [amount('PriceAmount', price), cbc('BaseQuantity', base, { unitCode })]),
  ]);
}
