import type { Reported } from '../../src/billing/traffic/rhythm.js';

/** Names of payment methods; any other method is shown as the Owner wrote it. */
const METHODS: ReadonlyMap<string, string> = new Map([
  ['bank', 'bank transfer'],
  ['bank-transfer', 'bank transfer'],
  ['bank_transfer', 'bank transfer'],
  ['stripe', 'card'],
]);

/**
 * All English texts of the emails. Each other language is one file of the same shape, listed in `index.ts`.
 * Amounts, dates and names are passed in formatted.
 */
export const en = {
  hello: (name: string) => `Hello ${name},`,
  /** The sites in a sentence, or at its start. */
  sites: (names: readonly string[], atStart: boolean) => {
    const [first, second] = names;
    if (first === undefined) return atStart ? 'Your account' : 'your account';
    if (second === undefined) return first;
    if (names.length === 2) return `${first} and ${second}`;
    return `${atStart ? 'Your' : 'your'} ${names.length} sites`;
  },
  zone: (place: string, isPlace: boolean) => (isPlace ? `${place} time` : place),
  moment: (day: string, time: string, zone: string) => `${day}, ${time} ${zone}`,
  /** Between a label and its value. */
  colon: ':',

  labels: {
    sites: 'Sites',
    balanceNow: 'Balance after usage so far',
    disputed: 'In dispute (does not count)',
    creditLimit: 'Credit limit',
    toBeHeld: 'Minimum balance',
    limitDate: 'Credit runs out about',
    exemptionEnds: 'We wait until',
    suspendedSince: 'Suspended since',
    suspendedFrom: 'Suspended from',
    suspendedUntil: 'until',
    owed: 'Missing exactly',
    onlineSince: 'Reactivated',
    lastsUntil: 'Your credit lasts until about',
    noEnd: 'more than a year from now',
    amount: 'Received',
    method: 'Paid by',
    reference: 'Reference',
    receivedAt: 'Received on',
    entryNumber: 'Entry',
    balanceAfter: 'Balance after payment',
    balanceWithout: 'Balance now',
    openingBalance: 'Balance at the start',
    closingBalance: 'Balance at the end',
    total: 'Total',
  },
  entryNumber: (number: string) => `No ${number}`,
  plannedCharge: (description: string, day: string) => `${description}, planned for ${day}`,
  pace: (observedDays: number) => {
    if (observedDays <= 0) return 'Cost per day, from your plan';
    if (observedDays >= 28) return 'Cost per day, from your last four weeks';
    return observedDays === 1
      ? 'Cost per day, from one day'
      : `Cost per day, from your last ${observedDays} days`;
  },
  reported: {
    label: 'Usage is reported',
    every: (every: Reported['every'], next: string) => {
      if (every === 'week') return `once a week, next about ${next}`;
      if (every === 'month') return `once a month, next about ${next}`;
      return `every ${every.days} days, next about ${next}`;
    },
  },
  method: (method: string) => METHODS.get(method) ?? method,
  quantity: (quantity: string, unit: string) => (unit === '' ? quantity : `${quantity} ${unit}`),
  bytes: (short: string, exact: string) => `${short} (${exact})`,

  keepsFor: {
    title: (many: boolean) => `What keeps your ${many ? 'sites' : 'site'} up`,
    titleSuspended: (many: boolean): string =>
      many ? 'Pay now to bring them back and keep them up' : 'Pay now to bring it back and keep it up',
    titleAccount: 'Pay now to cover your account',
    until: (moment: string) => `until about ${moment}`,
    forNow: 'for the time being',
    /** How long an amount lasts. */
    span: (days: number) => {
      if (days >= 28 && days <= 31) return 'for a month';
      if (days >= 89 && days <= 92) return 'for 3 months';
      if (days >= 365 && days <= 366) return 'for a year';
      return days === 1 ? 'for a day' : `for ${days} days`;
    },
    preview: (amount: string, span: string, many: boolean) =>
      `${amount} keeps ${many ? 'them' : 'it'} up ${span}.`,
  },
  pay: {
    title: 'How to pay',
    button: 'Pay online',
    otherWays: 'Other ways:',
    ask: (email: string) => `Write to ${email} and we will tell you how.`,
    reference: 'Reference:',
    holder: 'Account holder:',
    transfer: (amount: string) =>
      `Or scan this with your banking app. It fills in ${amount}, our account and your reference.`,
    justPaid: 'Just paid? Then you can ignore this email.',
  },
  footer: {
    because: (sites: string) => `You get this email because you pay for ${sites}.`,
    becauseAccount: 'You get this email because you have an account with us.',
    questions: 'Questions? Just reply.',
  },

  week: {
    subject: (sites: string, _many: boolean, day: string) => `${sites}: payment needed by about ${day}`,
    subjectExemption: (sites: string, _many: boolean, day: string) => `${sites}: payment needed by ${day}`,
    afterwards: (many: boolean) =>
      'If nothing is paid, we will write again one day before the suspension. After that visitors see a short notice ' +
      `instead of your pages. Nothing is deleted, and your ${many ? 'sites are' : 'site is'} back as soon as ` +
      'enough is paid.',
    afterwardsUpstream: (many: boolean) =>
      'If nothing is paid, we will write again one day before the suspension. After that your own account is ' +
      'suspended, too. ' +
      `Nothing is deleted, and your ${many ? 'sites are' : 'site is'} back once enough is paid and the service of ` +
      `${many ? 'their' : 'its'} host is back.`,
  },
  day: {
    subject: (sites: string, _many: boolean, moment: string) => `${sites} will be suspended about ${moment}`,
    subjectExemption: (sites: string, _many: boolean, moment: string) =>
      `${sites} will be suspended on ${moment}`,
    subjectUpstream: (sites: string, _many: boolean, moment: string) =>
      `${sites}: payment needed by about ${moment}`,
    afterwardsUpstream: (many: boolean) =>
      'If nothing is paid by then, your own account is suspended, too. Nothing is deleted, and ' +
      `your ${many ? 'sites are' : 'site is'} back once enough is paid and the service of ` +
      `${many ? 'their' : 'its'} host is back.`,
    afterwards: (many: boolean) =>
      'If nothing is paid by then, visitors see a short notice instead of your pages. Nothing is deleted, and ' +
      `your ${many ? 'sites are' : 'site is'} back as soon as enough is paid.`,
  },
  why: {
    traffic: (moment: string) => `At the present pace your credit runs out about ${moment}.`,
    between: (earliest: string, latest: string, moment: string) =>
      `At the present pace your credit runs out between ${earliest} and ${latest}, most likely about ${moment}.`,
    recurring: (moment: string) => `The fixed costs of your plan use up your credit about ${moment}.`,
    charge: (description: string, day: string) =>
      `On ${day} a planned charge is due, “${description}”, and your credit does not cover it.`,
    exemption: (until: string) =>
      `Your credit is used up. We agreed to wait for your payment until ${until}.`,
    exemptionAfter: (moment: string, until: string) =>
      `At the present pace your credit runs out about ${moment}. We agreed to wait for your payment until ${until}.`,
    policy: (many: boolean, until: string) =>
      `Your credit is used up. If nothing is paid, your ${many ? 'sites are' : 'site is'} suspended about ${until}.`,
    policyAfter: (many: boolean, moment: string, until: string) =>
      `At the present pace your credit runs out about ${moment}. If nothing is paid, your ` +
      `${many ? 'sites are' : 'site is'} suspended about ${until}.`,
    topUpInTime: 'Top up before that and nothing changes for your visitors.',
    payInTime: 'Pay before that and nothing changes for your visitors.',
    upstream: (many: boolean) =>
      `Your ${many ? 'sites are' : 'site is'} off for now in any case, because the service of ` +
      `${many ? 'their' : 'its'} host is interrupted. A payment keeps your own account in good standing.`,
  },
  /** The account's state at sending; each sentence belongs to exactly one situation. */
  now: {
    fine: 'You do not need to do anything now. When a payment is needed, we will write to you in time.',
    unforeseen: 'At the moment we do not know how long your credit will last.',
    disputed: (amount: string) => `Payments of ${amount} are in dispute and do not count for now.`,
    soon: (many: boolean, moment: string) =>
      `If nothing is paid, your ${many ? 'sites stay' : 'site stays'} online until about ${moment}.`,
    suspended: (many: boolean, amount: string, until: string | null) =>
      `Your ${many ? 'sites are' : 'site is'} suspended. A payment of ${amount} now brings ${many ? 'them' : 'it'} back` +
      (until === null ? '.' : ` and lasts until about ${until}.`),
    exact: (amount: string, until: string) =>
      `Exactly ${amount} is missing; this amount alone would last until about ${until}.`,
    owed: (amount: string) => `Exactly ${amount} is missing on your account.`,
    coming: (many: boolean) => `Enough is paid; your ${many ? 'sites are' : 'site is'} back in a moment.`,
    suspendedUpstream: (many: boolean) =>
      `Your ${many ? 'sites are' : 'site is'} suspended, and the service of ${many ? 'their' : 'its'} host ` +
      'is interrupted, too.',
    held: (many: boolean) =>
      `We have suspended your ${many ? 'sites' : 'site'} by hand; please ask us what is needed.`,
    upstream: (many: boolean) =>
      `Your ${many ? 'sites are' : 'site is'} off for now, because the service of ${many ? 'their' : 'its'} host ` +
      'is interrupted.',
    owing: (amount: string) => `Exactly ${amount} is missing; please pay it soon.`,
    exempt: (amount: string, moment: string) =>
      `Exactly ${amount} is missing, and we agreed to wait for it until ${moment}.`,
    delayed: (many: boolean, amount: string, moment: string) =>
      `Exactly ${amount} is missing. If it is not paid, your ${many ? 'sites stay' : 'site stays'} online until about ${moment}.`,
    closedOwing: (amount: string) => `The account is closed, and ${amount} is still owed. Please pay it.`,
    closedCredit: (amount: string) =>
      `The account is closed with a credit of ${amount}. Please reply and tell us where to send it.`,
    closedDisputed: (amount: string) =>
      `The account is closed. Payments of ${amount} are in dispute; we will know what is owed when the dispute is decided.`,
    closedEven: 'The account is closed, and nothing is owed on either side.',
  },
  allClear: {
    subject: (sites: string) => `${sites}: our warning no longer applies`,
    lead: 'We warned you that your credit would run out soon. That is no longer so.',
  },
  suspended: {
    subject: (sites: string, many: boolean, amount: string) =>
      `${sites} ${many ? 'are' : 'is'} suspended; ${amount} brings ${many ? 'them' : 'it'} back`,
    subjectPlain: (sites: string, many: boolean) => `${sites} ${many ? 'are' : 'is'} suspended`,
    subjectOver: (sites: string, many: boolean) => `${sites} ${many ? 'were' : 'was'} suspended`,
    whyUsed: 'The credit is used up.',
    whyDisputed: 'A payment is in dispute and does not count for now. The rest of the credit is used up.',
    visitors: 'Visitors now see a short notice instead of your pages; nothing is deleted.',
    comesBack: (many: boolean) => `Your ${many ? 'sites are' : 'site is'} back as soon as enough is paid.`,
    held: (many: boolean) =>
      `We have also suspended your ${many ? 'sites' : 'site'} by hand, so a payment alone does not bring ` +
      `${many ? 'them' : 'it'} back: please ask us what is needed.`,
    upstream: (many: boolean) =>
      `The service of ${many ? 'their' : 'its'} host is also interrupted: your ` +
      `${many ? 'sites are' : 'site is'} back once that is over and enough is paid.`,
    was: 'The credit was used up, and visitors saw a short notice instead of your pages.',
    wasHeld: (many: boolean) =>
      `We had suspended your ${many ? 'sites' : 'site'} by hand, and visitors saw a short notice instead of your pages.`,
    isBack: (many: boolean) => `Your ${many ? 'sites are' : 'site is'} online again; nothing was lost.`,
  },
  reactivated: {
    subject: (sites: string, many: boolean) => `${sites} ${many ? 'are' : 'is'} back online. Thank you.`,
    subjectPlain: (sites: string, many: boolean) => `${sites} ${many ? 'are' : 'is'} back online`,
    subjectUpstream: (sites: string) => `${sites}: your own account is reactivated`,
    subjectOver: (sites: string, many: boolean) =>
      `${sites} ${many ? 'were' : 'was'} back online for a while`,
    lead: (many: boolean) => `Visitors see your ${many ? 'sites' : 'site'} again; nothing was lost.`,
    ended: () => 'Your own account is no longer suspended; nothing was lost.',
    over: (many: boolean) =>
      `Visitors saw your ${many ? 'sites' : 'site'} again for a while, but do not see ${many ? 'them' : 'it'} now.`,
    until: (day: string) => `At the present pace your credit lasts until about ${day}.`,
    endless: 'At the present pace your credit lasts for more than a year.',
  },
  receipt: {
    subject: (amount: string) => `We have received ${amount}. Thank you.`,
    subjectShort: (amount: string, shortBy: string) =>
      `We have received ${amount}; ${shortBy} is still missing`,
    subjectReversed: (amount: string) => `Your payment of ${amount} does not count`,
    lead: (sites: string) => `The payment is on your account for ${sites}.`,
    leadReversed: (sites: string) =>
      `This payment was credited to your account for ${sites} and has since been reversed.`,
    short: 'Thank you. The payment is not yet enough.',
  },
  statement: {
    subject: (days: string, amount: string) => `Statement for ${days}: balance ${amount} at the end`,
    subjectInvoice: (number: string, days: string, amount: string) =>
      `Invoice ${number} for ${days}: balance ${amount} at the end`,
    lead: (days: string, sites: string) => `This is your statement for ${days}, for ${sites}.`,
    attached: (list: string) => `Attached as PDF: ${list}.`,
    documents: {
      invoice: (number: string) => `invoice ${number}`,
      'credit-note': (number: string) => `credit note ${number}`,
      prepayment: (number: string) => `prepayment invoice ${number}`,
      receipt: (number: string) => `receipt ${number}`,
    },
    what: 'What',
    amountIn: (currency: string) => `Amount ${currency}`,
    charges: 'Charges',
    tax: 'Tax',
    corrections: 'Corrections',
    payments: 'Payments',
    reference: 'Your reference for payments:',
    nothing: 'Nothing was charged and nothing was paid.',
    asFile: 'The numbered statement as PDF:',
  },

  /** Shared by all emails to a site's users. */
  users: {
    site: 'Site',
    group: 'Your group',
    linkEnds: 'Link works until',
    openAddress: 'If the button does nothing, open this address:',
    worksOnce: 'The link works once. Keep it to yourself: anyone who opens it can choose the password.',
    /** Where an email is shown to others than its recipient. */
    linkNotKept: '(the link is not kept)',
  },
  invitation: {
    subject: (site: string) => `Your login for ${site}`,
    lead: (site: string, invitedBy: string | null) =>
      invitedBy === null
        ? `There is a login for you at ${site}. Choose a password to use it.`
        : `${invitedBy} invites you to ${site}. Choose a password to log in.`,
    button: 'Choose a password',
    preview: (until: string) => `Choose a password before ${until}.`,
    unexpected: 'If you did not expect this, ignore this email: the login cannot be used without the link.',
    because: (site: string) => `You get this email because you are invited to ${site}.`,
  },
  passwordReset: {
    subject: (site: string) => `A new password for ${site}`,
    lead: (site: string) =>
      `A new password was requested for your login at ${site}. If that was you, choose one now.`,
    button: 'Choose a new password',
    preview: (until: string) => `Choose one before ${until}.`,
    unexpected: 'If it was not you, ignore this email: your password stays the same.',
    because: (site: string) => `You get this email because you have a login at ${site}.`,
  },
  loginChanged: {
    subject: {
      email: (site: string) => `Your login for ${site} has another email address`,
      password: (site: string) => `Your password for ${site} was changed`,
      'second-factor': (site: string) => `Your login for ${site} now asks for a code`,
      'second-factor-removed': (site: string) => `Your login for ${site} no longer asks for a code`,
    },
    lead: {
      email: (site: string) =>
        `The email address of your login at ${site} was changed. You can no longer log in with this one.`,
      password: (site: string) => `The password of your login at ${site} was changed.`,
      'second-factor': (site: string) =>
        `From now on your login at ${site} asks for a code from your app as well as the password.`,
      'second-factor-removed': (site: string) =>
        `The second factor of your login at ${site} was removed: now the password alone is enough.`,
    },
    when: 'When',
    preview: 'If it was you, there is nothing to do.',
    unexpected: {
      lost: 'If it was not you, reply to this email at once: another person can log in, and you cannot.',
      held: 'If it was not you, choose a new password at once. That logs out everyone who is logged in as you.',
    },
  },
  impersonation: {
    subject: (from: string, site: string) => `${from} impersonates the Owner of ${site}`,
    lead: (from: string, site: string) =>
      `The Owner of ${from} now sees ${site} as you see it, to check something or to help. ` +
      'You do not need to do anything; this email is for your information only.',
    who: 'Who',
    since: 'Since',
    endsAt: 'Ends at the latest',
    preview: (moment: string) => `Ends at the latest ${moment}.`,
    limits:
      'They act under their own name, and everything they do is in the log of your site. They cannot touch passwords, ' +
      'email addresses, users, groups, API keys or saved cards.',
    button: 'Read the log',
    code: 'In your settings you choose whether they need a code from you to impersonate you.',
  },
  upstream: {
    subject: (site: string) => `${site} is off for now: its host’s service is interrupted`,
    lead: (site: string, host: string) =>
      `The service of your host, ${host}, is interrupted, and ${site} with it. Visitors see a short notice instead ` +
      'of your pages.',
    host: 'Your host',
    since: 'Off since',
    preview: 'Your host’s service is interrupted; nothing is deleted.',
    /** The site's own account is active. */
    nothingOwed: 'Your own account is not the reason.',
    missing: (amount: string) => `Exactly ${amount} is also missing on your own account.`,
    ownSuspended: (amount: string) =>
      `Your own account is also suspended, and exactly ${amount} is missing on it. Your site is back once that is ` +
      'paid and your host is back.',
    ownHeld: 'Your own account is also suspended by hand; please ask what is needed.',
    back:
      'Nothing is deleted, and your site comes back by itself as soon as your host ' +
      'is back, unless it is suspended for another reason by then.',
    ask: (host: string, ways: string) => `If you want to know more, ask ${host}: ${ways}.`,
  },
  breaker: {
    subject: (site: string, accounts: number) =>
      accounts === 0
        ? `Suspensions at ${site} are paused`
        : `Suspensions at ${site} are paused: ${accounts} ${accounts === 1 ? 'client stays' : 'clients stay'} online`,
    preview: 'Nothing is lost. Please review and decide.',
    lead: (suspended: number, active: number, allowed: number) =>
      `Within an hour ${suspended} of your ${active} active clients were suspended. More suspensions would exceed the ` +
      `${allowed} you allow. It is rare that so many clients stop paying at once, so no more sites are suspended until ` +
      'you decide.',
    leadReminder: (accounts: number) =>
      `Suspensions are still paused, and ${accounts} of your clients ${accounts === 1 ? 'stays online below its' : 'stay online below their'} ` +
      'limit until you decide. ' +
      'You get this email once a day until then.',
    since: 'Paused since',
    suspendedWithinHour: 'Suspended in the hour before',
    of: (suspended: number, active: number) => `${suspended} of ${active}`,
    kept: 'Kept online below their limit',
    count: (accounts: number, sites: number) =>
      `${accounts} ${accounts === 1 ? 'client' : 'clients'} with ${sites} ${sites === 1 ? 'site' : 'sites'}`,
    others: (count: number) => `${count} more`,
    names: (names: string) => `Kept online: ${names}.`,
    button: 'Review suspensions',
    likely:
      'Was a client charged by mistake, or a plan replaced? Do payments arrive? Was an old database restored? ' +
      'If everything is right, one click resumes suspensions; another exempts these clients until a day you choose.',
    meanwhile: 'Charges, payments, warnings and reactivations continue as usual.',
  },
  silence: {
    subject: (name: string, count: number) =>
      count === 1 ? `${name} has stopped reporting` : `${count} sites have stopped reporting`,
    preview: (many: boolean) =>
      `${many ? 'Their meters' : 'Its meters'} always reported usage before, but have stopped.`,
    lead: (many: boolean) =>
      `For days no usage has been reported for ${many ? 'these sites' : 'this site'}, although ` +
      `${many ? 'their' : 'its'} meters always reported usage before.`,
    lastReport: (meters: string, day: string) => `${meters}, last on ${day}`,
    others: (count: number) => `And ${count} more ${count === 1 ? 'site' : 'sites'}.`,
    button: 'Show meters',
    check: (many: boolean): string =>
      many
        ? 'If many sites stop together, the program that collects their usage has probably stopped: check it first.'
        : 'Is the program that collects its usage still running, and does it still find its log?',
    meanwhile:
      'Usage that is not reported is not charged. If it is reported within 60 days, it is charged as usual. ' +
      'Until then limit dates assume the same usage as before. If this is right, you do not need to do anything.',
  },
  webhookOff: {
    subject: (host: string) => `No more events are sent to ${host}`,
    failed: (host: string) => `${host} has not received an event for five days, so no more are sent to it.`,
    gone: (host: string) =>
      `${host} answered that it is gone for good (410), so no more events are sent to it.`,
    answer: 'Last answer',
    button: 'Show webhooks',
    after:
      'If you turn it on again, it gets all events since then, in their order. Charges, payments and emails continue as usual.',
  },
  morning: {
    subject: (today: number, tomorrow: number) => {
      const clients = (count: number): string => `${count} ${count === 1 ? 'client' : 'clients'}`;
      if (today === 0) return `${clients(tomorrow)} due to be suspended tomorrow`;
      return `${clients(today)} due to be suspended today${tomorrow === 0 ? '' : `, ${tomorrow} tomorrow`}`;
    },
    lead: (today: number, tomorrow: number) => {
      const clients = (count: number): string =>
        count === 1 ? '1 client is due to be suspended' : `${count} clients are due to be suspended`;
      const unless = 'unless something changes';
      if (today === 0) return `${clients(tomorrow)} tomorrow, ${unless}.`;
      return `${clients(today)} today${tomorrow === 0 ? '' : ` and ${tomorrow} tomorrow`}, ${unless}.`;
    },
    when: (day: 'today' | 'tomorrow', time: string) => `${day} about ${time}`,
    heldBack: 'held back while suspensions are paused',
    balance: (amount: string) => `balance ${amount}`,
    keepsUp: (amount: string) => `${amount} keeps it online for 30 days`,
    notices: { week: 'week notice', day: 'day notice', reactivated: 'reactivation email' },
    notice: (notice: string, state: 'accepted' | 'refused' | 'waiting', moment: string) =>
      state === 'waiting'
        ? `${notice} not yet accepted by the mail server`
        : `${notice} ${state === 'accepted' ? 'sent' : 'refused'} ${moment}`,
    noNotice: 'no notice sent',
    others: (count: number) => `And ${count} more.`,
    button: 'Show morning list',
    added: (day: string, names: string) => `New since ${day}: ${names}.`,
    left: (list: string) => `No longer on the list: ${list}.`,
    reasons: {
      paid: (name: string, amount: string) => `${name} paid ${amount}`,
      suspended: (name: string) => `${name} is suspended`,
      held: (name: string) => `${name} is on hold`,
      closed: (name: string) => `the account of ${name} is closed`,
      exempt: (name: string, day: string) => `${name} has more time until the end of ${day}`,
      later: (name: string, day: string) => `${name} is now due on ${day}`,
      notDue: (name: string) => `${name} is not due for now`,
    },
    act: 'On the page you can give a client more time or put it on hold, and turn this email off.',
    because: (site: string) => `You get this email because you asked for the morning list of ${site}.`,
  },
  promise: {
    subject: (name: string, days: number) => `${name} asked for ${days} more ${days === 1 ? 'day' : 'days'}`,
    preview: (day: string) => `As your settings allow, the client has time until the end of ${day}.`,
    lead: (wasSuspended: boolean, day: string) =>
      'The client asked for more time before paying and got it, as your settings allow. ' +
      `The site ${wasSuspended ? 'is reactivated and ' : ''}is not suspended for its limit before the end of ${day}.`,
    client: 'Client',
    until: 'Until the end of',
    button: 'Show account',
    then:
      'If nothing is paid by then, the site is suspended as usual. On the account page you can change or end this ' +
      'payment promise.',
  },
  becauseOwner: (site: string) => `You get this email because you are the Owner of ${site}.`,
};

/** The texts every language must define. */
export type Texts = typeof en;
