import type { Texts } from './en.js';

const METHODS: ReadonlyMap<string, string> = new Map([
  ['bank', 'Überweisung'],
  ['bank-transfer', 'Überweisung'],
  ['bank_transfer', 'Überweisung'],
  ['bank transfer', 'Überweisung'],
  ['card', 'Karte'],
  ['cash', 'bar'],
  ['stripe', 'Karte'],
]);

/** Cities whose German name differs from the zone's. */
const PLACES: Readonly<Record<string, string>> = {
  Brussels: 'Brüssel',
  Lisbon: 'Lissabon',
  Prague: 'Prag',
  Rome: 'Rom',
  Vienna: 'Wien',
  Warsaw: 'Warschau',
  Zurich: 'Zürich',
};

/** The emails in German. */
export const de: Texts = {
  hello: (name) => `Guten Tag ${name},`,
  sites: (names) => {
    const [first, second] = names;
    if (first === undefined) return 'Ihr Konto';
    if (second === undefined) return first;
    return names.length === 2 ? `${first} und ${second}` : `Ihre ${names.length} Websites`;
  },
  zone: (place, isPlace) => (isPlace ? `Ortszeit ${PLACES[place] ?? place}` : place),
  moment: (day, time, zone) => `${day}, ${time} Uhr (${zone})`,
  colon: ':',

  labels: {
    sites: 'Websites',
    balanceNow: 'Kontostand abzüglich Verbrauch',
    disputed: 'Strittig (zählt nicht)',
    creditLimit: 'Kreditrahmen',
    toBeHeld: 'Mindestguthaben',
    limitDate: 'Guthaben aufgebraucht etwa',
    exemptionEnds: 'Wir warten bis',
    suspendedSince: 'Gesperrt seit',
    suspendedFrom: 'Gesperrt von',
    suspendedUntil: 'bis',
    owed: 'Es fehlen genau',
    onlineSince: 'Wieder online seit',
    lastsUntil: 'Ihr Guthaben reicht bis etwa',
    noEnd: 'länger als ein Jahr',
    amount: 'Erhalten',
    method: 'Zahlungsweg',
    reference: 'Verwendungszweck',
    receivedAt: 'Eingegangen am',
    entryNumber: 'Buchung',
    balanceAfter: 'Kontostand danach',
    balanceWithout: 'Kontostand jetzt',
    openingBalance: 'Kontostand zu Beginn',
    closingBalance: 'Kontostand am Ende',
    total: 'Summe',
  },
  entryNumber: (number) => `Nr. ${number}`,
  plannedCharge: (description, day) => `${description}, geplant für ${day}`,
  pace: (observedDays) => {
    if (observedDays <= 0) return 'Kosten je Tag, laut Ihrem Tarif';
    if (observedDays >= 28) return 'Kosten je Tag, aus den letzten vier Wochen';
    return observedDays === 1
      ? 'Kosten je Tag, aus einem Tag'
      : `Kosten je Tag, aus den letzten ${observedDays} Tagen`;
  },
  reported: {
    label: 'Nutzung wird gemeldet',
    every: (every, next) => {
      if (every === 'week') return `einmal in der Woche, das nächste Mal etwa am ${next}`;
      if (every === 'month') return `einmal im Monat, das nächste Mal etwa am ${next}`;
      return `alle ${every.days} Tage, das nächste Mal etwa am ${next}`;
    },
  },
  method: (method) => METHODS.get(method) ?? method,
  quantity: (quantity, unit) => (unit === '' ? quantity : `${quantity} ${unit === 'bytes' ? 'Byte' : unit}`),
  bytes: (short, exact) => `${short} (${exact})`,

  keepsFor: {
    title: (many) => `Damit ${many ? 'Ihre Websites' : 'Ihre Website'} online ${many ? 'bleiben' : 'bleibt'}`,
    titleSuspended: (many) =>
      many
        ? 'Zahlen Sie jetzt, damit sie wieder online gehen und bleiben'
        : 'Zahlen Sie jetzt, damit sie wieder online geht und bleibt',
    titleAccount: 'Zahlen Sie jetzt, um Ihr Konto zu decken',
    until: (moment) => `bis etwa ${moment}`,
    forNow: 'bis auf Weiteres',
    span: (days) => {
      if (days >= 28 && days <= 31) return 'für einen Monat';
      if (days >= 89 && days <= 92) return 'für 3 Monate';
      if (days >= 365 && days <= 366) return 'für ein Jahr';
      return days === 1 ? 'für einen Tag' : `für ${days} Tage`;
    },
    preview: (amount, span) => `${amount} reichen ${span}.`,
  },
  pay: {
    title: 'So zahlen Sie',
    button: 'Online zahlen',
    otherWays: 'Andere Wege:',
    ask: (email) => `Schreiben Sie an ${email}; wir sagen Ihnen, wie.`,
    reference: 'Verwendungszweck:',
    holder: 'Kontoinhaber:',
    transfer: (amount) =>
      `Oder scannen Sie dies mit Ihrer Banking-App. ${amount}, unser Konto und Ihr Verwendungszweck sind dann eingetragen.`,
    justPaid: 'Gerade gezahlt? Dann können Sie diese E-Mail ignorieren.',
  },
  footer: {
    because: (sites) => `Sie erhalten diese E-Mail, weil Sie für ${sites} zahlen.`,
    becauseAccount: 'Sie erhalten diese E-Mail, weil Sie ein Konto bei uns haben.',
    questions: 'Fragen? Antworten Sie einfach.',
  },

  week: {
    subject: (sites, _many, day) => `${sites}: Zahlung nötig bis etwa ${day}`,
    subjectExemption: (sites, _many, day) => `${sites}: Zahlung nötig bis ${day}`,
    afterwards: (many) =>
      'Geht keine Zahlung ein, schreiben wir einen Tag vorher noch einmal. Danach sehen Besucher statt Ihrer ' +
      `Seiten einen kurzen Hinweis. Gelöscht wird nichts, und ${many ? 'Ihre Websites sind' : 'Ihre Website ist'} ` +
      'wieder da, sobald genug gezahlt ist.',
    afterwardsUpstream: (many) =>
      'Geht keine Zahlung ein, schreiben wir einen Tag vorher noch einmal. Danach ist auch Ihr eigenes Konto gesperrt. ' +
      `Gelöscht wird nichts, und ${many ? 'Ihre Websites sind' : 'Ihre Website ist'} wieder da, sobald genug gezahlt ` +
      'und der Anbieter wieder da ist.',
  },
  day: {
    subject: (sites, many, moment) => `${sites} ${many ? 'werden' : 'wird'} etwa ${moment} gesperrt`,
    subjectExemption: (sites, many, moment) => `${sites} ${many ? 'werden' : 'wird'} ${moment} gesperrt`,
    subjectUpstream: (sites, _many, moment) => `${sites}: Zahlung nötig bis etwa ${moment}`,
    afterwardsUpstream: (many) =>
      'Geht bis dahin keine Zahlung ein, ist auch Ihr eigenes Konto gesperrt. Gelöscht wird nichts, und ' +
      `${many ? 'Ihre Websites sind' : 'Ihre Website ist'} wieder da, sobald genug gezahlt und der Anbieter wieder da ist.`,
    afterwards: (many) =>
      'Geht bis dahin keine Zahlung ein, sehen Besucher statt Ihrer Seiten einen kurzen Hinweis. Gelöscht wird ' +
      `nichts, und ${many ? 'Ihre Websites sind' : 'Ihre Website ist'} wieder da, sobald genug gezahlt ist.`,
  },
  why: {
    traffic: (moment) => `Geht es so weiter, ist Ihr Guthaben etwa ${moment} aufgebraucht.`,
    between: (earliest, latest, moment) =>
      `Geht es so weiter, ist Ihr Guthaben zwischen ${earliest} und ${latest} aufgebraucht, am ehesten etwa ${moment}.`,
    recurring: (moment) => `Die festen Beträge Ihres Tarifs brauchen Ihr Guthaben etwa ${moment} auf.`,
    charge: (description, day) => `Für ${day} ist „${description}“ geplant, und Ihr Guthaben deckt es nicht.`,
    exemption: (until) =>
      `Ihr Guthaben ist aufgebraucht. Wie vereinbart warten wir auf Ihre Zahlung bis ${until}.`,
    exemptionAfter: (moment, until) =>
      `Geht es so weiter, ist Ihr Guthaben etwa ${moment} aufgebraucht. Wie vereinbart warten wir auf Ihre Zahlung ` +
      `bis ${until}.`,
    policy: (many, until) =>
      `Ihr Guthaben ist aufgebraucht. Ohne Zahlung ${many ? 'werden Ihre Websites' : 'wird Ihre Website'} etwa ${until} ` +
      'gesperrt.',
    policyAfter: (many, moment, until) =>
      `Geht es so weiter, ist Ihr Guthaben etwa ${moment} aufgebraucht. Ohne Zahlung ` +
      `${many ? 'werden Ihre Websites' : 'wird Ihre Website'} etwa ${until} gesperrt.`,
    topUpInTime: 'Zahlen Sie vorher ein, ändert sich für Ihre Besucher nichts.',
    payInTime: 'Zahlen Sie vorher, ändert sich für Ihre Besucher nichts.',
    upstream: (many) =>
      `${many ? 'Ihre Websites sind' : 'Ihre Website ist'} vorerst ohnehin aus, weil der Dienst des Anbieters ` +
      'unterbrochen ist. Eine Zahlung hält Ihr eigenes Konto in Ordnung.',
  },
  now: {
    fine: 'Sie müssen jetzt nichts tun. Wird eine Zahlung nötig, schreiben wir Ihnen rechtzeitig.',
    unforeseen: 'Wie lange Ihr Guthaben reicht, lässt sich im Moment nicht sagen.',
    disputed: (amount) => `Zahlungen über ${amount} sind strittig und zählen vorerst nicht.`,
    soon: (many, moment) =>
      `Ohne Zahlung ${many ? 'bleiben Ihre Websites' : 'bleibt Ihre Website'} bis etwa ${moment} online.`,
    suspended: (many, amount, until) =>
      `${many ? 'Ihre Websites sind' : 'Ihre Website ist'} gesperrt. Eine Zahlung von ${amount} jetzt ` +
      'schaltet sie wieder frei' +
      (until === null ? '.' : ` und reicht bis etwa ${until}.`),
    exact: (amount, until) =>
      `Es fehlen genau ${amount}; dieser Betrag allein würde bis etwa ${until} reichen.`,
    owed: (amount) => `Auf Ihrem Konto fehlen genau ${amount}.`,
    coming: (many) =>
      `Genug ist gezahlt; ${many ? 'Ihre Websites sind' : 'Ihre Website ist'} in einem Moment wieder da.`,
    suspendedUpstream: (many) =>
      `${many ? 'Ihre Websites sind' : 'Ihre Website ist'} gesperrt, und außerdem ist der Dienst des Anbieters ` +
      'unterbrochen.',
    held: (many) =>
      `Wir haben ${many ? 'Ihre Websites' : 'Ihre Website'} von Hand gesperrt; bitte fragen Sie uns, was nötig ist.`,
    upstream: (many) =>
      `${many ? 'Ihre Websites sind' : 'Ihre Website ist'} vorerst aus, weil der Dienst des Anbieters ` +
      'unterbrochen ist.',
    owing: (amount) => `Es fehlen genau ${amount}; bitte zahlen Sie bald.`,
    exempt: (amount, moment) => `Es fehlen genau ${amount}; wie vereinbart warten wir darauf bis ${moment}.`,
    delayed: (many, amount, moment) =>
      `Es fehlen genau ${amount}. Ohne Zahlung ${many ? 'bleiben Ihre Websites' : 'bleibt Ihre Website'} bis etwa ` +
      `${moment} online.`,
    closedOwing: (amount) =>
      `Das Konto ist geschlossen, und ${amount} sind noch offen. Bitte zahlen Sie sie.`,
    closedCredit: (amount) =>
      `Das Konto ist geschlossen, mit einem Guthaben von ${amount}. Bitte antworten Sie, wohin wir es senden sollen.`,
    closedDisputed: (amount) =>
      `Das Konto ist geschlossen. Zahlungen über ${amount} sind strittig; was offen ist, wissen wir, sobald ` +
      'darüber entschieden ist.',
    closedEven: 'Das Konto ist geschlossen, und auf keiner Seite ist etwas offen.',
  },
  allClear: {
    subject: (sites) => `${sites}: unsere Warnung gilt nicht mehr`,
    lead: 'Wir hatten Sie gewarnt, dass Ihr Guthaben bald aufgebraucht ist. Das gilt nicht mehr.',
  },
  suspended: {
    subject: (sites, many, amount) =>
      `${sites} ${many ? 'sind' : 'ist'} gesperrt; mit ${amount} geht es weiter`,
    subjectPlain: (sites, many) => `${sites} ${many ? 'sind' : 'ist'} gesperrt`,
    subjectOver: (sites, many) => `${sites} ${many ? 'waren' : 'war'} gesperrt`,
    whyUsed: 'Das Guthaben ist aufgebraucht.',
    whyDisputed:
      'Eine Zahlung ist strittig und zählt vorerst nicht. Der Rest des Guthabens ist aufgebraucht.',
    visitors: 'Besucher sehen jetzt einen kurzen Hinweis statt Ihrer Seiten; gelöscht wird nichts.',
    comesBack: (many) =>
      `${many ? 'Ihre Websites sind' : 'Ihre Website ist'} wieder da, sobald genug gezahlt ist.`,
    held: (many) =>
      `Außerdem haben wir ${many ? 'Ihre Websites' : 'Ihre Website'} von Hand gesperrt; eine Zahlung allein ` +
      'schaltet sie nicht frei: Bitte fragen Sie uns, was nötig ist.',
    upstream: (many) =>
      `Außerdem ist der Dienst des Anbieters unterbrochen: ${many ? 'Ihre Websites sind' : 'Ihre Website ist'} ` +
      'wieder da, wenn das vorbei und genug gezahlt ist.',
    was: 'Das Guthaben war aufgebraucht, und Besucher sahen einen kurzen Hinweis statt Ihrer Seiten.',
    wasHeld: (many) =>
      `Wir hatten ${many ? 'Ihre Websites' : 'Ihre Website'} von Hand gesperrt, und Besucher sahen einen kurzen Hinweis ` +
      'statt Ihrer Seiten.',
    isBack: (many) =>
      `${many ? 'Ihre Websites sind' : 'Ihre Website ist'} wieder online; verloren ging nichts.`,
  },
  reactivated: {
    subject: (sites, many) => `${sites} ${many ? 'sind' : 'ist'} wieder online. Vielen Dank.`,
    subjectPlain: (sites, many) => `${sites} ${many ? 'sind' : 'ist'} wieder online`,
    subjectUpstream: (sites) => `${sites}: Ihr eigenes Konto ist nicht mehr gesperrt`,
    subjectOver: (sites, many) => `${sites} ${many ? 'waren' : 'war'} zeitweise wieder online`,
    lead: (many) => `Besucher sehen ${many ? 'Ihre Websites' : 'Ihre Website'} wieder; verloren ging nichts.`,
    ended: () => 'Ihr eigenes Konto ist nicht mehr gesperrt; verloren ging nichts.',
    over: (many) =>
      `Besucher sahen ${many ? 'Ihre Websites' : 'Ihre Website'} zeitweise wieder, jetzt aber nicht mehr.`,
    until: (day) => `Geht es so weiter, reicht Ihr Guthaben bis etwa ${day}.`,
    endless: 'Geht es so weiter, reicht Ihr Guthaben länger als ein Jahr.',
  },
  receipt: {
    subject: (amount) => `Wir haben ${amount} erhalten. Vielen Dank.`,
    subjectShort: (amount, shortBy) => `Wir haben ${amount} erhalten; es fehlen noch ${shortBy}`,
    subjectReversed: (amount) => `Ihre Zahlung über ${amount} zählt nicht`,
    lead: (sites) => `Die Zahlung ist Ihrem Konto für ${sites} gutgeschrieben.`,
    leadReversed: (sites) =>
      `Diese Zahlung war Ihrem Konto für ${sites} gutgeschrieben und wurde inzwischen zurückgebucht.`,
    short: 'Vielen Dank. Die Zahlung genügt noch nicht.',
  },
  statement: {
    subject: (days, amount) => `Abrechnung ${days}: am Ende ${amount}`,
    subjectInvoice: (number, days, amount) => `Rechnung ${number}, ${days}: am Ende ${amount}`,
    lead: (days, sites) => `Das ist Ihre Abrechnung für ${days}, für ${sites}.`,
    attached: (list) => `Als PDF im Anhang: ${list}.`,
    documents: {
      invoice: (number) => `Rechnung ${number}`,
      'credit-note': (number) => `Rechnungskorrektur ${number}`,
      prepayment: (number) => `Vorauszahlungsrechnung ${number}`,
      receipt: (number) => `Quittung ${number}`,
    },
    what: 'Was',
    amountIn: (currency) => `Betrag ${currency}`,
    charges: 'Leistungen',
    tax: 'Steuern',
    corrections: 'Korrekturen',
    payments: 'Zahlungen',
    reference: 'Ihr Verwendungszweck für Zahlungen:',
    nothing: 'Nichts wurde berechnet, nichts wurde gezahlt.',
    asFile: 'Die nummerierte Abrechnung als PDF:',
  },

  users: {
    site: 'Website',
    group: 'Ihre Gruppe',
    linkEnds: 'Der Link gilt bis',
    openAddress: 'Wenn der Knopf nicht funktioniert, öffnen Sie diese Adresse:',
    worksOnce: 'Der Link gilt einmal. Geben Sie ihn nicht weiter: Wer ihn öffnet, wählt das Passwort.',
    linkNotKept: '(der Link wird nicht aufbewahrt)',
  },
  invitation: {
    subject: (site) => `Ihr Zugang zu ${site}`,
    lead: (site, invitedBy) =>
      invitedBy === null
        ? `Für Sie gibt es einen Zugang zu ${site}. Wählen Sie ein Passwort, um ihn zu nutzen.`
        : `${invitedBy} lädt Sie zu ${site} ein. Wählen Sie ein Passwort, um sich anzumelden.`,
    button: 'Passwort wählen',
    preview: (until) => `Wählen Sie ein Passwort vor ${until}.`,
    unexpected:
      'Haben Sie das nicht erwartet? Dann ignorieren Sie diese E-Mail: Ohne den Link kann niemand den Zugang nutzen.',
    because: (site) => `Sie erhalten diese E-Mail, weil Sie zu ${site} eingeladen sind.`,
  },
  passwordReset: {
    subject: (site) => `Ein neues Passwort für ${site}`,
    lead: (site) =>
      `Jemand hat ein neues Passwort für Ihren Zugang zu ${site} angefordert. Waren Sie es, wählen Sie jetzt eines.`,
    button: 'Neues Passwort wählen',
    preview: (until) => `Wählen Sie eines vor ${until}.`,
    unexpected: 'Sie waren es nicht? Dann ignorieren Sie diese E-Mail: Ihr Passwort bleibt unverändert.',
    because: (site) => `Sie erhalten diese E-Mail, weil Sie einen Zugang zu ${site} haben.`,
  },
  loginChanged: {
    subject: {
      email: (site) => `Ihr Zugang zu ${site} hat eine andere E-Mail-Adresse`,
      password: (site) => `Ihr Passwort für ${site} wurde geändert`,
      'second-factor': (site) => `Ihr Zugang zu ${site} verlangt jetzt einen Code`,
      'second-factor-removed': (site) => `Ihr Zugang zu ${site} verlangt keinen Code mehr`,
    },
    lead: {
      email: (site) =>
        `Die E-Mail-Adresse Ihres Zugangs zu ${site} wurde geändert. Mit dieser hier kann man sich nicht mehr anmelden.`,
      password: (site) => `Das Passwort Ihres Zugangs zu ${site} wurde geändert.`,
      'second-factor': (site) =>
        `Ab jetzt verlangt Ihr Zugang zu ${site} neben dem Passwort einen Code aus Ihrer App.`,
      'second-factor-removed': (site) =>
        `Der zweite Faktor Ihres Zugangs zu ${site} wurde entfernt: Das Passwort allein genügt jetzt.`,
    },
    when: 'Wann',
    preview: 'Waren Sie es, ist nichts zu tun.',
    unexpected: {
      lost: 'Sie waren es nicht? Dann antworten Sie sofort auf diese E-Mail: Jemand anderes kann sich anmelden, Sie nicht.',
      held: 'Sie waren es nicht? Dann wählen Sie sofort ein neues Passwort. Damit werden alle abgemeldet, die mit Ihrem Zugang angemeldet sind.',
    },
  },
  impersonation: {
    subject: (from, site) => `${from} ist als Inhaber von ${site} angemeldet`,
    lead: (from, site) =>
      `${from}, Ihr Anbieter, sieht ${site} jetzt so, wie Sie es sehen, um etwas zu prüfen oder zu ` +
      'helfen. Sie müssen nichts tun; diese E-Mail dient nur Ihrer Information.',
    who: 'Wer',
    since: 'Seit',
    endsAt: 'Spätestens bis',
    preview: (moment) => `Spätestens bis ${moment}.`,
    limits:
      'Alles geschieht unter eigenem Namen und steht im Protokoll Ihrer Website. Unerreichbar bleiben Passwörter, ' +
      'E-Mail-Adressen, Benutzer, Gruppen, API-Schlüssel und gespeicherte Karten.',
    button: 'Protokoll lesen',
    code: 'Ob dafür ein Code von Ihnen nötig ist, bestimmen Sie in Ihren Einstellungen.',
  },
  upstream: {
    subject: (site) => `${site} ist vorerst aus: Der Dienst des Anbieters ist unterbrochen`,
    lead: (site, host) =>
      `Der Dienst Ihres Anbieters ${host} ist unterbrochen und damit auch ${site}. Besucher sehen statt Ihrer Seiten ` +
      'einen kurzen Hinweis.',
    host: 'Ihr Anbieter',
    since: 'Aus seit',
    preview: 'Der Dienst Ihres Anbieters ist unterbrochen; gelöscht wird nichts.',
    nothingOwed: 'Ihr eigenes Konto ist nicht der Grund.',
    missing: (amount) => `Außerdem fehlen auf Ihrem eigenen Konto genau ${amount}.`,
    ownSuspended: (amount) =>
      `Außerdem ist Ihr eigenes Konto gesperrt, und es fehlen darauf genau ${amount}. Ihre Website ist wieder da, ` +
      'sobald das gezahlt und Ihr Anbieter wieder da ist.',
    ownHeld: 'Außerdem ist Ihr eigenes Konto von Hand gesperrt; bitte fragen Sie, was nötig ist.',
    back:
      'Gelöscht wird nichts, und Ihre Website geht von selbst wieder online, ' +
      'sobald Ihr Anbieter wieder da ist, falls sie dann nicht aus einem anderen Grund gesperrt ist.',
    ask: (host, ways) => `Möchten Sie mehr wissen, fragen Sie ${host}: ${ways}.`,
  },
  breaker: {
    subject: (site, accounts) =>
      accounts === 0
        ? `Sperrungen bei ${site} sind angehalten`
        : `Sperrungen bei ${site} sind angehalten: ${accounts} ${accounts === 1 ? 'Kunde bleibt' : 'Kunden bleiben'} online`,
    preview: 'Nichts ist verloren. Bitte prüfen und entscheiden Sie.',
    lead: (suspended, active, allowed) =>
      `Innerhalb einer Stunde wurden ${suspended} Ihrer ${active} aktiven Kunden gesperrt. Weitere Sperrungen würden die ` +
      `${allowed} überschreiten, die Sie zulassen. Dass so viele Kunden auf einmal nicht zahlen, ist selten; darum wird ` +
      'keine weitere Website gesperrt, bis Sie entscheiden.',
    leadReminder: (accounts) =>
      `Sperrungen sind noch immer angehalten, und ${accounts} Ihrer Kunden ${accounts === 1 ? 'bleibt' : 'bleiben'} trotz ` +
      'erreichtem Limit online, bis Sie ' +
      'entscheiden. Bis dahin erhalten Sie diese E-Mail einmal am Tag.',
    since: 'Angehalten seit',
    suspendedWithinHour: 'In der Stunde davor gesperrt',
    of: (suspended, active) => `${suspended} von ${active}`,
    kept: 'Trotz erreichtem Limit online',
    count: (accounts, sites) =>
      `${accounts} ${accounts === 1 ? 'Kunde' : 'Kunden'} mit ${sites} ${sites === 1 ? 'Website' : 'Websites'}`,
    others: (count) => `${count} weitere`,
    names: (names) => `Online bleiben: ${names}.`,
    button: 'Sperrungen prüfen',
    likely:
      'Wurde jemandem versehentlich etwas berechnet oder ein Tarif ersetzt? Kommen Zahlungen an? Wurde eine alte ' +
      'Datenbank zurückgespielt? Ist alles richtig, setzen Sie die Sperrungen mit einem Klick fort; mit einem anderen ' +
      'nehmen Sie diese Kunden bis zu einem Tag aus, den Sie wählen.',
    meanwhile: 'Belastungen, Zahlungen, Warnungen und Freischaltungen laufen wie gewohnt weiter.',
  },
  silence: {
    subject: (name, count) =>
      count === 1 ? `${name} meldet nichts mehr` : `${count} Websites melden nichts mehr`,
    preview: (many) =>
      `${many ? 'Ihre' : 'Die'} Zähler haben vorher immer Nutzung gemeldet und melden jetzt nichts mehr.`,
    lead: (many) =>
      `Seit Tagen wird für ${many ? 'diese Websites' : 'diese Website'} keine Nutzung gemeldet, obwohl die Zähler ` +
      'vorher immer Nutzung gemeldet haben.',
    lastReport: (meters, day) => `${meters}, zuletzt am ${day}`,
    others: (count) => `Und ${count} weitere ${count === 1 ? 'Website' : 'Websites'}.`,
    button: 'Zähler ansehen',
    check: (many) =>
      many
        ? 'Melden viele Websites zugleich nichts, ist wahrscheinlich das Programm ausgefallen, das ihre Nutzung ' +
          'erfasst: Prüfen Sie es zuerst.'
        : 'Läuft das Programm noch, das ihre Nutzung erfasst, und findet es noch sein Protokoll?',
    meanwhile:
      'Nutzung, die nicht gemeldet ist, wird nicht berechnet. Wird sie innerhalb von 60 Tagen gemeldet, wird sie wie ' +
      'gewohnt berechnet. Bis dahin nehmen die Vorhersagen dieselbe Nutzung wie vorher an. Ist alles in Ordnung, müssen Sie ' +
      'nichts tun.',
  },
  webhookOff: {
    subject: (host) => `An ${host} werden keine Ereignisse mehr gesendet`,
    failed: (host) =>
      `${host} hat seit fünf Tagen kein Ereignis angenommen. Deshalb werden keine mehr dorthin gesendet.`,
    gone: (host) =>
      `${host} hat geantwortet, dass es die Adresse nicht mehr gibt (410). Deshalb werden keine Ereignisse mehr dorthin gesendet.`,
    answer: 'Letzte Antwort',
    button: 'Webhooks ansehen',
    after:
      'Wenn Sie ihn wieder einschalten, erhält er alle Ereignisse seitdem in ihrer Reihenfolge. Belastungen, Zahlungen und E-Mails laufen wie gewohnt weiter.',
  },
  morning: {
    subject: (today, tomorrow) => {
      const clients = (count: number): string => (count === 1 ? '1 Kunde wird' : `${count} Kunden werden`);
      if (today === 0) return `${clients(tomorrow)} morgen gesperrt`;
      return `${clients(today)} heute gesperrt${tomorrow === 0 ? '' : `, ${tomorrow} morgen`}`;
    },
    lead: (today, tomorrow) => {
      const clients = (count: number): string => (count === 1 ? '1 Kunde wird' : `${count} Kunden werden`);
      const unless = 'wenn nichts geschieht';
      if (today === 0) return `${clients(tomorrow)} morgen gesperrt, ${unless}.`;
      return `${clients(today)} heute gesperrt${tomorrow === 0 ? '' : ` und ${tomorrow} morgen`}, ${unless}.`;
    },
    when: (day, time) => `${day === 'today' ? 'heute' : 'morgen'} etwa ${time}`,
    heldBack: 'bleibt online, solange Sperrungen angehalten sind',
    balance: (amount) => `Kontostand ${amount}`,
    keepsUp: (amount) => `mit ${amount} 30 Tage online`,
    notices: { week: 'Wochenwarnung', day: 'Tageswarnung', reactivated: 'E-Mail zur Freischaltung' },
    notice: (notice, state, moment) =>
      state === 'waiting'
        ? `${notice} vom Mailserver noch nicht angenommen`
        : `${notice} ${state === 'accepted' ? 'gesendet' : 'abgelehnt'} ${moment}`,
    noNotice: 'keine Warnung gesendet',
    others: (count) => `Und ${count} ${count === 1 ? 'weiterer' : 'weitere'}.`,
    button: 'Morgenliste ansehen',
    added: (day, names) => `Neu seit ${day}: ${names}.`,
    left: (list) => `Nicht mehr auf der Liste: ${list}.`,
    reasons: {
      paid: (name, amount) => `${name} hat ${amount} gezahlt`,
      suspended: (name) => `${name} ist gesperrt`,
      held: (name) => `${name} ist von Hand gesperrt`,
      closed: (name) => `das Konto von ${name} ist geschlossen`,
      exempt: (name, day) => `${name} hat mehr Zeit bis zum Ende von ${day}`,
      later: (name, day) => `${name} ist jetzt für ${day} vorgesehen`,
      notDue: (name) => `${name} ist vorerst nicht betroffen`,
    },
    act: 'Auf der Seite geben Sie einem Kunden mehr Zeit oder sperren ihn von Hand, und dort schalten Sie diese E-Mail ab.',
    because: (site) => `Sie erhalten diese E-Mail, weil Sie die Morgenliste von ${site} angefordert haben.`,
  },
  promise: {
    subject: (name, days) => `${name} bittet um ${days === 1 ? 'einen Tag' : `${days} Tage`} mehr Zeit`,
    preview: (day) => `Wie in Ihren Einstellungen erlaubt, hat der Kunde Zeit bis zum Ende von ${day}.`,
    lead: (wasSuspended, day) =>
      'Der Kunde hat vor der Zahlung um mehr Zeit gebeten und sie bekommen, wie in Ihren Einstellungen erlaubt. ' +
      `Die Website ${wasSuspended ? 'ist wieder freigeschaltet und ' : ''}wird vor dem Ende von ${day} nicht wegen ` +
      'ihres Limits gesperrt.',
    client: 'Kunde',
    until: 'Bis zum Ende von',
    button: 'Konto ansehen',
    then:
      'Geht bis dahin keine Zahlung ein, wird die Website wie üblich gesperrt. Auf der Seite des Kontos können Sie den ' +
      'Aufschub ändern oder beenden.',
  },
  becauseOwner: (site) => `Sie erhalten diese E-Mail, weil Ihnen ${site} gehört.`,
};
