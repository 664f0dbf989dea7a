/** The fields a column of a client list may hold. `titles`: common headings, in lower case and digits. */
export const COLUMNS = [
  {
    name: 'name',
    label: 'Name',
    titles:
      'name client clientname customer customername fullname kunde kundenname nom naam klant klantnaam nombre cliente',
    hint: 'The client’s name. Required, unless there is a company or a first and last name.',
  },
  {
    name: 'company',
    label: 'Company',
    titles:
      'company companyname organisation organization business firma firmenname unternehmen societe entreprise bedrijf bedrijfsnaam empresa azienda',
    hint: 'Used as the name if it is not empty.',
  },
  {
    name: 'firstName',
    label: 'First name',
    titles: 'firstname givenname vorname prenom voornaam nombre nome',
    hint: 'Combined with the last name.',
  },
  {
    name: 'lastName',
    label: 'Last name',
    titles: 'lastname surname familyname nachname nomdefamille achternaam apellido apellidos cognome',
    hint: '',
  },
  {
    name: 'email',
    label: 'Email',
    titles:
      'email mail emailaddress clientemail billingemail contactemail courriel adressemail adresseemail emailadresse correo',
    hint: 'Where emails are sent. Separate several addresses with commas or spaces. Required.',
  },
  {
    name: 'moreEmails',
    label: 'More emails',
    titles: 'moreemails otheremails furtheremails ccemails cc emailcc weitereemails',
    hint: 'More addresses, separated by commas or spaces. Empty: none.',
  },
  {
    name: 'currency',
    label: 'Currency',
    titles: 'currency currencycode waehrung wahrung devise valuta moneda',
    hint: 'Such as EUR, € or Euro.',
  },
  {
    name: 'timeZone',
    label: 'Time zone',
    titles: 'timezone zone tz zeitzone fuseauhoraire tijdzone zonahoraria fusoorario',
    hint: 'Such as Europe/Berlin.',
  },
  {
    name: 'billingDay',
    label: 'Billing day',
    titles: 'billingday day invoiceday abrechnungstag',
    hint: '1 to 31; empty: 1.',
  },
  {
    name: 'creditLimit',
    label: 'Credit limit',
    titles: 'limit creditlimit kreditlimit kreditrahmen',
    hint: 'How much the client may owe, such as 100.00. Empty: the limit of the plan.',
  },
  {
    name: 'plan',
    label: 'Plan',
    titles: 'plan planname package packagename product productname paket tarif produkt',
    hint: 'The name of a plan. Empty: none.',
  },
  {
    name: 'slug',
    label: 'Short name of the site',
    titles: 'slug username',
    hint: 'Empty: made from the first hostname.',
  },
  {
    name: 'siteName',
    label: 'Name of the site',
    titles: 'sitename site',
    hint: 'Empty: its first hostname.',
  },
  {
    name: 'hostnames',
    label: 'Hostnames',
    titles: 'hostnames hostname hosts host domain domains domainname website url',
    hint: 'Separated by spaces. Empty: no site.',
  },
  {
    name: 'openingBalance',
    label: 'Balance',
    titles: 'openingbalance balance credit creditbalance guthaben',
    hint: '20.00: credit. -20.00: owed. Empty: 0.',
  },
  {
    name: 'unsignedBalance',
    label: 'Balance: credit or owed?',
    titles: 'kontostand saldo solde',
    hint: 'Some programs write what a client owes as 20.00, some as -20.00. Choose Balance or Amount owed.',
  },
  {
    name: 'owed',
    label: 'Amount owed',
    titles:
      'owed due amountdue outstanding outstandingbalance unpaid offen offenerbetrag openbalance openamount balancedue totaldue amountowing amountowed outstandingamount offenersaldo openstaand openstaandsaldo soldedu',
    hint: 'What the client owes, such as 20.00.',
  },
  {
    name: 'chargedUntil',
    label: 'Charged until',
    titles: 'chargeduntil paiduntil billeduntil paidthrough bezahltbis berechnetbis',
    hint: 'The last day that you have already charged for, such as 2026-12-31. Plans begin on the next day, without setup fees.',
  },
  {
    name: 'language',
    label: 'Language',
    titles: 'language lang locale sprache langue taal idioma lingua',
    hint: 'Language of emails, such as de. Empty: en.',
  },
  {
    name: 'legalName',
    label: 'Legal name',
    titles: 'legalname registeredname',
    hint: 'On invoices. Empty: the name.',
  },
  {
    name: 'street',
    label: 'Street',
    titles:
      'street address address1 addressline1 streetaddress billingaddress strasse anschrift adresse rue adres straat calle indirizzo',
    hint: 'With its number.',
  },
  {
    name: 'postcode',
    label: 'Postcode',
    titles: 'postcode postalcode zip zipcode plz postleitzahl codepostal codigopostal cap',
    hint: '',
  },
  { name: 'city', label: 'City', titles: 'city town ort stadt ville plaats stad ciudad citta', hint: '' },
  {
    name: 'country',
    label: 'Country',
    titles: 'country countrycode land landescode pays pais paese',
    hint: 'Such as DE. Empty: not known.',
  },
  {
    name: 'vatId',
    label: 'VAT id',
    titles:
      'vatid vatnumber vatno vat taxid ustid ustidnr umsatzsteuerid numerotva tva btwnummer btw partitaiva nif',
    hint: 'With or without its country prefix.',
  },
  {
    name: 'companyId',
    label: 'Company number',
    titles: 'companyid companynumber registrationnumber handelsregister siren siret kvk',
    hint: 'In the commercial register.',
  },
  {
    name: 'buyerReference',
    label: 'Buyer reference',
    titles: 'buyerreference leitwegid leitweg customerreference ponumber',
    hint: 'What the client wants on invoices.',
  },
  {
    name: 'tags',
    label: 'Tags',
    titles: 'tags tag labels label groups group clientgroup kundengruppe etiketten schlagworte',
    hint: 'Separated by commas. Empty: none.',
  },
  {
    name: 'notes',
    label: 'Notes',
    titles: 'notes note adminnotes comment comments remarks notizen bemerkung bemerkungen',
    hint: 'For you only. Clients never see them.',
  },
  {
    name: 'externalId',
    label: 'External id',
    titles:
      'externalid clientid customerid customernumber id userid kundennummer kundennr numeroclient klantnummer',
    hint: 'The client’s id in another program of yours.',
  },
  {
    name: 'status',
    label: 'Status',
    titles: 'status clientstatus accountstatus statut',
    hint: 'Lines can be skipped by status.',
  },
] as const;

