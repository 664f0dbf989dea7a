import fc from 'fast-check';
import type { StatementAnswers } from '../../../../src/bank/reading/answers.js';
import { readStatement, type Statement } from '../../../../src/bank/reading/statement.js';
import { formatReference } from '../../../../src/core/values/reference.js';
import { isRefusal } from '../../../../src/core/values/refusal.js';
import { readTable } from '../../../../src/platform/files/readTable.js';
import { BANK_LANGUAGES } from './bankLanguages.js';
import { headOf, type Truth, writeStatement, type WrittenStatement } from './writeStatement.js';

const SOMEBODY = [
  'Fenwick',
  'Müller "Sonne" KG',
  '"Quill',
  'Straße 7',
  'a;b',
  'c,d',
  'pending order',
  'total',
  'Ståle',
  'OUT',
  "l'Été",
];

const REFERENCES = Array.from({ length: 20 }, (_, nth) =>
  formatReference(String(4_802_751_936 + nth * 791_919)),
);

/** Days within about a year: 0 is the first of January 2026. */
const booking = fc.record({
  day: fc.integer({ min: 0, max: 330 }),
  cents: fc.oneof(
    fc.integer({ min: 1, max: 99_999_999 }),
    fc.integer({ min: 1, max: 999 }).map((whole) => whole * 100_000),
  ),
  isIn: fc.boolean(),
  isPending: fc.integer({ min: 0, max: 7 }).map((chance) => chance === 0),
  isForeign: fc.integer({ min: 0, max: 5 }).map((chance) => chance === 0),
  who: fc.constantFrom(...SOMEBODY),
  reference: fc.integer({ min: 0, max: 19 }).map((nth) => REFERENCES[nth] ?? ''),
});

const drawn: fc.Arbitrary<WrittenStatement> = fc.record({
  language: fc.constantFrom(...Object.keys(BANK_LANGUAGES)),
  heading: fc.integer({ min: 0, max: 11 }),
  bookings: fc.array(booking, { minLength: 1, maxLength: 10 }),
  signs: fc.constantFrom(
    ...(['minus', 'minus behind', 'brackets', 'plus and minus', 'columns', 'negative debits'] as const),
    ...(['words', 'words and minus', 'unknown words', 'balance', 'none'] as const),
  ),
  order: fc.constantFrom('iso', 'dotted', 'dmy', 'mdy', 'short', 'compact'),
  point: fc.constantFrom('.', ','),
  isGrouped: fc.boolean(),
  separator: fc.constantFrom(';', ',', '\t', '|'),
  encoding: fc.constantFrom('utf8', 'latin1', 'utf16le', 'utf8 with a mark', 'one broken byte'),
  brokenAt: fc.double({ min: 0, max: 1, noNaN: true, maxExcluded: true }),
  isDescending: fc.boolean(),
  isSorted: fc.integer({ min: 0, max: 4 }).map((chance) => chance > 0),
  quoting: fc.constantFrom('good', 'none', 'not doubled'),
  preamble: fc.integer({ min: 0, max: 3 }),
  hasSums: fc.boolean(),
  tables: fc.constantFrom(1, 1, 1, 2),
  currency: fc.constantFrom('EUR', 'USD', 'CHF', 'CZK', 'SEK'),
  currencyIn: fc.constantFrom('column', 'column', 'cell', 'symbol', 'heading', 'above', 'nothing'),
  reference: fc.constantFrom('text', 'text', 'own column', 'cut', 'row below', 'blank heading'),
  hasStatus: fc.boolean(),
  isDirectionBlank: fc.boolean(),
  hasBalance: fc.boolean(),
});

/** Days of which the order is not plain stand in order: rows that only seem to are taken for a proof. */
export const writtenStatements = drawn.map((written) => ({
  ...written,
  isSorted: written.isSorted || written.order === 'dmy' || written.order === 'mdy',
}));

/** What became of a statement's money that came in. */
export interface Tally {
  files: number;
  straight: number;
  withQuestions: number;
  refused: number;
  /** Bookings that came in, and what became of each. */
  incoming: number;
  posted: number;
  heldBack: number;
  postedAfterChoices: number;
  inFilesWithQuestions: number;
}

export const newTally = (): Tally => ({
  ...{ files: 0, straight: 0, withQuestions: 0, refused: 0, incoming: 0, posted: 0, heldBack: 0 },
  ...{ postedAfterChoices: 0, inFilesWithQuestions: 0 },
});

/** What is wrong with how a statement was read; nothing where each line is right, or not posted and said so. */
export async function faultOf(
  written: WrittenStatement,
  tally: Tally = newTally(),
): Promise<string | undefined> {
  const table = await readTable(writeStatement({ ...written, bookings: truthsOf(written) }));
  if ('fault' in table) return `refused: ${table.fault}`;
  const truths = truthsOf(written);
  const coming = truths.filter(isPosted).length;
  tally.files += 1;
  tally.incoming += coming;
  const read = (answers?: StatementAnswers): Statement | undefined => {
    const statement = readStatement(table, answers);
    return isRefusal(statement) ? undefined : statement;
  };
  const statement = read();
  if (statement === undefined) {
    tally.refused += 1;
    return undefined;
  }
  const fault = wrongLine(written, statement) ?? lostLine(written, statement, table.lines);
  if (fault !== undefined) return fault;
  if (statement.questions.length === 0) {
    tally.straight += 1;
    tally.posted += statement.lines.length;
    tally.heldBack += coming - statement.lines.length;
    return undefined;
  }
  tally.withQuestions += 1;
  tally.inFilesWithQuestions += coming;
  if (statement.lines.length > 0) return 'posted while there are questions';
  const answers = answersTo(written, statement);
  const again = answers === undefined ? undefined : read(answers);
  if (again === undefined) return undefined;
  tally.postedAfterChoices += again.lines.length;
  return wrongLine(written, again) ?? lostLine(written, again, table.lines);
}

