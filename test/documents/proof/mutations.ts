import { writeCii } from '../../../documents/electronic/writeCii.js';
import { writeUbl, type Written } from '../../../documents/electronic/writeUbl.js';
import { writeXRechnung } from '../../../documents/electronic/writeXRechnung.js';
import { renderInvoice } from '../../../documents/invoice/renderInvoice.js';
import type { Invoice } from '../../../src/billing/invoices/invoice.js';
import type { TaxTreatment } from '../../../src/billing/tax/treatment.js';
import { REVERSE_CHARGE, sampleInvoice, without } from '../invoices.js';

export type Form = 'ubl' | 'cii' | 'xrechnung' | 'pdf';

/** A sound document with one thing made wrong in it, and the rule that must notice. */
export interface Mutation {
  readonly form: Form;
  readonly rule: string;
  readonly of: Invoice;
  readonly from: string | RegExp;
  readonly to: string;
}

const untaxed = (category: TaxTreatment['category'], reason?: string): TaxTreatment => ({
  category,
  name: 'VAT',
  percent: 0n,
  ...(reason === undefined ? {} : { reason }),
});

const invoiceWith = (tax: TaxTreatment): Invoice =>
  sampleInvoice({ lines: [{ description: 'Hosting', net: 4_900n, tax }] });

const SOUND = {
  standard: sampleInvoice(),
  atOnce: without(sampleInvoice(), 'dueOn', 'paymentTerms') as Invoice,
  reverse: invoiceWith(REVERSE_CHARGE),
  within: without(invoiceWith(untaxed('K')), 'period') as Invoice,
  exempt: invoiceWith(untaxed('E', 'Small business.')),
  outside: invoiceWith(untaxed('O')),
  export: invoiceWith(untaxed('G')),
  zero: invoiceWith(untaxed('Z')),
  credit: sampleInvoice({
    kind: 'credit-note',
    preceding: [{ number: '2026-0041', issuedOn: '2026-11-01' }],
  }),
} as const;

type Row = readonly [rule: string, of: keyof typeof SOUND, from: string | RegExp, to: string];

const total = (name: string): RegExp =>
  new RegExp(`(<cac:LegalMonetaryTotal>[\\s\\S]*<cbc:${name} [^>]*>)[\\d.]+`);
const party = (role: string, element: string): RegExp =>
  new RegExp(`(<cac:Accounting${role}Party>(?:(?!</cac:Accounting)[\\s\\S])*?)${element}`);

const SELLER_VAT = /<cac:PartyTaxScheme>\s*<cbc:CompanyID>DE123[\s\S]*?<\/cac:PartyTaxScheme>/;
const BUYER_VAT = /<cac:PartyTaxScheme>\s*<cbc:CompanyID>DE987[\s\S]*?<\/cac:PartyTaxScheme>/;
const REASONS = /<cbc:TaxExemptionReason(?:Code)?>.*<\/cbc:TaxExemptionReason(?:Code)?>/g;
const COUNTRY = '<cac:Country>[\\s\\S]*?</cac:Country>';

