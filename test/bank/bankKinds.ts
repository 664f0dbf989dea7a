import type { StatementAnswers } from '../../src/bank/reading/answers.js';

/** A statement as one bank writes it, all names invented, and the money that came in with it: day, amount, currency. */
export interface BankKind {
  readonly bank: string;
  readonly csv: string;
  readonly answers?: StatementAnswers;
  /** Day, amount, currency and reference of each line to be posted. */
  readonly lines: readonly string[];
  readonly outgoing: number;
  readonly pending?: number;
  readonly heldBack?: number;
  /** The fields with a question; then there are no lines. */
  readonly asks?: readonly string[];
}

const ONE = 'ST-4802-7519-3633';
const TWO = 'ST-7310-4692-8579';
const rows = (...lines: string[]): string => lines.join('\n');

export const BANK_KINDS: readonly BankKind[] = [
  {
    bank: 'N26, as it was',
    csv: rows(
      '"Date","Payee","Account number","Transaction type","Payment reference","Amount (EUR)","Amount (Foreign Currency)","Type Foreign Currency","Exchange Rate"',
      `"2026-11-03","Fenwick GmbH","DE12500105170648489890","Income","${ONE}","120.0","","",""`,
      '"2026-11-04","Power Co","","MasterCard Payment","","-64.1","-70.0","USD","1.09"',
    ),
    lines: [`2026-11-03 120.0 EUR ${ONE}`],
    outgoing: 1,
  },
  {
    bank: 'N26',
    csv: rows(
      '"Booking Date","Value Date","Partner Name","Partner Iban",Type,"Payment Reference","Account Name","Amount (EUR)","Original Amount","Original Currency","Exchange Rate"',
      `2026-11-03,2026-11-03,"Fenwick GmbH",DE12500105170648489890,"Credit Transfer","${ONE}",Main,120.00,,,`,
      '2026-11-04,2026-11-04,"Power Co",,Presentment,,Main,-64.10,70.00,USD,1.09',
    ),
    lines: [`2026-11-03 120.00 EUR ${ONE}`],
    outgoing: 1,
  },
  {
    bank: 'Wise',
    csv: rows(
      'TransferWise ID,Date,Amount,Currency,Description,Payment Reference,Running Balance,Exchange From,Exchange To,Exchange Rate,Payer Name,Payee Name,Payee Account Number,Merchant,Total fees',
      `TRANSFER-1,03-11-2026,120.00,EUR,"Received money from Fenwick with reference ${ONE}",${ONE},1055.90,,,,Fenwick,,,,0.00`,
      'TRANSFER-2,15-10-2026,-64.10,EUR,Sent money to Power Co,,935.90,,,,,Power Co,,,0.35',
    ),
    lines: [`2026-11-03 120.00 EUR ${ONE}`],
    outgoing: 1,
  },
  {
    bank: 'Revolut Business',
    csv: rows(
      'Date started (UTC),Date completed (UTC),ID,Type,State,Description,Reference,Payer,Card number,Orig currency,Orig amount,Payment currency,Amount,Total amount,Exchange rate,Fee,Fee currency,Balance,Account',
      `2026-11-03,2026-11-03,6a1,TOPUP,COMPLETED,Money added from Fenwick,${ONE},,,EUR,120.00,EUR,120.00,120.00,,0.00,EUR,1120.00,EUR Main`,
      '2026-11-04,2026-11-04,6a2,TRANSFER,COMPLETED,To Power Co,,,,EUR,-64.10,EUR,-64.10,-64.10,,0.00,EUR,1055.90,EUR Main',
      `2026-11-05,,6a3,TOPUP,PENDING,Money added from Quill,${TWO},,,EUR,80.00,EUR,80.00,80.00,,0.00,EUR,,EUR Main`,
    ),
    lines: [`2026-11-03 120.00 EUR ${ONE}`],
    outgoing: 1,
    pending: 1,
  },
  {
    bank: 'ING in Germany',
    csv: rows(
      'Umsatzanzeige;Datei erstellt am: 05.11.2026 10:11',
      '',
      'IBAN;DE12 5001 0517 0648 4898 90',
      'Kontoname;Girokonto',
      'Zeitraum;01.10.2026 - 05.11.2026',
      'Saldo;1.055,90;EUR',
      '',
      'Sortierung;Datum absteigend',
      '',
      'In der CSV-Datei finden Sie alle bereits gebuchten Umsätze. Die vorgemerkten Umsätze werden nicht aufgenommen.',
      '',
      'Buchung;Valuta;Auftraggeber/Empfänger;Buchungstext;Verwendungszweck;Saldo;Währung;Betrag;Währung',
      '04.11.2026;04.11.2026;Power Co;Lastschrift;Strom;1.055,90;EUR;-64,10;EUR',
      `03.11.2026;03.11.2026;Fenwick GmbH;Gutschrift;${ONE};1.120,00;EUR;120,00;EUR`,
    ),
    lines: [`2026-11-03 120.00 EUR ${ONE}`],
    outgoing: 1,
  },
  {
    bank: 'ING in the Netherlands',
    csv: rows(
      '"Datum","Naam / Omschrijving","Rekening","Tegenrekening","Code","Af Bij","Bedrag (EUR)","Mutatiesoort","Mededelingen","Saldo na mutatie","Tag"',
      `"20261103","FENWICK BV","NL20INGB0001234567","NL91ABNA0417164300","OV","Bij","120,00","Overschrijving","Naam: FENWICK BV Omschrijving: ${ONE}","1120,00",""`,
      '"20261102","Power Co","NL20INGB0001234567","","IC","Af","64,10","Incasso","Stroom","1000,00",""',
    ),
    lines: [`2026-11-03 120.00 EUR ${ONE}`],
    outgoing: 1,
  },
  {
    bank: 'Rabobank',
    csv: rows(
      '"IBAN/BBAN","Munt","BIC","Volgnr","Datum","Rentedatum","Bedrag","Saldo na trn","Tegenrekening IBAN/BBAN","Naam tegenpartij","Code","Transactiereferentie","Betalingskenmerk","Omschrijving-1","Omschrijving-2","Omschrijving-3","Oorspr bedrag","Oorspr munt","Koers"',
      `"NL11RABO0101","EUR","RABONL2U","000001","2026-11-03","2026-11-03","+120,00","+1120,00","NL91","Fenwick BV","cb","","","ST-4802-75","19-3633","","","",""`,
      '"NL11RABO0101","EUR","RABONL2U","000002","2026-11-04","2026-11-04","-64,10","+1055,90","NL92","Power Co","ei","","","Stroom","","","","",""',
    ),
    lines: [`2026-11-03 120.00 EUR ${ONE}`],
    outgoing: 1,
  },
  {
    bank: 'Crédit Agricole',
    csv: rows(
      'Téléchargement du 05/11/2026;',
      '',
      'Monsieur Fenwick',
      'Compte de Dépôt carte n° 12345678901;',
      'Solde au 05/11/2026 1 055,90 €',
      '',
      'Liste des opérations du compte entre le 01/10/2026 et le 05/11/2026;',
      '',
      'Date;Libellé;Débit euros;Crédit euros;',
      `15/10/2026;"VIREMENT EN VOTRE FAVEUR`,
      `FENWICK ${ONE} ";;120,00;`,
      '04/11/2026;"PRELEVEMENT POWER CO ";64,10;;',
    ),
    lines: [`2026-10-15 120.00 EUR ${ONE}`],
    outgoing: 1,
  },
  {
    bank: 'Société Générale',
    csv: rows(
      '="0012345678";01/10/2026;05/11/2026;2;05/11/2026;1055,90 EUR',
      '',
      "Date de l'opération;Libellé;Détail de l'écriture;Montant de l'opération;Devise",
      `15/10/2026;VIR RECU;VIR RECU DE: FENWICK MOTIF: ${ONE};120,00;EUR`,
      '04/11/2026;PRELEVEMENT;POWER CO;-64,10;EUR',
    ),
    lines: [`2026-10-15 120.00 EUR ${ONE}`],
    outgoing: 1,
  },
  {
    bank: 'La Banque Postale',
    csv: rows(
      'Numéro Compte   :;1234567A020',
      'Type   :;CCP',
      'Compte tenu en   :;EUROS',
      'Date   :;05/11/2026',
      'Solde (EUROS)   :;1055,90',
      '',
      'Date;Libellé;Montant(EUROS);Montant(FRANCS)',
      `15/10/2026;"VIREMENT DE FENWICK ${ONE}";120,00;787,15`,
      '04/11/2026;"PRELEVEMENT POWER CO";-64,10;-420,47',
    ),
    lines: [`2026-10-15 120.00 EUR ${ONE}`],
    outgoing: 1,
  },
  {
    bank: 'Boursorama',
    csv: rows(
      'dateOp;dateVal;label;category;categoryParent;supplierFound;amount;comment;accountNum;accountLabel;accountbalance',
      `2026-11-03;2026-11-03;"VIR SEPA FENWICK ${ONE}";"Virements reçus";"Virements reçus";fenwick;120,00;;00040123456;BoursoBank;1055.90`,
      '2026-11-04;2026-11-04;"PRLV POWER CO";"Energie";"Logement";power;-64,10;;00040123456;BoursoBank;1055.90',
    ),
    lines: [`2026-11-03 120.00 - ${ONE}`],
    outgoing: 1,
  },
  {
    bank: 'UBS',
    csv: rows(
      'Kontonummer:;0234 00123456.01',
      'IBAN:;CH93 0076 2011 6238 5295 7',
      'Von:;2026-11-01',
      'Anfangssaldo:;1000.00',
      'Schlusssaldo:;1055.90',
      'Bewertet in:;CHF',
      'Anzahl Transaktionen in diesem Zeitraum:;2',
      '',
      'Abschlussdatum;Abschlusszeit;Buchungsdatum;Valutadatum;Währung;Belastung;Gutschrift;Einzelbetrag;Saldo;Transaktions-Nr.;Beschreibung1;Beschreibung2;Beschreibung3;Fussnoten;',
      '2026-11-04;10:11:12;2026-11-04;2026-11-04;CHF;-64.10;;;1055.90;99A;"Power Co";"Strom";;;',
      `2026-11-03;10:11:12;2026-11-03;2026-11-03;CHF;;120.00;;1120.00;98A;"Fenwick AG;3000 Bern";"${ONE}";;;`,
    ),
    lines: [`2026-11-03 120.00 CHF ${ONE}`],
    outgoing: 1,
  },
  {
    bank: 'PostFinance',
    csv: rows(
      'Datum von:;="2026-11-01"',
      'Buchungsart:;="Alle Buchungen"',
      'Konto:;="CH3109000000301234567"',
      'Währung:;="CHF"',
      '',
      'Datum;Bewegungstyp;Avisierungstext;Gutschrift in CHF;Lastschrift in CHF;Label;Kategorie',
      `03.11.2026;Gutschrift;"GUTSCHRIFT FENWICK AG ${ONE}";120;;;`,
      '04.11.2026;Lastschrift;"POWER CO";;-64.1;;',
      '',
      'Disclaimer:',
      'Dies ist kein durch PostFinance erstelltes Dokument.',
    ),
    lines: [`2026-11-03 120 CHF ${ONE}`],
    outgoing: 1,
  },
  {
    bank: 'Raiffeisen in Switzerland',
    csv: rows(
      'IBAN;Booked At;Text;Credit/Debit Amount;Balance;Valuta Date',
      `CH3080808001234567890;2026-11-03 00:00:00.0;Gutschrift Fenwick AG;120.00;1120.00;2026-11-03 00:00:00.0`,
      `;;${ONE};;;`,
      'CH3080808001234567890;2026-11-04 00:00:00.0;Power Co;-64.10;1055.90;2026-11-04 00:00:00.0',
    ),
    lines: [`2026-11-03 120.00 - ${ONE}`],
    outgoing: 1,
  },
  {
    bank: 'Zürcher Kantonalbank',
    csv: rows(
      '"Datum";"Buchungstext";"Whg";"Betrag Detail";"ZKB-Referenz";"Referenznummer";"Belastung CHF";"Gutschrift CHF";"Valuta";"Saldo CHF";"Zahlungszweck";"Details"',
      `"03.11.2026";"Gutschrift: Fenwick AG";"";"";"L1";"";"";"120.00";"03.11.2026";"1'120.00";"${ONE}";""`,
      `"04.11.2026";"Belastungen eBanking (2)";"";"";"L2";"";"64.10";"";"04.11.2026";"1'055.90";"";""`,
      `"";"Power Co";"CHF";"60.00";"";"";"";"";"";"";"";""`,
      `"";"Water Co";"CHF";"4.10";"";"";"";"";"";"";"";""`,
    ),
    lines: [`2026-11-03 120.00 CHF ${ONE}`],
    outgoing: 1,
  },
  {
    bank: 'BNP Paribas Fortis',
    csv: rows(
      "Nr de séquence;Date d'exécution;Date valeur;Montant;Devise du compte;Numéro de compte;Type de transaction;Contrepartie;Nom de la contrepartie;Communication;Détails;Statut;Motif du refus",
      `2026-00001;03/11/2026;03/11/2026;120,00;EUR;BE1;Virement;BE2;Fenwick;${ONE};;Accepté;`,
      '2026-00002;14/11/2026;14/11/2026;-64,10;EUR;BE1;Domiciliation;BE3;Power Co;;;Accepté;',
      `2026-00003;15/11/2026;15/11/2026;80,00;EUR;BE1;Virement;BE4;Quill;${TWO};;Refusé;solde`,
    ),
    lines: [`2026-11-03 120.00 EUR ${ONE}`],
    outgoing: 1,
    pending: 1,
  },
  {
    bank: 'ING in Poland',
    csv: rows(
      '"Lista transakcji";;;',
      '"Data transakcji";"Data księgowania";"Dane kontrahenta";"Tytuł";"Nr rachunku";"Nr transakcji";"Kwota transakcji (waluta rachunku)";"Waluta";"Kwota blokady/zwolnienie blokady";"Waluta";"Konto";"Saldo po transakcji";"Waluta"',
      `2026-11-04;2026-11-04;"Power Co";"x";'1;'12;-64,10;PLN;;;"Direct";1055,90;PLN`,
      `2026-11-03;2026-11-03;"Fenwick";"czynsz";'1;'11;120,00;PLN;;;"Direct";1120,00;PLN`,
      `2026-11-05;;"Quill";"${TWO}";'1;'13;;;80,00;PLN;"Direct";;`,
    ),
    lines: ['2026-11-03 120.00 PLN'],
    outgoing: 1,
    heldBack: 1,
  },
  {
    bank: 'Raiffeisenbank in Czechia',
    csv: rows(
      '"Datum provedení";"Datum zaúčtování";"Číslo účtu";"Název protiúčtu";"Typ transakce";"Zpráva";"Zaúčtovaná částka";"Měna účtu";"Původní částka a měna";"Původní částka a měna"',
      `"03.11.2026 10:00";"03.11.2026";"1";"Fenwick";"Příchozí úhrada";"${ONE}";"120,00";"CZK";"";""`,
      '"04.11.2026 10:00";"04.11.2026";"1";"Power Co";"Platba kartou";"x";"-64,10";"CZK";"-2,50";"EUR"',
    ),
    lines: [`2026-11-03 120.00 CZK ${ONE}`],
    outgoing: 1,
  },
  {
    bank: 'Swedbank in Sweden',
    csv: rows(
      '* Transaktioner Privatkonto 8327-9 123 456 789-0 Period 2026-10-01 – 2026-11-05',
      'Radnummer,Clearingnummer,Kontonummer,Produkt,Valuta,Bokföringsdag,Transaktionsdag,Valutadag,Referens,Beskrivning,Belopp,Bokfört saldo',
      `1,83279,1234567890,"Privatkonto",SEK,2026-11-04,2026-11-04,2026-11-04,"","Power Co",-64.10,1055.90`,
      `2,83279,1234567890,"Privatkonto",SEK,2026-11-03,2026-11-03,2026-11-03,"${ONE}","Fenwick AB",120.00,1120.00`,
    ),
    lines: [`2026-11-03 120.00 SEK ${ONE}`],
    outgoing: 1,
  },
  {
    bank: 'Nordea in Sweden',
    csv: rows(
      'Bokföringsdag;Belopp;Avsändare;Mottagare;Namn;Rubrik;Saldo;Valuta;',
      '2026/11/04;-64,10;1234 56 78901;;;Power Co;1055,90;SEK;',
      `2026/11/03;120,00;;1234 56 78901;Fenwick;${ONE};1120,00;SEK;`,
    ),
    lines: [`2026-11-03 120.00 SEK ${ONE}`],
    outgoing: 1,
  },
  {
    bank: 'Nordea in Finland',
    csv: rows(
      'Kirjauspäivä;Määrä;Maksaja;Maksunsaaja;Nimi;Otsikko;Viesti;Viitenumero;Saldo;Valuutta;',
      '2026/11/04;-64,10;FI12;;Power Co;Power Co;Sähkö;;1055,90;EUR;',
      `2026/11/03;120,00;;FI12;Fenwick Oy;Fenwick Oy;${ONE};;1120,00;EUR;`,
    ),
    lines: [`2026-11-03 120.00 EUR ${ONE}`],
    outgoing: 1,
  },
  {
    bank: 'Danske Bank',
    csv: rows(
      '"Dato";"Kategori";"Underkategori";"Tekst";"Beløb";"Saldo";"Status";"Afstemt"',
      `"03.11.2026";"";"";"Fenwick ${ONE}";"120,00";"1.120,00";"Udført";"Nej"`,
      '"04.11.2026";"";"";"Power Co";"-64,10";"1.055,90";"Udført";"Nej"',
      `"05.11.2026";"";"";"Quill ${TWO}";"80,00";"";"Venter";"Nej"`,
    ),
    lines: [`2026-11-03 120.00 - ${ONE}`],
    outgoing: 1,
    pending: 1,
  },
  {
    bank: 'DNB',
    csv: rows(
      '"Dato";"Forklaring";"Rentedato";"Ut fra konto";"Inn på konto"',
      `"03.11.2026";"Fenwick AS ${ONE}";"03.11.2026";"";"120,00"`,
      '"04.11.2026";"Power Co";"04.11.2026";"64,10";""',
    ),
    lines: [`2026-11-03 120.00 - ${ONE}`],
    outgoing: 1,
  },
  {
    bank: 'LHV',
    csv: rows(
      '"Customer account no","Document no","Date","Sender/receiver account","Sender/receiver name","Sender bank code","Empty","Debit/Credit (D/C)","Amount","Reference number","Archiving code","Description","Fee","Currency","Personal code or register code"',
      `"EE12","1","2026-11-03","EE99","Fenwick OÜ","LHVB","","C","120.00","","RO1","${ONE}","0.00","EUR",""`,
      '"EE12","2","2026-11-04","EE98","Power Co","LHVB","","D","-64.10","","RO2","Elekter","0.00","EUR",""',
    ),
    lines: [`2026-11-03 120.00 EUR ${ONE}`],
    outgoing: 1,
  },
  {
    bank: 'Barclays',
    csv: rows(
      'Number,Date,Account,Amount,Subcategory,Memo',
      ` ,15/10/2026,20-00-00 12345678,120.00,Counter Credit,FENWICK             ${ONE} BGC`,
      ' ,04/11/2026,20-00-00 12345678,-64.10,Direct Debit,POWER CO            DDR',
    ),
    lines: [`2026-10-15 120.00 - ${ONE}`],
    outgoing: 1,
  },
  {
    bank: 'NatWest',
    csv: rows(
      'Date, Type, Description, Value, Balance, Account Name, Account Number',
      `15 Oct 2026,BAC,"'FENWICK , ${ONE}",120.00,1120.00,"'AGENCY LTD","'600001-12345678",`,
      `04 Nov 2026,D/D,"'POWER CO",-64.10,1055.90,"'AGENCY LTD","'600001-12345678",`,
    ),
    lines: [`2026-10-15 120.00 - ${ONE}`],
    outgoing: 1,
  },
  {
    bank: 'Monzo',
    csv: rows(
      'Transaction ID,Date,Time,Type,Name,Emoji,Category,Amount,Currency,Local amount,Local currency,Notes and #tags,Address,Receipt,Description,Category split,Money Out,Money In',
      `tx_1,15/10/2026,09:10:11,Faster payment,Fenwick Ltd,,Income,120.00,GBP,120.00,GBP,${ONE},,,${ONE},,,120.00`,
      'tx_2,04/11/2026,09:10:11,Card payment,Power Co,,Bills,-64.10,GBP,-70.00,USD,,,,POWER CO,,-64.10,',
    ),
    lines: [`2026-10-15 120.00 GBP ${ONE}`],
    outgoing: 1,
  },
  {
    bank: 'Starling',
    csv: rows(
      'Date,Counter Party,Reference,Type,Amount (GBP),Balance (GBP),Spending Category,Notes',
      `15/10/2026,Fenwick Ltd,${ONE},FASTER PAYMENT,120.00,1120.00,INCOME,`,
      '04/11/2026,Power Co,DD,DIRECT DEBIT,-64.10,1055.90,BILLS,',
    ),
    lines: [`2026-10-15 120.00 GBP ${ONE}`],
    outgoing: 1,
  },
  {
    bank: 'Bank of America',
    csv: rows(
      'Description,,Summary Amt.',
      'Beginning balance as of 10/01/2026,,"1,000.00"',
      'Total credits,,"120.00"',
      'Total debits,,"-64.10"',
      'Ending balance as of 11/05/2026,,"1,055.90"',
      '',
      'Date,Description,Amount,Running Bal.',
      '10/01/2026,Beginning balance as of 10/01/2026,,"1,000.00"',
      `10/15/2026,"FENWICK DES:PAYMENT ID:${ONE}","120.00","1,120.00"`,
      '11/04/2026,"POWER CO DES:BILL","-64.10","1,055.90"',
    ),
    lines: [`2026-10-15 120.00 - ${ONE}`],
    outgoing: 1,
  },
  {
    bank: 'Capital One',
    csv: rows(
      'Transaction Date,Posted Date,Card No.,Description,Category,Debit,Credit',
      '2026-11-04,2026-11-04,1234,POWER CO,Bills,64.10,',
      `2026-11-03,2026-11-03,1234,FENWICK ${ONE},Payment/Credit,,120.00`,
    ),
    lines: [`2026-11-03 120.00 - ${ONE}`],
    outgoing: 1,
  },
  {
    bank: 'mBank',
    csv: rows(
      'mBank S.A. Bankowość Detaliczna;',
      '#Klient;',
      'FENWICK;',
      '#Za okres:;',
      '01.10.2026;05.11.2026;',
      '#Waluta;#Wpływy;#Wydatki;',
      'PLN;120,00;-64,10;',
      '',
      '#Data księgowania;#Data operacji;#Opis operacji;#Tytuł;#Nadawca/Odbiorca;#Numer konta;#Kwota;#Saldo po operacji;',
      `2026-11-03;2026-11-03;PRZELEW ZEWNĘTRZNY PRZYCHODZĄCY;"${ONE}";"FENWICK SP Z OO";'12345';120,00;1 120,00;`,
      `2026-11-04;2026-11-04;PRZELEW ZEWNĘTRZNY WYCHODZĄCY;"PRĄD";"POWER CO";'54321';-64,10;1 055,90;`,
      '',
      ';;;;;;#Saldo końcowe;1 055,90;',
    ),
    lines: [`2026-11-03 120.00 - ${ONE}`],
    outgoing: 1,
  },
  {
    bank: 'PKO',
    csv: rows(
      '"Data operacji","Data waluty","Typ transakcji","Kwota","Waluta","Saldo po transakcji","Opis transakcji"',
      `"2026-11-03","2026-11-03","Przelew na konto","+120.00","PLN","+1120.00","Tytuł: ${ONE}"`,
      '"2026-11-04","2026-11-04","Zlecenie stałe","-64.10","PLN","+1055.90","Tytuł: PRĄD"',
    ),
    lines: [`2026-11-03 120.00 PLN ${ONE}`],
    outgoing: 1,
  },
  {
    bank: 'Fio',
    csv: rows(
      'accountId;2000145399',
      'bankId;2010',
      'currency;CZK',
      'iban;CZ7920100000002000145399',
      'openingBalance;1000,00',
      'closingBalance;1055,90',
      '',
      'ID pohybu;Datum;Objem;Měna;Protiúčet;Název protiúčtu;Kód banky;KS;VS;SS;Uživatelská identifikace;Zpráva pro příjemce;Typ',
      `1148734530;03.11.2026;120,00;CZK;2900233333;Fenwick s.r.o.;2010;;;;;${ONE};Bezhotovostní příjem`,
      '1148734531;04.11.2026;-64,10;CZK;2900233334;Power Co;2010;;;;;Proud;Bezhotovostní platba',
    ),
    lines: [`2026-11-03 120.00 CZK ${ONE}`],
    outgoing: 1,
  },
  {
    bank: 'Commerzbank',
    csv: rows(
      'Buchungstag;Wertstellung;Umsatzart;Buchungstext;Betrag;Währung;IBAN Kontoinhaber;Kategorie',
      `03.11.2026;03.11.2026;Gutschrift;"Fenwick GmbH ${ONE}";120,00;EUR;DE12500105170648489890;`,
      '04.11.2026;04.11.2026;Lastschrift;"Power Co";-64,10;EUR;DE12500105170648489890;',
    ),
    lines: [`2026-11-03 120.00 EUR ${ONE}`],
    outgoing: 1,
  },
  {
    bank: 'Postbank',
    csv: rows(
      'Umsätze',
      'Konto;Filial-/Kontonummer;IBAN;Währung',
      'Giro;123 1234567 00;DE12500105170648489890;EUR',
      '',
      '1.10.2026 - 5.11.2026',
      'Letzter Kontostand;;;;1.055,90;EUR',
      'Buchungstag;Wert;Umsatzart;Begünstigter / Auftraggeber;Verwendungszweck;IBAN / Kontonummer;BIC;Kundenreferenz;Mandatsreferenz;Gläubiger ID;Fremde Gebühren;Betrag;Abweichender Empfänger;Anzahl der Aufträge;Anzahl der Schecks;Soll;Haben;Währung',
      `3.11.2026;3.11.2026;SEPA Überweisung;Fenwick GmbH;${ONE};DE99;X;;;;;120;;;;;120;EUR`,
      '4.11.2026;4.11.2026;SEPA Lastschrift;Power Co;Strom;DE98;X;;;;;-64,1;;;;-64,1;;EUR',
      'Kontostand;5.11.2026;;;1.055,90;EUR',
    ),
    lines: [`2026-11-03 120 EUR ${ONE}`],
    outgoing: 1,
  },
  {
    bank: 'KBC',
    csv: rows(
      'Rekeningnummer;Rubrieknaam;Naam;Munt;Afschriftnummer;Datum;Omschrijving;Valuta;Bedrag;Saldo;credit;debet;rekeningnummer tegenpartij;BIC tegenpartij;Naam tegenpartij;gestructureerde mededeling;Vrije mededeling',
      `BE12;;AGENCY;EUR; 02026001;15/10/2026;OVERSCHRIJVING;15/10/2026;120,00;1120,00;120,00;;BE99;KRED;FENWICK BV;;${ONE}`,
      'BE12;;AGENCY;EUR; 02026002;04/11/2026;DOMICILIERING;04/11/2026;-64,10;1055,90;;-64,10;BE98;KRED;POWER CO;;STROOM',
    ),
    lines: [`2026-10-15 120.00 EUR ${ONE}`],
    outgoing: 1,
  },
  {
    bank: 'bunq',
    csv: rows(
      '"Date","Interest Date","Amount","Account","Counterparty","Name","Description"',
      `"2026-11-03","2026-11-03","1.120,00","NL11BUNQ","NL91","Fenwick BV","${ONE}"`,
      '"2026-11-04","2026-11-04","-64,10","NL11BUNQ","NL92","Power Co","Stroom"',
    ),
    lines: [`2026-11-03 1120.00 - ${ONE}`],
    outgoing: 1,
  },
  {
    bank: 'Intesa Sanpaolo',
    csv: rows(
      'Data contabile;Data valuta;Descrizione;Accrediti;Addebiti;Descrizione estesa',
      `15/10/2026;15/10/2026;Bonifico;120,00;;FENWICK SRL ${ONE}`,
      '04/11/2026;04/11/2026;Addebito;;-64,10;POWER CO',
    ),
    lines: [`2026-10-15 120.00 - ${ONE}`],
    outgoing: 1,
  },
  {
    bank: 'BBVA',
    csv: rows(
      'F.Valor;Fecha;Concepto;Movimiento;Importe;Divisa;Disponible;Divisa;Observaciones',
      `15/10/2026;15/10/2026;Transferencia recibida;${ONE};120,00;EUR;1120,00;EUR;FENWICK SL`,
      '04/11/2026;04/11/2026;Adeudo;POWER CO;-64,10;EUR;1055,90;EUR;',
    ),
    lines: [`2026-10-15 120.00 EUR ${ONE}`],
    outgoing: 1,
  },
  {
    bank: 'American Express, a card’s bill',
    csv: rows('Date,Description,Amount', '11/04/2026,POWER CO,64.10', '11/13/2026,HOSTING,20.00'),
    lines: [],
    outgoing: 0,
    asks: ['amounts'],
  },
  {
    bank: 'PayPal',
    csv: rows(
      '"Date","Time","TimeZone","Name","Type","Status","Currency","Gross","Fee","Net","From Email Address","Transaction ID","Reference Txn ID","Note"',
      `"03/11/2026","10:11:12","CET","Fenwick","General Payment","Completed","EUR","120,00","-3,20","116,80","f@fenwick.example","8X1","","${ONE}"`,
    ),
    lines: [],
    outgoing: 0,
    asks: ['amountColumn'],
  },
];