/** What an owner who knows the truth says; nothing where a broken byte leaves none to say. */
function answersTo(written: WrittenStatement, { questions }: Statement): StatementAnswers | undefined {
  if (written.encoding === 'one broken byte') return undefined;
  const fields = new Set(questions.map(({ field }) => field));
  const { order, point, signs } = written;
  const heads = headOf(written);
  const isAllIn = truthsOf(written).every(({ isIn }) => isIn);
  if (fields.has('amounts') && !isAllIn && !signs.startsWith('minus') && signs !== 'brackets')
    return undefined;
  const dateOrder = order === 'mdy' ? 'mdy' : 'dmy';
  return {
    ...(fields.has('amounts') ? { amounts: 'plus-in' } : {}),
    ...(fields.has('dateOrder') ? { dateOrder } : {}),
    ...(fields.has('decimalMark') ? { decimalMark: point } : {}),
    ...(signs === 'unknown words' ? { incoming: ['Befelé'] } : {}),
    columns: {
      ...(signs === 'unknown words' ? { direction: 'Irány' } : {}),
      ...(fields.has('dateColumn') ? { date: heads[0] ?? '' } : {}),
    },
  };
}

/** Without a sign, only money that came in can be written. */
function truthsOf({ bookings, signs, hasStatus, currencyIn }: WrittenStatement): Truth[] {
  return bookings.map((each) => ({
    ...each,
    isIn: each.isIn || signs === 'none',
    isPending: each.isPending && hasStatus,
    isForeign: each.isForeign && (currencyIn === 'column' || currencyIn === 'cell'),
  }));
}

const isPosted = ({ isIn, isPending }: Truth): boolean => isIn && !isPending;
const START = Date.UTC(2026, 0, 1);
const dateOf = (day: number): string => new Date(START + day * 86_400_000).toISOString().slice(0, 10);

function wrongLine(written: WrittenStatement, { lines }: Statement): string | undefined {
  const open = truthsOf(written).filter(isPosted);
  for (const { bookedOn, amount, currency, among, references } of lines) {
    const cents = Math.round(Number(amount) * 100);
    const at = open.findIndex(
      (each) =>
        dateOf(each.day) === bookedOn &&
        each.cents === cents &&
        references.every((reference) => reference === each.reference) &&
        isCurrency(each, written, currency, among),
    );
    if (at < 0)
      return `posted what never came in: ${bookedOn} ${cents} ${currency ?? ''} ${references.join()}`;
    open.splice(at, 1);
  }
  return undefined;
}

function isCurrency(
  { isForeign }: Truth,
  { currency, currencyIn }: WrittenStatement,
  found: string | undefined,
  among: readonly string[] | undefined,
): boolean {
  const truly = isForeign ? 'GBP' : currency;
  if (found !== undefined) return found === truly;
  if (among !== undefined) return among.includes(truly);
  // Nothing is said of it only where the file says nothing.
  return currencyIn === 'nothing' || (currencyIn === 'above' && !isForeign);
}

function lostLine(written: WrittenStatement, statement: Statement, all: number): string | undefined {
  const { counts, questions } = statement;
  const sum = Object.values({ ...counts } as Record<string, number>).reduce(
    (total, count) => total + count,
    0,
  );
  if (sum !== all) return `of ${all} lines, ${sum} are accounted for`;
  if (questions.length > 0) return undefined;
  const truths = truthsOf(written);
  const count = (is: (truth: Truth) => boolean): number => truths.filter(is).length;
  const { incoming, outgoing, pending, heldBack, unreadable } = counts;
  const reported = incoming + heldBack + unreadable;
  if (reported < count(isPosted)) return `of ${count(isPosted)} that came in, ${reported} are reported`;
  if (outgoing > count(({ isIn, isPending }) => !isIn && !isPending))
    return `${outgoing} are counted as money out`;
  return pending > count(({ isPending }) => isPending) ? `${pending} are counted as not booked` : undefined;
}

/** How many files and lines went which way. */
export function tellTally(tally: Tally): string {
  const share = (part: number, whole: number): string =>
    `${((100 * part) / Math.max(1, whole)).toFixed(1)} %`;
  const {
    files,
    straight,
    withQuestions,
    refused,
    incoming,
    posted,
    heldBack,
    inFilesWithQuestions,
    postedAfterChoices,
  } = tally;
  return [
    `${files} files: ${straight} straight (${share(straight, files)}), ${withQuestions} with questions, ${refused} refused`,
    `${incoming} lines came in: ${posted} posted straight (${share(posted, incoming)}), ${heldBack} held back,`,
    `${inFilesWithQuestions} in files that ask, ${postedAfterChoices} of them posted once answered`,
    `of files that ask nothing ${share(posted, posted + heldBack)} of the lines are posted`,
  ].join('\n');
}
