import { BANK_LANGUAGES, type BankLanguage } from './bankLanguages.js';

/** A booking as it truly was. */
export interface Truth {
  readonly day: number;
  readonly cents: number;
  readonly isIn: boolean;
  readonly isPending: boolean;
  /** In pounds, whatever the account is kept in. */
  readonly isForeign: boolean;
  readonly who: string;
  readonly reference: string;
}

/** Bookings of a bank, and how it writes them. */
export interface WrittenStatement {
  readonly language: string;
  /** Which of several names a column has. */
  readonly heading: number;
  readonly bookings: readonly Truth[];
  readonly signs:
    | 'minus'
    | 'minus behind'
    | 'brackets'
    | 'plus and minus'
    | 'columns'
    | 'negative debits'
    | 'words'
    | 'words and minus'
    | 'unknown words'
    | 'balance'
    | 'none';
  readonly order: 'iso' | 'dotted' | 'dmy' | 'mdy' | 'short' | 'compact';
  readonly point: '.' | ',';
  readonly isGrouped: boolean;
  readonly separator: ';' | ',' | '\t' | '|';
  readonly encoding: 'utf8' | 'latin1' | 'utf16le' | 'utf8 with a mark' | 'one broken byte';
  readonly brokenAt: number;
  readonly isDescending: boolean;
  readonly isSorted: boolean;
  readonly quoting: 'good' | 'none' | 'not doubled';
  readonly preamble: number;
  readonly hasSums: boolean;
  readonly tables: number;
  readonly currency: string;
  readonly currencyIn: 'column' | 'cell' | 'symbol' | 'heading' | 'above' | 'nothing';
  readonly reference: 'text' | 'own column' | 'cut' | 'row below' | 'blank heading';
  readonly hasStatus: boolean;
  readonly isDirectionBlank: boolean;
  readonly hasBalance: boolean;
}

const START = Date.UTC(2026, 0, 1);
const SYMBOLS: Readonly<Record<string, string>> = { EUR: '€', USD: 'US$', CHF: 'CHF', CZK: 'Kč', SEK: 'SEK' };

/** The file of a statement, in bytes. */
export function writeStatement(statement: WrittenStatement): Buffer {
  const { separator, tables, preamble } = statement;
  const cell = quoter(statement);
  const line = (cells: readonly string[]): string => cells.map(cell).join(separator);
  const half = Math.ceil(statement.bookings.length / tables);
  const out: string[] = [];
  for (let table = 0; table < tables; table += 1) {
    for (let nth = 0; nth < preamble; nth += 1) out.push(line(PREAMBLE[nth] ?? []));
    if (statement.currencyIn === 'above') out.push(line(['Currency', statement.currency]));
    const bookings = statement.bookings.slice(table * half, (table + 1) * half);
    out.push(line(headOf(statement)), ...rowsOf(bookings, statement).map(line), '');
  }
  return encode(out.join('\n'), statement);
}

const PREAMBLE: readonly (readonly string[])[] = [
  ['Account', 'Agency main account'],
  ['Period', '01.01.2026 - 31.12.2026'],
  ['Exported for Agency Ltd'],
];

function rowsOf(bookings: readonly Truth[], statement: WrittenStatement): string[][] {
  const { isSorted, isDescending, hasSums } = statement;
  let balance = 100_000_000_000;
  const ordered = isSorted ? [...bookings].sort((one, other) => one.day - other.day) : bookings;
  const groups = ordered.map((each) => {
    const truth = { ...each, isIn: each.isIn || statement.signs === 'none' };
    if (!(truth.isPending && statement.hasStatus)) balance += truth.isIn ? truth.cents : -truth.cents;
    const cells = cellsOf(truth, balance, statement);
    return statement.reference === 'row below' ? [cells, below(truth, statement)] : [cells];
  });
  if (isDescending) groups.reverse();
  const words = languageOf(statement);
  const sum = (text: string, cents: number): string[] => [text, '', money(cents, statement)];
  return [
    ...(hasSums ? [sum(words.opening, 100_000_000_000)] : []),
    ...groups.flat(),
    ...(hasSums ? [sum(words.closing, balance)] : []),
  ];
}

function languageOf({ language }: WrittenStatement): BankLanguage {
  const found = BANK_LANGUAGES[language];
  if (found === undefined) throw new Error(`there is no language ${language}`);
  return found;
}

const nthOf = (names: readonly string[], nth: number): string => names[nth % names.length] ?? '';
const UNKNOWN = ['Irány', 'Befelé', 'Kifelé'] as const;

function directionOf(statement: WrittenStatement): readonly [string, string, string] | undefined {
  if (statement.signs === 'unknown words') return UNKNOWN;
  if (!statement.signs.startsWith('words')) return undefined;
  const { direction } = languageOf(statement);
  return direction[statement.heading % direction.length];
}

