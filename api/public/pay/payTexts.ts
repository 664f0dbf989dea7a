/** What stands on the page behind a pay link, in the languages of the emails. */
const en = {
  title: (sites: string) => `Pay for ${sites}`,
  to: (owner: string) => `Your payment goes to ${owner}.`,
  choose: 'What would you like to pay?',
  settle: 'to settle the account, which is closed',
  closed: 'This account is closed. No site comes back by a payment.',
  restore: (until: string | null) =>
    until === null ? 'to be back online at once' : `to be back online at once, until about ${until}`,
  covers: (until: string | null) =>
    until === null ? 'to cover what is owed' : `to cover what is owed, until about ${until}`,
  exact: (amount: string, until: string) =>
    `Exactly ${amount} is owed; that alone would last until about ${until}.`,
  held: (owner: string) =>
    `${owner} has suspended this by hand. A payment does not end that; please ask them.`,
  upstream: 'The service of its host is interrupted. A payment covers this account and does not end that.',
  span: (days: number): string =>
    days <= 31 ? 'safe for 1 month' : days <= 100 ? 'safe for 3 months' : 'safe for 12 months',
  forecast: 'The amounts for months to come rest on what was used of late.',
  nothing: 'Nothing needs to be paid at the moment.',
  online: (provider: string) => `Pay with ${provider}`,
  transfer: 'By bank transfer',
  reference: 'Reference',
  quote: 'Please quote the reference; it may be typed with or without the dashes.',
  ask: (owner: string) => `${owner} tells you where to send a transfer to.`,
  thanks: 'Thank you.',
  thanksMore: 'As soon as your payment is confirmed you get a receipt, and everything is back by itself.',
  thanksClosed: 'As soon as your payment is confirmed you get a receipt.',
  gone: 'This link is no longer good',
  goneMore:
    'Links to pay end after some weeks. The newest email has a fresh one; or answer that email, and you will be helped.',
  trouble: 'That did not work just now. Nothing was paid. Please try again, or pay another way.',
};

const de: typeof en = {
  title: (sites) => `Für ${sites} zahlen`,
  to: (owner) => `Ihre Zahlung geht an ${owner}.`,
  choose: 'Was möchten Sie zahlen?',
  settle: 'um das geschlossene Konto auszugleichen',
  closed: 'Dieses Konto ist geschlossen. Durch eine Zahlung kommt keine Website wieder online.',
  restore: (until) =>
    until === null ? 'um sofort wieder online zu sein' : `um sofort wieder online zu sein, bis etwa ${until}`,
  covers: (until) =>
    until === null ? 'um zu decken, was offen ist' : `um zu decken, was offen ist, bis etwa ${until}`,
  exact: (amount, until) => `Offen sind genau ${amount}; das allein würde bis etwa ${until} reichen.`,
  held: (owner) =>
    `${owner} hat von Hand gesperrt. Eine Zahlung beendet das nicht; bitte fragen Sie dort nach.`,
  upstream:
    'Der Dienst des Anbieters ist unterbrochen. Eine Zahlung deckt dieses Konto und beendet das nicht.',
  span: (days) =>
    days <= 31 ? 'sicher für 1 Monat' : days <= 100 ? 'sicher für 3 Monate' : 'sicher für 12 Monate',
  forecast: 'Die Beträge für kommende Monate beruhen auf der Nutzung der letzten Zeit.',
  nothing: 'Zurzeit ist nichts zu zahlen.',
  online: (provider) => `Mit ${provider} zahlen`,
  transfer: 'Per Überweisung',
  reference: 'Verwendungszweck',
  quote: 'Bitte geben Sie den Verwendungszweck an, mit oder ohne Striche.',
  ask: (owner) => `Wohin Sie überweisen, sagt Ihnen ${owner}.`,
  thanks: 'Vielen Dank.',
  thanksMore:
    'Sobald Ihre Zahlung bestätigt ist, bekommen Sie eine Quittung, und alles läuft von selbst wieder.',
  thanksClosed: 'Sobald Ihre Zahlung bestätigt ist, bekommen Sie eine Quittung.',
  gone: 'Dieser Link gilt nicht mehr',
  goneMore:
    'Links zum Zahlen enden nach einigen Wochen. Im neuesten Brief steht ein frischer; oder antworten Sie auf diesen Brief, dann wird Ihnen geholfen.',
  trouble:
    'Das hat eben nicht geklappt. Es wurde nichts gezahlt. Bitte versuchen Sie es noch einmal oder zahlen Sie auf anderem Weg.',
};

export type PayTexts = typeof en;

/** English for a language without texts of its own. */
export function payTexts(language: string): PayTexts {
  return /^de(-|$)/i.test(language) ? de : en;
}

/** The language the page is in, for its `lang`. */
export function payLanguage(language: string): string {
  return payTexts(language) === de ? 'de' : 'en';
}
