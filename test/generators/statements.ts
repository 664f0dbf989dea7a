import fc from 'fast-check';
import { isRefusal, readStatement, type Statement } from '../../src/billing/index.js';
import { readTable } from '../../src/platform/index.js';

/** A booking as it truly was. */
interface Truth {
  readonly day: number;
  readonly cents: number;
  readonly isIn: boolean;
  readonly text: string;
}

type Signs = 'minus' | 'columns' | 'words' | 'unknown words' | 'balance' | 'none';

/** Bookings of a bank, and how it writes them. */
interface WrittenStatement {
  readonly bookings: readonly Truth[];
  readonly signs: Signs;
  readonly order: 'iso' | 'dotted' | 'dmy' | 'mdy';
  readonly point: '.' | ',';
  readonly isGrouped: boolean;
  readonly separator: ';' | ',' | '\t' | '|';
  readonly encoding: 'utf8' | 'latin1' | 'utf16le';
  readonly isDescending: boolean;
  readonly quoting: 'good' | 'none' | 'not doubled';
  readonly preamble: number;
}

/** Days within about a year: 0 is the first of January 2026. */
const booking = fc.record({
  day: fc.integer({ min: 0, max: 330 }),
  cents: fc.oneof(
    fc.integer({ min: 1, max: 99_999_999 }),
    fc.integer({ min: 1, max: 999 }).map((whole) => whole * 100_000),
  ),
  isIn: fc.boolean(),
  text: fc.constantFrom(
    'Fenwick',
    'Müller "Sonne" KG',
    '"Quill',
    'Straße',
    'a;b',
    'c,d',
    'pending order',
    'total',
  ),
});

export const writtenStatements: fc.Arbitrary<WrittenStatement> = fc.record({
  bookings: fc.array(booking, { minLength: 1, maxLength: 8 }),
  signs: fc.constantFrom<Signs>('minus', 'columns', 'words', 'unknown words', 'balance', 'none'),
  order: fc.constantFrom('iso', 'dotted', 'dmy', 'mdy'),
  point: fc.constantFrom('.', ','),
  isGrouped: fc.boolean(),
  separator: fc.constantFrom(';', ',', '\t', '|'),
  encoding: fc.constantFrom('utf8', 'latin1', 'utf16le'),
  isDescending: fc.boolean(),
  quoting: fc.constantFrom('good', 'none', 'not doubled'),
  preamble: fc.integer({ min: 0, max: 2 }),
});

const START = Date.UTC(2026, 0, 1);
const dateOf = (day: number): string => new Date(START + day * 86_400_000).toISOString().slice(0, 10);

/** The file of a statement, in bytes. */
function write(statement: WrittenStatement): Buffer {
  const { bookings, separator, encoding, preamble } = statement;
  const cell = quoter(statement);
  let balance = 100_000_000_000;
  const sorted = [...bookings].sort((one, other) => one.day - other.day);
  const rows = sorted.map((each) => {
    balance += each.isIn ? each.cents : -each.cents;
    return cellsOf(each, balance, statement).map(cell).join(separator);
  });
  if (statement.isDescending) rows.reverse();
  const head = headOf(statement).map(cell).join(separator);
  const above = Array.from({ length: preamble }, (_, nth) => `Account ${nth}${separator}x`);
  return Buffer.from([...above, head, ...rows, ''].join('\n'), encoding);
}

function headOf({ signs }: WrittenStatement): string[] {
  const words = signs === 'words' ? ['D/K'] : signs === 'unknown words' ? ['Direction'] : [];
  const money = signs === 'columns' ? ['Debit', 'Credit'] : ['Amount'];
  return [
    'Date',
    'Payer',
    'Description',
    ...money,
    ...words,
    ...(signs === 'balance' ? ['Balance'] : []),
    'Currency',
  ];
}

function cellsOf(truth: Truth, balance: number, statement: WrittenStatement): string[] {
  const { signs } = statement;
  const figure = money(truth.cents, statement);
  const signed = signs === 'minus' && !truth.isIn ? `-${figure}` : figure;
  const ways = { words: ['K', 'D'], 'unknown words': ['Befelé', 'Kifelé'] };
  const word = signs === 'words' || signs === 'unknown words' ? [ways[signs][truth.isIn ? 0 : 1] ?? ''] : [];
  const moneyCells = signs === 'columns' ? (truth.isIn ? ['', figure] : [figure, '']) : [signed];
  const left = signs === 'balance' ? [money(balance, statement)] : [];
  return [dayOf(truth.day, statement), truth.text, 'Hosting', ...moneyCells, ...word, ...left, 'EUR'];
}

function dayOf(day: number, { order }: WrittenStatement): string {
  const [year = '', month = '', date = ''] = dateOf(day).split('-');
  if (order === 'iso') return `${year}-${month}-${date}`;
  if (order === 'dotted') return `${date}.${month}.${year}`;
  return order === 'dmy' ? `${date}/${month}/${year}` : `${month}/${date}/${year}`;
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

/** What is wrong with how a statement was read; nothing where each line is right, or not posted and said so. */
export async function faultOf(written: WrittenStatement): Promise<string | undefined> {
  const table = await readTable(write(written));
  if ('fault' in table) return `refused: ${table.fault}`;
  const statement = readStatement(table);
  if (isRefusal(statement)) return undefined;
  return wrongLine(written, statement) ?? lostLine(written, statement, table.lines);
}

function wrongLine({ bookings }: WrittenStatement, { lines }: Statement): string | undefined {
  const open = bookings.filter(({ isIn }) => isIn).map(({ day, cents }) => `${dateOf(day)} ${cents}`);
  for (const { bookedOn, amount, currency } of lines) {
    const said = `${bookedOn} ${Math.round(Number(amount) * 100)}`;
    const at = open.indexOf(said);
    if (at < 0 || currency !== 'EUR') return `posted what never came in: ${said} ${currency ?? ''}`;
    open.splice(at, 1);
  }
  return undefined;
}

function lostLine({ bookings }: WrittenStatement, statement: Statement, all: number): string | undefined {
  const { counts, questions } = statement;
  const sum = Object.values({ ...counts } as Record<string, number>).reduce(
    (total, count) => total + count,
    0,
  );
  if (sum !== all) return `of ${all} lines, ${sum} are accounted for`;
  const { incoming, outgoing, zero, pending, heldBack, unreadable } = counts;
  const told = incoming + outgoing + zero + pending + heldBack + unreadable;
  if (questions.length === 0 && told < bookings.length)
    return `of ${bookings.length} bookings, ${told} are told of`;
  return undefined;
}
