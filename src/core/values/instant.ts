import { type Instant, LATEST } from './zone.js';

const TIME = /^(\d{4})-(\d{2})-(\d{2})T(\d{2}):(\d{2})(:\d{2}(\.\d{1,9})?)?(Z|[+-]\d{2}:\d{2})$/;

/**
 * An RFC 3339 instant to the millisecond; NaN when it is none, names a day that does not exist, or is past the last one
 * by its offset (`9999-12-31T23:59:59-23:59`).
 */
export function parseInstant(text: string): Instant {
  const match = TIME.exec(text);
  if (match === null) return NaN;
  const [, year, month, day] = match;
  const date = new Date(Date.UTC(Number(year), Number(month) - 1, Number(day)));
  if (date.getUTCMonth() !== Number(month) - 1 || date.getUTCDate() !== Number(day)) return NaN;
  const at = Date.parse(text);
  return at <= LATEST ? at : NaN;
}
