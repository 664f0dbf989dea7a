import { dateFormat } from './formatters.js';
import { catalogue, localeOf } from './language.js';
import { addDays, type LocalDate } from './zone.js';

/** What the system itself writes into entries that a client reads on statements and invoices. */
export interface EntryTexts {
  readonly startup: string;
  readonly minimum: string;
  readonly maximum: string;
  readonly openingBalance: string;
  readonly late: (what: string) => string;
  readonly correction: (what: string) => string;
  /** What the tax is called that is called VAT where its owner gave it no other name. */
  readonly vat: string;
  readonly taxOn: (tax: string, what: string) => string;
}

/** In the language of the account when the entry is posted; it stays so. English for a language without texts. */
export const entryTexts = catalogue<EntryTexts>({
  en: {
    startup: 'Start-up charge',
    minimum: 'Up to the minimum',
    maximum: 'Down to the maximum',
    openingBalance: 'Opening balance',
    late: (what) => `Late usage: ${what}`,
    correction: (what) => `Correction: ${what}`,
    vat: 'VAT',
    taxOn: (tax, what) => `${tax} on ${what}`,
  },
  de: {
    startup: 'Einrichtung',
    minimum: 'Bis zum Mindestbetrag',
    maximum: 'Bis zum Höchstbetrag',
    openingBalance: 'Anfangsstand',
    late: (what) => `Nachgemeldete Nutzung: ${what}`,
    correction: (what) => `Korrektur: ${what}`,
    vat: 'USt.',
    taxOn: (tax, what) => `${tax} auf ${what}`,
  },
  fr: {
    startup: 'Frais de mise en service',
    minimum: 'Complément jusqu’au minimum',
    maximum: 'Remise au-delà du maximum',
    openingBalance: 'Solde initial',
    late: (what) => `Consommation déclarée tardivement : ${what}`,
    correction: (what) => `Correction : ${what}`,
    vat: 'TVA',
    taxOn: (tax, what) => `${tax} sur ${what}`,
  },
  nl: {
    startup: 'Eenmalige opstartkosten',
    minimum: 'Aanvulling tot het minimum',
    maximum: 'Korting boven het maximum',
    openingBalance: 'Beginsaldo',
    late: (what) => `Later gemeld verbruik: ${what}`,
    correction: (what) => `Correctie: ${what}`,
    vat: 'btw',
    taxOn: (tax, what) => `${tax} over ${what}`,
  },
  es: {
    startup: 'Cargo de alta',
    minimum: 'Hasta el importe mínimo',
    maximum: 'Descuento por encima del máximo',
    openingBalance: 'Saldo inicial',
    late: (what) => `Consumo comunicado con retraso: ${what}`,
    correction: (what) => `Corrección: ${what}`,
    vat: 'IVA',
    taxOn: (tax, what) => `${tax} sobre ${what}`,
  },
  it: {
    startup: 'Costo di attivazione',
    minimum: 'Fino all’importo minimo',
    maximum: 'Sconto oltre l’importo massimo',
    openingBalance: 'Saldo iniziale',
    late: (what) => `Consumo comunicato in ritardo: ${what}`,
    correction: (what) => `Correzione: ${what}`,
    vat: 'IVA',
    taxOn: (tax, what) => `${tax} su ${what}`,
  },
});

/** What a payment or refund is called without words of its own; documents say it in the reader's language. */
export function usualDescription(kind: 'payment' | 'refund', method: string): string {
  return `${kind === 'payment' ? 'Payment' : 'Refund'} (${method})`;
}

/** The name of a tax to a reader: the owner's own, or what VAT is called in the language. */
export function taxNameIn(language: string, name: string): string {
  return name === 'VAT' ? entryTexts(language).vat : name;
}

/** "1 Nov – 30 Nov 2026", "1. Nov. – 30. Nov. 2026": the first and the last day, both inclusive, as commonly written. */
export function describeDays(language: string, from: LocalDate, toExclusive: LocalDate): string {
  const last = addDays(toExclusive, -1);
  if (from >= last) return describeDay(language, last);
  return `${describeDay(language, from, from.slice(0, 4) !== last.slice(0, 4))} – ${describeDay(language, last)}`;
}

const LOCALE_MONTHS = { month: 'short', day: 'numeric', timeZone: 'UTC' } as const;

function describeDay(language: string, date: LocalDate, withYear = true): string {
  const year = withYear ? ({ year: 'numeric' } as const) : {};
  const text = dateFormat(localeOf(language), { ...LOCALE_MONTHS, ...year }).format(Date.parse(date));
  // British English shortens September alone to four letters.
  return text.replace(/\bSept\b/, 'Sep');
}
