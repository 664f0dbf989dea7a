import type { PublicTexts } from './en.js';

/** The pages without a login, in German. */
export const de: PublicTexts = {
  pay: {
    title: (sites) => `Für ${sites} zahlen`,
    to: (owner) => `Ihre Zahlung geht an ${owner}.`,
    choose: 'Was möchten Sie zahlen?',
    settle: 'um das geschlossene Konto auszugleichen',
    closed: 'Dieses Konto ist geschlossen. Durch eine Zahlung kommt keine Website wieder online.',
    restore: (until) =>
      until === null
        ? 'um sofort wieder online zu sein'
        : `um sofort wieder online zu sein, bis etwa ${until}`,
    covers: (until) =>
      until === null
        ? 'um den offenen Betrag zu zahlen'
        : `um den offenen Betrag zu zahlen, bis etwa ${until}`,
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
    account: { holder: 'Kontoinhaber', iban: 'IBAN', bic: 'BIC' },
    scan: (amount) =>
      `Scannen Sie diesen Code mit Ihrer Banking-App. ${amount}, das Konto und der Verwendungszweck sind dann eingetragen.`,
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
  },
  promise: {
    title: 'Brauchen Sie mehr Zeit?',
    lead: (isSuspended, everyDays) =>
      `Ihre Website ${isSuspended ? 'ist sofort wieder online' : 'bleibt online'} bis zum Ende des Tages, den Sie ` +
      `wählen, und Sie zahlen bis dahin. Sie können einmal in ${everyDays} Tagen darum bitten.`,
    label: 'Wie viel Zeit',
    choice: (days, day) => `${days === 1 ? '1 Tag' : `${days} Tage`} mehr, bis einschließlich ${day}`,
    button: 'Um mehr Zeit bitten',
    granted: (owner) => `Sie haben mehr Zeit. ${owner} weiß davon durch eine E-Mail.`,
    refused: () => 'Mehr Zeit war nicht möglich.',
    exempt: (until) => `Sie haben mehr Zeit, bis ${until}. Bitte zahlen Sie bis dahin.`,
    amount: (owner, upTo) =>
      `Mehr Zeit gibt es hier bis zu einer Schuld von ${upTo}. Bitte zahlen Sie einen Teil, oder fragen Sie ${owner}.`,
    often: (owner, again) =>
      `Sie haben schon einmal um mehr Zeit gebeten. Das geht wieder ab ${again}. Bitte zahlen Sie, oder fragen Sie ${owner}.`,
  },
  suspended: {
    title: (site) => `${site} ist gesperrt`,
    lead: 'Diese Website ist vorübergehend offline. Es sind keine Inhalte verloren.',
    visitor: 'Bitte versuchen Sie es später noch einmal.',
    owner: 'Ist das Ihre Website?',
    bringBack: 'Wieder freischalten',
    contact: (sender) => `Wenden Sie sich an ${sender}:`,
    contactless: (sender) => `Wenden Sie sich an ${sender}.`,
  },
};
