/** Names that banks give their columns, compared in lower case, without accents, letters and digits only. */
export type Field =
  | 'date'
  | 'amount'
  | 'credit'
  | 'debit'
  | 'direction'
  | 'balance'
  | 'currency'
  | 'status'
  | 'account'
  | 'bankId'
  | 'payer'
  | 'text';

/** Best name first. */
export const NAMES: Readonly<Record<Field, readonly string[]>> = {
  date: wordsFrom(
    'buchungstag buchungsdatum bookingdate bookeddate dateofbooking postingdate postedon posteddate dateposted ' +
      'bokforingsdag bokforingsdatum bokfortdato bogfortdato bogforingsdato boekdatum boekingsdatum datecomptable ' +
      'datedoperation dateoperation datedecomptabilisation transactiondate datetransaction transactiedatum ' +
      'transaktionsdatum transaktionstag finishedon completeddate datecompletedutc datecompleted datestartedutc ' +
      'datum date dato data fecha kuupaev datums buchung umsatzdatum valutadatum valuta valuedate wertstellung ' +
      'wertstellungstag wertstellungsdatum datedevaleur datevaleur rentedatum valutadato startedddate starteddate ' +
      'dateop datedeloperation bookedat kirjauspaiva maksupaiva dataksiegowania dataoperacji datacontabile ' +
      'dataoperazione fechaoperacion fechacontable datumpohybu datumzauctovani datumzuctovania reskontradatum ' +
      'transaktionsdag operationdate settlementdate settlementdatelocal effectivedate processdate konyvelesdatuma ' +
      'bokforingsdatum tapahtumapaiva paivamaara datadaoperacao dataoperatiunii dateval datavaluta datawaluty fvalor ' +
      'verwerkingsdatum uitvoeringsdatum transactiedatumtijd dateofentry entrydate settlementdateutc operationdateutc ' +
      'dateutc datumprovedeni datarozliczenia datatransakcji postedtransactionsdate datalancamento',
  ),
  amount: wordsFrom(
    'betrag umsatz amount transactionamount targetamountafterfees buchungsbetrag betraginkontowahrung ' +
      'amountaccountcurrency amountinaccountcurrency netamount bedrag bedrageur montant montantoperation belopp ' +
      'belob bellop belop summa summe importe importo kwota castka osszeg umsatzinwaehrung umsatzinwahrung ' +
      'transactiebedrag transaktionsbetrag value maara montantdeloperation ' +
      'creditdebitamount objem obnos kwotaoperacji kwotatransakcji monto valor montante montanteuros umsatzbetrag ' +
      'transactieamount localamountinaccountcurrency belopsek beloeb netto wert totalamountinclvat zauctovanacastka ' +
      'kwotatransakcjiwalutarachunku',
  ),
  credit: wordsFrom(
    'haben gutschrift gutschriften credit creditamount amountcredit credits paidin moneyin in einzahlung ' +
      'einzahlungen eingang eingange zugang zugange deposit deposits received incoming credito montantcredit bij ' +
      'insattning insattningar kredit kreedit avoir recettes ontvangen indsat inn inflow accrediti accredito innpakonto entrate avere abono abonos uznania ' +
      'wplywy prijmy jovairas',
  ),
  debit: wordsFrom(
    'soll belastung belastungen lastschrift debit debitamount amountdebit debits paidout moneyout out auszahlung ' +
      'auszahlungen ausgang ausgange abgang abgange withdrawal withdrawals spent outgoing debito montantdebit af ' +
      'uttag debet deebet depenses uitgegeven haevet ut outflow addebiti addebito utfrakonto uscite dare cargo cargos obciazenia wydatki vydaje terheles',
  ),
  direction: wordsFrom(
    'sollhaben sollhabenkennzeichen sollhabenkz sh shkz shkennzeichen habensoll hs creditdebit debitcredit ' +
      'creditdebitindicator debitcreditindicator creditordebit debitorcredit drcr crdr afbij bijaf dk kd dc cd ' +
      'direction richtung debetcredit debetkredit debetkreedit debitkredit debetkredit vorzeichen sens ' +
      'ausgangeingang eingangausgang inout lastschriftgutschrift zahlungsrichtung transactiondirection',
  ),
  balance: wordsFrom(
    'saldo balance kontostand saldonachbuchung resultingbalance runningbalance balanceafter accountbalance ' +
      'saldonatransactie saldonatrn saldoeftertransaktion bokfortsaldo solde saldi saldobooked closingbalance ' +
      'ledgerbalance availablebalance kontosaldo runningbal saldopooperacji saldopotransakcji zustatek disponible ' +
      'solderestant saldocontabile balancegbp balanceeur tilinsaldo egyenleg',
  ),
  currency: wordsFrom(
    'targetcurrency waehrung wahrung currency ccy currencycode paymentcurrency kontowaehrung kontowahrung ' +
      'accountcurrency whg wkz valutakode valutaen valuuta munt muntsoort munteenheid devise monnaie moneda divisa ' +
      'mena waluta valuutta moeda penznem buchungswahrung wahrungscode transactioncurrency menauctu postedcurrency',
  ),
  status: wordsFrom(
    'status state umsatzstatus buchungsstatus transactionstatus statut etat tila staat transaktionsstatus stan stav estado stato info',
  ),
  account: wordsFrom(
    'auftragskonto ibanauftragskonto ibankontoinhaber kontonummerauftragskonto eigenesachkonto accountno ' +
      'accountnumber account rekening ibanbban rekeningnummer eigenkonto eigeneiban kontonummer compte numerodecompte ' +
      'kontonr clientaccount konto',
  ),
  bankId: wordsFrom(
    'recordid archivenumber archivingcode transactionid transaktionsid transaktionsnummer id bankreference ' +
      'bankreferenz umsatzid uniqueid transactiereferentie entryreference buchungsreferenz acctsvcrref fitid',
  ),
  payer: wordsFrom(
    'beguenstigterzahlungspflichtiger begunstigterzahlungspflichtiger beguenstigterauftraggeber ' +
      'begunstigterauftraggeber beneficiaryoriginator namezahlungsbeteiligter zahlungspflichtiger ' +
      'zahlungspflichtige zahlungspflichtigerr auftraggeberempfanger auftraggeberempfaenger ' +
      'empfangerauftraggebername auftraggeberbegunstigter auftraggeberbeguenstigter auftraggeber ' +
      'zahlungsbeteiligter payer payername namedescription naamomschrijving naamtegenpartij naam counterpartyname ' +
      'partnername sender sendername sourcename avsandare betaler from beneficiary begunstigter beguenstigter ' +
      'counterparty tegenpartij nomducontrepartie contrepartie name nom payee absender gegenkontoname ' +
      'zahlungsempfanger zahlungsempfanger zahlungsempfangerin empfanger empfaenger kontoinhaber nadawcaodbiorca nadawca nazevprotiuctu nimi namn ' +
      'maksajasaaja payee2 partner nomeordinante ordinante ordenante remittername counterpartyaccountname',
  ),
  text: wordsFrom(
    'verwendungszweck zweck zahlungsreferenz zahlungsgrund buchungstext buchungsdetails kundenreferenz vorgang ' +
      'kundenreferenzendtoend endtoendreferenz endtoendidentifikation vorgangverwendungszweck beschreibung ' +
      'notiz mitteilung mitteilungen avisierungstext reference referenceno paymentreference customerreference ' +
      'description transactiondescription details narrative memo remittanceinformation message notes note ' +
      'particulars paymentdetails transactiondetails text notifications mededelingen omschrijving ' +
      'betalingskenmerk kenmerk libelle libelleoperation communication communications motif texte referens ' +
      'meddelande beskrivning rubrik tekst besked melding selgitus viitenumber maksajumamerkis description1 ' +
      'description2 description3 buchungsinformation verwendungszweckzeile omschrijving1 omschrijving2 omschrijving3 ' +
      'label detaildelecriture opisoperacji opistransakcji tytul tytulem zpravaproprijemce poznamka otsikko viesti ' +
      'selite descrizione descrizioneestesa causale concepto movimiento observaciones forklaring variabilnisymbol vs ' +
      'zpravapropratele merchant referens tapahtumalaji vrijemededeling gestructureerdemededeling zahlungszweck',
  ),
};

