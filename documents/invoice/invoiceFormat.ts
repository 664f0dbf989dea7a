import { createFormat, type Format } from '../../emails/format.js';
import { textsFor } from '../../emails/texts/index.js';
import type { Invoice, InvoiceLine, Party } from '../../src/billing/invoices/invoice.js';
import type { TaxTreatment } from '../../src/billing/tax/treatment.js';
import { taxNameIn } from '../../src/core/values/entryTexts.js';
import { formatPercent } from '../../src/core/values/money.js';
import type { LocalDate } from '../../src/core/values/zone.js';
import { documentTexts, type DocumentTexts } from '../texts/index.js';
import { invoiceTexts, type InvoiceTexts } from './texts/index.js';

/** The texts and formats of an invoice. */
export interface InvoiceFormat {
  /** A BCP 47 tag. */
  readonly language: string;
  readonly shared: DocumentTexts;
  readonly texts: InvoiceTexts;
  readonly format: Format;
  readonly day: (date: LocalDate) => string;
  readonly countryName: (code: string) => string;
}

export function invoiceFormatOf({
  language,
  currency,
}: Pick<Invoice, 'language' | 'currency'>): InvoiceFormat {
  const { locale } = textsFor(language);
  const format = createFormat(locale, currency, 'UTC');
  const countries = new Intl.DisplayNames(locale, { type: 'region', fallback: 'code' });
  return {
    language,
    shared: documentTexts(language),
    texts: invoiceTexts(language),
    format,
    day: (date) => format.localDays(date, date),
    countryName: (code) => (/^[A-Z]{2}$/.test(code) ? (countries.of(code) ?? code) : code),
  };
}

export function titleOf({ kind, number }: Invoice, { texts }: InvoiceFormat): string {
  return texts.numbered[kind](number);
}

/** Name and address, line by line. */
export function addressOf(party: Party, { countryName }: InvoiceFormat): string[] {
  const { name, legalName = name, street = '', postcode = '', city = '', country = '' } = party;
  const trading = legalName === name ? [] : [name];
  const place = `${postcode} ${city}`.trim();
  return [legalName, ...trading, ...street.split('\n'), place, countryName(country)].filter(isWritten);
}

/** The numbers that an invoice names of a party. */
export function numbersOf(party: Party, { texts, shared }: InvoiceFormat): string[] {
  const { vatId, taxNumber, companyId } = party;
  return [
    vatId === undefined ? '' : texts.vatId(vatId),
    taxNumber === undefined ? '' : shared.taxNumber(taxNumber),
    companyId === undefined ? '' : texts.companyId(companyId),
  ].filter(isWritten);
}

export function isWritten(line: string): boolean {
  return line.trim() !== '';
}

/** "VAT 19 %", "VAT 0 %"; outside the scope of tax there is no rate. */
export function rateText(
  { category, name, percent }: TaxTreatment,
  { shared, language }: InvoiceFormat,
): string {
  if (name === '') return shared.untaxed;
  return shared.rate(taxNameIn(language, name), category === 'O' ? '' : formatPercent(percent));
}

/** The days of a line, if they are not those of the document. */
export function lineDays(
  { startDate, endDate }: InvoiceLine,
  { period }: Invoice,
  { format }: InvoiceFormat,
): string {
  if (startDate === undefined && endDate === undefined) return '';
  const [first, last] = [startDate ?? endDate ?? '', endDate ?? startDate ?? ''];
  return first === period?.startDate && last === period.endDate ? '' : format.localDays(first, last);
}

/** "Corrects invoice 2026-0041 of 1 November 2026." */
export function precedingText({ kind, preceding }: Invoice, { texts, day, format }: InvoiceFormat): string {
  const named = format.list(preceding.map(({ number, issuedOn }) => texts.document(number, day(issuedOn))));
  return (kind === 'credit-note' ? texts.corrects : texts.follows)(named, preceding.length);
}
