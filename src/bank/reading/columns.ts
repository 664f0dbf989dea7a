import type { ColumnField, StatementAnswers } from './answers.js';
import { currencyIn } from './words/currencies.js';
import { type Field, isAfterFee, isNumberedText, NAMES, plainName } from './words/names.js';

/** A row of a statement as parsed: trimmed cells, and its first and last line in the file. */
export interface StatementRow {
  readonly line: number;
  readonly end: number;
  readonly cells: readonly string[];
}

/** The columns of a statement by meaning; several may hold text. */
export interface Columns {
  readonly heads: readonly string[];
  readonly date: number;
  /** Signed or with a direction column; or separate columns for credit and debit. */
  readonly amount?: number | undefined;
  readonly credit?: number | undefined;
  readonly debit?: number | undefined;
  /** `S`/`H`, `DR`/`CR`: the direction of an amount without a sign. */
  readonly direction?: number | undefined;
  readonly balance?: number | undefined;
  readonly currency?: number | undefined;
  readonly status?: number | undefined;
  /** Its heading is ambiguous: the cells below decide its meaning. */
  readonly isStatusLoose?: boolean;
  /** Of the receiving account. */
  readonly account?: number | undefined;
  /** The bank's own id of a booking. */
  readonly bankId?: number | undefined;
  readonly payer?: number | undefined;
  readonly texts: readonly number[];
  /** Other columns with the same name as the amount. */
  readonly rivals: readonly number[];
  /** Whether a column for one direction has no counterpart, so that the amounts may go either way. */
  readonly isUnpaired: boolean;
  /** A currency in the heading of the amounts: `Umsatz in EUR`, `Amount CZK`. */
  readonly headCurrency?: string | undefined;
}

/** The columns that a row names, from the user's answers or by their usual names; undefined if it is no heading. */
export function columnsOf(
  cells: readonly string[],
  answers: StatementAnswers['columns'] = {},
): Columns | undefined {
  if (cells.some((cell) => cell.length > 80)) return undefined;
  const heads = cells.map((cell) => plainName(currencyIn(cell)?.rest ?? cell));
  const isOneAmount = answers.amount !== undefined;
  const all = (field: Field): number[] => {
    const named = answers[field as ColumnField];
    if (named !== undefined) return named === '' ? [] : placesOf(cells, named);
    if (isOneAmount && (field === 'credit' || field === 'debit')) return [];
    return NAMES[field].flatMap((name) => heads.flatMap((head, index) => (head === name ? [index] : [])));
  };
  const [date] = all('date');
  const [amount] = all('amount').filter(
    (index) => answers.amount !== undefined || !isAfterFee(heads[index] ?? '', heads),
  );
  const [credit] = all('credit').filter((index) => index !== date);
  const [debit] = all('debit').filter((index) => index !== date);
  const [direction] = all('direction');
  const money = amount ?? credit ?? direction;
  if (date === undefined || money === undefined || new Set(heads.filter(Boolean)).size < 2) return undefined;
  const inTwo = credit !== undefined && debit !== undefined;
  const main = inTwo ? credit : money;
  const taken = new Set([date, main, ...(inTwo ? [debit] : [direction])]);
  const one = (field: Field): number | undefined => {
    const found = all(field).find((index) => !taken.has(index));
    if (found !== undefined) taken.add(found);
    return found;
  };
  const currency = nearest(
    all('currency').filter((index) => !taken.has(index)),
    main,
  );
  if (currency !== undefined) taken.add(currency);
  const [balance, status, account, bankId, payer] = [
    one('balance'),
    one('status'),
    one('account'),
    one('bankId'),
    one('payer'),
  ];
  const numbered = heads.flatMap((head, index) => (isNumberedText(head) ? [index] : []));
  const texts = [...all('text'), ...numbered].filter((index) => !taken.has(index));
  return {
    heads: cells,
    date,
    // With separate columns for credit and debit, an `amount` is the balance or is in the original currency.
    ...(inTwo
      ? { credit, debit }
      : amount === undefined && credit !== undefined
        ? { credit }
        : { amount, direction }),
    ...{ balance, currency, status, account, bankId, payer },
    isStatusLoose: status !== undefined && ['info', 'state'].includes(heads[status] ?? ''),
    texts: [...new Set(texts)].sort((left, right) => left - right),
    rivals: inTwo ? [] : heads.flatMap((head, at) => (at !== main && head === heads[main] ? [at] : [])),
    isUnpaired: (credit === undefined) !== (debit === undefined),
    headCurrency: currencyIn(cells[main] ?? '')?.code,
  };
}

/** The position of a column, by its name or its number: `Column 3`. */
function placesOf(cells: readonly string[], called: string): number[] {
  const found = cells.flatMap((cell, index) => (cell !== '' && cell === called.trim() ? [index] : []));
  const nth = Number(/^column (\d{1,3})$/i.exec(called.trim())?.[1] ?? 0);
  return found.length > 0 || nth < 1 || cells[nth - 1] !== '' ? found : [nth - 1];
}

/** The column directly after the amount, else the closest. */
function nearest(indexes: readonly number[], to: number): number | undefined {
  if (indexes.includes(to + 1)) return to + 1;
  return [...indexes].sort((left, right) => Math.abs(left - to) - Math.abs(right - to))[0];
}
