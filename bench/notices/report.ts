import type { Replay, Warning } from './replay.js';

interface Spread {
  readonly p10: number | null;
  readonly p50: number | null;
  readonly p90: number | null;
}

/** How one way of looking ahead did, over all suspensions. */
interface Figures {
  /** Share of the suspensions whose week notice went out 5 to 9 days ahead. */
  readonly weekShare: number;
  /** Share whose day notice went out 12 to 48 hours ahead. */
  readonly dayShare: number;
  /** Share without any notice. */
  readonly noneShare: number;
  /** Hours ahead. */
  readonly week: Spread;
  readonly day: Spread;
}

export interface Report {
  readonly suspensions: number;
  readonly ours: Figures;
  readonly plain: Figures;
}

export function reportOf(replay: Replay): Report {
  return { suspensions: replay.ours.length, ours: figuresOf(replay.ours), plain: figuresOf(replay.plain) };
}

function figuresOf(warnings: readonly Warning[]): Figures {
  const week = sorted(warnings.map((warning) => warning.weekHours));
  const day = sorted(warnings.map((warning) => warning.dayHours));
  const share = (count: number): number => (warnings.length === 0 ? 0 : rounded(count / warnings.length, 4));
  return {
    weekShare: share(week.filter((hours) => hours >= 5 * 24 && hours <= 9 * 24).length),
    dayShare: share(day.filter((hours) => hours >= 12 && hours <= 48).length),
    noneShare: share(
      warnings.filter(({ weekHours, dayHours }) => weekHours === null && dayHours === null).length,
    ),
    week: spreadOf(week),
    day: spreadOf(day),
  };
}

function sorted(hours: readonly (number | null)[]): number[] {
  return hours.filter((value) => value !== null).sort((left, right) => left - right);
}

function spreadOf(hours: readonly number[]): Spread {
  const at = (part: number): number | null => {
    const value = hours[Math.min(hours.length - 1, Math.floor(part * hours.length))];
    return value === undefined ? null : rounded(value, 1);
  };
  return { p10: at(0.1), p50: at(0.5), p90: at(0.9) };
}

function rounded(value: number, decimals: number): number {
  return Number(value.toFixed(decimals));
}

export function tableOf(name: string, report: Report, replay: Replay): string {
  const untold = replay.ours.filter(
    ({ weekHours, dayHours }) => weekHours === null && dayHours === null,
  ).length;
  return [
    `${name}: ${report.suspensions} suspensions`,
    '',
    row('', 'week notice', 'day notice', 'without', 'week, hours ahead', 'day, hours ahead'),
    row('', '5–9 d ahead', '12–48 h ahead', 'any notice', 'p10 / p50 / p90', 'p10 / p50 / p90'),
    figuresRow('Sitetab', report.ours),
    figuresRow('month to date', report.plain),
    '',
    `${untold} without any notice, ${replay.untoldBySurprise} of them on a day that alone cost more than the headroom of the day before.`,
  ].join('\n');
}

function figuresRow(name: string, { weekShare, dayShare, noneShare, week, day }: Figures): string {
  return row(name, percent(weekShare), percent(dayShare), percent(noneShare), spread(week), spread(day));
}

function percent(share: number): string {
  return `${(share * 100).toFixed(1)} %`;
}

function spread({ p10, p50, p90 }: Spread): string {
  return [p10, p50, p90].map((hours) => (hours === null ? '–' : hours.toFixed(0))).join(' / ');
}

const WIDTHS = [15, 15, 15, 12, 19, 19];

function row(...cells: string[]): string {
  return cells
    .map((cell, index) => cell.padEnd(WIDTHS[index] ?? 0))
    .join('')
    .trimEnd();
}