const UBL: readonly Row[] = [
  ['BR-01', 'standard', /<cbc:CustomizationID>.*/, ''],
  ['BR-04', 'standard', /<cbc:InvoiceTypeCode>.*/, ''],
  ['BR-05', 'standard', /<cbc:DocumentCurrencyCode>.*/, ''],
  ['BR-06', 'standard', party('Supplier', '<cbc:RegistrationName>.*'), '$1'],
  ['BR-07', 'standard', party('Customer', '<cbc:RegistrationName>.*'), '$1'],
  ['BR-08', 'standard', party('Supplier', '<cac:PostalAddress>[\\s\\S]*?</cac:PostalAddress>'), '$1'],
  ['BR-09', 'standard', party('Supplier', COUNTRY), '$1'],
  ['BR-10', 'standard', party('Customer', '<cac:PostalAddress>[\\s\\S]*?</cac:PostalAddress>'), '$1'],
  ['BR-11', 'standard', party('Customer', COUNTRY), '$1'],
  ['BR-25', 'standard', /<cbc:Name>Hosting<\/cbc:Name>/, ''],
  ['BR-27', 'standard', /(<cbc:PriceAmount [^>]*>)49/, '$1-49'],
  ['BR-29', 'standard', /(<cbc:EndDate>)2026-11-30/, '$12026-10-30'],
  ['BR-30', 'standard', /(<cac:InvoiceLine>[\s\S]*?<cbc:EndDate>)2026-11-30/, '$12026-10-30'],
  ['BR-50', 'standard', /<cbc:ID>DE89.*/, ''],
  [
    'BR-52',
    'standard',
    /<cac:AccountingSupplierParty>/,
    '<cac:AdditionalDocumentReference><cbc:ID> </cbc:ID></cac:AdditionalDocumentReference>$&',
  ],
  ['BR-CO-04', 'standard', /<cac:ClassifiedTaxCategory>[\s\S]*?<\/cac:ClassifiedTaxCategory>/, ''],
  ['BR-CO-09', 'standard', 'DE123456789</cbc:CompanyID>', '0E123456789</cbc:CompanyID>'],
  ['BR-CO-10', 'standard', total('LineExtensionAmount'), '$174.44'],
  ['BR-CO-13', 'standard', total('TaxExclusiveAmount'), '$174.46'],
  ['BR-CO-14', 'standard', /(<cac:TaxTotal>\s*<cbc:TaxAmount [^>]*>)[\d.]+/, '$114.16'],
  ['BR-CO-15', 'standard', total('TaxInclusiveAmount'), '$188.61'],
  ['BR-CO-16', 'standard', total('PayableAmount'), '$188.59'],
  ['BR-CO-17', 'standard', /(<cac:TaxSubtotal>[\s\S]*?<cbc:TaxAmount [^>]*>)[\d.]+/, '$116.15'],
  ['BR-CO-18', 'standard', /<cac:TaxSubtotal>[\s\S]*?<\/cac:TaxSubtotal>/, ''],
  ['BR-CO-25', 'atOnce', /<cac:PaymentTerms>[\s\S]*?<\/cac:PaymentTerms>/, ''],
  ['BR-CO-26', 'outside', /<cbc:CompanyID>HRA.*/, ''],
  ['BR-CL-01', 'standard', '>380<', '>999<'],
  ['BR-CL-04', 'standard', '>EUR<', '>EUX<'],
  ['BR-CL-14', 'standard', '>DE<', '>XX<'],
  ['BR-CL-16', 'standard', '>58<', '>99<'],
  ['BR-CL-18', 'standard', /(<cac:ClassifiedTaxCategory>\s*<cbc:ID>)S/, '$1Q'],
  ['BR-CL-22', 'reverse', 'VATEX-EU-AE', 'VATEX-EU-XX'],
  ['BR-CL-23', 'standard', 'unitCode="C62"', 'unitCode="ZZZZ"'],
  ['BR-CL-25', 'standard', 'schemeID="9930"', 'schemeID="0000"'],
  ['BR-DEC-14', 'standard', total('TaxInclusiveAmount'), '$188.600'],
  ['BR-DEC-23', 'standard', /(<cac:InvoiceLine>[\s\S]*?<cbc:LineExtensionAmount [^>]*>49\.00)/, '$10'],
  ['BR-S-02', 'standard', SELLER_VAT, ''],
  ['BR-S-05', 'standard', /(<cac:ClassifiedTaxCategory>[\s\S]*?<cbc:Percent>)19/, '$10'],
  ['BR-S-08', 'standard', /(<cbc:TaxableAmount [^>]*>)[\d.]+/, '$170.00'],
  ['BR-S-09', 'standard', /(<cac:TaxSubtotal>[\s\S]*?<cbc:TaxAmount [^>]*>)[\d.]+/, '$112.15'],
  [
    'BR-S-10',
    'standard',
    /(<cac:TaxSubtotal>[\s\S]*?<\/cbc:Percent>)/,
    '$1<cbc:TaxExemptionReason>No</cbc:TaxExemptionReason>',
  ],
  ['BR-Z-08', 'zero', /(<cbc:TaxableAmount [^>]*>)[\d.]+/, '$148.00'],
  ['BR-E-02', 'exempt', SELLER_VAT, ''],
  ['BR-E-10', 'exempt', REASONS, ''],
  [
    'BR-AE-02',
    'reverse',
    /(<cac:AccountingCustomerParty>[\s\S]*?)<cac:PartyTaxScheme>[\s\S]*?<\/cac:PartyTaxScheme>([\s\S]*?)<cbc:CompanyID>HRB.*/,
    '$1$2',
  ],
  ['BR-AE-05', 'reverse', /(<cac:ClassifiedTaxCategory>[\s\S]*?<cbc:Percent>)0/, '$119'],
  ['BR-AE-10', 'reverse', REASONS, ''],
  ['BR-IC-02', 'within', BUYER_VAT, ''],
  ['BR-IC-10', 'within', REASONS, ''],
  ['BR-IC-11', 'within', /<cbc:ActualDeliveryDate>.*/, ''],
  ['BR-IC-12', 'within', /<cac:DeliveryLocation>[\s\S]*?<\/cac:DeliveryLocation>/, ''],
  ['BR-G-02', 'export', SELLER_VAT, ''],
  ['BR-G-10', 'export', REASONS, ''],
  [
    'BR-O-02',
    'outside',
    /<cac:PartyLegalEntity>/,
    '<cac:PartyTaxScheme><cbc:CompanyID>DE123456789</cbc:CompanyID><cac:TaxScheme><cbc:ID>VAT</cbc:ID></cac:TaxScheme></cac:PartyTaxScheme>$&',
  ],
  [
    'BR-O-05',
    'outside',
    /(<cac:ClassifiedTaxCategory>\s*<cbc:ID>O<\/cbc:ID>)/,
    '$1<cbc:Percent>0</cbc:Percent>',
  ],
  ['BR-O-10', 'outside', REASONS, ''],
];