const GROSS = wordsFrom('gross grossamount brutto bruttobetrag');
const NET = wordsFrom('net netamount netto nettobetrag');

/** Whether a column is the amount after a fee, next to the paid amount: a user has to choose which one counts. */
export function isAfterFee(head: string, heads: readonly string[]): boolean {
  return NET.includes(head) && heads.some((each) => GROSS.includes(each));
}

/** Splits a list at its spaces. */
export function wordsFrom(list: string): string[] {
  return list.split(' ');
}

/** Columns of securities: a number in such a table is no incoming money. */
const SECURITIES = new Set(
  wordsFrom('wkn isin stucknom stuck nominale ausfuhrungskurs kurs quantity shares symbol'),
);

/** Whether a row names the columns of a table of securities. */
export function namesSecurities(heads: readonly string[]): boolean {
  return heads.filter((head) => SECURITIES.has(plainName(head))).length >= 2;
}

/** "Begünstigter/Zahlungspflichtiger" and "Libellé" in normal form. */
export function plainName(head: string): string {
  const bare = head
    .toLowerCase()
    .normalize('NFD')
    .replaceAll('ß', 'ss')
    .replaceAll('ø', 'o')
    .replaceAll('æ', 'ae')
    .replaceAll('ł', 'l')
    .replaceAll('đ', 'd');
  return bare.replace(/\*\w*/g, '').replace(/[^a-z0-9]/g, '');
}

/** Whether a name means one of several remittance columns: `Vwz.0` to `Vwz.17`, `Verwendungszweck 1`. */
export function isNumberedText(name: string): boolean {
  return /^(vwz|verwendungszweck|verwendungszweckzeile|remittance|omschrijving|description)\d{1,2}$/.test(
    name,
  );
}
