import type { InvoiceTexts } from './en.js';

/** An invoice in French. */
export const fr: InvoiceTexts = {
  numbered: {
    invoice: (number) => `Facture ${number}`,
    'credit-note': (number) => `Facture d’avoir ${number}`,
    prepayment: (number) => `Facture d’acompte ${number}`,
    receipt: (number) => `Reçu ${number}`,
  },
  due: 'Échéance',
  buyerReference: 'Votre référence',
  vatId: (id) => `Nº de TVA ${id}`,
  companyId: (id) => `Nº d’entreprise ${id}`,
  corrects: (documents, count) => `Rectifie ${count === 1 ? 'la facture' : 'les factures'} ${documents}.`,
  follows: (documents, count) => `Fait suite ${count === 1 ? 'au document' : 'aux documents'} ${documents}.`,
  document: (number, day) => `${number} du ${day}`,
  description: 'Désignation',
  price: 'Quantité et prix',
  priceFor: (price, base) => `${price} pour ${base}`,
  net: (currency) => `HT ${currency}`,
  taxOf: 'Montant de la taxe',
  on: 'Base HT',
  sum: 'Total HT',
  gross: 'Total TTC',
  paid: 'Payé par le crédit du compte',
  paidBefore: 'Payé',
  noInvoice:
    'Ceci est le reçu d’un paiement. Ce n’est pas une facture et il n’ouvre pas droit à déduction de la taxe.',
  toPay: {
    invoice: 'Net à payer',
    'credit-note': 'Crédité',
    prepayment: 'Net à payer',
    receipt: 'Montant reçu',
  },
  account: { holder: 'Titulaire du compte', iban: 'IBAN', bic: 'BIC' },
  dueAtOnce: 'À payer à réception.',
  credited: 'Le montant est crédité sur votre compte.',
  nothingToPay: 'Il ne reste rien à payer.',
  isElectronic: 'Ce fichier contient aussi la facture sous forme de données (factur-x.xml).',
};
