import type { Replay } from './replay.js';
import { JUDGED_DAYS, type Judged } from './statements.js';
import type { Warning } from './watch.js';

/** How one way of looking ahead did, over all suspensions. */
interface Figures {
  /** Share of the suspensions whose week notice went out 5 to 9 days ahead. */
  readonly weekShare: number;
  /** Share whose day notice went out 12 to 48 hours ahead. */
  readonly dayShare: number;
  /** Share without any notice. */
  readonly noneShare: number;
  readonly noticesPerSuspension: number;
  /** How far the named instants lay from the suspension, in hours. */
  readonly weekError: Spread;
  readonly dayError: Spread;
}

interface Spread {
  readonly p50: number | null;
  readonly p90: number | null;
}

export interface Report {
  readonly series: string;
  readonly rhythm: string;
  readonly suspensions: number;
  readonly unnotifiedBySurprise: number;
  readonly ours: Figures;
  readonly plain: Figures;
  /** Of the ranges stated so many days before a suspension. */
  readonly ranges: readonly Calibration[];
}

interface Calibration {
  readonly days: number;
  readonly count: number;
  /** Share of the suspensions within the range, before it and after it. */
  readonly inside: number;
  readonly earlier: number;
  readonly later: number;
  /** Days between its ends. */
  readonly width: Spread;
}

export function reportOf(series: string, rhythm: string, replay: Replay): Report {
  return {
    series,
    rhythm,
    suspensions: replay.ours.length,
    unnotifiedBySurprise: replay.unnotifiedBySurprise,
    ours: figuresOf(replay.ours),
    plain: figuresOf(replay.plain),
    ranges: JUDGED_DAYS.map((days) => calibrationOf(days, replay.ranges)),
  };
}

function calibrationOf(days: number, all: readonly Judged[]): Calibration {
  const judged = all.filter((one) => one.days === days);
  const share = (wanted: Judged['was']): number =>
    rounded(judged.filter(({ was }) => was === wanted).length / Math.max(1, judged.length), 3);
  return {
    days,
    count: judged.length,
    inside: share('inside'),
    earlier: share('earlier'),
    later: share('later'),
    width: spreadOf(judged.map(({ widthDays }) => widthDays)),
  };
}

function figuresOf(warnings: readonly Warning[]): Figures {
  const share = (isSo: (warning: Warning) => boolean): number =>
    warnings.length === 0 ? 0 : rounded(warnings.filter(isSo).length / warnings.length, 4);
  const notices = warnings.reduce((sum, warning) => sum + warning.notices, 0);
  return {
    weekShare: share(({ weekHours }) => weekHours !== null && weekHours >= 5 * 24 && weekHours <= 9 * 24),
    dayShare: share(({ dayHours }) => dayHours !== null && dayHours >= 12 && dayHours <= 48),
    noneShare: share(({ weekHours, dayHours }) => weekHours === null && dayHours === null),
    noticesPerSuspension: warnings.length === 0 ? 0 : rounded(notices / warnings.length, 2),
    weekError: spreadOf(warnings.map(({ weekError }) => weekError)),
    dayError: spreadOf(warnings.map(({ dayError }) => dayError)),
  };
}

function spreadOf(values: readonly (number | null)[]): Spread {
  const sorted = values.filter((value) => value !== null).sort((left, right) => left - right);
  const at = (part: number): number | null => {
    const value = sorted[Math.min(sorted.length - 1, Math.floor(part * sorted.length))];
    return value === undefined ? null : rounded(value, 1);
  };
  return { p50: at(0.5), p90: at(0.9) };
}

function rounded(value: number, decimals: number): number {
  return Number(value.toFixed(decimals));
}

/** One table for each series, one row for each rhythm; the plain month-to-date line beside it. */
export function tableOf(series: string, reports: readonly Report[]): string {
  return [
    series,
    row(
      '',
      'suspen-',
      'week notice',
      'day notice',
      'no',
      'notices',
      'week notice',
      'day notice',
      'month to date',
    ),
    row(
      'reported',
      'sions',
      '5-9 d ahead',
      '12-48 h ahead',
      'notice',
      'each',
      'off, h 50/90 %',
      'off, h 50/90 %',
      'week / day',
    ),
    ...reports.map(({ rhythm, suspensions, ours, plain }) =>
      row(
        rhythm,
        String(suspensions),
        ours.weekShare.toFixed(3),
        ours.dayShare.toFixed(3),
        ours.noneShare.toFixed(3),
        ours.noticesPerSuspension.toFixed(2),
        hours(ours.weekError),
        hours(ours.dayError),
        `${plain.weekShare.toFixed(3)} / ${plain.dayShare.toFixed(3)}`,
      ),
    ),
  ].join('\n');
}

/** How many suspensions were in the range stated before them, and how wide it was. */
export function rangesTableOf(reports: readonly Report[]): string {
  return [
    rangesRow(['80 % range, stated', ...JUDGED_DAYS.map((days) => `${days} days before`)]),
    rangesRow(['reported', ...JUDGED_DAYS.map(() => 'inside (earlier, later) days 50/90 %')]),
    ...reports.map(({ rhythm, ranges }) =>
      rangesRow([
        rhythm,
        ...ranges.map(
          ({ inside, earlier, later, width }) =>
            `${inside.toFixed(3)} (${earlier.toFixed(2)}, ${later.toFixed(2)}) ${hours(width)}`,
        ),
      ]),
    ),
  ].join('\n');
}

function rangesRow(cells: readonly string[]): string {
  return cells
    .map((cell, index) => cell.padEnd(index === 0 ? 25 : 38))
    .join('')
    .trimEnd();
}

function hours({ p50, p90 }: Spread): string {
  return [p50, p90].map((value) => (value === null ? '-' : value.toFixed(1))).join(' / ');
}

const WIDTHS = [25, 9, 13, 15, 8, 9, 16, 16, 14];

function row(...cells: string[]): string {
  return cells
    .map((cell, index) => cell.padEnd(WIDTHS[index] ?? 0))
    .join('')
    .trimEnd();
}
