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

/** The letters in German. */
export const de: Texts = {
  locale: 'de-DE',

  hello: (name) => `Guten Tag ${name},`,
  sites: (names) => {
    const [first, second] = names;
    if (first === undefined) return 'Ihr Konto';
    if (second === undefined) return first;
    return names.length === 2 ? `${first} und ${second}` : `Ihre ${names.length} Websites`;
  },
  zone: (place, isPlace) => (isPlace ? `Ortszeit ${PLACES[place] ?? place}` : place),
  moment: (day, time, zone) => `${day}, ${time} Uhr (${zone})`,

  labels: {
    sites: 'Websites',
    balanceNow: 'Kontostand abzüglich Verbrauch',
    creditLimit: 'Kreditrahmen',
    toBeHeld: 'Mindestguthaben',
    limitDate: 'Aufgebraucht etwa',
    promiseEnds: 'Wir warten bis',
    pausedSince: 'Pausiert seit',
    shortBy: () => 'Zur Freischaltung nötig',
    onlineSince: 'Wieder online seit',
    lastsUntil: 'Ihr Guthaben reicht bis etwa',
    noEnd: 'kein Ende abzusehen',
    amount: 'Erhalten',
    method: 'Zahlungsweg',
    reference: 'Verwendungszweck',
    receivedAt: 'Eingegangen am',
    entryNumber: 'Buchung',
    newBalance: 'Neuer Kontostand',
    accrued: 'Seither verbraucht, noch nicht berechnet',
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
  method: (method) => METHODS.get(method) ?? method,
  quantity: (quantity, unit) => (unit === '' ? quantity : `${quantity} ${unit === 'bytes' ? 'Byte' : unit}`),
  bytes: (short, exact) => `${short} (${exact})`,

  keepsFor: {
    title: (many) => `Damit ${many ? 'Ihre Websites' : 'Ihre Website'} online ${many ? 'bleiben' : 'bleibt'}`,
    titleSuspended: (many) =>
      many ? 'Damit sie wieder online gehen und bleiben' : 'Damit sie wieder online geht und bleibt',
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
    justPaid: 'Gerade gezahlt? Dann können Sie diesen Brief vergessen.',
  },
  footer: {
    because: (sites) => `Sie erhalten diesen Brief, weil Sie für ${sites} zahlen.`,
    becauseAccount: 'Sie erhalten diesen Brief, weil Sie ein Konto bei uns haben.',
    questions: 'Fragen? Antworten Sie einfach.',
  },

  week: {
    subject: (sites, many, day) => `${sites} ${many ? 'haben' : 'hat'} Guthaben bis etwa ${day}`,
    subjectPromise: (sites, many, day) => `${sites} ${many ? 'bleiben' : 'bleibt'} online bis ${day}`,
    afterwards: (many) =>
      'Geht keine Zahlung ein, schreiben wir einen Tag vorher noch einmal. Danach sehen Besucher statt Ihrer ' +
      `Seiten einen kurzen Hinweis. Gelöscht wird nichts, und ${many ? 'Ihre Websites sind' : 'Ihre Website ist'} ` +
      'Sekunden nach der Zahlung wieder da.',
  },
  day: {
    subject: (sites, many, moment) => `${sites} ${many ? 'pausieren' : 'pausiert'} ab etwa ${moment}`,
    subjectPromise: (sites, many, moment) => `${sites} ${many ? 'pausieren' : 'pausiert'} ab ${moment}`,
    afterwards: (many) =>
      'Geht bis dahin keine Zahlung ein, sehen Besucher statt Ihrer Seiten einen kurzen Hinweis. Gelöscht wird ' +
      `nichts, und ${many ? 'Ihre Websites sind' : 'Ihre Website ist'} Sekunden nach der Zahlung wieder da.`,
  },
  why: {
    traffic: (many) =>
      `Geht es so weiter, ${many ? 'haben Ihre Websites' : 'hat Ihre Website'} das Guthaben dann verbraucht. ` +
      'Zahlen Sie vorher ein, ändert sich für Ihre Besucher nichts.',
    recurring: (many) =>
      `Die festen Beträge Ihres Tarifs haben das Guthaben ${many ? 'Ihrer Websites' : 'Ihrer Website'} dann ` +
      'aufgebraucht. Zahlen Sie vorher ein, ändert sich für Ihre Besucher nichts.',
    charge: (description, day) =>
      `Für ${day} ist „${description}“ geplant, und Ihr Guthaben deckt es nicht. Zahlen Sie vorher ein, ändert ` +
      'sich für Ihre Besucher nichts.',
    promise: (many) =>
      `Ihr Guthaben ist aufgebraucht. Bis dahin bleibt, wie vereinbart, ${many ? 'alles' : 'Ihre Website'} ` +
      'online. Zahlen Sie vorher, ändert sich für Ihre Besucher nichts.',
  },
  suspended: {
    subject: (sites, many, amount) =>
      `${sites} ${many ? 'pausieren' : 'pausiert'}; mit ${amount} geht es weiter`,
    lead: (many) =>
      'Das Guthaben ist aufgebraucht, darum sehen Besucher jetzt einen kurzen Hinweis statt Ihrer Seiten. ' +
      `Gelöscht wird nichts, und ${many ? 'Ihre Websites sind' : 'Ihre Website ist'} Sekunden nach der Zahlung ` +
      'wieder da.',
  },
  reactivated: {
    subject: (sites, many) => `${sites} ${many ? 'sind' : 'ist'} wieder online. Vielen Dank.`,
    lead: (many) => `Besucher sehen ${many ? 'Ihre Websites' : 'Ihre Website'} wieder; verloren ging nichts.`,
    until: (day) => `Geht es so weiter, reicht Ihr Guthaben bis etwa ${day}.`,
    endless: 'Geht es so weiter, ist kein Ende Ihres Guthabens abzusehen.',
  },
  receipt: {
    subject: (amount) => `Wir haben ${amount} erhalten. Vielen Dank.`,
    subjectShort: (amount, shortBy) => `Wir haben ${amount} erhalten; es fehlen noch ${shortBy}`,
    lead: (sites) => `Die Zahlung ist Ihrem Konto für ${sites} gutgeschrieben.`,
    leadShort: (sites, many, shortBy) =>
      'Vielen Dank. Die Zahlung ist Ihrem Konto gutgeschrieben, deckt aber noch nicht, was offen ist: ' +
      `${sites} ${many ? 'gehen' : 'geht'} wieder online, sobald weitere ${shortBy} eingehen.`,
    missing: () => 'Fehlt noch bis zur Freischaltung',
  },
  statement: {
    subject: (days, amount) => `Abrechnung ${days}: Ihr Kontostand ist ${amount}`,
    lead: (days, sites) =>
      `Das ist Ihre Abrechnung für ${days}, für ${sites}. Sie müssen jetzt nichts ` +
      'tun; wird eine Zahlung nötig, schreiben wir Ihnen rechtzeitig.',
    what: 'Was',
    amountIn: (currency) => `Betrag ${currency}`,
    charges: 'Leistungen',
    tax: 'Steuern',
    corrections: 'Korrekturen',
    payments: 'Zahlungen',
    reference: 'Ihr Verwendungszweck für Zahlungen:',
    nothing: 'Nichts wurde berechnet, nichts wurde gezahlt.',
  },
};