export type Column = (typeof COLUMNS)[number]['name'];

/** The field of each column of the file; null: the column is ignored. */
export type Mapping = readonly (Column | null)[];

/** How to read a file: its columns, the defaults for empty cells, and the statuses to skip. */
export interface ImportChoice {
  readonly mapping: Mapping;
  readonly usual: Readonly<Partial<Record<Usual, string>>>;
  readonly leftOut: readonly string[];
}

/** Fields that can have one default for the whole file. */
export const USUAL = ['currency', 'timeZone', 'plan', 'language', 'chargedUntil'] as const;
type Usual = (typeof USUAL)[number];

/** Guesses the field of each column by its heading. Each field is used once, by the first column that matches. */
export function guessMapping(headings: readonly string[]): Mapping {
  const free = new Set<Column>(COLUMNS.map(({ name }) => name));
  return headings.map((heading) => {
    const plain = plainHeading(heading);
    const found = COLUMNS.find(
      ({ name, label, titles }) =>
        free.has(name) && (plainHeading(label) === plain || titles.split(' ').includes(plain)),
    );
    if (found === undefined) return null;
    free.delete(found.name);
    return plain === 'balance' || found.name === 'unsignedBalance' ? balanceIn(headings) : found.name;
  });
}

/** Headings of Sitetab's own lists; their balances are signed from the client's side. */
const OWN = new Set(
  COLUMNS.flatMap(({ name, label }) => [plainHeading(name), plainHeading(label)]).concat('limit'),
);
/** Headings only QuickBooks Desktop has; its balances are what the customer owes. */
const QUICKBOOKS = ['balancetotal', 'customertype', 'jobstatus', 'jobtype', 'resalenum', 'billto1'];

/** The field of a column named only "balance": programs differ in what a positive balance means. */
function balanceIn(headings: readonly string[]): Column {
  const plain = headings.filter((heading) => heading !== '').map(plainHeading);
  if (plain.every((heading) => OWN.has(heading))) return 'openingBalance';
  return plain.some((heading) => QUICKBOOKS.includes(heading)) ? 'owed' : 'unsignedBalance';
}

/** Normalises a heading: "E-mail" and "email", "Time zone" and "timeZone" become equal. */
function plainHeading(heading: string): string {
  return heading
    .toLowerCase()
    .normalize('NFD')
    .replace(/\p{M}/gu, '')
    .replaceAll(/[^a-z0-9]/g, '');
}

const INACTIVE =
  /^(inactive|closed|cancell?ed|terminated|fraud|deleted|inaktiv|geschlossen|gekündigt|gesperrt)$/i;

/** Statuses of former clients. */
export function usuallyLeftOut(statuses: readonly string[]): string[] {
  return statuses.filter((status) => INACTIVE.test(status));
}

/** A column's name on pages. */
export function labelOf(column: string): string {
  return COLUMNS.find(({ name }) => name === column)?.label ?? column;
}
