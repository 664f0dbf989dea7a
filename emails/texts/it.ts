import type { Texts } from './en.js';

const METHODS: ReadonlyMap<string, string> = new Map([
  ['bank', 'bonifico'],
  ['bank-transfer', 'bonifico'],
  ['bank_transfer', 'bonifico'],
  ['bank transfer', 'bonifico'],
  ['card', 'carta'],
  ['cash', 'contanti'],
  ['stripe', 'carta'],
]);

/** Cities whose Italian name differs from the zone's. */
const PLACES: Readonly<Record<string, string>> = {
  Athens: 'Atene',
  Berlin: 'Berlino',
  Brussels: 'Bruxelles',
  Bucharest: 'Bucarest',
  Copenhagen: 'Copenaghen',
  Dublin: 'Dublino',
  Lisbon: 'Lisbona',
  London: 'Londra',
  Luxembourg: 'Lussemburgo',
  Moscow: 'Mosca',
  Paris: 'Parigi',
  Prague: 'Praga',
  Rome: 'Roma',
  Stockholm: 'Stoccolma',
  Warsaw: 'Varsavia',
  Zurich: 'Zurigo',
};

/** "il 25 nov", "l’8 nov": the article of a day that starts with its number. */
const theDay = (day: string): string => (/^(8|11)\b/.test(day) ? `l’${day}` : `il ${day}`);

