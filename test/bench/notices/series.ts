import { readFileSync } from 'node:fs';
import { dateOfEpochDay, epochDay, isLocalDate } from '../../../src/core/values/zone.js';

/** A daily record of traffic without holes. */
export interface Series {
  /** Epoch day of the first value. */
  readonly firstDay: number;
  readonly values: Float64Array;
  /** Days the file did not have. */
  readonly daysMissing: number;
}

/** What is wrong with a series file, for the person who named it. */
export class SeriesFault extends Error {}

/** Fewer days than this show neither a history nor a run of suspensions. */
const DAYS_NEEDED = 60;

/** Reads `date,quantity` lines (a heading is allowed, an empty quantity is a missing day). */
export function readSeries(path: string): Series {
  return completeSeries(parseSeries(readText(path), path));
}

function readText(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    throw new SeriesFault(`cannot read ${path}: ${error instanceof Error ? error.message : String(error)}`);
  }
}

export function parseSeries(text: string, name: string): Map<number, number> {
  const byDay = new Map<number, number>();
  const lines = text.replace(/^\uFEFF/, '').split(/\r?\n/);
  for (const [index, line] of lines.entries()) {
    if (line.trim() === '') continue;
    const [date = '', quantity = ''] = line
      .split(/[,;\t]/)
      .map((cell) => cell.trim().replace(/^"(.*)"$/, '$1'));
    const place = `${name}, line ${index + 1}`;
    if (!isLocalDate(date)) {
      if (byDay.size === 0 && !/\d/.test(date)) continue;
      throw new SeriesFault(`${place}: "${date}" is not a date like 2026-03-01`);
    }
    const day = epochDay(date);
    if (byDay.has(day)) throw new SeriesFault(`${place}: ${date} comes twice`);
    byDay.set(day, readQuantity(quantity, place));
  }
  return byDay;
}

function readQuantity(text: string, place: string): number {
  if (text === '' || /^nan$/i.test(text)) return NaN;
  const quantity = Number(text);
  if (!Number.isFinite(quantity) || quantity < 0) {
    throw new SeriesFault(`${place}: "${text}" is not a quantity of 0 or more`);
  }
  return quantity;
}

/** Where at least this part of the days is missing, silence is the site's own and means 0. */
const SPARSE_SHARE = 0.1;
/** A record longer than this is a mistyped year. */
const DAYS_MAX = 40_000;

/**
 * Puts the days in order and fills the holes, because a client's money does not know of holes in a record: with the
 * mean of the same weekday before and after where few days are missing, with 0 where the record leaves quiet days out.
 */
export function completeSeries(byDay: ReadonlyMap<number, number>): Series {
  const known = [...byDay.keys()].filter((day) => !Number.isNaN(byDay.get(day))).sort((a, b) => a - b);
  const firstDay = known[0] ?? 0;
  const count = (known.at(-1) ?? -1) - firstDay + 1;
  if (count > DAYS_MAX)
    throw new SeriesFault(`the series runs from ${dateOfEpochDay(firstDay)} over ${count} days`);
  if (count < DAYS_NEEDED)
    throw new SeriesFault(`the series has ${count} days; at least ${DAYS_NEEDED} are needed`);
  const daysMissing = count - known.length;
  const recorded = Float64Array.from({ length: count }, (_, index) => byDay.get(firstDay + index) ?? NaN);
  const isSparse = daysMissing >= SPARSE_SHARE * count;
  const values = recorded.map((value, index) =>
    Number.isNaN(value) ? (isSparse ? 0 : sameWeekday(recorded, index)) : value,
  );
  return { firstDay, values, daysMissing };
}

function sameWeekday(values: Float64Array, index: number): number {
  const before = firstKnown(values, index, -7);
  const after = firstKnown(values, index, 7);
  return Number.isNaN(before) ? after : Number.isNaN(after) ? before : (before + after) / 2;
}

function firstKnown(values: Float64Array, index: number, step: number): number {
  for (let at = index + step; at >= 0 && at < values.length; at += step) {
    const value = values[at] ?? NaN;
    if (!Number.isNaN(value)) return value;
  }
  return NaN;
}
