/** All English texts of the pages without a login. Each other language is one file of the same shape. */
export const en = {
  /** The page of a payment link. */
  pay: {
    title: (sites: string) => `Pay for ${sites}`,
    to: (owner: string) => `Your payment goes to ${owner}.`,
    choose: 'What would you like to pay?',
    settle: 'to settle the account, which is closed',
    closed: 'This account is closed. A payment does not reactivate any site.',
    restore: (until: string | null) =>
      until === null ? 'to be back online at once' : `to be back online at once, until about ${until}`,
    covers: (until: string | null) =>
      until === null ? 'to pay the amount owed' : `to pay the amount owed, until about ${until}`,
    exact: (amount: string, until: string) => `${amount} is owed. That amount lasts until about ${until}.`,
    held: (owner: string) =>
      `${owner} has put this account on hold. A payment does not end the hold. Please contact them.`,
    upstream:
      'Your host’s service is interrupted. A payment settles this account, but does not end the interruption.',
    span: (days: number): string =>
      days <= 31
        ? 'keeps you online for 1 month'
        : days <= 100
          ? 'keeps you online for 3 months'
          : 'keeps you online for 12 months',
    forecast: 'The amounts are estimates, based on recent usage.',
    nothing: 'Nothing needs to be paid at the moment.',
    online: (provider: string) => `Pay with ${provider}`,
    transfer: 'By bank transfer',
    account: { holder: 'Account holder', iban: 'IBAN', bic: 'BIC' },
    scan: (amount: string) =>
      `Scan this code with your banking app. It fills in ${amount}, the account and the reference.`,
    reference: 'Reference',
    quote: 'Please include the reference, with or without dashes.',
    ask: (owner: string) => `Ask ${owner} for the bank details.`,
    thanks: 'Thank you.',
    thanksMore:
      'When your payment is confirmed, you get a receipt and your sites are reactivated automatically.',
    thanksClosed: 'When your payment is confirmed, you get a receipt.',
    posted: 'Your payment has arrived.',
    open: (sites: string) => `${sites}: online.`,
    gone: 'This payment link has expired',
    goneMore:
      'Payment links are valid for a few weeks. Use the link in your latest email, or reply to that email for help.',
    trouble: 'The payment failed. Nothing was paid. Please try again, or pay another way.',
  },
  /** More time before paying. */
  promise: {
    title: 'Do you need more time?',
    lead: (isSuspended: boolean, everyDays: number) =>
      `${isSuspended ? 'Your site is back online at once' : 'Your site stays online'} until the end of the day you ` +
      `choose, and you pay by then. You can ask once in ${everyDays} days.`,
    label: 'How much time',
    choice: (days: number, day: string) => `${days} more ${days === 1 ? 'day' : 'days'}, through ${day}`,
    button: 'Ask for more time',
    granted: (owner: string) => `You have more time. ${owner} has been told by email.`,
    refused: () => 'More time could not be given.',
    exempt: (until: string) => `You have more time, until ${until}. Please pay by then.`,
    amount: (owner: string, upTo: string) =>
      `More time can be given here up to a debt of ${upTo}. Please pay a part of it, or ask ${owner}.`,
    often: (owner: string, again: string) =>
      `You have asked for more time before. You can ask again from ${again}. Please pay, or ask ${owner}.`,
  },
  /** What visitors of a suspended site see. */
  suspended: {
    title: (site: string) => `${site} is suspended`,
    lead: 'This website is temporarily offline. No content has been lost.',
    visitor: 'Please try again later.',
    owner: 'Is this your site?',
    bringBack: 'Reactivate',
    contact: (sender: string) => `To reactivate it, contact ${sender}:`,
    contactless: (sender: string) => `To reactivate it, contact ${sender}.`,
  },
};

export type PublicTexts = typeof en;
