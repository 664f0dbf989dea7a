import type { Texts } from './en.js';

const METHODS: ReadonlyMap<string, string> = new Map([
  ['bank', 'overschrijving'],
  ['bank-transfer', 'overschrijving'],
  ['bank_transfer', 'overschrijving'],
  ['bank transfer', 'overschrijving'],
  ['card', 'kaart'],
  ['cash', 'contant'],
  ['stripe', 'kaart'],
]);

/** Cities whose Dutch name differs from the zone's. */
const PLACES: Readonly<Record<string, string>> = {
  Athens: 'Athene',
  Berlin: 'Berlijn',
  Brussels: 'Brussel',
  Bucharest: 'Boekarest',
  Budapest: 'Boedapest',
  Copenhagen: 'Kopenhagen',
  Lisbon: 'Lissabon',
  London: 'Londen',
  Luxembourg: 'Luxemburg',
  Paris: 'Parijs',
  Prague: 'Praag',
  Vienna: 'Wenen',
  Warsaw: 'Warschau',
  Zurich: 'Zürich',
};

/** The emails in Dutch. */
export const nl: Texts = {
  hello: (name) => `Beste ${name},`,
  sites: (names, atStart) => {
    const [first, second] = names;
    if (first === undefined) return atStart ? 'Uw account' : 'uw account';
    if (second === undefined) return first;
    if (names.length === 2) return `${first} en ${second}`;
    return `${atStart ? 'Uw' : 'uw'} ${names.length} websites`;
  },
  zone: (place, isPlace) => (isPlace ? `tijd in ${PLACES[place] ?? place}` : place),
  moment: (day, time, zone) => `${day}, ${time} uur (${zone})`,
  colon: ':',

  labels: {
    sites: 'Websites',
    balanceNow: 'Saldo na verbruik tot nu toe',
    disputed: 'Betwist (telt niet mee)',
    creditLimit: 'Kredietlimiet',
    toBeHeld: 'Minimumsaldo',
    limitDate: 'Tegoed op rond',
    exemptionEnds: 'Wij wachten tot',
    suspendedSince: 'Opgeschort sinds',
    suspendedFrom: 'Opgeschort vanaf',
    suspendedUntil: 'tot',
    owed: 'Er ontbreekt precies',
    onlineSince: 'Weer online sinds',
    lastsUntil: 'Uw tegoed is voldoende tot rond',
    noEnd: 'langer dan een jaar',
    amount: 'Ontvangen',
    method: 'Betaald per',
    reference: 'Kenmerk',
    receivedAt: 'Ontvangen op',
    entryNumber: 'Boeking',
    balanceAfter: 'Saldo na betaling',
    balanceWithout: 'Saldo nu',
    openingBalance: 'Beginsaldo',
    closingBalance: 'Eindsaldo',
    total: 'Totaal',
  },
  entryNumber: (number) => `nr. ${number}`,
  plannedCharge: (description, day) => `${description}, gepland voor ${day}`,
  pace: (observedDays) => {
    if (observedDays <= 0) return 'Kosten per dag, volgens uw abonnement';
    if (observedDays >= 28) return 'Kosten per dag, over de laatste vier weken';
    return observedDays === 1
      ? 'Kosten per dag, over één dag'
      : `Kosten per dag, over de laatste ${observedDays} dagen`;
  },
  reported: {
    label: 'Verbruik wordt gemeld',
    every: (every, next) => {
      if (every === 'week') return `eens per week, de volgende keer rond ${next}`;
      if (every === 'month') return `eens per maand, de volgende keer rond ${next}`;
      return `elke ${every.days} dagen, de volgende keer rond ${next}`;
    },
  },
  method: (method) => METHODS.get(method) ?? method,
  quantity: (quantity, unit) => (unit === '' ? quantity : `${quantity} ${unit}`),
  bytes: (short, exact) => `${short} (${exact})`,

  keepsFor: {
    title: (many) => `Zo ${many ? 'blijven uw websites' : 'blijft uw website'} online`,
    titleSuspended: (many) =>
      many
        ? 'Betaal nu om uw websites weer online te brengen en te houden'
        : 'Betaal nu om uw website weer online te brengen en te houden',
    titleAccount: 'Betaal nu om uw account aan te vullen',
    until: (moment) => `tot rond ${moment}`,
    forNow: 'tot nader order',
    span: (days) => {
      if (days >= 28 && days <= 31) return 'een maand lang';
      if (days >= 89 && days <= 92) return '3 maanden lang';
      if (days >= 365 && days <= 366) return 'een jaar lang';
      return days === 1 ? 'een dag lang' : `${days} dagen lang`;
    },
    preview: (amount, span, many) =>
      `Met ${amount} ${many ? 'blijven uw websites' : 'blijft uw website'} ${span} online.`,
  },
  pay: {
    title: 'Zo betaalt u',
    button: 'Online betalen',
    otherWays: 'Andere manieren:',
    ask: (email) => `Schrijf naar ${email}; wij vertellen u hoe u kunt betalen.`,
    reference: 'Kenmerk:',
    holder: 'Rekeninghouder:',
    transfer: (amount) =>
      `Of scan deze code met uw bankapp. ${amount}, onze rekening en uw kenmerk zijn dan ingevuld.`,
    justPaid: 'Net betaald? Dan kunt u deze e-mail negeren.',
  },
  footer: {
    because: (sites) => `U ontvangt deze e-mail omdat u betaalt voor ${sites}.`,
    becauseAccount: 'U ontvangt deze e-mail omdat u een account bij ons hebt.',
    questions: 'Vragen? Beantwoord gewoon deze e-mail.',
  },

  week: {
    subject: (sites, _many, day) => `${sites}: betaling nodig vóór ongeveer ${day}`,
    subjectExemption: (sites, _many, day) => `${sites}: betaling nodig vóór ${day}`,
    afterwards: (many) =>
      'Als er niets wordt betaald, schrijven wij u één dag voor de opschorting opnieuw. Daarna zien bezoekers een korte ' +
      `melding in plaats van uw pagina’s. Er wordt niets verwijderd, en ${many ? 'uw websites zijn' : 'uw website is'} ` +
      'terug zodra er genoeg is betaald.',
    afterwardsUpstream: (many) =>
      'Als er niets wordt betaald, schrijven wij u één dag voor de opschorting opnieuw. Daarna is ook uw eigen account ' +
      `opgeschort. Er wordt niets verwijderd, en ${many ? 'uw websites zijn' : 'uw website is'} terug zodra er genoeg is ` +
      'betaald en de dienst van de hostingprovider is hersteld.',
  },
  day: {
    subject: (sites, many, moment) => `${sites} ${many ? 'worden' : 'wordt'} rond ${moment} opgeschort`,
    subjectExemption: (sites, many, moment) =>
      `${sites} ${many ? 'worden' : 'wordt'} op ${moment} opgeschort`,
    subjectUpstream: (sites, _many, moment) => `${sites}: betaling nodig vóór ongeveer ${moment}`,
    afterwardsUpstream: (many) =>
      'Als er dan nog niets is betaald, wordt ook uw eigen account opgeschort. Er wordt niets verwijderd, en ' +
      `${many ? 'uw websites zijn' : 'uw website is'} terug zodra er genoeg is betaald en de dienst van de ` +
      'hostingprovider is hersteld.',
    afterwards: (many) =>
      'Als er dan nog niets is betaald, zien bezoekers een korte melding in plaats van uw pagina’s. Er wordt niets ' +
      `verwijderd, en ${many ? 'uw websites zijn' : 'uw website is'} terug zodra er genoeg is betaald.`,
  },
  why: {
    traffic: (moment) => `In het huidige tempo is uw tegoed rond ${moment} op.`,
    between: (earliest, latest, moment) =>
      `In het huidige tempo is uw tegoed tussen ${earliest} en ${latest} op, waarschijnlijk rond ${moment}.`,
    recurring: (moment) => `Door de vaste kosten van uw abonnement is uw tegoed rond ${moment} op.`,
    charge: (description, day) =>
      `Voor ${day} is een bedrag gepland, ‘${description}’, en uw tegoed is daarvoor niet voldoende.`,
    exemption: (until) => `Uw tegoed is op. Zoals afgesproken wachten wij op uw betaling tot ${until}.`,
    exemptionAfter: (moment, until) =>
      `In het huidige tempo is uw tegoed rond ${moment} op. Zoals afgesproken wachten wij op uw betaling tot ${until}.`,
    policy: (many, until) =>
      `Uw tegoed is op. Zonder betaling ${many ? 'worden uw websites' : 'wordt uw website'} rond ${until} opgeschort.`,
    policyAfter: (many, moment, until) =>
      `In het huidige tempo is uw tegoed rond ${moment} op. Zonder betaling ` +
      `${many ? 'worden uw websites' : 'wordt uw website'} rond ${until} opgeschort.`,
    topUpInTime: 'Als u uw tegoed vóór die tijd aanvult, verandert er niets voor uw bezoekers.',
    payInTime: 'Als u vóór die tijd betaalt, verandert er niets voor uw bezoekers.',
    upstream: (many) =>
      `${many ? 'Uw websites zijn' : 'Uw website is'} voorlopig sowieso offline, omdat de dienst van de ` +
      'hostingprovider is onderbroken. Met een betaling houdt u uw eigen account in orde.',
  },
  now: {
    fine: 'U hoeft nu niets te doen. Als er een betaling nodig is, schrijven wij u op tijd.',
    unforeseen: 'Op dit moment is niet te zeggen hoelang uw tegoed voldoende is.',
    disputed: (amount) => `Betalingen van ${amount} worden betwist en tellen voorlopig niet mee.`,
    soon: (many, moment) =>
      `Zonder betaling ${many ? 'blijven uw websites' : 'blijft uw website'} online tot rond ${moment}.`,
    suspended: (many, amount, until) =>
      `${many ? 'Uw websites zijn' : 'Uw website is'} opgeschort. Een betaling van ${amount} nu brengt ` +
      `${many ? 'ze' : 'uw website'} weer online` +
      (until === null ? '.' : ` en is voldoende tot rond ${until}.`),
    exact: (amount, until) =>
      `Er ontbreekt precies ${amount}; alleen dit bedrag zou voldoende zijn tot rond ${until}.`,
    owed: (amount) => `Op uw account ontbreekt precies ${amount}.`,
    coming: (many) =>
      `Er is genoeg betaald; ${many ? 'uw websites zijn' : 'uw website is'} over enkele ogenblikken terug.`,
    suspendedUpstream: (many) =>
      `${many ? 'Uw websites zijn' : 'Uw website is'} opgeschort, en ook de dienst van de hostingprovider is onderbroken.`,
    held: (many) =>
      `Wij hebben ${many ? 'uw websites' : 'uw website'} handmatig opgeschort; vraag ons wat er nodig is.`,
    upstream: (many) =>
      `${many ? 'Uw websites zijn' : 'Uw website is'} voorlopig offline, omdat de dienst van de hostingprovider is ` +
      'onderbroken.',
    owing: (amount) => `Er ontbreekt precies ${amount}; wij vragen u dit binnenkort te betalen.`,
    exempt: (amount, moment) =>
      `Er ontbreekt precies ${amount}; zoals afgesproken wachten wij daarop tot ${moment}.`,
    delayed: (many, amount, moment) =>
      `Er ontbreekt precies ${amount}. Zonder betaling ${many ? 'blijven uw websites' : 'blijft uw website'} online ` +
      `tot rond ${moment}.`,
    closedOwing: (amount) =>
      `Het account is gesloten, en er staat nog ${amount} open. Wij vragen u dit bedrag te betalen.`,
    closedCredit: (amount) =>
      `Het account is gesloten met een tegoed van ${amount}. Laat ons in een antwoord weten waar wij het naartoe kunnen sturen.`,
    closedDisputed: (amount) =>
      `Het account is gesloten. Betalingen van ${amount} worden betwist; wat er openstaat, weten wij zodra daarover ` +
      'is beslist.',
    closedEven: 'Het account is gesloten, en over en weer staat niets open.',
  },
  allClear: {
    subject: (sites) => `${sites}: onze waarschuwing geldt niet meer`,
    lead: 'Wij hadden u gewaarschuwd dat uw tegoed bijna op was. Dat is niet meer zo.',
  },
  suspended: {
    subject: (sites, many, amount) =>
      `${sites} ${many ? 'zijn' : 'is'} opgeschort; met ${amount} weer online`,
    subjectPlain: (sites, many) => `${sites} ${many ? 'zijn' : 'is'} opgeschort`,
    subjectOver: (sites, many) => `${sites} ${many ? 'waren' : 'was'} opgeschort`,
    whyUsed: 'Het tegoed is op.',
    whyDisputed: 'Een betaling wordt betwist en telt voorlopig niet mee. De rest van het tegoed is op.',
    visitors: 'Bezoekers zien nu een korte melding in plaats van uw pagina’s; er wordt niets verwijderd.',
    comesBack: (many) => `${many ? 'Uw websites zijn' : 'Uw website is'} terug zodra er genoeg is betaald.`,
    held: (many) =>
      `Wij hebben ${many ? 'uw websites' : 'uw website'} ook handmatig opgeschort; een betaling alleen brengt ` +
      `${many ? 'uw websites' : 'uw website'} dus niet terug. Vraag ons wat er nodig is.`,
    upstream: (many) =>
      `Ook de dienst van de hostingprovider is onderbroken: ${many ? 'uw websites zijn' : 'uw website is'} terug als ` +
      'die is hersteld en er genoeg is betaald.',
    was: 'Het tegoed was op, en bezoekers zagen een korte melding in plaats van uw pagina’s.',
    wasHeld: (many) =>
      `Wij hadden ${many ? 'uw websites' : 'uw website'} handmatig opgeschort, en bezoekers zagen een korte melding in ` +
      'plaats van uw pagina’s.',
    isBack: (many) =>
      `${many ? 'Uw websites zijn' : 'Uw website is'} weer online; er is niets verloren gegaan.`,
  },
  reactivated: {
    subject: (sites, many) => `${sites} ${many ? 'zijn' : 'is'} weer online. Hartelijk dank.`,
    subjectPlain: (sites, many) => `${sites} ${many ? 'zijn' : 'is'} weer online`,
    subjectUpstream: (sites) => `${sites}: uw eigen account is niet meer opgeschort`,
    subjectOver: (sites, many) => `${sites} ${many ? 'waren' : 'was'} tijdelijk weer online`,
    lead: (many) =>
      `Bezoekers zien ${many ? 'uw websites' : 'uw website'} weer; er is niets verloren gegaan.`,
    ended: () => 'Uw eigen account is niet meer opgeschort; er is niets verloren gegaan.',
    over: (many) =>
      `Bezoekers zagen ${many ? 'uw websites' : 'uw website'} tijdelijk weer, maar nu niet meer.`,
    until: (day) => `In het huidige tempo is uw tegoed voldoende tot rond ${day}.`,
    endless: 'In het huidige tempo is uw tegoed voldoende voor meer dan een jaar.',
  },
  receipt: {
    subject: (amount) => `Wij hebben ${amount} ontvangen. Hartelijk dank.`,
    subjectShort: (amount, shortBy) => `Wij hebben ${amount} ontvangen; er ontbreekt nog ${shortBy}`,
    subjectReversed: (amount) => `Uw betaling van ${amount} telt niet mee`,
    lead: (sites) => `De betaling is bijgeschreven op uw account voor ${sites}.`,
    leadReversed: (sites) =>
      `Deze betaling was bijgeschreven op uw account voor ${sites} en is inmiddels teruggeboekt.`,
    short: 'Hartelijk dank. De betaling is nog niet voldoende.',
  },
  statement: {
    subject: (days, amount) => `Rekeningoverzicht ${days}: eindsaldo ${amount}`,
    subjectInvoice: (number, days, amount) => `Factuur ${number}, ${days}: eindsaldo ${amount}`,
    lead: (days, sites) => `Dit is uw rekeningoverzicht van ${days}, voor ${sites}.`,
    attached: (list) => `Als pdf in de bijlage: ${list}.`,
    documents: {
      invoice: (number) => `factuur ${number}`,
      'credit-note': (number) => `creditfactuur ${number}`,
      prepayment: (number) => `vooruitbetalingsfactuur ${number}`,
      receipt: (number) => `kwitantie ${number}`,
    },
    what: 'Omschrijving',
    amountIn: (currency) => `Bedrag ${currency}`,
    charges: 'Kosten',
    tax: 'Belasting',
    corrections: 'Correcties',
    payments: 'Betalingen',
    reference: 'Uw kenmerk voor betalingen:',
    nothing: 'Er is niets in rekening gebracht en niets betaald.',
    asFile: 'Het genummerde rekeningoverzicht als pdf:',
  },

  users: {
    site: 'Website',
    group: 'Uw groep',
    linkEnds: 'Link geldig tot',
    openAddress: 'Als de knop niet werkt, open dan dit adres:',
    worksOnce: 'De link werkt één keer. Deel hem met niemand: wie hem opent, kan het wachtwoord kiezen.',
    linkNotKept: '(de link wordt niet bewaard)',
  },
  invitation: {
    subject: (site) => `Uw toegang tot ${site}`,
    lead: (site, invitedBy) =>
      invitedBy === null
        ? `Er staat een toegang tot ${site} voor u klaar. Kies een wachtwoord om die te gebruiken.`
        : `${invitedBy} nodigt u uit voor ${site}. Kies een wachtwoord om in te loggen.`,
    button: 'Wachtwoord kiezen',
    preview: (until) => `Kies een wachtwoord vóór ${until}.`,
    unexpected:
      'Had u dit niet verwacht? Negeer deze e-mail dan: zonder de link kan niemand de toegang gebruiken.',
    because: (site) => `U ontvangt deze e-mail omdat u bent uitgenodigd voor ${site}.`,
  },
  passwordReset: {
    subject: (site) => `Een nieuw wachtwoord voor ${site}`,
    lead: (site) =>
      `Er is een nieuw wachtwoord aangevraagd voor uw toegang tot ${site}. Hebt u dat gedaan, kies er dan nu een.`,
    button: 'Nieuw wachtwoord kiezen',
    preview: (until) => `Kies er een vóór ${until}.`,
    unexpected: 'Hebt u dit niet gedaan? Negeer deze e-mail dan: uw wachtwoord blijft hetzelfde.',
    because: (site) => `U ontvangt deze e-mail omdat u toegang hebt tot ${site}.`,
  },
  loginChanged: {
    subject: {
      email: (site) => `Uw toegang tot ${site} heeft een ander e-mailadres`,
      password: (site) => `Uw wachtwoord voor ${site} is gewijzigd`,
      'second-factor': (site) => `Uw toegang tot ${site} vraagt nu om een code`,
      'second-factor-removed': (site) => `Uw toegang tot ${site} vraagt niet meer om een code`,
    },
    lead: {
      email: (site) =>
        `Het e-mailadres van uw toegang tot ${site} is gewijzigd. Met dit adres kunt u niet meer inloggen.`,
      password: (site) => `Het wachtwoord van uw toegang tot ${site} is gewijzigd.`,
      'second-factor': (site) =>
        `Vanaf nu vraagt uw toegang tot ${site} naast het wachtwoord om een code uit uw app.`,
      'second-factor-removed': (site) =>
        `De tweede factor van uw toegang tot ${site} is verwijderd: alleen het wachtwoord is nu voldoende.`,
    },
    when: 'Wanneer',
    preview: 'Hebt u dit zelf gedaan, dan hoeft u niets te doen.',
    unexpected: {
      lost: 'Hebt u dit niet gedaan? Beantwoord deze e-mail dan meteen: iemand anders kan inloggen, en u niet.',
      held: 'Hebt u dit niet gedaan? Kies dan meteen een nieuw wachtwoord. Daarmee wordt iedereen uitgelogd die met uw toegang is ingelogd.',
    },
  },
  impersonation: {
    subject: (from, site) => `${from} is ingelogd namens de eigenaar van ${site}`,
    lead: (from, site) =>
      `De eigenaar van ${from} ziet ${site} nu zoals u het ziet, om iets te controleren of om te helpen. U hoeft niets ` +
      'te doen; deze e-mail is alleen ter informatie.',
    who: 'Wie',
    since: 'Sinds',
    endsAt: 'Uiterlijk tot',
    preview: (moment) => `Uiterlijk tot ${moment}.`,
    limits:
      'Dit gebeurt onder eigen naam, en alles staat in het logboek van uw website. Wachtwoorden, e-mailadressen, ' +
      'gebruikers, groepen, API-sleutels en opgeslagen kaarten blijven buiten bereik.',
    button: 'Logboek lezen',
    code: 'In uw instellingen kiest u of daarvoor een code van u nodig is.',
  },
  upstream: {
    subject: (site) => `${site} is voorlopig offline: de dienst van de hostingprovider is onderbroken`,
    lead: (site, host) =>
      `De dienst van uw hostingprovider ${host} is onderbroken, en daarmee ook ${site}. Bezoekers zien een korte ` +
      'melding in plaats van uw pagina’s.',
    host: 'Uw hostingprovider',
    since: 'Offline sinds',
    preview: 'De dienst van uw hostingprovider is onderbroken; er wordt niets verwijderd.',
    nothingOwed: 'Uw eigen account is niet de oorzaak.',
    missing: (amount) => `Op uw eigen account ontbreekt ook precies ${amount}.`,
    ownSuspended: (amount) =>
      `Ook uw eigen account is opgeschort, en er ontbreekt precies ${amount}. Uw website is terug zodra dat is betaald ` +
      'en de dienst van uw hostingprovider is hersteld.',
    ownHeld: 'Ook uw eigen account is handmatig opgeschort; vraag wat er nodig is.',
    back:
      'Er wordt niets verwijderd, en uw website komt vanzelf weer online zodra de dienst van uw hostingprovider is ' +
      'hersteld, tenzij uw website dan om een andere reden is opgeschort.',
    ask: (host, ways) => `Wilt u meer weten, neem dan contact op met ${host}: ${ways}.`,
  },
  breaker: {
    subject: (site, accounts) =>
      accounts === 0
        ? `Opschortingen bij ${site} zijn gepauzeerd`
        : `Opschortingen bij ${site} zijn gepauzeerd: ${accounts} ${accounts === 1 ? 'klant blijft' : 'klanten blijven'} online`,
    preview: 'Er is niets verloren. Controleer en beslis.',
    lead: (suspended, active, allowed) =>
      `Binnen een uur zijn ${suspended} van uw ${active} actieve klanten opgeschort. Met meer opschortingen zouden de ` +
      `${allowed} die u toestaat worden overschreden. Het gebeurt zelden dat zoveel klanten tegelijk niet betalen; ` +
      'daarom wordt er geen website meer opgeschort tot u beslist.',
    leadReminder: (accounts) =>
      `Opschortingen zijn nog steeds gepauzeerd, en ${accounts} van uw klanten ${accounts === 1 ? 'blijft' : 'blijven'} ` +
      'online onder de limiet tot u beslist. Tot dan ontvangt u deze e-mail eens per dag.',
    since: 'Gepauzeerd sinds',
    suspendedWithinHour: 'Opgeschort in het uur daarvoor',
    of: (suspended, active) => `${suspended} van ${active}`,
    kept: 'Online onder de limiet',
    count: (accounts, sites) =>
      `${accounts} ${accounts === 1 ? 'klant' : 'klanten'} met ${sites} ${sites === 1 ? 'website' : 'websites'}`,
    others: (count) => `nog ${count}`,
    names: (names) => `Online blijven: ${names}.`,
    button: 'Opschortingen controleren',
    likely:
      'Is een klant per ongeluk iets in rekening gebracht, of is een abonnement vervangen? Komen betalingen binnen? Is ' +
      'een oude database teruggezet? Als alles klopt, hervat één klik de opschortingen; met een andere klik zondert u ' +
      'deze klanten uit tot een dag die u kiest.',
    meanwhile: 'Kosten, betalingen, waarschuwingen en heractiveringen gaan gewoon door.',
  },
  silence: {
    subject: (name, count) =>
      count === 1 ? `${name} meldt niets meer` : `${count} websites melden niets meer`,
    preview: (many) =>
      `${many ? 'Hun' : 'De'} meters hebben altijd verbruik gemeld, maar melden nu niets meer.`,
    lead: (many) =>
      `Al dagen wordt er geen verbruik gemeld voor ${many ? 'deze websites' : 'deze website'}, terwijl de meters ` +
      'voorheen altijd verbruik meldden.',
    lastReport: (meters, day) => `${meters}, voor het laatst op ${day}`,
    others: (count) => `En nog ${count} ${count === 1 ? 'website' : 'websites'}.`,
    button: 'Meters bekijken',
    check: (many) =>
      many
        ? 'Als veel websites tegelijk stoppen, is waarschijnlijk het programma gestopt dat hun verbruik verzamelt: ' +
          'controleer dat eerst.'
        : 'Draait het programma nog dat het verbruik verzamelt, en vindt het zijn logbestand nog?',
    meanwhile:
      'Verbruik dat niet is gemeld, wordt niet in rekening gebracht. Wordt het binnen 60 dagen gemeld, dan wordt het ' +
      'zoals gewoonlijk in rekening gebracht. Tot dan gaan de voorspellingen uit van hetzelfde verbruik als voorheen. ' +
      'Als dit klopt, hoeft u niets te doen.',
  },
  webhookOff: {
    subject: (host) => `Er worden geen gebeurtenissen meer naar ${host} gestuurd`,
    failed: (host) =>
      `${host} heeft vijf dagen lang geen gebeurtenis ontvangen. Daarom wordt er niets meer naartoe gestuurd.`,
    gone: (host) =>
      `${host} antwoordde dat het adres niet meer bestaat (410). Daarom wordt er niets meer naartoe gestuurd.`,
    answer: 'Laatste antwoord',
    button: 'Webhooks bekijken',
    after:
      'Als u hem weer aanzet, krijgt hij alle gebeurtenissen van sindsdien, in volgorde. Kosten, betalingen en e-mails gaan gewoon door.',
  },
  morning: {
    subject: (today, tomorrow) => {
      const clients = (count: number): string => (count === 1 ? '1 klant wordt' : `${count} klanten worden`);
      if (today === 0) return `${clients(tomorrow)} morgen opgeschort`;
      return `${clients(today)} vandaag opgeschort${tomorrow === 0 ? '' : `, ${tomorrow} morgen`}`;
    },
    lead: (today, tomorrow) => {
      const clients = (count: number): string => (count === 1 ? '1 klant wordt' : `${count} klanten worden`);
      const unless = 'tenzij er iets verandert';
      if (today === 0) return `${clients(tomorrow)} morgen opgeschort, ${unless}.`;
      return `${clients(today)} vandaag opgeschort${tomorrow === 0 ? '' : ` en ${tomorrow} morgen`}, ${unless}.`;
    },
    when: (day, time) => `${day === 'today' ? 'vandaag' : 'morgen'} rond ${time}`,
    heldBack: 'blijft online zolang opschortingen zijn gepauzeerd',
    balance: (amount) => `saldo ${amount}`,
    keepsUp: (amount) => `met ${amount} 30 dagen online`,
    notices: { week: 'weekwaarschuwing', day: 'dagwaarschuwing', reactivated: 'e-mail over heractivering' },
    notice: (notice, state, moment) =>
      state === 'waiting'
        ? `${notice} nog niet door de mailserver geaccepteerd`
        : `${notice} ${state === 'accepted' ? 'verzonden' : 'geweigerd'} ${moment}`,
    noNotice: 'geen waarschuwing verzonden',
    others: (count) => `En nog ${count}.`,
    button: 'Ochtendlijst bekijken',
    added: (day, names) => `Nieuw sinds ${day}: ${names}.`,
    left: (list) => `Niet meer op de lijst: ${list}.`,
    reasons: {
      paid: (name, amount) => `${name} heeft ${amount} betaald`,
      suspended: (name) => `${name} is opgeschort`,
      held: (name) => `${name} is handmatig opgeschort`,
      closed: (name) => `het account van ${name} is gesloten`,
      exempt: (name, day) => `${name} heeft meer tijd tot het einde van ${day}`,
      later: (name, day) => `${name} staat nu gepland voor ${day}`,
      notDue: (name) => `${name} staat voorlopig niet gepland`,
    },
    act: 'Op de pagina kunt u een klant meer tijd geven of handmatig opschorten, en deze e-mail uitschakelen.',
    because: (site) => `U ontvangt deze e-mail omdat u de ochtendlijst van ${site} hebt aangevraagd.`,
  },
  promise: {
    subject: (name, days) => `${name} vraagt om ${days} ${days === 1 ? 'dag' : 'dagen'} uitstel`,
    preview: (day) => `Zoals uw instellingen toestaan, heeft de klant tijd tot het einde van ${day}.`,
    lead: (wasSuspended, day) =>
      'De klant heeft om uitstel van betaling gevraagd en dat gekregen, zoals uw instellingen toestaan. ' +
      `De website ${wasSuspended ? 'is weer online en ' : ''}wordt niet vóór het einde van ${day} opgeschort vanwege de limiet.`,
    client: 'Klant',
    until: 'Tot het einde van',
    button: 'Account bekijken',
    then:
      'Als er dan nog niets is betaald, wordt de website zoals gewoonlijk opgeschort. Op de accountpagina kunt u het ' +
      'uitstel wijzigen of beëindigen.',
  },
  becauseOwner: (site) => `U ontvangt deze e-mail omdat u de eigenaar van ${site} bent.`,
};
