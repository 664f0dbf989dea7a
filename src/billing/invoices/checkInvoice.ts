import { currencyExponent } from '../../core/values/currency.js';
import type { FieldProblem } from '../../core/values/refusal.js';
import type { TaxCategory } from '../tax/treatment.js';
import type { Invoice, Party } from './invoice.js';

/** What an invoice lacks to be an electronic one by EN 16931, each with its field; empty if it lacks nothing. */
export function checkInvoice(invoice: Invoice): FieldProblem[] {
  if (invoice.kind === 'receipt') return [{ field: 'kind', reason: 'It is a receipt, not an invoice.' }];
  return [...lackOfParty('seller', invoice.seller), ...lackOfParty('buyer', invoice.buyer)]
    .concat(lackOfTaxIds(invoice), lackOfLines(invoice), lackOfCurrency(invoice))
    .filter((problem, index, all) => all.findIndex(({ field }) => field === problem.field) === index);
}

/** The same for an XRechnung, the form that German authorities demand. */
export function checkXRechnung(invoice: Invoice): FieldProblem[] {
  const { seller, buyer } = invoice;
  const wanted: readonly (readonly [field: string, value: unknown, reason: string])[] = [
    ['buyer.buyerReference', buyer.buyerReference, "The buyer's reference is missing (Leitweg-ID)."],
    ['seller.postcode', seller.postcode, "The seller's postcode is missing."],
    ['seller.city', seller.city, "The seller's city is missing."],
    ['buyer.postcode', buyer.postcode, "The buyer's postcode is missing."],
    ['buyer.city', buyer.city, "The buyer's city is missing."],
    ['seller.phone', seller.phone, "The seller's phone number is missing."],
    ['seller.email', seller.email, "The seller's email address is missing."],
    [
      'seller.electronicAddress',
      seller.electronicAddress,
      "The seller's address for electronic invoices is missing.",
    ],
    [
      'buyer.electronicAddress',
      buyer.electronicAddress,
      "The buyer's address for electronic invoices is missing.",
    ],
    [
      'transfer',
      isToBePaid(invoice) ? invoice.transfer : true,
      'The bank account that a transfer is paid to is missing.',
    ],
  ];
  const missing = wanted
    .filter(([, value]) => isMissing(value))
    .map(([field, , reason]) => ({ field, reason }));
  return [...checkInvoice(invoice), ...missing];
}

/** Whether the buyer has to pay something: not on a credit note, nor if credit has paid all of it. */
export function isToBePaid(invoice: Invoice): boolean {
  return invoice.kind !== 'credit-note' && totalsOf(invoice).payable > 0n;
}

export interface InvoiceTotals {
  readonly net: bigint;
  readonly tax: bigint;
  readonly total: bigint;
  /** Total − paid. */
  readonly payable: bigint;
}

export function totalsOf({ lines, taxes, paid }: Invoice): InvoiceTotals {
  const net = lines.reduce((sum, line) => sum + line.net, 0n);
  const tax = taxes.reduce((sum, each) => sum + each.tax, 0n);
  return { net, tax, total: net + tax, payable: net + tax - paid };
}

function isMissing(value: unknown): boolean {
  return value === undefined || (typeof value === 'string' && value.trim() === '');
}

function lackOfParty(role: 'seller' | 'buyer', party: Party): FieldProblem[] {
  const problems: FieldProblem[] = [];
  if (isMissing(party.legalName ?? party.name))
    problems.push({ field: `${role}.name`, reason: `The ${role}'s name is missing.` });
  if (isMissing(party.country))
    problems.push({ field: `${role}.country`, reason: `The ${role}'s country is missing.` });
  if (party.vatId !== undefined && !/^[A-Z]{2}[0-9A-Z]/.test(party.vatId))
    problems.push({
      field: `${role}.vatId`,
      reason: `The ${role}'s VAT id must start with the letters of its country.`,
    });
  return problems;
}

/** The numbers that each category of tax asks for: BR-S-02, BR-AE-02, BR-IC-02, BR-O-02, BR-CO-26 and their like. */
function lackOfTaxIds({ seller, buyer, lines }: Invoice): FieldProblem[] {
  const categories = new Set(lines.map(({ tax }) => tax.category));
  const problems: FieldProblem[] = [];
  if (categories.has('O') && isMissing(seller.companyId))
    problems.push({
      field: 'seller.companyId',
      reason: "The seller's number in the company register is missing.",
    });
  if (!categories.has('O') && !hasSellerTaxId(seller, categories))
    problems.push({ field: 'seller.vatId', reason: "The seller's VAT id is missing." });
  if (categories.has('AE') && isMissing(buyer.vatId) && isMissing(buyer.companyId))
    problems.push({ field: 'buyer.vatId', reason: "The buyer's VAT id is missing (reverse charge)." });
  if (categories.has('K') && isMissing(buyer.vatId))
    problems.push({ field: 'buyer.vatId', reason: "The buyer's VAT id is missing (supply within the EU)." });
  return problems;
}

/** A tax number serves for taxes that stay in the country, if a register names the seller as well. */
function hasSellerTaxId(seller: Party, categories: ReadonlySet<TaxCategory>): boolean {
  if (!isMissing(seller.vatId)) return true;
  const needsVatId = categories.has('K') || categories.has('G') || categories.has('AE');
  return !needsVatId && !isMissing(seller.taxNumber) && !isMissing(seller.companyId);
}

function lackOfLines({ lines }: Invoice): FieldProblem[] {
  const problems: FieldProblem[] = [];
  if (lines.length === 0) problems.push({ field: 'lines', reason: 'An invoice needs at least one line.' });
  if (lines.some(({ description }) => isMissing(description)))
    problems.push({ field: 'lines', reason: 'A line has no description.' });
  if (lines.some(({ tax }) => tax.category === 'E' && isMissing(tax.reason) && isMissing(tax.reasonCode)))
    problems.push({ field: 'lines', reason: 'A line is exempt from tax, and the reason is missing.' });
  const outside = lines.filter(({ tax }) => tax.category === 'O').length;
  if (outside > 0 && outside < lines.length)
    problems.push({
      field: 'lines',
      reason: 'Lines outside the scope of VAT cannot be on one invoice with other lines.',
    });
  return problems;
}

/** EN 16931 has two decimals at most, which is enough for an amount of three that ends in 0. */
function lackOfCurrency({ currency, lines, taxes, paid }: Invoice): FieldProblem[] {
  const finer = 10n ** BigInt(Math.max(0, (currencyExponent(currency) ?? 2) - 2));
  const amounts = [paid, ...lines.map(({ net }) => net), ...taxes.flatMap(({ net, tax }) => [net, tax])];
  if (amounts.every((minor) => minor % finer === 0n)) return [];
  return [
    {
      field: 'currency',
      reason: `Electronic invoices have two decimals; an amount in ${currency} has more.`,
    },
  ];
}
