import type { LimitRange } from '../../../src/billing/projection/project.js';
import { DAY_MS } from '../../../src/core/values/zone.js';

/** How many days before a suspension its range is judged. */
export const JUDGED_DAYS = [3, 7, 14] as const;

/** A range that was stated so many days, or up to a day more, before a suspension. */
export interface Judged {
  readonly days: (typeof JUDGED_DAYS)[number];
  readonly was: 'earlier' | 'inside' | 'later';
  readonly widthDays: number;
}

interface Statement {
  readonly at: number;
  readonly range: LimitRange;
}

/** The ranges stated since the latest payment, one a day. */
export class Statements {
  #statements: Statement[] = [];

  state(at: number, range: LimitRange | null): void {
    if (range !== null) this.#statements.push({ at, range });
  }

  suspended(at: number): Judged[] {
    const statements = this.#statements;
    this.#statements = [];
    return JUDGED_DAYS.flatMap((days) => {
      const stated = statements.find(
        (one) => at - one.at >= days * DAY_MS && at - one.at < (days + 1) * DAY_MS,
      );
      return stated === undefined ? [] : [judge(days, stated.range, at)];
    });
  }
}

/** The hour of a report is known, and not its minute: both ends are whole hours. */
const HOUR_MS = DAY_MS / 24;

function judge(days: Judged['days'], { earliest, latest }: LimitRange, at: number): Judged {
  const end = latest ?? Infinity;
  const was =
    at < Math.floor(earliest / HOUR_MS) * HOUR_MS
      ? 'earlier'
      : at > Math.ceil(end / HOUR_MS) * HOUR_MS
        ? 'later'
        : 'inside';
  return { days, was, widthDays: (end - earliest) / DAY_MS };
}