/** The emails in Italian. */
export const it: Texts = {
  hello: (name) => `Gentile ${name},`,
  sites: (names, atStart) => {
    const [first, second] = names;
    if (first === undefined) return atStart ? 'Il suo account' : 'il suo account';
    if (second === undefined) return first;
    if (names.length === 2) return `${first} e ${second}`;
    return `${atStart ? 'I suoi' : 'i suoi'} ${names.length} siti`;
  },
  zone: (place, isPlace) => (isPlace ? `ora di ${PLACES[place] ?? place}` : place),
  moment: (day, time, zone) => `${day}, ore ${time} (${zone})`,
  colon: ':',

  labels: {
    sites: 'Siti',
    balanceNow: 'Saldo al netto dei consumi finora',
    disputed: 'Contestato (non conteggiato)',
    creditLimit: 'Limite di credito',
    toBeHeld: 'Saldo minimo',
    limitDate: 'Credito esaurito intorno a',
    exemptionEnds: 'Attendiamo fino a',
    suspendedSince: 'Sospensione da',
    suspendedFrom: 'Sospensione a partire da',
    suspendedUntil: 'fino a',
    owed: 'Importo esatto mancante',
    onlineSince: 'Riattivazione',
    lastsUntil: 'Il suo credito basta fino a circa',
    noEnd: 'oltre un anno',
    amount: 'Importo ricevuto',
    method: 'Metodo di pagamento',
    reference: 'Causale',
    receivedAt: 'Data di ricezione',
    entryNumber: 'Movimento',
    balanceAfter: 'Saldo dopo il pagamento',
    balanceWithout: 'Saldo attuale',
    openingBalance: 'Saldo iniziale',
    closingBalance: 'Saldo finale',
    total: 'Totale',
  },
  entryNumber: (number) => `n. ${number}`,
  plannedCharge: (description, day) => `${description}, previsto per ${day}`,
  pace: (observedDays) => {
    if (observedDays <= 0) return 'Costo al giorno, secondo il suo piano';
    if (observedDays >= 28) return 'Costo al giorno, nelle ultime quattro settimane';
    return observedDays === 1
      ? 'Costo al giorno, in base a un giorno'
      : `Costo al giorno, negli ultimi ${observedDays} giorni`;
  },
  reported: {
    label: 'I consumi sono comunicati',
    every: (every, next) => {
      if (every === 'week') return `una volta alla settimana, la prossima intorno a ${next}`;
      if (every === 'month') return `una volta al mese, la prossima intorno a ${next}`;
      return `ogni ${every.days} giorni, la prossima volta intorno a ${next}`;
    },
  },
  method: (method) => METHODS.get(method) ?? method,
  quantity: (quantity, unit) => (unit === '' ? quantity : `${quantity} ${unit === 'bytes' ? 'byte' : unit}`),
  bytes: (short, exact) => `${short} (${exact})`,

  keepsFor: {
    title: (many) => `Per mantenere online ${many ? 'i suoi siti' : 'il suo sito'}`,
    titleSuspended: (many) =>
      many
        ? 'Paghi ora per riportare e mantenere online i suoi siti'
        : 'Paghi ora per riportare e mantenere online il suo sito',
    titleAccount: 'Paghi ora per coprire il suo account',
    until: (moment) => `fino a circa ${moment}`,
    forNow: 'fino a nuovo avviso',
    span: (days) => {
      if (days >= 28 && days <= 31) return 'per un mese';
      if (days >= 89 && days <= 92) return 'per 3 mesi';
      if (days >= 365 && days <= 366) return 'per un anno';
      return days === 1 ? 'per un giorno' : `per ${days} giorni`;
    },
    preview: (amount, span, many) =>
      `Con ${amount} ${many ? 'i suoi siti restano' : 'il suo sito resta'} online ${span}.`,
  },
  pay: {
    title: 'Come pagare',
    button: 'Paga online',
    otherWays: 'Altri modi:',
    ask: (email) => `Scriva a ${email} e le diremo come fare.`,
    reference: 'Causale:',
    holder: 'Intestatario del conto:',
    transfer: (amount) =>
      `Oppure scansioni questo codice con l’app della sua banca. Inserisce l’importo di ${amount}, il nostro conto e la sua causale.`,
    justPaid: 'Ha appena pagato? Allora può ignorare questa e-mail.',
  },
  footer: {
    because: (sites) => `Riceve questa e-mail perché paga per ${sites}.`,
    becauseAccount: 'Riceve questa e-mail perché ha un account presso di noi.',
    questions: 'Domande? Risponda a questa e-mail.',
  },

  week: {
    subject: (sites, _many, day) => `${sites}: pagamento necessario entro circa ${day}`,
    subjectExemption: (sites, _many, day) => `${sites}: pagamento necessario entro ${day}`,
    afterwards: (many) =>
      'In assenza di pagamento le scriveremo di nuovo un giorno prima della sospensione. Dopo, i visitatori vedranno un ' +
      `breve avviso al posto delle sue pagine. Non viene cancellato nulla, e ${many ? 'i suoi siti tornano' : 'il suo sito torna'} ` +
      'online non appena viene pagato un importo sufficiente.',
    afterwardsUpstream: (many) =>
      'In assenza di pagamento le scriveremo di nuovo un giorno prima della sospensione. Dopo, anche il suo account sarà ' +
      `sospeso. Non viene cancellato nulla, e ${many ? 'i suoi siti tornano' : 'il suo sito torna'} online non appena ` +
      'viene pagato un importo sufficiente e il servizio del fornitore è ripristinato.',
  },
  day: {
    subject: (sites, many, moment) =>
      `${sites} ${many ? 'saranno sospesi' : 'sarà sospeso'} intorno a ${moment}`,
    subjectExemption: (sites, many, moment) =>
      `${sites} ${many ? 'saranno sospesi' : 'sarà sospeso'} ${moment}`,
    subjectUpstream: (sites, _many, moment) => `${sites}: pagamento necessario entro circa ${moment}`,
    afterwardsUpstream: (many) =>
      'In assenza di pagamento entro tale data, anche il suo account sarà sospeso. Non viene cancellato nulla, e ' +
      `${many ? 'i suoi siti tornano' : 'il suo sito torna'} online non appena viene pagato un importo sufficiente e il ` +
      'servizio del fornitore è ripristinato.',
    afterwards: (many) =>
      'In assenza di pagamento entro tale data, i visitatori vedranno un breve avviso al posto delle sue pagine. Non ' +
      `viene cancellato nulla, e ${many ? 'i suoi siti tornano' : 'il suo sito torna'} online non appena viene pagato un ` +
      'importo sufficiente.',
  },
  why: {
    traffic: (moment) => `Al ritmo attuale il suo credito si esaurisce intorno a ${moment}.`,
    between: (earliest, latest, moment) =>
      `Al ritmo attuale il suo credito si esaurisce tra ${theDay(earliest)} e ${theDay(latest)}, più probabilmente intorno a ${moment}.`,
    recurring: (moment) => `I costi fissi del suo piano esauriscono il suo credito intorno a ${moment}.`,
    charge: (description, day) =>
      `Per ${day} è previsto un addebito, «${description}», e il suo credito non lo copre.`,
    exemption: (until) =>
      `Il suo credito è esaurito. Come concordato, attendiamo il suo pagamento fino a ${until}.`,
    exemptionAfter: (moment, until) =>
      `Al ritmo attuale il suo credito si esaurisce intorno a ${moment}. Come concordato, attendiamo il suo pagamento ` +
      `fino a ${until}.`,
    policy: (many, until) =>
      `Il suo credito è esaurito. In assenza di pagamento ${many ? 'i suoi siti saranno sospesi' : 'il suo sito sarà sospeso'} ` +
      `intorno a ${until}.`,
    policyAfter: (many, moment, until) =>
      `Al ritmo attuale il suo credito si esaurisce intorno a ${moment}. In assenza di pagamento ` +
      `${many ? 'i suoi siti saranno sospesi' : 'il suo sito sarà sospeso'} intorno a ${until}.`,
    topUpInTime: 'Se ricarica prima, per i suoi visitatori non cambia nulla.',
    payInTime: 'Se paga prima, per i suoi visitatori non cambia nulla.',
    upstream: (many) =>
      `${many ? 'I suoi siti sono' : 'Il suo sito è'} comunque offline per il momento, perché il servizio del fornitore ` +
      'è interrotto. Un pagamento mantiene in regola il suo account.',
  },
  now: {
    fine: 'Per ora non deve fare nulla. Quando sarà necessario un pagamento, le scriveremo per tempo.',
    unforeseen: 'Al momento non è possibile dire quanto durerà il suo credito.',
    disputed: (amount) => `Pagamenti per ${amount} sono contestati e per ora non vengono conteggiati.`,
    soon: (many, moment) =>
      `In assenza di pagamento ${many ? 'i suoi siti restano' : 'il suo sito resta'} online fino a circa ${moment}.`,
    suspended: (many, amount, until) =>
      `${many ? 'I suoi siti sono sospesi' : 'Il suo sito è sospeso'}. Un pagamento di ${amount} adesso ` +
      `${many ? 'li' : 'lo'} riporta online` +
      (until === null ? '.' : ` e basta fino a circa ${until}.`),
    exact: (amount, until) =>
      `Mancano esattamente ${amount}; questo importo da solo basterebbe fino a circa ${until}.`,
    owed: (amount) => `Sul suo account mancano esattamente ${amount}.`,
    coming: (many) =>
      `L’importo pagato è sufficiente; ${many ? 'i suoi siti tornano' : 'il suo sito torna'} online tra un momento.`,
    suspendedUpstream: (many) =>
      `${many ? 'I suoi siti sono sospesi' : 'Il suo sito è sospeso'}, e anche il servizio del fornitore è interrotto.`,
    held: (many) =>
      `Abbiamo sospeso manualmente ${many ? 'i suoi siti' : 'il suo sito'}; ci chieda che cosa occorre.`,
    upstream: (many) =>
      `${many ? 'I suoi siti sono' : 'Il suo sito è'} offline per il momento, perché il servizio del fornitore è ` +
      'interrotto.',
    owing: (amount) => `Mancano esattamente ${amount}; la preghiamo di pagare al più presto.`,
    exempt: (amount, moment) =>
      `Mancano esattamente ${amount}; come concordato, attendiamo il pagamento fino a ${moment}.`,
    delayed: (many, amount, moment) =>
      `Mancano esattamente ${amount}. In assenza di pagamento ${many ? 'i suoi siti restano' : 'il suo sito resta'} ` +
      `online fino a circa ${moment}.`,
    closedOwing: (amount) =>
      `L’account è chiuso e restano da pagare ${amount}. La preghiamo di saldare l’importo.`,
    closedCredit: (amount) =>
      `L’account è chiuso con un credito di ${amount}. Risponda e ci indichi dove inviarlo.`,
    closedDisputed: (amount) =>
      `L’account è chiuso. Pagamenti per ${amount} sono contestati; sapremo quanto è dovuto quando la contestazione ` +
      'sarà decisa.',
    closedEven: 'L’account è chiuso e nessuna delle parti deve nulla.',
  },
  allClear: {
    subject: (sites) => `${sites}: il nostro avviso non è più valido`,
    lead: 'L’avevamo avvisata che il suo credito stava per esaurirsi. Non è più così.',
  },
  suspended: {
    subject: (sites, many, amount) =>
      `${sites} ${many ? 'sono sospesi' : 'è sospeso'}; con ${amount} si torna online`,
    subjectPlain: (sites, many) => `${sites} ${many ? 'sono sospesi' : 'è sospeso'}`,
    subjectOver: (sites, many) => `${sites} ${many ? 'sono stati sospesi' : 'è stato sospeso'}`,
    whyUsed: 'Il credito è esaurito.',
    whyDisputed:
      'Un pagamento è contestato e per ora non viene conteggiato. Il resto del credito è esaurito.',
    visitors:
      'I visitatori vedono ora un breve avviso al posto delle sue pagine; non viene cancellato nulla.',
    comesBack: (many) =>
      `${many ? 'I suoi siti tornano' : 'Il suo sito torna'} online non appena viene pagato un importo sufficiente.`,
    held: (many) =>
      `Abbiamo inoltre sospeso manualmente ${many ? 'i suoi siti' : 'il suo sito'}, quindi un pagamento da solo non ` +
      `${many ? 'li' : 'lo'} riporta online: ci chieda che cosa occorre.`,
    upstream: (many) =>
      `Anche il servizio del fornitore è interrotto: ${many ? 'i suoi siti tornano' : 'il suo sito torna'} online quando ` +
      'è ripristinato e viene pagato un importo sufficiente.',
    was: 'Il credito era esaurito, e i visitatori vedevano un breve avviso al posto delle sue pagine.',
    wasHeld: (many) =>
      `Avevamo sospeso manualmente ${many ? 'i suoi siti' : 'il suo sito'}, e i visitatori vedevano un breve avviso al ` +
      'posto delle sue pagine.',
    isBack: (many) => `${many ? 'I suoi siti sono' : 'Il suo sito è'} di nuovo online; nulla è andato perso.`,
  },
  reactivated: {
    subject: (sites, many) => `${sites} ${many ? 'sono' : 'è'} di nuovo online. Grazie.`,
    subjectPlain: (sites, many) => `${sites} ${many ? 'sono' : 'è'} di nuovo online`,
    subjectUpstream: (sites) => `${sites}: il suo account è riattivato`,
    subjectOver: (sites, many) =>
      `${sites} ${many ? 'sono stati' : 'è stato'} di nuovo online per un periodo`,
    lead: (many) =>
      `I visitatori vedono di nuovo ${many ? 'i suoi siti' : 'il suo sito'}; nulla è andato perso.`,
    ended: () => 'Il suo account non è più sospeso; nulla è andato perso.',
    over: (many) =>
      `I visitatori hanno visto di nuovo ${many ? 'i suoi siti' : 'il suo sito'} per un periodo, ma ora non ` +
      `${many ? 'li' : 'lo'} vedono.`,
    until: (day) => `Al ritmo attuale il suo credito basta fino a circa ${day}.`,
    endless: 'Al ritmo attuale il suo credito basta per oltre un anno.',
  },
  receipt: {
    subject: (amount) => `Abbiamo ricevuto ${amount}. Grazie.`,
    subjectShort: (amount, shortBy) => `Abbiamo ricevuto ${amount}; mancano ancora ${shortBy}`,
    subjectReversed: (amount) => `Il suo pagamento di ${amount} non è conteggiato`,
    lead: (sites) => `Il pagamento è stato accreditato sul suo account per ${sites}.`,
    leadReversed: (sites) =>
      `Questo pagamento era stato accreditato sul suo account per ${sites} ed è stato poi stornato.`,
    short: 'Grazie. Il pagamento non è ancora sufficiente.',
  },
  statement: {
    subject: (days, amount) => `Estratto conto ${days}: saldo finale ${amount}`,
    subjectInvoice: (number, days, amount) => `Fattura ${number}, ${days}: saldo finale ${amount}`,
    lead: (days, sites) => `Ecco il suo estratto conto del periodo ${days}, per ${sites}.`,
    attached: (list) => `In allegato, in PDF: ${list}.`,
    documents: {
      invoice: (number) => `fattura ${number}`,
      'credit-note': (number) => `nota di credito ${number}`,
      prepayment: (number) => `fattura di acconto ${number}`,
      receipt: (number) => `ricevuta ${number}`,
    },
    what: 'Descrizione',
    amountIn: (currency) => `Importo ${currency}`,
    charges: 'Addebiti',
    tax: 'Imposte',
    corrections: 'Correzioni',
    payments: 'Pagamenti',
    reference: 'La sua causale per i pagamenti:',
    nothing: 'Non è stato addebitato né pagato nulla.',
    asFile: 'L’estratto conto numerato in PDF:',
  },

  users: {
    site: 'Sito',
    group: 'Il suo gruppo',
    linkEnds: 'Link valido fino a',
    openAddress: 'Se il pulsante non funziona, apra questo indirizzo:',
    worksOnce:
      'Il link funziona una sola volta. Non lo condivida: chiunque lo apra può scegliere la password.',
    linkNotKept: '(il link non viene conservato)',
  },
  invitation: {
    subject: (site) => `Il suo accesso a ${site}`,
    lead: (site, invitedBy) =>
      invitedBy === null
        ? `È pronto un accesso a ${site} per lei. Scelga una password per usarlo.`
        : `${invitedBy} la invita a ${site}. Scelga una password per accedere.`,
    button: 'Scegli una password',
    preview: (until) => `Scelga una password prima di ${until}.`,
    unexpected: 'Se non si aspettava questa e-mail, la ignori: senza il link l’accesso non può essere usato.',
    because: (site) => `Riceve questa e-mail per un invito a ${site}.`,
  },
  passwordReset: {
    subject: (site) => `Una nuova password per ${site}`,
    lead: (site) =>
      `È stata richiesta una nuova password per il suo accesso a ${site}. Se l’ha richiesta lei, ne scelga una ora.`,
    button: 'Scegli una nuova password',
    preview: (until) => `Ne scelga una prima di ${until}.`,
    unexpected: 'Se non l’ha richiesta lei, ignori questa e-mail: la sua password resta la stessa.',
    because: (site) => `Riceve questa e-mail perché ha un accesso a ${site}.`,
  },
  loginChanged: {
    subject: {
      email: (site) => `Il suo accesso a ${site} ha un altro indirizzo e-mail`,
      password: (site) => `La sua password per ${site} è stata cambiata`,
      'second-factor': (site) => `Il suo accesso a ${site} ora richiede un codice`,
      'second-factor-removed': (site) => `Il suo accesso a ${site} non richiede più un codice`,
    },
    lead: {
      email: (site) =>
        `L’indirizzo e-mail del suo accesso a ${site} è stato cambiato. Con questo non può più accedere.`,
      password: (site) => `La password del suo accesso a ${site} è stata cambiata.`,
      'second-factor': (site) =>
        `D’ora in poi il suo accesso a ${site} richiede, oltre alla password, un codice dalla sua app.`,
      'second-factor-removed': (site) =>
        `Il secondo fattore del suo accesso a ${site} è stato rimosso: ora basta la password.`,
    },
    when: 'Quando',
    preview: 'Se è stata una sua scelta, non deve fare nulla.',
    unexpected: {
      lost: 'Se non è stata una sua scelta, risponda subito a questa e-mail: un’altra persona può accedere, e lei no.',
      held: 'Se non è stata una sua scelta, scelga subito una nuova password. In questo modo si chiudono tutte le sessioni aperte con il suo accesso.',
    },
  },
  impersonation: {
    subject: (from, site) => `${from} agisce per conto del proprietario di ${site}`,
    lead: (from, site) =>
      `Il proprietario di ${from} vede ora ${site} come lo vede lei, per controllare qualcosa o per aiutare. Non deve ` +
      'fare nulla; questa e-mail è solo informativa.',
    who: 'Chi',
    since: 'Da',
    endsAt: 'Al più tardi fino a',
    preview: (moment) => `Al più tardi fino a ${moment}.`,
    limits:
      'Agisce con il proprio nome, e tutto ciò che fa è nel registro del suo sito. Non può toccare password, indirizzi ' +
      'e-mail, utenti, gruppi, chiavi API né carte salvate.',
    button: 'Leggi il registro',
    code: 'Nelle impostazioni può scegliere se per questo serve un suo codice.',
  },
  upstream: {
    subject: (site) => `${site} è offline per il momento: il servizio del fornitore è interrotto`,
    lead: (site, host) =>
      `Il servizio del suo fornitore, ${host}, è interrotto, e con esso ${site}. I visitatori vedono un breve avviso al ` +
      'posto delle sue pagine.',
    host: 'Il suo fornitore',
    since: 'Offline da',
    preview: 'Il servizio del suo fornitore è interrotto; non viene cancellato nulla.',
    nothingOwed: 'Il suo account non ne è la causa.',
    missing: (amount) => `Inoltre, sul suo account mancano esattamente ${amount}.`,
    ownSuspended: (amount) =>
      `Anche il suo account è sospeso, e vi mancano esattamente ${amount}. Il suo sito torna online non appena ` +
      'l’importo è pagato e il servizio del suo fornitore è ripristinato.',
    ownHeld: 'Anche il suo account è sospeso manualmente; chieda che cosa occorre.',
    back:
      'Non viene cancellato nulla, e il suo sito torna online da solo non appena il servizio del suo fornitore è ' +
      'ripristinato, a meno che allora non sia sospeso per un altro motivo.',
    ask: (host, ways) => `Per saperne di più, contatti ${host}: ${ways}.`,
  },
  breaker: {
    subject: (site, accounts) =>
      accounts === 0
        ? `Le sospensioni di ${site} sono in pausa`
        : `Le sospensioni di ${site} sono in pausa: ${accounts} ${accounts === 1 ? 'cliente resta' : 'clienti restano'} online`,
    preview: 'Nulla è andato perso. Controlli e decida.',
    lead: (suspended, active, allowed) =>
      `In un’ora sono stati sospesi ${suspended} dei suoi ${active} clienti attivi. Altre sospensioni supererebbero le ` +
      `${allowed} che lei consente. È raro che così tanti clienti smettano di pagare insieme, quindi nessun altro sito ` +
      'viene sospeso finché lei non decide.',
    leadReminder: (accounts) =>
      `Le sospensioni sono ancora in pausa, e ${accounts} dei suoi clienti ${accounts === 1 ? 'resta' : 'restano'} ` +
      'online sotto il limite finché lei non decide. Fino ad allora riceve questa e-mail una volta al giorno.',
    since: 'In pausa da',
    suspendedWithinHour: 'Sospesi nell’ora precedente',
    of: (suspended, active) => `${suspended} su ${active}`,
    kept: 'Online sotto il limite',
    count: (accounts, sites) =>
      `${accounts} ${accounts === 1 ? 'cliente' : 'clienti'} con ${sites} ${sites === 1 ? 'sito' : 'siti'}`,
    others: (count) => (count === 1 ? '1 altro' : `altri ${count}`),
    names: (names) => `Restano online: ${names}.`,
    button: 'Controlla le sospensioni',
    likely:
      'Un cliente ha ricevuto un addebito per errore, o un piano è stato sostituito? I pagamenti arrivano? È stato ' +
      'ripristinato un vecchio database? Se è tutto corretto, un clic riprende le sospensioni; un altro esenta questi ' +
      'clienti fino al giorno che sceglie.',
    meanwhile: 'Addebiti, pagamenti, avvisi e riattivazioni continuano come al solito.',
  },
  silence: {
    subject: (name, count) =>
      count === 1 ? `${name} non comunica più i consumi` : `${count} siti non comunicano più i consumi`,
    preview: (many) =>
      `${many ? 'I loro' : 'I suoi'} contatori avevano sempre comunicato i consumi, ma ora non più.`,
    lead: (many) =>
      `Da giorni non vengono comunicati consumi per ${many ? 'questi siti' : 'questo sito'}, anche se i contatori li ` +
      'avevano sempre comunicati.',
    lastReport: (meters, day) => `${meters}, l’ultima volta ${day}`,
    others: (count) => (count === 1 ? 'E 1 altro sito.' : `E altri ${count} siti.`),
    button: 'Mostra i contatori',
    check: (many) =>
      many
        ? 'Se molti siti si fermano insieme, probabilmente si è fermato il programma che raccoglie i loro consumi: lo ' +
          'controlli per primo.'
        : 'Il programma che raccoglie i suoi consumi è ancora in funzione, e trova ancora il suo log?',
    meanwhile:
      'I consumi non comunicati non vengono addebitati. Se vengono comunicati entro 60 giorni, sono addebitati come al ' +
      'solito. Fino ad allora le previsioni presuppongono gli stessi consumi di prima. Se è tutto a posto, non deve fare ' +
      'nulla.',
  },
  webhookOff: {
    subject: (host) => `Non vengono più inviati eventi a ${host}`,
    failed: (host) => `${host} non riceve eventi da cinque giorni, quindi non gli viene più inviato nulla.`,
    gone: (host) =>
      `${host} ha risposto che l’indirizzo non esiste più (410), quindi non gli viene più inviato nulla.`,
    answer: 'Ultima risposta',
    button: 'Mostra i webhook',
    after:
      'Se lo riattiva, riceve tutti gli eventi da allora, nel loro ordine. Addebiti, pagamenti ed e-mail continuano come sempre.',
  },
  morning: {
    subject: (today, tomorrow) => {
      const clients = (count: number): string =>
        `${count} ${count === 1 ? 'cliente' : 'clienti'} da sospendere`;
      if (today === 0) return `${clients(tomorrow)} domani`;
      return `${clients(today)} oggi${tomorrow === 0 ? '' : `, ${tomorrow} domani`}`;
    },
    lead: (today, tomorrow) => {
      const clients = (count: number): string =>
        count === 1 ? '1 cliente sarà sospeso' : `${count} clienti saranno sospesi`;
      const unless = 'salvo cambiamenti';
      if (today === 0) return `${clients(tomorrow)} domani, ${unless}.`;
      return `${clients(today)} oggi${tomorrow === 0 ? '' : ` e ${tomorrow} domani`}, ${unless}.`;
    },
    when: (day, time) => `${day === 'today' ? 'oggi' : 'domani'} intorno alle ${time}`,
    heldBack: 'resta online finché le sospensioni sono in pausa',
    balance: (amount) => `saldo ${amount}`,
    keepsUp: (amount) => `online per 30 giorni con ${amount}`,
    notices: {
      week: 'avviso una settimana prima',
      day: 'avviso un giorno prima',
      reactivated: 'e-mail di riattivazione',
    },
    notice: (notice, state, moment) =>
      state === 'waiting'
        ? `${notice} non ancora accettato dal server di posta`
        : `${notice}: ${state === 'accepted' ? 'invio' : 'rifiuto'} ${moment}`,
    noNotice: 'nessun avviso inviato',
    others: (count) => (count === 1 ? 'E 1 altro.' : `E altri ${count}.`),
    button: 'Mostra la lista del mattino',
    added: (day, names) => `Nuovi da ${day}: ${names}.`,
    left: (list) => `Non più nella lista: ${list}.`,
    reasons: {
      paid: (name, amount) => `${name} ha pagato ${amount}`,
      suspended: (name) => `${name} è sospeso`,
      held: (name) => `${name} è sospeso manualmente`,
      closed: (name) => `l’account di ${name} è chiuso`,
      exempt: (name, day) => `${name} ha più tempo fino alla fine di ${day}`,
      later: (name, day) => `${name} è ora previsto per ${day}`,
      notDue: (name) => `${name} per ora non è previsto`,
    },
    act: 'Nella pagina può concedere più tempo a un cliente o sospenderlo manualmente, e disattivare questa e-mail.',
    because: (site) => `Riceve questa e-mail perché ha richiesto la lista del mattino di ${site}.`,
  },
  promise: {
    subject: (name, days) => `${name} ha chiesto ${days} ${days === 1 ? 'giorno' : 'giorni'} in più`,
    preview: (day) => `Come consentito dalle sue impostazioni, il cliente ha tempo fino alla fine di ${day}.`,
    lead: (wasSuspended, day) =>
      'Il cliente ha chiesto più tempo per pagare e lo ha ottenuto, come consentito dalle sue impostazioni. ' +
      `Il sito ${wasSuspended ? 'è riattivato e ' : ''}non viene sospeso per il limite prima della fine di ${day}.`,
    client: 'Cliente',
    until: 'Fino alla fine di',
    button: 'Mostra l’account',
    then:
      'In assenza di pagamento entro tale data, il sito viene sospeso come al solito. Nella pagina dell’account può ' +
      'modificare o terminare questa dilazione.',
  },
  becauseOwner: (site) => `Riceve questa e-mail perché è proprietario di ${site}.`,
};