export function headOf(statement: WrittenStatement): string[] {
  const words = languageOf(statement);
  const { heading, currencyIn, currency, signs } = statement;
  const named = (head: string): string => (currencyIn === 'heading' ? `${head} (${currency})` : head);
  const isTwo = signs === 'columns' || signs === 'negative debits';
  const money = isTwo ? [words.debit, words.credit] : [nthOf(words.amount, heading)];
  const direction = directionOf(statement);
  const isBlank = statement.isDirectionBlank && signs.startsWith('words');
  return [
    nthOf(words.date, heading),
    nthOf(words.payer, heading),
    nthOf(words.text, heading),
    ...(statement.reference === 'cut' ? ['Info 2'] : []),
    ...(statement.reference === 'own column' ? ['E2E'] : []),
    ...(statement.reference === 'blank heading' ? [''] : []),
    ...money.map(named),
    ...(direction === undefined ? [] : [isBlank ? '' : direction[0]]),
    ...(hasBalance(statement) ? [words.balance] : []),
    ...(statement.hasStatus ? [words.status[0]] : []),
    ...(currencyIn === 'column' ? [words.currency] : []),
  ];
}

const hasBalance = ({ signs, hasBalance: has }: WrittenStatement): boolean => signs === 'balance' || has;

function cellsOf(truth: Truth, balance: number, statement: WrittenStatement): string[] {
  const { currencyIn, currency, reference } = statement;
  const direction = directionOf(statement);
  const [, booked, pending] = languageOf(statement).status;
  return [
    dayOf(truth.day, statement),
    truth.who,
    ...textOf(truth, reference),
    ...moneyOf(truth, statement),
    ...(direction === undefined ? [] : [direction[truth.isIn ? 1 : 2]]),
    ...(hasBalance(statement) ? [money(balance, statement)] : []),
    ...(statement.hasStatus ? [truth.isPending ? pending : booked] : []),
    ...(currencyIn === 'column' ? [truth.isForeign ? 'GBP' : currency] : []),
  ];
}

function textOf({ reference }: Truth, place: WrittenStatement['reference']): string[] {
  if (place === 'text') return [`Hosting ${reference} thanks`];
  if (place === 'cut') return [`Hosting ${reference.slice(0, 10)}`, reference.slice(10)];
  if (place === 'row below') return [`Hosting ${reference.slice(0, 10)}`];
  return ['Hosting', reference];
}

/** The row without a day that goes on with the text. */
function below({ reference }: Truth, statement: WrittenStatement): string[] {
  return headOf(statement).map((_, index) => (index === 2 ? reference.slice(10) : ''));
}

function moneyOf(truth: Truth, statement: WrittenStatement): string[] {
  const { signs, currencyIn, currency } = statement;
  const own = truth.isForeign ? 'GBP' : currency;
  const said = currencyIn === 'cell' ? own : currencyIn === 'symbol' ? (SYMBOLS[own] ?? own) : '';
  const figure = said === '' ? money(truth.cents, statement) : `${money(truth.cents, statement)} ${said}`;
  if (signs === 'columns') return truth.isIn ? ['', figure] : [figure, ''];
  if (signs === 'negative debits') return truth.isIn ? ['', figure] : [`-${figure}`, ''];
  if (truth.isIn) return [signs === 'plus and minus' ? `+${figure}` : figure];
  if (signs === 'minus behind') return [said === '' ? `${figure}-` : `-${figure}`];
  if (signs === 'brackets') return [`(${figure})`];
  return [
    signs === 'minus' || signs === 'plus and minus' || signs === 'words and minus' ? `-${figure}` : figure,
  ];
}

function dayOf(day: number, { order }: WrittenStatement): string {
  const iso = new Date(START + day * 86_400_000).toISOString().slice(0, 10);
  const [year = '', month = '', date = ''] = iso.split('-');
  const written = {
    iso,
    compact: `${year}${month}${date}`,
    dotted: `${date}.${month}.${year}`,
    short: `${Number(date)}.${Number(month)}.${year.slice(2)}`,
    dmy: `${date}/${month}/${year}`,
    mdy: `${month}/${date}/${year}`,
  };
  return written[order];
}

function money(cents: number, { point, isGrouped }: WrittenStatement): string {
  const plain = String(Math.floor(cents / 100));
  const whole = isGrouped ? plain.replace(/\B(?=(\d{3})+$)/g, point === '.' ? ',' : '.') : plain;
  // Round sums without decimals are where the marks can be mistaken.
  return cents % 100_000 === 0 ? whole : `${whole}${point}${String(cents % 100).padStart(2, '0')}`;
}

function quoter({ quoting, separator }: WrittenStatement): (cell: string) => string {
  if (quoting === 'none') return (cell) => cell;
  return (cell) => {
    const inner = quoting === 'good' ? cell.replaceAll('"', '""') : cell;
    return quoting === 'good' && !/[";,|\t]/.test(cell) && separator !== ',' ? cell : `"${inner}"`;
  };
}

function encode(text: string, { encoding, brokenAt }: WrittenStatement): Buffer {
  if (encoding === 'utf8 with a mark') return Buffer.from(`\ufeff${text}`);
  if (encoding === 'latin1') return Buffer.from(text.replace(/[^\u0000-\u00ff]/g, '?'), 'latin1');
  const bytes = Buffer.from(text, encoding === 'utf16le' ? 'utf16le' : 'utf8');
  if (encoding === 'one broken byte') bytes[Math.floor(brokenAt * bytes.length)] = 0xff;
  return bytes;
}
