import { isBareBalance, namesBalance } from './words/balances.js';
import type { Columns, StatementRow } from './columns.js';
import { type Day, readDay } from './days.js';
import { readMoney } from './figures.js';
import { clip, isCutInTwo, moneyColumns } from './rows.js';
import { isBooked, isNoDayYet } from './words/status.js';
import { cellIn, factsOf, holdsMoney, type RowFacts } from './rowFacts.js';
import type { Booking } from './tables.js';

/** The kind of a row below a heading. */
export type Judged =
  | { readonly is: 'booking'; readonly booking: Booking }
  | { readonly is: 'heldBack' | 'unreadable'; readonly reason: string }
  | { readonly is: 'summary' }
  | { readonly is: 'continued' };

export const TOO_WIDE = 'The row has more cells than the heading. A text may contain the separator.';

export function judgeRow(row: StatementRow, columns: Columns, separator: string): Judged {
  const facts = factsOf(row, columns, separator);
  for (const check of CHECKS) {
    const judged = check(facts);
    if (judged !== undefined) return judged;
  }
  return booked(facts, facts.day ?? '');
}

/** A row with a day or money of its own: rows below it continue this one, not the row above. */
export function endsTextAbove(row: StatementRow, columns: Columns): boolean {
  return cellIn(row, columns.date) !== '' || holdsMoney(row, columns) || hasDayElsewhere(row, columns);
}

/** A day outside the texts, such as that of a reserved payment: the row is a line of its own. */
function hasDayElsewhere({ cells }: StatementRow, { texts, payer }: Columns): boolean {
  return cells.some(
    (cell, index) =>
      !texts.includes(index) &&
      index !== payer &&
      /^[\d./-]{6,10}(?: [\d:.]+)?$/.test(cell) &&
      readDay(cell) !== undefined,
  );
}

/** The first rule that finds something decides. */
const CHECKS: readonly ((facts: RowFacts) => Judged | undefined)[] = [
  brokenQuotes,
  pendingWithoutDay,
  withoutDay,
  sum,
  maybeNotBooked,
  tooWide,
  amountCutInTwo,
  tooShort,
  unreadAmount,
  unknownStatus,
];

const held = (reason: string): Judged => ({ is: 'heldBack', reason });
const unreadable = (reason: string): Judged => ({ is: 'unreadable', reason });

function booked({ row, columns, isPending }: RowFacts, day: Day): Judged {
  const figures = figuresOf(columns, row);
  return { is: 'booking', booking: { ...figures, row, cells: row.cells, day, isPending } };
}

function figuresOf(columns: Columns, row: StatementRow): Partial<Booking> {
  const fields = ['amount', 'credit', 'debit', 'balance'] as const;
  return Object.fromEntries(
    fields.flatMap((field) => {
      const figure = readMoney(cellIn(row, columns[field]));
      return figure === undefined ? [] : [[field, figure]];
    }),
  );
}

/** Whether a cell that spans several lines contains another booking. */
function brokenQuotes({ row, separator }: RowFacts): Judged | undefined {
  const swallows = (line: string): boolean => {
    const parts = line.split(separator);
    return parts.length > 1 && parts.some((part) => readDay(part.replaceAll('"', '').trim()) !== undefined);
  };
  return row.cells.some((cell) => cell.includes('\n') && cell.split('\n').some(swallows))
    ? unreadable('its quotes are broken, and it may contain other lines')
    : undefined;
}

function pendingWithoutDay(facts: RowFacts): Judged | undefined {
  const { isPending, day, hasMoney, when } = facts;
  return isPending && day === undefined && (hasMoney || when !== '') ? booked(facts, '') : undefined;
}

/** A row without a day: a sum, a continuation of the text above, or unreadable. */
function withoutDay({ row, columns, day, when, hasMoney, mentionsBalance }: RowFacts): Judged | undefined {
  if (day !== undefined) return undefined;
  const filled = row.cells.filter((each) => each !== '');
  if (mentionsBalance) return { is: 'summary' };
  if (when !== '') {
    const isUnread = hasMoney || (/\d/.test(when) && filled.length > 2);
    return isUnread ? unreadable(`"${clip(when)}" is not a date`) : { is: 'summary' };
  }
  if (!hasMoney && hasDayElsewhere(row, columns))
    return held('The row has no amount, and no date under the heading of the others.');
  if (!hasMoney) return { is: 'continued' };
  return filled.every((each) => readMoney(each) !== undefined)
    ? { is: 'summary' }
    : held('The row has an amount but no date.');
}

/** A payer may be called Total: a row with a day is a total only if all its texts are. */
function sum({ mentionsBalance, written, hasMoney }: RowFacts): Judged | undefined {
  if (!mentionsBalance || !written.every(namesBalance)) return undefined;
  return hasMoney && !written.every(isBareBalance)
    ? held('The row may be a total or a payment.')
    : { is: 'summary' };
}

function maybeNotBooked({ isPending, written }: RowFacts): Judged | undefined {
  const vague = isPending ? undefined : written.find(isNoDayYet);
  return vague === undefined ? undefined : held(`The text "${vague}" may mean that the payment is pending.`);
}

function tooWide({ row, columns }: RowFacts): Judged | undefined {
  return row.cells.slice(columns.heads.length).some((each) => each !== '') ? held(TOO_WIDE) : undefined;
}

function amountCutInTwo({ row, columns, separator }: RowFacts): Judged | undefined {
  return separator === ',' && isCutInTwo(row.cells, columns)
    ? held('The amount may be split in two: it may contain the separator.')
    : undefined;
}

function tooShort({ row, columns: { currency, direction, status } }: RowFacts): Judged | undefined {
  return [currency, direction, status].some((index) => index !== undefined && index >= row.cells.length)
    ? held('The row has fewer cells than the heading.')
    : undefined;
}

function unreadAmount({ row, columns, hasMoney }: RowFacts): Judged | undefined {
  if (!hasMoney) return unreadable('"" is not an amount');
  const unread = moneyColumns(columns)
    .map((index) => cellIn(row, index))
    .find((cell) => cell !== '' && readMoney(cell) === undefined);
  return unread === undefined ? undefined : unreadable(`"${clip(unread)}" is not an amount`);
}

function unknownStatus({ row, columns, isPending }: RowFacts): Judged | undefined {
  const status = cellIn(row, columns.status);
  return isPending || isBooked(status)
    ? undefined
    : held(`The status "${clip(status)}" does not show whether the payment is booked.`);
}
