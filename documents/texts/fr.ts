import type { DocumentTexts } from './en.js';

/** A statement in French. */
export const fr: DocumentTexts = {
  numbered: (number) => `Relevé de compte ${number}`,
  for: 'Pour',
  issued: 'Émis le',
  period: 'Période',
  reference: 'Référence',
  sites: 'Sites',
  taxNumber: (number) => `Numéro fiscal ${number}`,
  amountIn: (currency) => `Montant ${currency}`,
  opening: (day) => `Solde au début du ${day}`,
  closing: (day) => `Solde à la fin du ${day}`,
  inCredit: 'Votre compte est créditeur.',
  owing: 'Ce montant reste dû sur votre compte.',
  even: 'Rien n’est dû de part ni d’autre.',
  recurring: 'Récurrent',
  usage: 'Consommation',
  limits: 'Minimum et maximum',
  corrections: 'Corrections',
  tax: 'Taxes',
  payments: 'Paiements et remboursements',
  total: 'Total',
  taxed: (net, tax, gross) => `HT ${net} · taxe ${tax} · TTC ${gross}`,
  rate: (name, percent) => (percent === '' ? name : `${name} ${percent.replace('.', ',')}\u202f%`),
  correcting: (rate, number) => `${rate}, correction du relevé ${number}`,
  onTheSum: (byLine) =>
    `La taxe est calculée sur la somme de ces montants\u202f; additionnée ligne par ligne, elle était de ${byLine}.`,
  untaxed: 'Sans taxe',
  nothing: 'Rien n’a été facturé ni payé pendant cette période.',
  howToPay: 'Comment payer',
  ask: (name) => `${name} vous indique où envoyer votre paiement.`,
  scan: (amount) =>
    `Scannez ce code avec votre application bancaire. Le montant de ${amount}, le compte et la référence sont alors remplis.`,
  quote: (reference) => `Merci d’indiquer la référence ${reference}.`,
  page: (page, pages) => `Page ${page} sur ${pages}`,
};
