import { currencyExponent } from '../currency.js';

/** A row of a statement as it was read: trimmed cells and the line they began on. */
export interface StatementRow {
  readonly line: number;
  readonly cells: readonly string[];
}

/** Which column of a statement holds what; several may hold text. */
export interface Columns {
  readonly date: number;
  /** Signed; or credit and debit in columns of their own. */
  readonly amount?: number;
  readonly credit?: number;
  readonly debit?: number;
  /** `S`/`H`, `DR`/`CR`: which way an amount without a sign goes. */
  readonly direction?: number;
  readonly currency?: number;
  readonly status?: number;
  readonly payer?: number;
  readonly texts: readonly number[];
  /** A currency that the head of the amounts names: `Umsatz in EUR`, `Betrag (€)`. */
  readonly headCurrency?: string;
}

type Field = Exclude<keyof Columns, 'texts' | 'headCurrency'> | 'text';

/** What banks call their columns, best name first; compared in small letters, without anything but letters. */
const NAMES: readonly (readonly [Field, readonly string[]])[] = [
  [
    'date',
    [
      ...[
        'buchungstag',
        'buchungsdatum',
        'bookingdate',
        'postingdate',
        'postedon',
        'dateposted',
        'transactiondate',
      ],
      ...['completeddate', 'datecompletedutc', 'datecompleted', 'datestartedutc', 'datum', 'date', 'buchung'],
      ...[
        'valutadatum',
        'valuta',
        'valuedate',
        'wertstellung',
        'wertstellungstag',
        'startedddate',
        'starteddate',
      ],
    ],
  ],
  [
    'amount',
    [
      ...[
        'betrag',
        'umsatz',
        'amount',
        'transactionamount',
        'betragineur',
        'umsatzineur',
        'amounteur',
        'amountgbp',
      ],
      ...[
        'betrageur',
        'amountusd',
        'umsatzinwaehrung',
        'amountaccountcurrency',
        'netamount',
        'wert',
        'value',
      ],
    ],
  ],
  [
    'credit',
    [
      'haben',
      'gutschrift',
      'credit',
      'creditamount',
      'paidin',
      'moneyin',
      'in',
      'einzahlung',
      'eingang',
      'deposit',
      'deposits',
    ],
  ],
  [
    'debit',
    [
      'soll',
      'belastung',
      'debit',
      'debitamount',
      'paidout',
      'moneyout',
      'out',
      'auszahlung',
      'ausgang',
      'withdrawal',
      'withdrawals',
    ],
  ],
  [
    'direction',
    [
      'sollhaben',
      'sh',
      'habensoll',
      'creditdebit',
      'creditdebitindicator',
      'drcr',
      'crdr',
      'debitcredit',
      'afbij',
      'richtung',
    ],
  ],
  ['currency', ['waehrung', 'wahrung', 'currency', 'ccy', 'paymentcurrency', 'kontowaehrung', 'whg']],
  ['status', ['status', 'state', 'info', 'umsatzstatus', 'buchungsstatus', 'transactionstatus']],
  [
    'payer',
    [
      ...[
        'beguenstigterzahlungspflichtiger',
        'namezahlungsbeteiligter',
        'zahlungspflichtiger',
        'zahlungspflichtige',
        'zahlungspflichtigerr',
      ],
      ...[
        'auftraggeberempfaenger',
        'auftraggeberbeguenstigter',
        'auftraggeber',
        'zahlungsbeteiligter',
        'payer',
        'payername',
      ],
      ...['counterparty', 'counterpartyname', 'partnername', 'sender', 'sendername', 'from', 'name', 'payee'],
      ...['sourcename', 'absender', 'gegenkontoname', 'zahlungsempfaenger', 'empfaenger', 'kontoinhaber'],
    ],
  ],
  [
    'text',
    [
      ...[
        'verwendungszweck',
        'zweck',
        'zahlungsreferenz',
        'zahlungsgrund',
        'buchungstext',
        'buchungsdetails',
        'kundenreferenz',
      ],
      ...[
        'kundenreferenzendtoend',
        'endtoendreferenz',
        'vorgangverwendungszweck',
        'beschreibung',
        'notiz',
        'mitteilung',
      ],
      ...[
        'reference',
        'paymentreference',
        'customerreference',
        'description',
        'transactiondescription',
        'details',
        'narrative',
      ],
      ...[
        'memo',
        'remittanceinformation',
        'message',
        'notes',
        'particulars',
        'paymentdetails',
        'transactiondetails',
        'text',
      ],
    ],
  ],
];

/** How far down a header is looked for: some banks put the account's data above it. */
const HEAD_ROWS = 40;

/** The row that names the columns, or nothing when no row does. */
export function findHeader(
  rows: readonly StatementRow[],
): { readonly index: number; readonly columns: Columns } | undefined {
  for (const [index, row] of rows.slice(0, HEAD_ROWS).entries()) {
    const columns = columnsOf(row.cells);
    if (columns !== undefined) return { index, columns };
  }
  return undefined;
}

function columnsOf(cells: readonly string[]): Columns | undefined {
  const heads = cells.map(plain);
  const all = (field: Field): number[] => {
    const names = NAMES.find(([each]) => each === field)?.[1] ?? [];
    return names.flatMap((name) => heads.flatMap((head, index) => (head === name ? [index] : [])));
  };
  const [date] = all('date');
  const [amount] = all('amount');
  const [credit] = all('credit');
  if (date === undefined || (amount ?? credit) === undefined) return undefined;
  const one = (field: Field): object => {
    const [index] = all(field).filter((each) => each !== date);
    return index === undefined ? {} : { [field]: index };
  };
  const headCurrency = currencyIn(cells[amount ?? credit ?? date] ?? '');
  return {
    date,
    // With columns of their own, an `amount` beside them is the balance or the original currency's.
    ...(credit !== undefined && all('debit').length > 0
      ? { credit, ...one('debit') }
      : amount !== undefined
        ? { amount, ...one('direction') }
        : { ...one('credit') }),
    ...one('currency'),
    ...one('status'),
    ...one('payer'),
    texts: [...new Set(all('text'))].sort((left, right) => left - right),
    ...(headCurrency === undefined ? {} : { headCurrency }),
  };
}

/** "Begünstigter/Zahlungspflichtiger" and "Betrag (€)" without what varies. */
function plain(head: string): string {
  const small = head.toLowerCase().replace(/[\u200b\ufeff]/g, '');
  const umlauts = small.replace(/ä/g, 'ae').replace(/ö/g, 'oe').replace(/ü/g, 'ue').replace(/ß/g, 'ss');
  return umlauts.replace(/\((eur|usd|gbp|chf|€|\$|£)\)|\*r?/g, '').replace(/[^a-z]/g, '');
}

const SIGNS: Readonly<Record<string, string>> = { '€': 'EUR', '£': 'GBP', $: 'USD' };

function currencyIn(head: string): string | undefined {
  const [found] = /[€£$]|\b[A-Z]{3}\b/.exec(head.toUpperCase().replace(/BETRAG|UMSATZ/g, '')) ?? [];
  const code = found === undefined ? '' : (SIGNS[found] ?? found);
  return currencyExponent(code) === undefined ? undefined : code;
}
