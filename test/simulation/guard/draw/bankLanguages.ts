/** How banks of a language call their columns, and the words they write into them. */
export interface BankLanguage {
  readonly date: readonly string[];
  readonly payer: readonly string[];
  readonly text: readonly string[];
  readonly amount: readonly string[];
  readonly debit: string;
  readonly credit: string;
  /** The heading of the direction, money in, money out. */
  readonly direction: readonly (readonly [string, string, string])[];
  readonly balance: string;
  readonly currency: string;
  /** The heading, booked, not booked yet. */
  readonly status: readonly [string, string, string];
  readonly opening: string;
  readonly closing: string;
}

const language = (
  [date, payer, text, amount]: readonly [string, string, string, string],
  [debit, credit, balance, currency]: readonly [string, string, string, string],
  directions: string,
  [head, booked, pending]: readonly [string, string, string],
  [opening, closing]: readonly [string, string],
): BankLanguage => ({
  ...{ date: date.split('|'), payer: payer.split('|'), text: text.split('|'), amount: amount.split('|') },
  ...{ debit, credit, balance, currency, status: [head, booked, pending], opening, closing },
  direction: directions.split('|').map((each) => each.split(' ') as [string, string, string]),
});

export const BANK_LANGUAGES: Readonly<Record<string, BankLanguage>> = {
  english: language(
    [
      'Date|Booking Date|Transaction Date|Posting Date',
      'Payer|Counterparty|Name',
      'Description|Details|Reference|Memo',
      'Amount|Value',
    ],
    ['Debit|', 'Credit|', 'Balance', 'Currency'].map((each) => each.replace('|', '')) as [
      string,
      string,
      string,
      string,
    ],
    'D/C C D|Direction Incoming Outgoing|Credit/Debit Credit Debit|DR/CR CR DR|Direction IN OUT',
    ['Status', 'Completed', 'Pending'],
    ['Opening balance', 'Closing balance'],
  ),
  'english, paid': language(
    ['Date', 'Counter Party', 'Transaction Description', 'Amount'],
    ['Paid out', 'Paid in', 'Balance', 'Ccy'],
    'D/C C D',
    ['State', 'COMPLETED', 'PENDING'],
    ['Opening balance', 'Closing balance'],
  ),
  german: language(
    [
      'Buchungstag|Datum|Buchungsdatum',
      'Auftraggeber/Empfänger|Begünstigter|Name Zahlungsbeteiligter',
      'Verwendungszweck|Buchungstext',
      'Betrag|Umsatz',
    ],
    ['Soll', 'Haben', 'Saldo', 'Währung'],
    'Soll/Haben Haben Soll|S/H H S|Ausgang/Eingang Eingang Ausgang|Richtung Gutschrift Lastschrift',
    ['Status', 'Gebucht', 'Vorgemerkt'],
    ['Anfangssaldo', 'Endsaldo'],
  ),
  swiss: language(
    ['Buchungsdatum|Datum', 'Auftraggeber', 'Avisierungstext|Mitteilungen', 'Betrag'],
    ['Belastung', 'Gutschrift', 'Saldo', 'Whg'],
    'Soll/Haben Haben Soll',
    ['Status', 'verbucht', 'offen'],
    ['Anfangssaldo', 'Schlusssaldo'],
  ),
  dutch: language(
    ['Datum|Boekdatum', 'Naam tegenpartij|Naam / Omschrijving', 'Omschrijving|Mededelingen', 'Bedrag'],
    ['Af', 'Bij', 'Saldo na mutatie', 'Munt'],
    'Af Bij Af',
    ['Status', 'Geboekt', 'Gereserveerd'],
    ['Beginsaldo', 'Eindsaldo'],
  ),
  french: language(
    ['Date|Date comptable|Date opération', 'Nom|Contrepartie', 'Libellé|Communication', 'Montant'],
    ['Débit', 'Crédit', 'Solde', 'Devise'],
    'Sens Crédit Débit|Sens C D',
    ['Statut', 'Comptabilisé', 'En attente'],
    ['Solde initial', 'Solde final'],
  ),
  swedish: language(
    ['Bokföringsdag', 'Avsändare', 'Beskrivning|Rubrik', 'Belopp'],
    ['Uttag', 'Insättning', 'Bokfört saldo', 'Valuta'],
    'Debet/Kredit Kredit Debet',
    ['Status', 'Bokförd', 'Reserverad'],
    ['Ingående saldo', 'Utgående saldo'],
  ),
  norwegian: language(
    ['Dato', 'Betaler', 'Forklaring|Tekst', 'Beløp'],
    ['Ut fra konto', 'Inn på konto', 'Saldo', 'Valuta'],
    'Debet/Kredit Kredit Debet',
    ['Status', 'Bokført', 'Reservert'],
    ['Saldo', 'Saldo'],
  ),
  estonian: language(
    ['Kuupäev|Date', 'Nimi|Payer', 'Selgitus', 'Summa'],
    ['Deebet', 'Kreedit', 'Saldo', 'Valuuta'],
    'D/K K D|D/C C D',
    ['Status', 'Booked', 'Pending'],
    ['Algsaldo', 'Lõppsaldo'],
  ),
  polish: language(
    ['Data operacji|Data księgowania', 'Nadawca/Odbiorca', 'Tytuł|Opis operacji', 'Kwota'],
    ['Obciążenia', 'Uznania', 'Saldo po operacji', 'Waluta'],
    'D/C C D',
    ['Stan', 'Zaksięgowano', 'Oczekuje'],
    ['Saldo początkowe', 'Saldo końcowe'],
  ),
  czech: language(
    ['Datum|Datum zaúčtování', 'Název protiúčtu', 'Zpráva pro příjemce|Poznámka', 'Částka|Objem'],
    ['Výdaje', 'Příjmy', 'Zůstatek', 'Měna'],
    'D/C C D',
    ['Stav', 'Zaúčtováno', 'Čeká'],
    ['Saldo', 'Saldo'],
  ),
  italian: language(
    ['Data contabile|Data', 'Ordinante', 'Causale|Descrizione', 'Importo'],
    ['Addebiti', 'Accrediti', 'Saldo', 'Divisa'],
    'D/C C D',
    ['Stato', 'Contabilizzato', 'In attesa'],
    ['Saldo', 'Saldo'],
  ),
};
