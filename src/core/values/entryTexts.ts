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
  /** What a credit or a discount takes off a line. */
  readonly reduction: (name: string, what: string) => string;
  readonly creditLeft: (
    reduction: string,
    credit: { readonly left: string; readonly of: string; readonly until: string | null },
  ) => string;
  readonly discountPeriod: (
    reduction: string,
    at: { readonly number: number; readonly periods: number },
  ) => string;
  /** What the tax is called that is called VAT where its owner gave it no other name. */
  readonly vat: string;
  readonly taxOn: (tax: string, what: string) => string;
  /** The line of a prepayment invoice or a receipt; the day the payment was received. */
  readonly prepayment: (day: string) => string;
  readonly received: (day: string) => string;
  /** Of a later invoice or a credit note: the number of the prepayment invoice and its day. */
  readonly lessPrepayment: (number: string, day: string) => string;
  readonly prepaymentBack: (number: string, day: string) => string;
  /** Why a credit note gives a prepayment back. */
  readonly prepaymentEnded: string;
  /** The charge for a direct debit that a client's bank returned. */
  readonly returnFee: string;
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
    reduction: (name, what) => `${name} on ${what}`,
    creditLeft: (reduction, { left, of, until }) =>
      `${reduction}: ${left} of ${of} left${until === null ? '' : ` until ${until}`}`,
    discountPeriod: (reduction, { number, periods }) => `${reduction}: period ${number} of ${periods}`,
    vat: 'VAT',
    taxOn: (tax, what) => `${tax} on ${what}`,
    prepayment: (day) => `Prepayment for services, received on ${day}`,
    received: (day) => `Payment received on ${day}`,
    lessPrepayment: (number, day) => `Less prepayment invoice ${number} of ${day}`,
    prepaymentBack: (number, day) => `Correction of prepayment invoice ${number} of ${day}`,
    prepaymentEnded: 'This amount was paid back, or it pays for services with another tax.',
    returnFee: 'Returned direct debit',
  },
  de: {
    startup: 'Einrichtung',
    minimum: 'Bis zum Mindestbetrag',
    maximum: 'Bis zum Höchstbetrag',
    openingBalance: 'Anfangsstand',
    late: (what) => `Nachgemeldete Nutzung: ${what}`,
    correction: (what) => `Korrektur: ${what}`,
    reduction: (name, what) => `${name} auf ${what}`,
    creditLeft: (reduction, { left, of, until }) =>
      `${reduction}: noch ${left} von ${of}${until === null ? '' : ` bis ${until}`}`,
    discountPeriod: (reduction, { number, periods }) => `${reduction}: Zeitraum ${number} von ${periods}`,
    vat: 'USt.',
    taxOn: (tax, what) => `${tax} auf ${what}`,
    prepayment: (day) => `Vorauszahlung für Leistungen, eingegangen am ${day}`,
    received: (day) => `Zahlungseingang vom ${day}`,
    lessPrepayment: (number, day) => `Abzüglich Vorauszahlungsrechnung ${number} vom ${day}`,
    prepaymentBack: (number, day) => `Berichtigung der Vorauszahlungsrechnung ${number} vom ${day}`,
    prepaymentEnded: 'Der Betrag wurde zurückgezahlt oder bezahlt Leistungen mit einer anderen Steuer.',
    returnFee: 'Rückgabe einer Lastschrift',
  },
  fr: {
    startup: 'Frais de mise en service',
    minimum: 'Complément jusqu’au minimum',
    maximum: 'Remise au-delà du maximum',
    openingBalance: 'Solde initial',
    late: (what) => `Consommation déclarée tardivement : ${what}`,
    correction: (what) => `Correction : ${what}`,
    reduction: (name, what) => `${name} sur ${what}`,
    creditLeft: (reduction, { left, of, until }) =>
      `${reduction} : il reste ${left} sur ${of}${until === null ? '' : ` jusqu’au ${until}`}`,
    discountPeriod: (reduction, { number, periods }) => `${reduction} : période ${number} sur ${periods}`,
    vat: 'TVA',
    taxOn: (tax, what) => `${tax} sur ${what}`,
    prepayment: (day) => `Acompte sur prestations, reçu le ${day}`,
    received: (day) => `Paiement reçu le ${day}`,
    lessPrepayment: (number, day) => `Moins la facture d’acompte ${number} du ${day}`,
    prepaymentBack: (number, day) => `Rectification de la facture d’acompte ${number} du ${day}`,
    prepaymentEnded: 'Ce montant a été remboursé ou règle des prestations soumises à une autre taxe.',
    returnFee: 'Rejet de prélèvement',
  },
  nl: {
    startup: 'Eenmalige opstartkosten',
    minimum: 'Aanvulling tot het minimum',
    maximum: 'Korting boven het maximum',
    openingBalance: 'Beginsaldo',
    late: (what) => `Later gemeld verbruik: ${what}`,
    correction: (what) => `Correctie: ${what}`,
    reduction: (name, what) => `${name} op ${what}`,
    creditLeft: (reduction, { left, of, until }) =>
      `${reduction}: nog ${left} van ${of}${until === null ? '' : ` tot en met ${until}`}`,
    discountPeriod: (reduction, { number, periods }) => `${reduction}: periode ${number} van ${periods}`,
    vat: 'btw',
    taxOn: (tax, what) => `${tax} over ${what}`,
    prepayment: (day) => `Vooruitbetaling voor diensten, ontvangen op ${day}`,
    received: (day) => `Betaling ontvangen op ${day}`,
    lessPrepayment: (number, day) => `Min vooruitbetalingsfactuur ${number} van ${day}`,
    prepaymentBack: (number, day) => `Correctie van vooruitbetalingsfactuur ${number} van ${day}`,
    prepaymentEnded: 'Dit bedrag is terugbetaald of betaalt diensten met een andere belasting.',
    returnFee: 'Teruggeboekte incasso',
  },
  es: {
    startup: 'Cargo de alta',
    minimum: 'Hasta el importe mínimo',
    maximum: 'Descuento por encima del máximo',
    openingBalance: 'Saldo inicial',
    late: (what) => `Consumo comunicado con retraso: ${what}`,
    correction: (what) => `Corrección: ${what}`,
    reduction: (name, what) => `${name} sobre ${what}`,
    creditLeft: (reduction, { left, of, until }) =>
      `${reduction}: quedan ${left} de ${of}${until === null ? '' : ` hasta el ${until}`}`,
    discountPeriod: (reduction, { number, periods }) => `${reduction}: periodo ${number} de ${periods}`,
    vat: 'IVA',
    taxOn: (tax, what) => `${tax} sobre ${what}`,
    prepayment: (day) => `Anticipo por servicios, recibido el ${day}`,
    received: (day) => `Pago recibido el ${day}`,
    lessPrepayment: (number, day) => `Menos factura de anticipo ${number} del ${day}`,
    prepaymentBack: (number, day) => `Rectificación de la factura de anticipo ${number} del ${day}`,
    prepaymentEnded: 'Este importe se ha devuelto o paga servicios con otro impuesto.',
    returnFee: 'Devolución de adeudo directo',
  },
  it: {
    startup: 'Costo di attivazione',
    minimum: 'Fino all’importo minimo',
    maximum: 'Sconto oltre l’importo massimo',
    openingBalance: 'Saldo iniziale',
    late: (what) => `Consumo comunicato in ritardo: ${what}`,
    correction: (what) => `Correzione: ${what}`,
    reduction: (name, what) => `${name} su ${what}`,
    creditLeft: (reduction, { left, of, until }) =>
      `${reduction}: restano ${left} di ${of}${until === null ? '' : ` fino al ${until}`}`,
    discountPeriod: (reduction, { number, periods }) => `${reduction}: periodo ${number} di ${periods}`,
    vat: 'IVA',
    taxOn: (tax, what) => `${tax} su ${what}`,
    prepayment: (day) => `Acconto per servizi, ricevuto il ${day}`,
    received: (day) => `Pagamento ricevuto il ${day}`,
    lessPrepayment: (number, day) => `Meno fattura di acconto ${number} del ${day}`,
    prepaymentBack: (number, day) => `Rettifica della fattura di acconto ${number} del ${day}`,
    prepaymentEnded: 'Questo importo è stato rimborsato o paga servizi con un’altra imposta.',
    returnFee: 'Restituzione di addebito diretto',
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
