import { isToBePaid, type InvoiceTotals, totalsOf } from '../../src/billing/invoices/checkInvoice.js';
import type {
  Invoice,
  InvoiceKind,
  InvoiceLine,
  InvoiceTax,
  Party,
} from '../../src/billing/invoices/invoice.js';
import { reasonsOf, reasonText, type TaxReasonCode } from '../../src/billing/tax/reasons.js';
import type { TaxCategory, TaxTreatment } from '../../src/billing/tax/treatment.js';
import { formatAmount, formatPercent } from '../../src/core/values/money.js';
import { createFormat, type Format } from '../../emails/format.js';
import { textsFor } from '../../emails/texts/index.js';
import { invoiceTexts } from '../invoice/texts/index.js';
import { usageText } from '../usageText.js';
import { onePiece, type PricedLine, usagePrice } from './priceLine.js';

/** What both syntaxes of EN 16931 say, worked out once: amounts and codes as they are written. */
export interface InvoiceData {
  readonly typeCode: string;
  readonly lines: readonly LineData[];
  readonly taxes: readonly TaxData[];
  readonly totals: Readonly<Record<keyof InvoiceTotals | 'paid', string>>;
  readonly paymentTerms?: string;
  readonly payment?: PaymentData;
  /** VAT ids may not be named where all is outside the scope of VAT. */
  readonly hasVatIds: boolean;
  readonly delivery: {
    /** Of a supply within the EU. */
    readonly to?: Party;
    /** The day of issue, if neither the document nor its lines name their days. */
    readonly date?: string;
  };
}

export interface LineData extends PricedLine {
  readonly id: string;
  readonly name: string;
  readonly note?: string;
  readonly net: string;
  readonly tax: RateData;
  readonly startDate?: string;
  readonly endDate?: string;
}

export interface RateData {
  readonly category: TaxCategory;
  /** None outside the scope of VAT. */
  readonly percent?: string;
}

export interface TaxData extends RateData {
  readonly net: string;
  readonly tax: string;
  readonly reason?: string;
  readonly reasonCode?: string;
}

/** A code of UNCL 4461 and, for a transfer, the account. */
export interface PaymentData {
  readonly code: string;
  readonly transfer?: NonNullable<Invoice['transfer']>;
}

const TYPE_CODES: Readonly<Record<InvoiceKind, string>> = {
  invoice: '380',
  'credit-note': '381',
  prepayment: '386',
  // Never written: a receipt has no form as data.
  receipt: '',
};

export function invoiceData(invoice: Invoice): InvoiceData {
  const amount = amountIn(invoice.currency);
  const { net, tax, total, payable } = totalsOf(invoice);
  const payment = paymentOf(invoice);
  const paymentTerms = termsOf(invoice);
  return {
    typeCode: TYPE_CODES[invoice.kind],
    lines: invoice.lines.map((line, index) => lineData(line, index, invoice)),
    taxes: taxesOf(invoice),
    totals: {
      net: amount(net),
      tax: amount(tax),
      total: amount(total),
      payable: amount(payable),
      paid: amount(invoice.paid),
    },
    ...(paymentTerms === undefined ? {} : { paymentTerms }),
    ...(payment === undefined ? {} : { payment }),
    hasVatIds: !invoice.lines.some((line) => line.tax.category === 'O'),
    delivery: deliveryOf(invoice),
  };
}

function formatOf(language: string, currency: string): Format {
  return createFormat(textsFor(language).locale, currency, 'UTC');
}

/** EN 16931 allows two decimals; `checkInvoice` has seen that a third is 0. */
function amountIn(currency: string): (minor: bigint) => string {
  return (minor) => formatAmount(minor, currency).replace(/(\.\d\d)0+$/, '$1');
}

function lineData(line: InvoiceLine, index: number, { currency, language }: Invoice): LineData {
  const priced = usagePrice(line, currency);
  return {
    ...(priced ?? onePiece(line.net, currency)),
    id: String(index + 1),
    name: line.description.replaceAll(/\s+/g, ' '),
    ...(priced === undefined && line.usage !== undefined
      ? { note: usageText(line.usage, language, formatOf(language, currency)) }
      : {}),
    net: amountIn(currency)(line.net),
    tax: rateOf(line.tax),
    ...(line.startDate === undefined ? {} : { startDate: line.startDate }),
    ...(line.endDate === undefined ? {} : { endDate: line.endDate }),
  };
}

