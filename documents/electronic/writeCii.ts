import { checkInvoice } from '../../src/billing/invoices/checkInvoice.js';
import type { Invoice, Party } from '../../src/billing/invoices/invoice.js';
import { invoiceFormatOf, precedingText } from '../invoice/invoiceFormat.js';
import { type InvoiceData, invoiceData, type LineData, type RateData, type TaxData } from './data.js';
import { EN16931, type Written } from './writeUbl.js';
import { type Element, element, writeXml } from '../../src/core/values/xml.js';

/** An invoice by EN 16931 in UN/CEFACT's Cross Industry Invoice (D16B), as ZUGFeRD and Factur-X carry it. */
export function writeCii(invoice: Invoice): Written {
  const missing = checkInvoice(invoice);
  return missing.length > 0 ? { missing } : { xml: ciiOf(invoice) };
}

const CEFACT = 'urn:un:unece:uncefact:data:standard';
const ATTRIBUTES = {
  'xmlns:rsm': `${CEFACT}:CrossIndustryInvoice:100`,
  'xmlns:ram': `${CEFACT}:ReusableAggregateBusinessInformationEntity:100`,
  'xmlns:udt': `${CEFACT}:UnqualifiedDataType:100`,
  'xmlns:qdt': `${CEFACT}:QualifiedDataType:100`,
};

export function ciiOf(invoice: Invoice): string {
  const data = invoiceData(invoice);
  const content = [
    element('rsm:ExchangedDocumentContext', [
      ram('GuidelineSpecifiedDocumentContextParameter', [ram('ID', EN16931.specification)]),
    ]),
    element('rsm:ExchangedDocument', [
      ram('ID', invoice.number),
      ram('TypeCode', data.typeCode),
      dateIn('IssueDateTime', invoice.issuedOn),
      ram('IncludedNote', [ram('Content', invoice.note)]),
      ram('IncludedNote', [ram('Content', precedingNote(invoice))]),
    ]),
    element('rsm:SupplyChainTradeTransaction', [
      ...data.lines.map(lineOf),
      ram('ApplicableHeaderTradeAgreement', [
        ram('BuyerReference', invoice.buyer.buyerReference),
        partyOf('SellerTradeParty', invoice.seller, data),
        partyOf('BuyerTradeParty', invoice.buyer, data),
      ]),
      deliveryOf(data),
      settlementOf(invoice, data),
    ]),
  ];
  return writeXml({
    name: 'rsm:CrossIndustryInvoice',
    attributes: ATTRIBUTES,
    content: content.filter((each) => each !== undefined),
  });
}

function ram(
  name: string,
  inside: string | undefined | readonly (Element | undefined)[],
  attributes?: Readonly<Record<string, string>>,
): Element | undefined {
  return element(`ram:${name}`, inside, attributes);
}

/** The day as 20261201. */
function dateIn(name: string, date: string | undefined, type: 'udt' | 'qdt' = 'udt'): Element | undefined {
  return ram(name, [element(`${type}:DateTimeString`, date?.replaceAll('-', ''), { format: '102' })]);
}

function precedingNote(invoice: Invoice): string | undefined {
  return invoice.preceding.length > 1 ? precedingText(invoice, invoiceFormatOf(invoice)) : undefined;
}

function lineOf(line: LineData): Element | undefined {
  const { id, note, name, price, base, quantity, unitCode, tax, net } = line;
  return ram('IncludedSupplyChainTradeLineItem', [
    ram('AssociatedDocumentLineDocument', [ram('LineID', id), ram('IncludedNote', [ram('Content', note)])]),
    ram('SpecifiedTradeProduct', [ram('Name', name)]),
    ram('SpecifiedLineTradeAgreement', [
      ram('NetPriceProductTradePrice', [
        ram('ChargeAmount', price),
        ram('BasisQuantity', base, { unitCode }),
      ]),
    ]),
    ram('SpecifiedLineTradeDelivery', [ram('BilledQuantity', quantity, { unitCode })]),
    ram('SpecifiedLineTradeSettlement', [
      ram('ApplicableTradeTax', [ram('TypeCode', 'VAT'), ...rateOf(tax)]),
      periodOf(line),
      ram('SpecifiedTradeSettlementLineMonetarySummation', [ram('LineTotalAmount', net)]),
    ]),
  ]);
}

function rateOf({ category, percent }: RateData, between?: Element): (Element | undefined)[] {
  return [ram('CategoryCode', category), between, ram('RateApplicablePercent', percent)];
}

