import type { StatementQuestion } from './answers.js';
import { dayIn } from './days.js';
import type { Understood } from './mapping.js';
import { clip } from './rows.js';

/** What a file leaves open. */
export function questionsOf({ tables, signs, mark, order }: Understood): StatementQuestion[] {
  const questions: StatementQuestion[] = [];
  const unknownWords = [...new Set(signs.flatMap((found) => found.unknownWords))];
  if (unknownWords.length > 0) {
    const words = unknownWords.slice(0, 5).map((word) => `"${clip(word)}"`);
    const asks = `Which of ${words.join(', ')} mean incoming?`;
    questions.push({ field: 'incoming', asks, choices: unknownWords });
  }
  const isEmpty = (index: number): boolean =>
    tables[index]?.bookings.every(({ isPending }) => isPending) === true;
  const isOpen = signs.some(
    ({ from, isRefuted }, index) => (from === undefined || isRefuted) && !isEmpty(index),
  );
  if (unknownWords.length === 0 && isOpen) {
    const asks = signs.some(({ isRefuted }) => isRefuted)
      ? 'The balance contradicts the signs. Are amounts without a minus incoming or outgoing?'
      : signs.some(({ isCardBill }) => isCardBill === true)
        ? 'This looks like a card bill, where only payments have a minus. Are amounts without a minus incoming or outgoing?'
        : 'The file does not show which amounts are incoming. Are amounts without a minus incoming or outgoing? If a column has this information, choose it as directionColumn.';
    questions.push({ field: 'amounts', asks, choices: ['plus-in', 'plus-out'] });
  }
  if (order.from === 'unknown' && order.possible.length > 1) {
    const days = tables.flatMap(({ bookings }) =>
      bookings.flatMap(({ day: each }) => (typeof each === 'string' ? [] : [each])),
    );
    // An example such as 11/11/26 does not show the user what is ambiguous.
    const isAmbiguous = ({ parts }: (typeof days)[number]): boolean =>
      new Set(order.possible.map((each) => dayIn(each, parts))).size === order.possible.length;
    const day = days.find(isAmbiguous) ?? days[0];
    const readings = order.possible.map(
      (each) => `${day === undefined ? '' : (dayIn(each, day.parts) ?? '')} (${each})`,
    );
    const asks = `Does ${day?.parts.join('/') ?? ''} mean ${readings.join(' or ')}?`;
    questions.push({ field: 'dateOrder', asks, choices: order.possible });
  }
  if (mark.isNeeded && !mark.isMixed && mark.mark === undefined) {
    const asks = 'Is the mark in 1.234 a decimal mark or a thousands separator?';
    questions.push({ field: 'decimalMark', asks, choices: ['.', ','] });
  }
  return questions;
}
