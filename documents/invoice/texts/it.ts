import type { InvoiceTexts } from './en.js';

/** "del 25 novembre", "dell’8 novembre" */
const ofDay = (day: string): string => (/^(8|11)\b/.test(day) ? `dell’${day}` : `del ${day}`);

/** An invoice in Italian. */
export const it: InvoiceTexts = {
  numbered: {
    invoice: (number) => `Fattura ${number}`,
    'credit-note': (number) => `Nota di credito ${number}`,
    prepayment: (number) => `Fattura di acconto ${number}`,
    receipt: (number) => `Ricevuta ${number}`,
  },
  due: 'Scadenza',
  buyerReference: 'Il suo riferimento',
  vatId: (id) => `Partita IVA ${id}`,
  companyId: (id) => `Numero di registro ${id}`,
  corrects: (documents, count) => `Rettifica ${count === 1 ? 'la fattura' : 'le fatture'} ${documents}.`,
  follows: (documents, count) => `Segue ${count === 1 ? 'il documento' : 'i documenti'} ${documents}.`,
  document: (number, day) => `${number} ${ofDay(day)}`,
  description: 'Descrizione',
  price: 'Quantità e prezzo',
  priceFor: (price, base) => `${price} per ${base}`,
  net: (currency) => `Netto ${currency}`,
  taxOf: 'Imposta',
  on: 'Imponibile',
  sum: 'Totale imponibile',
  gross: 'Totale',
  paid: 'Pagato con il credito',
  paidBefore: 'Pagato',
  noInvoice:
    'Questa è la ricevuta di un pagamento. Non è una fattura e non dà diritto alla detrazione dell’imposta.',
  toPay: {
    invoice: 'Da pagare',
    'credit-note': 'Accreditato',
    prepayment: 'Da pagare',
    receipt: 'Importo ricevuto',
  },
  account: { holder: 'Intestatario del conto', iban: 'IBAN', bic: 'BIC' },
  dueAtOnce: 'Pagamento immediato.',
  credited: 'L’importo viene accreditato sul suo account.',
  nothingToPay: 'Non resta nulla da pagare.',
  isElectronic: 'Questo file contiene la fattura anche come dati (factur-x.xml).',
};
