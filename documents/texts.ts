/** All English texts of a statement. Another language is one more object of the same shape. */
const en = {
  numbered: (number: string) => `Statement ${number}`,
  for: 'For',
  issued: 'Issued on',
  period: 'Period',
  reference: 'Reference',
  sites: 'Sites',
  taxNumber: (number: string) => `Tax number ${number}`,
  amountIn: (currency: string) => `Amount ${currency}`,
  opening: (day: string) => `Balance at the start of ${day}`,
  closing: (day: string) => `Balance at the end of ${day}`,
  inCredit: 'Your account is in credit.',
  owing: 'Your account owes this amount.',
  even: 'Nothing is owed on either side.',
  recurring: 'Recurring',
  usage: 'Usage',
  limits: 'Minimum and maximum',
  corrections: 'Corrections',
  tax: 'Tax',
  payments: 'Payments and refunds',
  total: 'Total',
  taxed: (net: string, tax: string, gross: string) => `Net ${net} · tax ${tax} · gross ${gross}`,
  rate: (name: string, percent: string) => (percent === '' ? name : `${name} ${percent} %`),
  correcting: (rate: string, number: string) => `${rate}, correction of statement ${number}`,
  onTheSum: (byLine: string) =>
    `The tax is worked out on the sum of these amounts; added up line by line it was ${byLine}.`,
  untaxed: 'Without tax',
  nothing: 'Nothing was charged or paid in this period.',
  howToPay: 'How to pay',
  ask: (name: string) => `${name} tells you where to send a payment to.`,
  quote: (reference: string) => `Please quote the reference ${reference}.`,
  page: (page: number, pages: number) => `Page ${page} of ${pages}`,
};

export type DocumentTexts = typeof en;

const de: DocumentTexts = {
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
  quote: (reference) => `Bitte geben Sie den Verwendungszweck ${reference} an.`,
  page: (page, pages) => `Seite ${page} von ${pages}`,
};

/** English for a language without texts of its own. */
export function documentTexts(language: string): DocumentTexts {
  return /^de(-|$)/i.test(language) ? de : en;
}
