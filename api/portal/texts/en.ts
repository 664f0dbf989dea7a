import type { EntryKind } from '../../../src/store/ledger/entries.js';
import { ENGLISH_FRAME } from '../../web/parts/frame.js';

type Months = 1 | 3 | 12;

const SPANS: Readonly<Record<Months, string>> = { 1: 'month', 3: 'three months', 12: 'year' };
const lasts = (until: string | null): string => (until === null ? '.' : ` and lasts until about ${until}.`);

/** All English texts of the client's pages. Amounts, dates and names are passed in formatted. */
export const en = {
  frame: ENGLISH_FRAME,

  /** The client's state in one sentence; those marked with "until" end with a date. */
  standing: {
    closed: 'This account is closed',
    closedLead: (owner: string) => `For questions, contact ${owner}.`,
    held: (many: boolean) => `${many ? 'Your sites are' : 'Your site is'} on hold`,
    heldLead: (owner: string, many: boolean) =>
      `${owner} has suspended ${many ? 'them' : 'it'}. Please contact them.`,
    suspended: (many: boolean) => `${many ? 'Your sites are' : 'Your site is'} suspended`,
    otherReason: (amount: string, owner: string) =>
      `A payment of ${amount} settles your account. There is also another reason for the suspension. Please contact ${owner}.`,
    restore: (many: boolean, amount: string, until: string | null) =>
      `A payment of ${amount} reactivates ${many ? 'them' : 'it'} at once${lasts(until)}`,
    coming: (many: boolean) => `${many ? 'Your sites are' : 'Your site is'} being reactivated`,
    comingLead: 'Your payment is enough. This takes a few seconds.',
    upstreamLead: (owner: string) => `The reason is not your account. Please contact ${owner}.`,
    onlineUntil: (many: boolean) => `${many ? 'Your sites stay' : 'Your site stays'} online until`,
    promisedLead: (owner: string, amount: string, until: string | null) =>
      `${owner} expects your payment by then. ${amount} covers what is owed${lasts(until)}`,
    usedUp: (many: boolean, amount: string, until: string | null) =>
      `The credit is used up. A payment of ${amount} keeps ${many ? 'them' : 'it'} online${lasts(until)}`,
    usedUpNow: (many: boolean, amount: string, until: string | null) =>
      `The credit is used up. A payment of ${amount} now keeps ${many ? 'them' : 'it'} online${lasts(until)}`,
    soon: (many: boolean) => `${many ? 'Your sites are' : 'Your site is'} about to be suspended`,
    online: (many: boolean) => `${many ? 'Your sites are' : 'Your site is'} online`,
    noForecast: 'No forecast is available at the moment.',
    paid: (many: boolean) => `${many ? 'Your sites are' : 'Your site is'} paid`,
    noCosts: 'There are no current costs.',
    paidLong: (many: boolean) => `${many ? 'Your sites are' : 'Your site is'} paid for more than a year`,
    endless: 'At the current pace, the credit lasts for more than a year.',
    paidUntil: (many: boolean) => `${many ? 'Your sites are' : 'Your site is'} paid until about`,
    estimated: 'Estimated at the current pace.',
    between: (early: string, late: string) => `Probably between ${early} and ${late}.`,
    notBefore: (day: string) => `Probably not before ${day}.`,
    pace: (amount: string) => `Cost per day: about ${amount}.`,
    thatIs: (distance: string) => `That is ${distance}.`,
    sites: (names: string) => `Sites: ${names}.`,
  },

  overview: {
    title: 'Overview',
    pay: (amount: string) => `Pay ${amount}`,
    payAhead: 'Pay ahead',
    documents: 'Documents',
    owe: 'You owe',
    balance: 'Balance',
    accrued: 'Not yet charged',
    leftMinimum: 'Left above the minimum balance',
    left: 'Left before suspension',
    next: 'Next events',
    withTax: (event: string, tax: string) => `${event}, and ${tax}`,
    periodEnds: 'The period ends: usage is charged and you get a statement.',
    runsOut: 'The credit runs out at the current pace.',
    notices: 'You get an email a week before and a day before.',
    suspends: 'Without a payment, service is suspended.',
    plan: 'Plan',
    usage: 'Usage',
    noUsage: 'No usage in the last five weeks.',
    byDay: (meter: string, from: string, to: string) => `${meter} by day, ${from} to ${to}`,
    noCharges: 'No charges in this period.',
    since: 'This period, since',
    item: 'Item',
    used: 'Used',
    cost: 'Cost',
    days: (from: string, to: string) => `${from} to ${to}`,
    total: 'Total',
    creditLeft: (name: string, left: string, of: string, until: string | null) =>
      `${name}: ${left} of ${of} left${until === null ? '' : ` until ${until}`}.`,
    discount: (name: string, until: string | null) => `${name}${until === null ? '' : `, until ${until}`}.`,
    advance: 'Fees in advance are already charged. The rest is charged when the period ends.',
    noPlan: 'No plan. Only individual charges apply.',
    thePlan: 'The plan',
    planUntil: (name: string, day: string) => `${name}, until ${day}`,
    planFrom: (name: string, day: string) => `${name}, from ${day}`,
    taxed: (percent: string) => `${percent} % on all charges`,
    recent: 'Recent entries',
    allEntries: 'All entries',
  },

  chart: {
    title: 'Balance forecast',
    note: 'Usage is deducted daily.',
    dashed: 'Dashed line: forecast.',
    paid: (amount: string) => `you paid ${amount}`,
    usedUp: (day: string) => `${day}: used up`,
    worth: (balance: string, limit: string) =>
      `Your balance after usage is ${balance}; sites are suspended below ${limit}.`,
    notExpected: 'That is not expected within 400 days.',
    expected: (day: string) => `That is expected on ${day}.`,
  },

  /** The price of a plan in words. */
  plan: {
    setup: 'Setup fee',
    once: (amount: string) => `${amount} once`,
    recurring: (amount: string, months: Months, isAdvance: boolean) =>
      `${amount} every ${SPANS[months]}, ${isAdvance ? 'in advance' : 'at the end'}`,
    total: 'Total',
    limits: (least: string | null, most: string | null, months: Months) =>
      `${[...(least === null ? [] : [`at least ${least}`]), ...(most === null ? [] : [`at most ${most}`])].join(' and ')} ` +
      `per ${SPANS[months]}, before tax`,
    percent: (percent: string) => `${percent} %`,
    freeFirst: (size: string, rest: string) => `the first ${size} free, then ${rest}`,
    package: (price: string, size: string) => `${price} for each started ${size}`,
    volume: (bands: string) => `whole quantity at the price of its band: ${bands}`,
    included: 'included',
    perUnit: (price: string, unit: string) => `${price} per ${unit}`,
    plusFee: (price: string, fee: string) => `${price} and ${fee}`,
    first: (size: string, price: string) => `the first ${size} ${price}`,
    upTo: (size: string, price: string) => `up to ${size} ${price}`,
    beyond: (price: string) => `beyond that ${price}`,
  },

  entries: {
    title: 'Entries',
    owe: (amount: string) => `You owe ${amount}`,
    balance: (amount: string) => `Your balance is ${amount}`,
    lead: 'All payments and charges, newest first. Entries are never changed.',
    none: 'No entries yet. Your first payment or charge appears here.',
    older: 'Older entries',
    csv: 'Download CSV',
    number: 'No',
    date: 'Date',
    what: 'What',
    amount: 'Amount',
    balanceAfter: 'Balance',
    kinds: {
      payment: 'payment',
      charge: 'charge',
      tax: 'tax',
      refund: 'refund',
      reversal: 'reversal',
      adjustment: 'adjustment',
    } satisfies Readonly<Record<EntryKind, string>> as Readonly<Record<EntryKind, string>>,
  },

  statements: {
    title: 'Statements',
    statements: 'Statements',
    invoices: 'Invoices and credit notes',
    olderInvoices: 'Older invoices',
    documents: {
      kinds: {
        invoice: 'Invoice',
        'credit-note': 'Credit note',
        prepayment: 'Prepayment invoice',
        receipt: 'Receipt',
      },
      document: 'Document',
      number: 'Number',
      date: 'Date',
      total: 'Total',
      download: 'Download',
      of: (number: string) => `of ${number}`,
    },
    none: 'No statements yet',
    latest: (days: string) => `Your latest statement: ${days}`,
    lead: 'You get a statement at the end of each period. Statements never change. Corrections appear on a later statement.',
    first: 'The first statement comes at the end of the first period.',
    older: 'Older statements',
    number: 'Statement',
    period: 'Period',
    date: 'Date',
    closing: 'Closing balance',
    download: 'Download',
    ofStatement: (number: string) => `of statement ${number}`,
    days: (from: string, to: string) => `${from} to ${to}`,
  },

  pay: {
    title: 'Pay',
    posted: 'Thank you. Your payment has arrived.',
    inService: 'Your account is in service.',
    awaited:
      'Thank you. When your payment is confirmed, you get a receipt and your balance is updated. This page updates automatically.',
    nothing: 'Nothing needs to be paid for the next 12 months',
    ahead: 'Nothing is due. You can pay ahead',
    reactivates: (amount: string) => `${amount} reactivates all sites`,
    covers: (amount: string) => `${amount} covers what is owed`,
    to: (owner: string) => `Your payment goes to ${owner}.`,
    exact: (amount: string, until: string) => `${amount} is owed. That amount lasts until about ${until}.`,
    amountIn: (currency: string) => `Amount in ${currency}`,
    reactivatesUntil: (until: string | null) =>
      `reactivates all sites, ${until === null ? 'for the time being' : `until about ${until}`}`,
    onlineUntil: (until: string | null) =>
      `keeps it online ${until === null ? 'for the time being' : `until about ${until}`}`,
    coversUntil: (until: string | null) =>
      `covers the account ${until === null ? 'for the time being' : `until about ${until}`}`,
    span: (months: 1 | 3 | 12) => `keeps it online for ${months === 1 ? '1 month' : `${months} months`}`,
    other: 'another amount',
    estimates: 'The amounts are estimates, based on recent usage.',
    otherIn: (currency: string) => `Another amount in ${currency}`,
    with: (provider: string) => `Pay with ${provider}`,
    topUp: 'Automatic top-up',
    changeTopUp: 'Change automatic top-up',
    transfer: 'By bank transfer',
    ask: (owner: string) => `Ask ${owner} for the bank details.`,
    reference: 'Reference',
    quote: 'With the reference, the payment is matched to your account automatically.',
    contact: 'Contact',
    moreTime: (day: string) => `You have more time, until the end of ${day}.`,
  },

  preferences: {
    title: 'Preferences',
    on: 'You get a statement by email after each period',
    off: 'You get no statements by email',
    lead: (addresses: string) => `Emails are sent to ${addresses}. Warnings and receipts are always sent.`,
    statements: 'Statements by email',
    send: 'Send a statement after each period',
    dont: 'Do not send statements. You can read them here',
    language: 'Language of emails and statements',
    languageShort: 'Language',
    afterEach: 'after each period',
    none: 'none',
    save: 'Save',
    saved: 'Saved.',
  },

  /** What invoices say about the client. */
  details: {
    title: 'Invoice details',
    noCountry: 'Your country is not known yet.',
    country: (name: string) => `Country: ${name}.`,
    askUs: 'Ask us to change it: it decides the tax.',
    reference: 'Your reference',
    referenceHint: 'Printed on invoices, such as a cost centre or a Leitweg-ID.',
    saved: 'Your invoice details are saved.',
    vatId: {
      valid: 'Your VAT id is valid.',
      invalid: 'Your VAT id is not valid according to the EU’s register, so you pay VAT.',
      unverified: 'Your VAT id is being checked.',
    },
  },

  topUp: {
    title: 'Automatic top-up',
    card: (brand: string, digits: string) => `${brand} ending in ${digits}`,
    offered: 'Your card can be charged automatically before the credit runs out.',
    line: (card: string, cap: string) =>
      `${card} is charged automatically before the credit runs out, at most ${cap} per day.`,
    thanks: 'Thank you. When your payment is confirmed, the card appears here.',
    on: 'Automatic top-up is on',
    onLead: (owner: string) =>
      `Your card is charged before the credit runs out. Payments go to ${owner} under the terms below.`,
    off: 'Automatic top-up is off',
    offLead: 'Your card is saved. Turn automatic top-up on below, or remove the card.',
    unavailable: 'Automatic top-up is not available',
    closed: 'The account is closed.',
    noCards: (owner: string) =>
      `${owner} does not accept cards. See the page “Pay” for other payment methods.`,
    needsCard: 'Automatic top-up needs a card',
    needsCardLead: 'Nothing is charged until you pay once with a card.',
    offer: 'Turn on automatic top-up',
    offerLead: 'Your card is charged before the credit runs out. Please read the terms:',
    cardTitle: 'Card',
    expires: (date: string) => `expires ${date}`,
    storedBy: (provider: string) => `stored by ${provider}`,
    isOn: 'on',
    isOff: 'off',
    savedOn: (day: string) => `Saved ${day}. We never see the card number.`,
    remove: 'Remove card',
    noSaved: 'No saved card',
    removeQuestion: (brand: string, digits: string) => `Remove the ${brand} card ending in ${digits}?`,
    removeEffects: (provider: string, owner: string): readonly string[] => [
      `The card is no longer charged. ${provider} also deletes it.`,
      'You get warning emails again, a week and a day before the credit runs out.',
      `Payments with this card stay on your account with ${owner}.`,
    ],
    turnedOff: 'Automatic top-up is off.',
    removed: 'Card removed.',
    terms: 'Terms',
    when: 'When',
    whenText:
      'A week before your credit runs out, instead of the warning email. If the payment fails, again a day before.',
    howMuch: 'How much',
    howMuchText: (currency: string) =>
      `The amount for at least 30 more days, rounded up to a whole ${currency}.`,
    month: (amount: string) => `At the current pace, 30 days cost about ${amount}.`,
    least: (amount: string) => `Never less than ${amount}.`,
    atMost: 'At most',
    atMostText: (cap: string | null) =>
      `${cap ?? 'At most the amount you set below'} per day. If more is needed, nothing is charged and you get an email with a payment link.`,
    emails: 'Emails',
    emailsText:
      'You get a receipt for each payment. If your bank refuses the payment or asks you to confirm it, you get an email with a payment link. Your site stays online until the credit is used up.',
    cardData: 'Card data',
    cardDataText: (provider: string, owner: string) =>
      `${provider} stores the card for ${owner}. We only see the type, the last four digits and the expiry date.`,
    cancel: 'Cancellation',
    cancelText: (email: string | null) =>
      `Turn it off or remove the card on this page at any time, with immediate effect.${email === null ? '' : ` Or write to ${email}.`} It ends when the account is closed.`,
    attempts: 'Automatic payments',
    noAttempts: 'None yet.',
    date: 'Date',
    amount: 'Amount',
    result: 'Result',
    outcomes: {
      paid: 'paid',
      pending: 'waiting for the bank',
      'needs-client': 'confirmation required',
      refused: 'refused',
      unavailable: 'provider not reached',
      progress: 'in progress',
    },
    ifUnpaid: 'If nothing was paid, you got an email with a payment link.',
    settings: 'Settings',
    capTooLow:
      '30 days cost more than your daily maximum at the current pace. Nothing may be charged, and you get a warning instead.',
    save: 'Save',
    turnOn: 'Turn on',
    turnOff: 'Turn off',
    saved: 'Saved.',
    maximum: (currency: string) => `Maximum per day, in ${currency}`,
    suggested: 'Suggested: the cost of three months at the current pace.',
    minimum: (currency: string) => `Minimum per payment, in ${currency} (optional)`,
    minimumHint: 'For fewer, larger payments. Empty: no minimum.',
    consent: (owner: string) => `I agree that ${owner} charges my card under these terms until I cancel.`,
    payOnce: 'Pay once now to save the card. The card is used after the payment is confirmed.',
    payOnceNew: 'Pay once now to save the card. The new card is used after the payment is confirmed.',
    payAndSave: (provider: string) => `Pay and save the card with ${provider}`,
    saveTitle: 'Pay and save card',
    change: 'Change card',
  },
};

export type PortalTexts = typeof en;
