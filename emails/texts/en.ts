import type { Reported } from '../../src/billing/traffic/rhythm.js';

/** How ways of paying are called; one that is not here is shown as the owner wrote it. */
const METHODS: ReadonlyMap<string, string> = new Map([
  ['bank', 'bank transfer'],
  ['bank-transfer', 'bank transfer'],
  ['bank_transfer', 'bank transfer'],
  ['stripe', 'card'],
]);

/**
 * Every word of the emails in English. Another language is one file of the same shape, listed in `index.ts`.
 * Amounts, dates and names arrive as they are to be shown.
 */
export const en = {
  /** Shapes dates and amounts when the account's language names no region. */
  locale: 'en-GB',

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

  labels: {
    sites: 'Sites',
    balanceNow: 'Balance after usage so far',
    disputed: 'In dispute (does not count)',
    creditLimit: 'Credit limit',
    toBeHeld: 'To be kept in credit',
    limitDate: 'Credit runs out about',
    exemptionEnds: 'We wait until',
    pausedSince: 'Suspended since',
    pausedOn: 'Suspended from',
    pausedUntil: 'until',
    owed: 'Missing exactly',
    onlineSince: 'Reactivated',
    lastsUntil: 'Your credit lasts until about',
    noEnd: 'more than a year from now',
    amount: 'Received',
    method: 'Paid by',
    reference: 'Reference',
    receivedAt: 'Received on',
    entryNumber: 'Entry',
    balanceAfter: 'Balance after it',
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
      many
        ? 'Paid now, this brings them back and keeps them up'
        : 'Paid now, this brings it back and keeps it up',
    titleAccount: 'Paid now, this covers your account',
    until: (moment: string) => `until about ${moment}`,
    forNow: 'for the time being',
    /** For how long an amount lasts. */
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
      'If nothing is paid, we will write once more a day before. After that visitors see a short notice ' +
      `instead of your pages. Nothing is deleted, and your ${many ? 'sites are' : 'site is'} back as soon as ` +
      'enough is paid.',
    afterwardsUpstream: (many: boolean) =>
      'If nothing is paid, we will write once more a day before. After that your own account is suspended, too. ' +
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
    recurring: (moment: string) => `The regular amounts of your plan use up your credit about ${moment}.`,
    charge: (description: string, day: string) =>
      `On ${day} a planned charge is due, “${description}”, and your credit does not cover it.`,
    exemption: (until: string) =>
      `Your credit is used up. We agreed to wait for your payment until ${until}.`,
    exemptionAfter: (moment: string, until: string) =>
      `At the present pace your credit runs out about ${moment}. We agreed to wait for your payment until ${until}.`,
    topUpInTime: 'Top up before that and nothing changes for your visitors.',
    payInTime: 'Pay before that and nothing changes for your visitors.',
    upstream: (many: boolean) =>
      `Your ${many ? 'sites are' : 'site is'} off for now in any case, since the service of ` +
      `${many ? 'their' : 'its'} host is interrupted; a payment keeps your own account in order.`,
  },
  /** How things stand as the email is written: each sentence is so in one situation, and not said in any other. */
  now: {
    fine: 'You need not do anything now; when a payment is needed, we write to you in time.',
    unforeseen: 'We cannot tell at the moment how long your credit lasts.',
    disputed: (amount: string) => `Payments of ${amount} are in dispute and do not count for now.`,
    soon: (many: boolean, moment: string) =>
      `If nothing is paid, your ${many ? 'sites stay' : 'site stays'} online until about ${moment}.`,
    paused: (many: boolean, amount: string, until: string | null) =>
      `Your ${many ? 'sites are' : 'site is'} suspended; ${amount}, paid now, brings ${many ? 'them' : 'it'} back` +
      (until === null ? '.' : ` and lasts until about ${until}.`),
    exact: (amount: string, until: string) =>
      `Exactly ${amount} is missing; that alone would last until about ${until}.`,
    owed: (amount: string) => `Exactly ${amount} is missing on your account.`,
    coming: (many: boolean) => `Enough is paid; your ${many ? 'sites are' : 'site is'} back in a moment.`,
    pausedUpstream: (many: boolean) =>
      `Your ${many ? 'sites are' : 'site is'} suspended, and besides the service of ${many ? 'their' : 'its'} host ` +
      'is interrupted.',
    held: (many: boolean) =>
      `We have suspended your ${many ? 'sites' : 'site'} by hand; please ask us what is needed.`,
    upstream: (many: boolean) =>
      `Your ${many ? 'sites are' : 'site is'} off for now, since the service of ${many ? 'their' : 'its'} host ` +
      'is interrupted.',
    owing: (amount: string) => `Exactly ${amount} is missing; please pay it soon.`,
    exempt: (amount: string, moment: string) =>
      `Exactly ${amount} is missing, and we agreed to wait for it until ${moment}.`,
    closedOwing: (amount: string) => `The account is closed, and ${amount} is still owed. Please pay it.`,
    closedCredit: (amount: string) =>
      `The account is closed, and ${amount} is in credit. Reply, and tell us where to send it.`,
    closedDisputed: (amount: string) =>
      `The account is closed. Payments of ${amount} are in dispute; what is owed is known once that is decided.`,
    closedEven: 'The account is closed, and nothing is owed on either side.',
  },
  suspended: {
    subject: (sites: string, many: boolean, amount: string) =>
      `${sites} ${many ? 'are' : 'is'} suspended; ${amount} brings ${many ? 'them' : 'it'} back`,
    subjectPlain: (sites: string, many: boolean) => `${sites} ${many ? 'are' : 'is'} suspended`,
    subjectOver: (sites: string, many: boolean) => `${sites} ${many ? 'were' : 'was'} suspended`,
    whyUsed: 'The credit is used up.',
    whyDisputed: 'A payment is disputed and does not count for now, and the rest is used up.',
    visitors: 'Visitors now see a short notice instead of your pages; nothing is deleted.',
    comesBack: (many: boolean) => `Your ${many ? 'sites are' : 'site is'} back as soon as enough is paid.`,
    held: (many: boolean) =>
      `We have also suspended your ${many ? 'sites' : 'site'} by hand, so a payment alone does not bring ` +
      `${many ? 'them' : 'it'} back: please ask us what is needed.`,
    upstream: (many: boolean) =>
      `Besides, the service of ${many ? 'their' : 'its'} host is interrupted: your ` +
      `${many ? 'sites are' : 'site is'} back once that is over and enough is paid.`,
    was: 'The credit was used up, and visitors saw a short notice instead of your pages.',
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
      `Visitors saw your ${many ? 'sites' : 'site'} again for a while, and no longer do by now.`,
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
      `This payment was put on your account for ${sites} and has been taken back since.`,
    short: 'Thank you. It is not yet enough.',
  },
  statement: {
    subject: (days: string, amount: string) => `Statement for ${days}: balance ${amount} at the end`,
    lead: (days: string, sites: string) => `This is your statement for ${days}, for ${sites}.`,
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

  /** What the emails to a site's users have in common. */
  users: {
    site: 'Site',
    group: 'Your group',
    linkEnds: 'Link works until',
    openAddress: 'If the button does nothing, open this address:',
    worksOnce: 'The link works once. Keep it to yourself: anyone who opens it can choose the password.',
  },
  invitation: {
    subject: (site: string) => `Your login for ${site}`,
    lead: (site: string, invitedBy: string | null) =>
      invitedBy === null
        ? `There is a login for you at ${site}. Choose a password and you are in.`
        : `${invitedBy} invites you to ${site}. Choose a password and you are in.`,
    button: 'Choose a password',
    preview: (until: string) => `Choose a password until ${until}.`,
    unexpected:
      'You know nothing of this? Then ignore this email: the login cannot be used without the link.',
    because: (site: string) => `You get this email because you are invited to ${site}.`,
  },
  passwordReset: {
    subject: (site: string) => `A new password for ${site}`,
    lead: (site: string) =>
      `A new password was requested for your login at ${site}. If that was you, choose one now.`,
    button: 'Choose a new password',
    preview: (until: string) => `Choose one until ${until}.`,
    unexpected: 'It was not you? Then ignore this email: your password stays as it is.',
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
        `The email address of your login at ${site} was changed. This one is no longer good for logging in.`,
      password: (site: string) => `The password of your login at ${site} was changed.`,
      'second-factor': (site: string) =>
        `From now on your login at ${site} asks for a code from your app besides the password.`,
      'second-factor-removed': (site: string) =>
        `The second factor of your login at ${site} was taken away: the password alone is enough now.`,
    },
    when: 'When',
    preview: 'If it was you, there is nothing to do.',
    unexpected: {
      lost: 'If it was not you, answer this email at once: another person can log in, and you cannot.',
      held: 'It was not you? Then choose a new password at once; everybody who is logged in as you is out when you have.',
    },
    answer: 'If it was you, there is nothing to do.',
  },
  impersonation: {
    subject: (from: string, site: string) => `${from} impersonates the Owner of ${site}`,
    lead: (from: string, site: string) =>
      `The Owner of ${from} now sees ${site} as you see it, to look after it or to help. ` +
      'You need not do anything; this email only lets you know.',
    who: 'Who',
    since: 'Since',
    endsAt: 'At the latest until',
    preview: (moment: string) => `At the latest until ${moment}.`,
    limits:
      'They act under their own name, and all they do is in the log of your site. They cannot touch passwords, ' +
      'email addresses, users, groups, API keys or saved cards.',
    button: 'Read the log',
    code: 'Whether they need a code from you to impersonate you is for you to choose: see your settings.',
  },
  upstream: {
    subject: (site: string) => `${site} is off for now: its host’s service is interrupted`,
    lead: (site: string, host: string) =>
      `The service of your host, ${host}, is interrupted, and ${site} with it. Visitors see a short notice instead ` +
      'of your pages.',
    host: 'Your host',
    since: 'Off since',
    preview: 'Your host’s service is interrupted; nothing is deleted.',
    /** Where the site's own account is up. */
    nothingOwed: 'Your own account is not the reason.',
    missing: (amount: string) => `Besides, exactly ${amount} is missing on your own account.`,
    ownSuspended: (amount: string) =>
      `Besides, your own account is suspended, and exactly ${amount} is missing on it. Your site is back once that is ` +
      'paid and your host is back.',
    ownHeld: 'Besides, your own account is suspended by hand; please ask what is needed.',
    back:
      'Nothing is deleted, and your site comes back by itself as soon as your host ' +
      'is back, unless it is suspended for another reason by then.',
    ask: (host: string, ways: string) => `If you want to know more, ask ${host}: ${ways}.`,
  },
  breaker: {
    subject: (site: string, accounts: number) =>
      accounts === 0
        ? `Suspensions at ${site} are paused`
        : `Suspensions at ${site} are paused: ${accounts} ${accounts === 1 ? 'client stays' : 'clients stay'} open`,
    preview: 'Nothing is lost. Have a look, and decide.',
    lead: (suspended: number, active: number, allowed: number) =>
      `Within an hour ${suspended} of your ${active} active clients were suspended, and more would have been than the ` +
      `${allowed} you allow. So many seldom stop paying at once, so no further site is closed until you have looked.`,
    leadAgain: (accounts: number) =>
      `Suspensions are still paused, and ${accounts} of your clients ${accounts === 1 ? 'stays open below its' : 'stay open below their'} ` +
      'limit until you decide. ' +
      'This email comes once a day until then.',
    since: 'Paused since',
    suspendedWithinHour: 'Suspended within the hour before',
    of: (suspended: number, active: number) => `${suspended} of ${active}`,
    kept: 'Kept open below their limit',
    count: (accounts: number, sites: number) =>
      `${accounts} ${accounts === 1 ? 'client' : 'clients'} with ${sites} ${sites === 1 ? 'site' : 'sites'}`,
    others: (count: number) => `${count} more`,
    names: (names: string) => `Kept open: ${names}.`,
    button: 'Look, and decide',
    likely:
      'Was a client charged by mistake, or a plan replaced? Do payments come through? Was an old database put back? ' +
      'If all is right, one click has suspensions go on; another lets these clients off until a day you choose.',
    meanwhile: 'Meanwhile charges, payments, warnings and reactivations go on as ever.',
  },
  silence: {
    subject: (name: string, count: number) =>
      count === 1 ? `${name} has stopped reporting` : `${count} sites have stopped reporting`,
    preview: (many: boolean) =>
      `${many ? 'Their meters' : 'Its meters'} always reported something, and nothing any more.`,
    lead: (many: boolean) =>
      `For days nothing has been reported of what ${many ? 'these sites use, though they' : 'this site uses, though it'} ` +
      'always had something to say.',
    said: (meters: string, day: string) => `${meters}, last on ${day}`,
    others: (count: number) => `And ${count} more ${count === 1 ? 'site' : 'sites'}.`,
    button: 'See which',
    look: (many: boolean): string =>
      many
        ? 'When many fall silent together, it is mostly what collects for them that has stopped: look there first.'
        : 'Does what collects for it still run, and does it still find its log?',
    meanwhile:
      'Nothing is charged for what is not reported, and what comes in later, of up to 60 days, is charged as ever. ' +
      'Until then limit dates are worked out as if the site went on as before. If it is right so, you need do nothing.',
  },
  becauseOwner: (site: string) => `You get this email because you are the Owner of ${site}.`,
};

/** What a language must be able to say. */
export type Texts = typeof en;
