/** All English texts of a statement. Each other language is one file of the same shape, listed in `index.ts`. */
export const en = {
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
  reductions: 'Credit and discounts',
  creditUntil: (name: string, left: string, of: string, day: string) =>
    `${name}: ${left} of ${of} left until ${day}.`,
  creditLeft: (name: string, left: string, of: string) => `${name}: ${left} of ${of} left.`,
  creditEnded: (name: string, left: string, of: string, day: string) =>
    `${name} ended on ${day}. ${left} of ${of} were not used.`,
  corrections: 'Corrections',
  tax: 'Tax',
  payments: 'Payments and refunds',
  payment: 'Payment',
  refund: 'Refund',
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
  scan: (amount: string) =>
    `Scan this code with your banking app. It fills in ${amount}, the account and the reference.`,
  quote: (reference: string) => `Please quote the reference ${reference}.`,
  page: (page: number, pages: number) => `Page ${page} of ${pages}`,
};

export type DocumentTexts = typeof en;
