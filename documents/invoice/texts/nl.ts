import type { InvoiceTexts } from './en.js';

/** An invoice in Dutch. */
export const nl: InvoiceTexts = {
  numbered: {
    invoice: (number) => `Factuur ${number}`,
    'credit-note': (number) => `Creditfactuur ${number}`,
    prepayment: (number) => `Voorschotfactuur ${number}`,
    receipt: (number) => `Kwitantie ${number}`,
  },
  due: 'Vervaldatum',
  buyerReference: 'Uw referentie',
  vatId: (id) => `Btw-nummer ${id}`,
  companyId: (id) => `Ondernemingsnummer ${id}`,
  corrects: (documents, count) => `Corrigeert ${count === 1 ? 'factuur' : 'facturen'} ${documents}.`,
  follows: (documents, count) => `Volgt op ${count === 1 ? 'document' : 'documenten'} ${documents}.`,
  document: (number, day) => `${number} van ${day}`,
  description: 'Omschrijving',
  price: 'Aantal en prijs',
  priceFor: (price, base) => `${price} per ${base}`,
  net: (currency) => `Netto ${currency}`,
  taxOf: 'Belastingbedrag',
  on: 'Nettobedrag',
  sum: 'Totaal netto',
  gross: 'Totaalbedrag',
  paid: 'Betaald uit tegoed',
  paidBefore: 'Betaald',
  noInvoice:
    'Dit is de kwitantie van een betaling. Het is geen factuur en geeft geen recht op aftrek van belasting.',
  toPay: {
    invoice: 'Te betalen',
    'credit-note': 'Bijgeschreven',
    prepayment: 'Te betalen',
    receipt: 'Ontvangen bedrag',
  },
  account: { holder: 'Rekeninghouder', iban: 'IBAN', bic: 'BIC' },
  dueAtOnce: 'Direct te betalen.',
  credited: 'Het bedrag wordt bijgeschreven op uw account.',
  nothingToPay: 'Er hoeft niets meer te worden betaald.',
  isElectronic: 'Dit bestand bevat de factuur ook als gegevens (factur-x.xml).',
};
