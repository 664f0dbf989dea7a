/**
 * The columns of a booking batch (category 21, version 13) and of master data of debtors and creditors (category 16,
 * version 5), as DATEV's description of the format names them. Their order is fixed.
 */
const series = (count: number, names: (number: number) => readonly string[]): string[] =>
  Array.from({ length: count }, (_, index) => names(index + 1)).flat();

export const BATCH_FIELDS: readonly string[] = [
  ...['Umsatz (ohne Soll/Haben-Kz)', 'Soll/Haben-Kennzeichen', 'WKZ Umsatz', 'Kurs', 'Basis-Umsatz'],
  ...['WKZ Basis-Umsatz', 'Konto', 'Gegenkonto (ohne BU-Schlüssel)', 'BU-Schlüssel', 'Belegdatum'],
  ...['Belegfeld 1', 'Belegfeld 2', 'Skonto', 'Buchungstext', 'Postensperre', 'Diverse Adressnummer'],
  ...['Geschäftspartnerbank', 'Sachverhalt', 'Zinssperre', 'Beleglink'],
  ...series(8, (n) => [`Beleginfo - Art ${n}`, `Beleginfo - Inhalt ${n}`]),
  ...['KOST1 - Kostenstelle', 'KOST2 - Kostenstelle', 'Kost-Menge', 'EU-Land u. UStID (Bestimmung)'],
  ...['EU-Steuersatz (Bestimmung)', 'Abw. Versteuerungsart', 'Sachverhalt L+L', 'Funktionsergänzung L+L'],
  ...['BU 49 Hauptfunktionstyp', 'BU 49 Hauptfunktionsnummer', 'BU 49 Funktionsergänzung'],
  ...series(20, (n) => [`Zusatzinformation - Art ${n}`, `Zusatzinformation- Inhalt ${n}`]),
  ...['Stück', 'Gewicht', 'Zahlweise', 'Forderungsart', 'Veranlagungsjahr', 'Zugeordnete Fälligkeit'],
  ...['Skontotyp', 'Auftragsnummer', 'Buchungstyp', 'USt-Schlüssel (Anzahlungen)', 'EU-Land (Anzahlungen)'],
  ...['Sachverhalt L+L (Anzahlungen)', 'EU-Steuersatz (Anzahlungen)', 'Erlöskonto (Anzahlungen)'],
  ...['Herkunft-Kz', 'Buchungs GUID', 'KOST-Datum', 'SEPA-Mandatsreferenz', 'Skontosperre'],
  ...['Gesellschaftername', 'Beteiligtennummer', 'Identifikationsnummer', 'Zeichnernummer'],
  ...['Postensperre bis', 'Bezeichnung SoBil-Sachverhalt', 'Kennzeichen SoBil-Buchung', 'Festschreibung'],
  ...['Leistungsdatum', 'Datum Zuord. Steuerperiode', 'Fälligkeit', 'Generalumkehr (GU)', 'Steuersatz'],
  ...['Land', 'Abrechnungsreferenz', 'BVV-Position', 'EU-Land u. UStID (Ursprung)'],
  ...['EU-Steuersatz (Ursprung)', 'Abw. Skontokonto'],
];

/** Of these, the ones that are text: an empty text is written as two quotation marks. */
export const BATCH_TEXTS: ReadonlySet<string> = new Set([
  ...[
    'Soll/Haben-Kennzeichen',
    'WKZ Umsatz',
    'WKZ Basis-Umsatz',
    'BU-Schlüssel',
    'Belegfeld 1',
    'Belegfeld 2',
  ],
  ...['Buchungstext', 'Diverse Adressnummer', 'Beleglink', 'KOST1 - Kostenstelle', 'KOST2 - Kostenstelle'],
  ...['EU-Land u. UStID (Bestimmung)', 'Abw. Versteuerungsart', 'Auftragsnummer', 'Buchungstyp'],
  ...['EU-Land (Anzahlungen)', 'Herkunft-Kz', 'Buchungs GUID', 'SEPA-Mandatsreferenz', 'Gesellschaftername'],
  ...[
    'Identifikationsnummer',
    'Zeichnernummer',
    'Bezeichnung SoBil-Sachverhalt',
    'Generalumkehr (GU)',
    'Land',
  ],
  ...['Abrechnungsreferenz', 'EU-Land u. UStID (Ursprung)'],
  ...series(8, (n) => [`Beleginfo - Art ${n}`, `Beleginfo - Inhalt ${n}`]),
  ...series(20, (n) => [`Zusatzinformation - Art ${n}`, `Zusatzinformation- Inhalt ${n}`]),
]);

