import type { InvoiceTexts } from './en.js';

/** An invoice in German. */
export const de: InvoiceTexts = {
  numbered: {
    invoice: (number) => `Rechnung ${number}`,
    'credit-note': (number) => `Rechnungskorrektur ${number}`,
    prepayment: (number) => `Vorauszahlungsrechnung ${number}`,
    receipt: (number) => `Quittung ${number}`,
  },
  due: 'Fällig am',
  buyerReference: 'Ihre Referenz',
  vatId: (id) => `USt-IdNr. ${id}`,
  companyId: (id) => `Registernummer ${id}`,
  corrects: (documents, count) =>
    `Berichtigt ${count === 1 ? 'die Rechnung' : 'die Rechnungen'} ${documents}.`,
  follows: (documents, count) => `Folgt auf ${count === 1 ? 'das Dokument' : 'die Dokumente'} ${documents}.`,
  document: (number, day) => `${number} vom ${day}`,
  description: 'Leistung',
  price: 'Menge und Preis',
  priceFor: (price, base) => `${price} je ${base}`,
  net: (currency) => `Netto ${currency}`,
  taxOf: 'Steuerbetrag',
  on: 'Nettobetrag',
  sum: 'Summe netto',
  gross: 'Gesamtbetrag',
  paid: 'Aus Guthaben bezahlt',
  paidBefore: 'Bezahlt',
  noInvoice:
    'Dies ist die Quittung für eine Zahlung. Sie ist keine Rechnung und berechtigt nicht zum Vorsteuerabzug.',
  toPay: {
    invoice: 'Zu zahlen',
    'credit-note': 'Gutgeschrieben',
    prepayment: 'Zu zahlen',
    receipt: 'Betrag erhalten',
  },
  account: { holder: 'Kontoinhaber', iban: 'IBAN', bic: 'BIC' },
  dueAtOnce: 'Sofort zu zahlen.',
  credited: 'Der Betrag wird Gutgeschrieben.',
  nothingToPay: 'Es ist nichts mehr zu zahlen.',
  isElectronic: 'Diese Datei enthält die Rechnung auch als Daten (factur-x.xml).',
};
