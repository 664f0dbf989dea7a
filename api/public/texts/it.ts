import type { PublicTexts } from './en.js';

/** The pages without a login, in Italian. */
export const it: PublicTexts = {
  pay: {
    title: (sites) => `Pagamento per ${sites}`,
    to: (owner) => `Il suo pagamento è destinato a ${owner}.`,
    choose: 'Quanto desidera pagare?',
    settle: 'per saldare l’account, che è chiuso',
    closed: 'Questo account è chiuso. Un pagamento non riattiva alcun sito.',
    restore: (until) =>
      until === null ? 'per tornare subito online' : `per tornare subito online, fino a circa ${until}`,
    covers: (until) =>
      until === null ? 'per pagare l’importo dovuto' : `per pagare l’importo dovuto, fino a circa ${until}`,
    exact: (amount, until) => `Sono dovuti ${amount}. Questo importo basta fino a circa ${until}.`,
    held: (owner) =>
      `${owner} ha bloccato questo account. Un pagamento non rimuove il blocco. La preghiamo di contattare ${owner}.`,
    upstream:
      'Il servizio del suo fornitore è interrotto. Un pagamento salda questo account, ma non pone fine all’interruzione.',
    span: (days) => (days <= 31 ? '1 mese online' : days <= 100 ? '3 mesi online' : '12 mesi online'),
    forecast: 'Gli importi sono stime basate sui consumi recenti.',
    nothing: 'Al momento non c’è nulla da pagare.',
    online: (provider) => `Paga con ${provider}`,
    transfer: 'Con bonifico bancario',
    account: { holder: 'Intestatario del conto', iban: 'IBAN', bic: 'BIC' },
    scan: (amount) =>
      `Scansioni questo codice con l’app della sua banca. Inserisce l’importo di ${amount}, il conto e la causale.`,
    reference: 'Causale',
    quote: 'Indichi la causale, con o senza trattini.',
    ask: (owner) => `Chieda a ${owner} le coordinate bancarie.`,
    thanks: 'Grazie.',
    thanksMore:
      'Quando il pagamento è confermato, riceve una ricevuta e i suoi siti vengono riattivati automaticamente.',
    thanksClosed: 'Quando il pagamento è confermato, riceve una ricevuta.',
    posted: 'Il suo pagamento è arrivato.',
    open: (sites) => `${sites}: online.`,
    gone: 'Questo link di pagamento è scaduto',
    goneMore:
      'I link di pagamento sono validi per alcune settimane. Usi il link nell’ultima e-mail, oppure risponda a quella e-mail per ricevere aiuto.',
    trouble: 'Il pagamento non è riuscito. Non è stato pagato nulla. Riprovi, oppure paghi in un altro modo.',
  },
  promise: {
    title: 'Ha bisogno di più tempo?',
    lead: (isSuspended, everyDays) =>
      `Il suo sito ${isSuspended ? 'torna subito online' : 'resta online'} fino alla fine del giorno che sceglie, e lei ` +
      `paga entro quel giorno. Può chiederlo una volta ogni ${everyDays} giorni.`,
    label: 'Quanto tempo',
    choice: (days, day) => `${days} ${days === 1 ? 'giorno' : 'giorni'} in più, fino a ${day} compreso`,
    button: 'Chiedi più tempo',
    granted: (owner) => `Ha più tempo. ${owner} è stato informato per e-mail.`,
    refused: () => 'Non è stato possibile concedere più tempo.',
    exempt: (until) => `Ha più tempo, fino a ${until}. La preghiamo di pagare entro quel momento.`,
    amount: (owner, upTo) =>
      `Qui è possibile avere più tempo fino a un debito di ${upTo}. Ne paghi una parte, oppure contatti ${owner}.`,
    often: (owner, again) =>
      `Ha già chiesto più tempo. Può chiederlo di nuovo a partire da ${again}. Paghi, oppure contatti ${owner}.`,
  },
  suspended: {
    title: (site) => `${site} è sospeso`,
    lead: 'Questo sito è temporaneamente offline. Nessun contenuto è andato perso.',
    visitor: 'Riprovi più tardi.',
    owner: 'È il suo sito?',
    bringBack: 'Riattiva',
    contact: (sender) => `Per riattivarlo, contatti ${sender}:`,
    contactless: (sender) => `Per riattivarlo, contatti ${sender}.`,
  },
};