const CII: readonly Row[] = [
  ['BR-09', 'standard', /(<ram:SellerTradeParty>[\s\S]*?)<ram:CountryID>.*/, '$1'],
  ['BR-CO-10', 'standard', /(HeaderMonetarySummation>\s*<ram:LineTotalAmount>)[\d.]+/, '$174.44'],
  ['BR-CO-15', 'standard', /(<ram:GrandTotalAmount>)[\d.]+/, '$188.61'],
  ['BR-CO-16', 'standard', /(<ram:DuePayableAmount>)[\d.]+/, '$188.59'],
  ['BR-S-08', 'standard', /(<ram:BasisAmount>)[\d.]+/, '$170.00'],
  ['BR-AE-10', 'reverse', /<ram:ExemptionReason(?:Code)?>.*<\/ram:ExemptionReason(?:Code)?>/g, ''],
  ['BR-O-10', 'outside', /<ram:ExemptionReason(?:Code)?>.*<\/ram:ExemptionReason(?:Code)?>/g, ''],
  ['BR-CL-23', 'standard', 'unitCode="C62"', 'unitCode="ZZZZ"'],
];

const XRECHNUNG: readonly Row[] = [
  ['BR-DE-1', 'standard', /<cac:PaymentMeans>[\s\S]*?<\/cac:PaymentMeans>/, ''],
  ['BR-DE-2', 'standard', /<cac:Contact>[\s\S]*?<\/cac:Contact>/, ''],
  ['BR-DE-3', 'standard', party('Supplier', '<cbc:CityName>.*'), '$1'],
  ['BR-DE-4', 'standard', party('Supplier', '<cbc:PostalZone>.*'), '$1'],
  ['BR-DE-5', 'standard', /(<cac:Contact>\s*)<cbc:Name>.*/, '$1'],
  ['BR-DE-6', 'standard', /<cbc:Telephone>.*/, ''],
  ['BR-DE-7', 'standard', /<cbc:ElectronicMail>.*/, ''],
  ['BR-DE-8', 'standard', party('Customer', '<cbc:CityName>.*'), '$1'],
  ['BR-DE-9', 'standard', party('Customer', '<cbc:PostalZone>.*'), '$1'],
  ['BR-DE-14', 'standard', /(<cac:TaxCategory>\s*<cbc:ID>S<\/cbc:ID>\s*)<cbc:Percent>.*/, '$1'],
  ['BR-DE-15', 'standard', /<cbc:BuyerReference>.*/, ''],
  ['BR-DE-21', 'standard', 'xrechnung_3.0', 'xrechnung_1.0'],
  ['PEPPOL-EN16931-R001', 'standard', /<cbc:ProfileID>.*/, ''],
  ['PEPPOL-EN16931-R010', 'standard', party('Customer', '<cbc:EndpointID .*'), '$1'],
  ['PEPPOL-EN16931-R020', 'standard', party('Supplier', '<cbc:EndpointID .*'), '$1'],
  ['PEPPOL-EN16931-R120', 'standard', /(<cbc:PriceAmount [^>]*>)49/, '$148'],
];

/** Replaced by as many letters, so that everything stays at its place in the file. */
const PDF: readonly Row[] = [
  ['6.2.4.3', 'standard', '/OutputIntents', '/XutputIntents'],
  ['6.6.4', 'standard', '<pdfaid:part>3<', '<pdfaid:part>1<'],
  ['6.6.2.3', 'standard', 'pdfaExtension:schemas>', 'pdfaExtension:sXhemas>'],
  ['6.8', 'standard', '/AFRelationship', '/XFRelationship'],
  ['6.8', 'standard', '/Subtype /text#2Fxml', '/Xubtype /text#2Fxml'],
];

const ROWS: Readonly<Record<Form, readonly Row[]>> = { ubl: UBL, cii: CII, xrechnung: XRECHNUNG, pdf: PDF };

export const MUTATIONS: readonly Mutation[] = Object.entries(ROWS).flatMap(([form, rows]) =>
  rows.map(([rule, of, from, to]) => ({ form: form as Form, rule, of: SOUND[of], from, to })),
);

const WRITERS: Readonly<Record<Exclude<Form, 'pdf'>, (invoice: Invoice) => Written>> = {
  ubl: writeUbl,
  cii: writeCii,
  xrechnung: writeXRechnung,
};

/** The file of an invoice, or undefined if the invoice lacks something for it. */
export async function fileOf(form: Form, invoice: Invoice): Promise<Buffer | undefined> {
  if (form === 'pdf') return renderInvoice(invoice);
  const written = WRITERS[form](invoice);
  return 'xml' in written ? Buffer.from(written.xml) : undefined;
}

/** The file with its fault. */
export async function mutated({ form, rule, of, from, to }: Mutation): Promise<Buffer> {
  const sound = (await fileOf(form, of))?.toString('latin1') ?? '';
  const changed = typeof from === 'string' ? sound.replaceAll(from, to) : sound.replace(from, to);
  if (changed === sound) throw new Error(`the fault for ${rule} changes nothing in ${form}`);
  return Buffer.from(changed, 'latin1');
}
