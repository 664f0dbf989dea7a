import type { DocumentTexts } from './en.js';

/** A statement in Italian. No article stands before a day, because it depends on the day. */
export const it: DocumentTexts = {
  numbered: (number) => `Estratto conto ${number}`,
  for: 'Per',
  issued: 'Data di emissione',
  period: 'Periodo',
  reference: 'Causale',
  sites: 'Siti',
  taxNumber: (number) => `Codice fiscale ${number}`,
  amountIn: (currency) => `Importo ${currency}`,
  opening: (day) => `Saldo iniziale, ${day}`,
  closing: (day) => `Saldo finale, ${day}`,
  inCredit: 'Il suo account è in credito.',
  owing: 'Questo importo resta da pagare.',
  even: 'Nessuna delle parti deve nulla.',
  recurring: 'Ricorrente',
  usage: 'Consumi',
  limits: 'Minimo e massimo',
  corrections: 'Correzioni',
  tax: 'Imposte',
  payments: 'Pagamenti e rimborsi',
  total: 'Totale',
  taxed: (net, tax, gross) => `Netto ${net} · imposta ${tax} · lordo ${gross}`,
  rate: (name, percent) => (percent === '' ? name : `${name} ${percent.replace('.', ',')}%`),
  correcting: (rate, number) => `${rate}, correzione dell’estratto conto ${number}`,
  onTheSum: (byLine) =>
    `L’imposta è calcolata sulla somma di questi importi; sommata riga per riga era ${byLine}.`,
  untaxed: 'Senza imposta',
  nothing: 'In questo periodo non è stato addebitato né pagato nulla.',
  howToPay: 'Come pagare',
  ask: (name) => `${name} le indicherà dove inviare il pagamento.`,
  scan: (amount) =>
    `Scansioni questo codice con l’app della sua banca. Inserisce l’importo di ${amount}, il conto e la causale.`,
  quote: (reference) => `Indichi la causale ${reference}.`,
  page: (page, pages) => `Pagina ${page} di ${pages}`,
};