function rateOf({ category, percent }: TaxTreatment): RateData {
  return category === 'O' ? { category } : { category, percent: formatPercent(percent) };
}

/** One for each category and rate, also where several reasons or names were given. */
function taxesOf({ taxes, currency, language }: Invoice): TaxData[] {
  const amount = amountIn(currency);
  const groups = new Map<string, InvoiceTax[]>();
  for (const tax of taxes) {
    const { category, percent } = tax.treatment;
    const key = `${category} ${percent}`;
    groups.set(key, [...(groups.get(key) ?? []), tax]);
  }
  return [...groups.values()].map((group) => ({
    net: amount(group.reduce((sum, { net }) => sum + net, 0n)),
    tax: amount(group.reduce((sum, { tax }) => sum + tax, 0n)),
    ...(group[0] === undefined ? { category: 'O' } : rateOf(group[0].treatment)),
    ...reasonOf(
      group.map(({ treatment }) => treatment),
      language,
    ),
  }));
}

/** Why nothing is charged; a tax that is charged, and the zero rate, may not have a reason. */
function reasonOf(
  treatments: readonly TaxTreatment[],
  language: string,
): Pick<TaxData, 'reason' | 'reasonCode'> {
  const [first] = treatments;
  if (first === undefined || first.category === 'S' || first.category === 'Z') return {};
  const reasons = new Set(treatments.map((treatment) => exemptionText(treatment, language)));
  const codes = new Set(treatments.map(({ category, reasonCode }) => reasonCode ?? usualReason(category)));
  const [reasonCode] = codes;
  const reason = [...reasons].filter((text) => text !== '').join(' ');
  return {
    ...(reason === '' ? {} : { reason }),
    ...(codes.size > 1 || reasonCode === undefined ? {} : { reasonCode }),
  };
}

/** In words, why a line is not taxed; empty if nothing says it. */
export function exemptionText({ category, reason }: TaxTreatment, language: string): string {
  const usual = usualReason(category);
  return reason ?? (usual === undefined ? '' : reasonText(usual, language));
}

/** The reason that a category has by its nature; an exemption has none. */
function usualReason(category: TaxCategory): TaxReasonCode | undefined {
  return category === 'E' ? undefined : reasonsOf(category)[0];
}

/** Of a credit note, the amount goes to the account; of the rest, a transfer where something is left to pay. */
function paymentOf(invoice: Invoice): PaymentData | undefined {
  const { transfer, currency } = invoice;
  if (!isToBePaid(invoice)) return { code: CLEARED };
  if (transfer === undefined) return undefined;
  return { code: currency === 'EUR' ? SEPA_TRANSFER : TRANSFER, transfer };
}

const TRANSFER = '30';
const SEPA_TRANSFER = '58';
const CLEARED = '97';

/** EN 16931 asks for a date or for terms where an amount is to be paid. */
export function termsOf(invoice: Invoice): string | undefined {
  const { paymentTerms, dueOn, kind, language } = invoice;
  const texts = invoiceTexts(language);
  if (kind === 'credit-note') return paymentTerms ?? texts.credited;
  if (paymentTerms !== undefined && paymentTerms.trim() !== '') return paymentTerms;
  return dueOn === undefined && totalsOf(invoice).payable > 0n ? texts.dueAtOnce : undefined;
}

/** Where and when, as XRechnung wants it of every invoice and all want it of a supply within the EU. */
function deliveryOf(invoice: Invoice): InvoiceData['delivery'] {
  const { kind, lines, buyer, period, issuedOn } = invoice;
  const isWithinEu = lines.some(({ tax }) => tax.category === 'K');
  const isDated =
    period !== undefined || (!isWithinEu && lines.every((line) => line.startDate ?? line.endDate));
  const isDue = !isDated && (kind !== 'prepayment' || isWithinEu);
  return { ...(isWithinEu ? { to: buyer } : {}), ...(isDue ? { date: issuedOn } : {}) };
}
