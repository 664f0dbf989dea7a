import { addDays, epochDay, isoWeekdayOf, type LocalDate } from '../../core/values/zone.js';

/**
 * The days on which banks of the euro area move money (TARGET): not at weekends, on 1 January, Good Friday, Easter Monday,
 * 1 May, 25 and 26 December.
 */
export function isTargetDay(date: LocalDate): boolean {
  if (isoWeekdayOf(date) > 4 || FIXED.has(date.slice(5))) return false;
  const easter = easterOf(Number(date.slice(0, 4)));
  const day = epochDay(date);
  return day !== easter - 2 && day !== easter + 1;
}

const FIXED = new Set(['01-01', '05-01', '12-25', '12-26']);

/** A day itself if banks are open, otherwise the next such day. */
export function targetDayFrom(date: LocalDate): LocalDate {
  let day = date;
  while (!isTargetDay(day)) day = addDays(day, 1);
  return day;
}

/** So many bank days later, or earlier if below zero; for zero, the day itself or the last bank day before it. */
export function addTargetDays(date: LocalDate, count: number): LocalDate {
  const step = count > 0 ? 1 : -1;
  let day = date;
  for (let left = Math.abs(count); left > 0;) {
    day = addDays(day, step);
    if (isTargetDay(day)) left -= 1;
  }
  while (!isTargetDay(day)) day = addDays(day, -1);
  return day;
}

/** Easter Sunday as an epoch day (Gregorian computus, Meeus). */
function easterOf(year: number): number {
  const a = year % 19;
  const b = Math.floor(year / 100);
  const c = year % 100;
  const d = Math.floor(b / 4);
  const e = b % 4;
  const g = Math.floor((8 * b + 13) / 25);
  const h = (19 * a + b - d - g + 15) % 30;
  const i = Math.floor(c / 4);
  const k = c % 4;
  const l = (32 + 2 * e + 2 * i - h - k) % 7;
  const m = Math.floor((a + 11 * h + 19 * l) / 433);
  const month = Math.floor((h + l - 7 * m + 90) / 25);
  const day = (h + l - 7 * m + 33 * month + 19) % 32;
  return epochDay(`${String(year).padStart(4, '0')}-0${month}-${String(day).padStart(2, '0')}`);
}