function periodOf({
  startDate,
  endDate,
}: {
  readonly startDate?: string;
  readonly endDate?: string;
}): Element | undefined {
  return ram('BillingSpecifiedPeriod', [dateIn('StartDateTime', startDate), dateIn('EndDateTime', endDate)]);
}

function partyOf(role: string, party: Party, { hasVatIds }: InvoiceData): Element | undefined {
  const { name, legalName = name, companyId, electronicAddress, vatId, taxNumber } = party;
  const { street = '', postcode, city, country } = party;
  const [first, second, ...rest] = street.split('\n');
  const registration = (schemeID: string, id: string | undefined): Element | undefined =>
    ram('SpecifiedTaxRegistration', [ram('ID', id, { schemeID })]);
  return ram(role, [
    ram('Name', legalName),
    ram('SpecifiedLegalOrganization', [
      ram('ID', companyId),
      legalName === name ? undefined : ram('TradingBusinessName', name),
    ]),
    ram('PostalTradeAddress', [
      ram('PostcodeCode', postcode),
      ram('LineOne', first),
      ram('LineTwo', second),
      ram('LineThree', rest.join(', ')),
      ram('CityName', city),
      ram('CountryID', country),
    ]),
    ram('URIUniversalCommunication', [
      ram('URIID', electronicAddress?.id, { schemeID: electronicAddress?.scheme ?? '' }),
    ]),
    hasVatIds ? registration('VA', vatId) : undefined,
    registration('FC', taxNumber),
  ]);
}

/** The element must be there, even without content. */
function deliveryOf({ delivery: { to, date } }: InvoiceData): Element {
  return (
    ram('ApplicableHeaderTradeDelivery', [
      ram('ShipToTradeParty', [
        ram('PostalTradeAddress', [
          ram('PostcodeCode', to?.postcode),
          ram('CityName', to?.city),
          ram('CountryID', to?.country),
        ]),
      ]),
      ram('ActualDeliverySupplyChainEvent', [dateIn('OccurrenceDateTime', date)]),
    ]) ?? { name: 'ram:ApplicableHeaderTradeDelivery', attributes: {}, content: '' }
  );
}

function settlementOf(invoice: Invoice, data: InvoiceData): Element | undefined {
  const { reference, currency, dueOn, period, preceding } = invoice;
  return ram('ApplicableHeaderTradeSettlement', [
    data.payment === undefined ? undefined : ram('PaymentReference', reference),
    ram('InvoiceCurrencyCode', currency),
    paymentOf(data),
    ...data.taxes.map(taxOf),
    periodOf(period ?? {}),
    ram('SpecifiedTradePaymentTerms', [
      ram('Description', data.paymentTerms),
      dateIn('DueDateDateTime', dueOn),
    ]),
    totalsOf(data, currency),
    // The schema has room for one; a note names all of several.
    ...preceding
      .slice(0, 1)
      .map(({ number, issuedOn }) =>
        ram('InvoiceReferencedDocument', [
          ram('IssuerAssignedID', number),
          dateIn('FormattedIssueDateTime', issuedOn, 'qdt'),
        ]),
      ),
  ]);
}

function paymentOf({ payment }: InvoiceData): Element | undefined {
  const transfer = payment?.transfer;
  return ram('SpecifiedTradeSettlementPaymentMeans', [
    ram('TypeCode', payment?.code),
    ram('PayeePartyCreditorFinancialAccount', [
      ram('IBANID', transfer?.iban.replaceAll(' ', '')),
      ram('AccountName', transfer?.holder),
    ]),
    ram('PayeeSpecifiedCreditorFinancialInstitution', [ram('BICID', transfer?.bic)]),
  ]);
}

function taxOf(tax: TaxData): Element | undefined {
  return ram('ApplicableTradeTax', [
    ram('CalculatedAmount', tax.tax),
    ram('TypeCode', 'VAT'),
    ram('ExemptionReason', tax.reason),
    ram('BasisAmount', tax.net),
    ...rateOf(tax, ram('ExemptionReasonCode', tax.reasonCode)),
  ]);
}

function totalsOf({ totals }: InvoiceData, currencyID: string): Element | undefined {
  return ram('SpecifiedTradeSettlementHeaderMonetarySummation', [
    ram('LineTotalAmount', totals.net),
    ram('TaxBasisTotalAmount', totals.net),
    ram('TaxTotalAmount', totals.tax, { currencyID }),
    ram('GrandTotalAmount', totals.total),
    ram('TotalPrepaidAmount', totals.paid),
    ram('DuePayableAmount', totals.payable),
  ]);
}
