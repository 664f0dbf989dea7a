import { type Columns, columnsOf, type StatementRow } from './columns.js';
import { isStatus } from './words/status.js';

const STATES =
  'AL AK AZ AR CA CO CT DC DE FL GA HI ID IL IN IA KS KY LA ME MD MA MI MN MS MO MT NE NV NH NJ NM NY NC ND OH OK OR ' +
  'PA RI SC SD TN TX UT VT VA WA WV WI WY';
const STATES_OF_AMERICA = new Set(STATES.split(' '));

/** The columns without a status if `State` or `Info` has another meaning; it then counts as text. */
export function withProvedStatus(columns: Columns, below: () => readonly StatementRow[]): Columns {
  const { status, texts } = columns;
  if (status === undefined || columns.isStatusLoose !== true) return columns;
  const rows = below();
  const next = rows.findIndex(({ cells }) => columnsOf(cells) !== undefined);
  const words = rows.slice(0, next < 0 ? rows.length : next).map(({ cells }) => cells[status] ?? '');
  if (!isSomethingElse(words.filter((word) => word !== ''))) return columns;
  const more = texts.length === 0 ? [] : [...texts, status].sort((left, right) => left - right);
  return { ...columns, status: undefined, texts: more };
}

/** Words that cannot be a status: places, or texts with numbers in them. */
function isSomethingElse(words: readonly string[]): boolean {
  if (words.some(isStatus)) return false;
  return words.some((word) => /\d/.test(word)) || words.every((word) => STATES_OF_AMERICA.has(word));
}
