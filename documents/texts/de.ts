import type { DocumentTexts } from './en.js';

/** A statement in German. */
export const de: DocumentTexts = {
  numbered: (number) => `Kontoauszug ${number}`,
  for: 'Für',
  issued: 'Ausgestellt am',
  period: 'Zeitraum',
  reference: 'Verwendungszweck',
  sites: 'Websites',
  taxNumber: (number) => `Steuernummer ${number}`,
  amountIn: (currency) => `Betrag ${currency}`,
  opening: (day) => `Stand zu Beginn des ${day}`,
  closing: (day) => `Stand am Ende des ${day}`,
  inCredit: 'Das Konto ist im Guthaben.',
  owing: 'Dieser Betrag ist offen.',
  even: 'Auf keiner Seite ist etwas offen.',
  recurring: 'Wiederkehrend',
  usage: 'Nutzung',
  limits: 'Mindest- und Höchstbetrag',
  corrections: 'Korrekturen',
  tax: 'Steuer',
  payments: 'Zahlungen und Erstattungen',
  total: 'Summe',
  taxed: (net, tax, gross) => `Netto ${net} · Steuer ${tax} · brutto ${gross}`,
  rate: (name, percent) => (percent === '' ? name : `${name} ${percent.replace('.', ',')} %`),
  correcting: (rate, number) => `${rate}, Korrektur zu Kontoauszug ${number}`,
  onTheSum: (byLine) =>
    `Die Steuer ist auf die Summe dieser Beträge berechnet; Zeile für Zeile addiert waren es ${byLine}.`,
  untaxed: 'Ohne Steuer',
  nothing: 'In diesem Zeitraum wurde nichts berechnet und nichts gezahlt.',
  howToPay: 'So zahlen Sie',
  ask: (name) => `Wohin Sie zahlen, sagt Ihnen ${name}.`,
  scan: (amount) =>
    `Scannen Sie diesen Code mit Ihrer Banking-App. ${amount}, das Konto und der Verwendungszweck sind dann eingetragen.`,
  quote: (reference) => `Bitte geben Sie den Verwendungszweck ${reference} an.`,
  page: (page, pages) => `Seite ${page} von ${pages}`,
};
