import type { StatementAnswers } from '../answers.js';
import { directionOf } from '../words/directions.js';
import { readMoney } from '../figures.js';
import { plainName } from '../words/names.js';
import type { BankTable } from '../tables.js';
import { figureOf, type Way } from './ways.js';

export function wayOf(word: string, { incoming }: StatementAnswers): Way | undefined {
  if (word === '' || incoming === undefined) return directionOf(word);
  return incoming.some((each) => plainName(each) === plainName(word)) ? 'in' : (directionOf(word) ?? 'out');
}

/** The columns that show the direction of each booking, by heading or by all their values. */
export function directionColumns(
  { columns, bookings }: BankTable,
  answers: StatementAnswers,
): { readonly columns: { index: number; isNamed: boolean }[]; readonly unknownWords: string[] } {
  const wordsIn = (index: number): Set<string> => new Set(bookings.map(({ cells }) => cells[index] ?? ''));
  const found: { index: number; isNamed: boolean }[] = [];
  const { direction, amount } = columns;
  if (direction !== undefined && amount !== undefined) {
    const words = wordsIn(direction);
    words.delete('');
    const isMoney = [...words].every((word) => readMoney(word) !== undefined && /\d/.test(word));
    if (words.size > 0 && !isMoney) {
      const unknownWords = [...words].filter((word) => wayOf(word, answers) === undefined);
      if (unknownWords.length > 0) return { columns: [], unknownWords };
      found.push({ index: direction, isNamed: true });
    }
  }
  const used = new Set<number | undefined>([
    ...[columns.date, amount, columns.credit, columns.debit, direction, columns.balance, columns.currency],
    ...[columns.status, columns.account, columns.bankId, columns.payer],
  ]);
  for (const index of columns.heads.keys()) {
    if (used.has(index) || bookings.length === 0) continue;
    const words = [...wordsIn(index)];
    const ways = words.map(directionOf);
    const isKnown = ways.every((way) => way !== undefined);
    const isBoth = new Set(ways).size > 1;
    if (isKnown && (isBoth || words.every((word) => word.length > 3))) found.push({ index, isNamed: false });
  }
  return { columns: found, unknownWords: [] };
}

/** Whether each word of the direction column occurs with amounts of one sign only, and both signs occur. */
export function areWordsParted({ columns: { direction }, bookings }: BankTable): boolean {
  const wordsOf = (isMinus: boolean): Set<string> =>
    new Set(
      bookings
        .filter((booking) => (figureOf(booking)?.sign === '-') === isMinus)
        .map(({ cells }) => cells[direction ?? -1] ?? ''),
    );
  const [minus, plus] = [wordsOf(true), wordsOf(false)];
  return minus.size > 0 && plus.size > 0 && ![...minus].some((word) => plus.has(word));
}