const bank = (n: number): string[] => [
  ...[`Bankleitzahl ${n}`, `Bankbezeichnung ${n}`, `Bank-Kontonummer ${n}`, `Länderkennzeichen ${n}`],
  ...[`IBAN-Nr. ${n}`, 'Leerfeld', `SWIFT-Code ${n}`, `Abw. Kontoinhaber ${n}`, `Kennz. Hauptbankverb. ${n}`],
  ...[`Bankverb ${n} Gültig von`, `Bankverb ${n} Gültig bis`],
];
const numbered = (count: number, name: string): string[] => series(count, (n) => [`${name} ${n}`]);

export const DEBTOR_FIELDS: readonly string[] = [
  ...[
    'Konto',
    'Name (Adressattyp Unternehmen)',
    'Unternehmensgegenstand',
    'Name (Adressattyp natürl. Person)',
  ],
  ...[
    'Vorname (Adressattyp natürl. Person)',
    'Name (Adressattyp keine Angabe)',
    'Adressattyp',
    'Kurzbezeichnung',
  ],
  ...[
    'EU-Land',
    'EU-UStID',
    'Anrede',
    'Titel/Akad. Grad',
    'Adelstitel',
    'Namensvorsatz',
    'Adressart',
    'Straße',
  ],
  ...['Postfach', 'Postleitzahl', 'Ort', 'Land', 'Versandzusatz', 'Adresszusatz', 'Abweichende Anrede'],
  ...['Abw. Zustellbezeichnung 1', 'Abw. Zustellbezeichnung 2', 'Kennz. Korrespondenzadresse'],
  ...['Adresse Gültig von', 'Adresse Gültig bis', 'Telefon', 'Bemerkung (Telefon)', 'Telefon GL'],
  ...['Bemerkung (Telefon GL)', 'E-Mail', 'Bemerkung (E-Mail)', 'Internet', 'Bemerkung (Internet)', 'Fax'],
  ...['Bemerkung (Fax)', 'Sonstige', 'Bemerkung (Sonstige)'],
  ...series(5, bank),
  ...['Leerfeld', 'Briefanrede', 'Grußformel', 'Kunden-/Lief.-Nr.', 'Steuernummer', 'Sprache'],
  ...['Ansprechpartner', 'Vertreter', 'Sachbearbeiter', 'Diverse-Konto', 'Ausgabeziel', 'Währungssteuerung'],
  ...['Kreditlimit (Debitor)', 'Zahlungsbedingung', 'Fälligkeit in Tagen (Debitor)'],
  ...['Skonto in Prozent (Debitor)', 'Kreditoren-Ziel 1 Tg.', 'Kreditoren-Skonto 1 %'],
  ...['Kreditoren-Ziel 2 Tg.', 'Kreditoren-Skonto 2 %', 'Kreditoren-Ziel 3 Brutto Tg.'],
  ...['Kreditoren-Ziel 4 Tg.', 'Kreditoren-Skonto 4 %', 'Kreditoren-Ziel 5 Tg.', 'Kreditoren-Skonto 5 %'],
  ...['Mahnung', 'Kontoauszug', ...numbered(3, 'Mahntext'), 'Kontoauszugstext', 'Mahnlimit Betrag'],
  ...['Mahnlimit %', 'Zinsberechnung', ...numbered(3, 'Mahnzinssatz'), 'Lastschrift', 'Leerfeld'],
  ...['Mandantenbank', 'Zahlungsträger', ...numbered(15, 'Indiv. Feld')],
  ...['Abweichende Anrede', 'Adressart', 'Straße', 'Postfach', 'Postleitzahl', 'Ort', 'Land', 'Versandzusatz']
    .concat('Adresszusatz', 'Abw. Zustellbezeichnung 1', 'Abw. Zustellbezeichnung 2')
    .concat('Adresse Gültig von', 'Adresse Gültig bis')
    .map((name) => `${name} (Rechnungsadresse)`),
  ...series(5, (n) => bank(n + 5)),
  ...['Nummer Fremdsystem', 'Insolvent', ...numbered(10, 'SEPA-Mandatsreferenz'), 'Verknüpftes OPOS-Konto'],
  ...['Mahnsperre bis', 'Lastschriftsperre bis', 'Zahlungssperre bis', 'Gebührenberechnung'],
  ...[...numbered(3, 'Mahngebühr'), 'Pauschalenberechnung', ...numbered(3, 'Verzugspauschale')],
  ...['Alternativer Suchname', 'Status', 'Anschrift manuell geändert (Korrespondenzadresse)'],
  ...['Anschrift individuell (Korrespondenzadresse)', 'Anschrift manuell geändert (Rechnungsadresse)'],
  ...['Anschrift individuell (Rechnungsadresse)', 'Fristberechnung bei Debitor', ...numbered(3, 'Mahnfrist')],
  'Letzte Frist',
];
