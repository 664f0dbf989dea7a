/** The texts of the payment link's page, in the languages of the emails. */
const en = {
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
    until === null ? 'um den offenen Betrag zu zahlen' : `um den offenen Betrag zu zahlen, bis etwa ${until}`,
  exact: (amount, until) => `${amount} sind offen. Dieser Betrag reicht bis etwa ${until}.`,
  held: (owner) =>
    `${owner} hat dieses Konto gesperrt. Eine Zahlung hebt die Sperre nicht auf. Bitte fragen Sie dort nach.`,
  upstream:
    'Der Dienst des Anbieters ist unterbrochen. Eine Zahlung gleicht dieses Konto aus, beendet die Unterbrechung aber nicht.',
  span: (days) => (days <= 31 ? '1 Monat online' : days <= 100 ? '3 Monate online' : '12 Monate online'),
  forecast: 'Die Beträge sind Schätzungen nach der letzten Nutzung.',
  nothing: 'Zurzeit ist nichts zu zahlen.',
  online: (provider) => `Mit ${provider} zahlen`,
  transfer: 'Per Überweisung',
  reference: 'Verwendungszweck',
  quote: 'Bitte geben Sie den Verwendungszweck an, mit oder ohne Striche.',
  ask: (owner) => `Die Bankverbindung erfahren Sie von ${owner}.`,
  thanks: 'Vielen Dank.',
  thanksMore:
    'Sobald Ihre Zahlung bestätigt ist, bekommen Sie eine Quittung, und Ihre Websites werden automatisch freigeschaltet.',
  thanksClosed: 'Sobald Ihre Zahlung bestätigt ist, bekommen Sie eine Quittung.',
  posted: 'Ihre Zahlung ist eingegangen.',
  open: (sites) => `${sites}: online.`,
  gone: 'Dieser Zahlungslink ist abgelaufen',
  goneMore:
    'Zahlungslinks gelten einige Wochen. Nutzen Sie den Link in der neuesten E-Mail, oder antworten Sie auf diese E-Mail.',
  trouble:
    'Die Zahlung ist fehlgeschlagen. Es wurde nichts gezahlt. Bitte versuchen Sie es noch einmal oder zahlen Sie auf anderem Weg.',
};

export type PayTexts = typeof en;

/** English for a language without texts of its own. */
export function payTexts(language: string): PayTexts {
  return /^de(-|$)/i.test(language) ? de : en;
}

/** The page's language, for its `lang` attribute. */
export function payLanguage(language: string): string {
  return payTexts(language) === de ? 'de' : 'en';
}
