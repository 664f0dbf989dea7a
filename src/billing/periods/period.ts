import {
  type Instant,
  type LocalDate,
  dateInMonth,
  daysBetween,
  localDateOf,
  monthIndex,
  startOfDay,
} from '../../core/values/zone.js';

/** The inputs that determine an account's periods. */
export interface Schedule {
  readonly openedAt: Instant;
  readonly timeZone: string;
  /** 1 to 31; in a shorter month the period begins on its last day, and later months return to this day. */
  readonly billingDay: number;
  readonly intervalMonths: 1 | 3 | 12;
}

/** A billing period: half-open, in instants and in local days. */
export interface Period {
  readonly startsAt: Instant;
  readonly endsAt: Instant;
  readonly startDate: LocalDate;
  /** The first day after it. */
  readonly endDate: LocalDate;
  /** The start of the whole period that ends with this one: `startDate`, unless this one is short. */
  readonly wholeStartDate: LocalDate;
  readonly activeDays: number;
  readonly wholeDays: number;
}

/** The period that begins when the account is opened; short unless that is on its billing day. */
export function firstPeriod(schedule: Schedule): Period {
  return periodFrom(schedule, localDateOf(schedule.openedAt, schedule.timeZone), schedule.openedAt);
}

/** The period after this one. If the billing day has changed meanwhile, it is short and ends on the new day. */
export function nextPeriod(schedule: Schedule, period: Period): Period {
  return periodFrom(schedule, period.endDate, period.endsAt);
}

/** The period of an instant, from its date alone. An instant before the opening has none and is a bug. */
export function periodAt(schedule: Schedule, at: Instant): Period {
  if (at < schedule.openedAt) throw new RangeError('no period before the account was opened');
  const first = firstPeriod(schedule);
  if (at < first.endsAt) return first;
  const { billingDay, intervalMonths, timeZone } = schedule;
  const date = localDateOf(at, timeZone);
  const month = lastBillingMonth(date, billingDay);
  const startMonth = month - ((month - monthIndex(first.endDate)) % intervalMonths);
  const startDate = dateInMonth(startMonth, billingDay);
  return periodFrom(schedule, startDate, startOfDay(startDate, timeZone));
}

/** The latest month whose billing day is not after the date. */
function lastBillingMonth(date: LocalDate, billingDay: number): number {
  const month = monthIndex(date);
  return dateInMonth(month, billingDay) <= date ? month : month - 1;
}

/** A whole period when it starts on a billing day, else a short one up to the next billing day. */
function periodFrom(schedule: Schedule, startDate: LocalDate, startsAt: Instant): Period {
  const { billingDay, intervalMonths, timeZone } = schedule;
  const month = lastBillingMonth(startDate, billingDay);
  const isWhole = dateInMonth(month, billingDay) === startDate;
  const endMonth = month + (isWhole ? intervalMonths : 1);
  const endDate = dateInMonth(endMonth, billingDay);
  const wholeStartDate = isWhole ? startDate : dateInMonth(endMonth - intervalMonths, billingDay);
  return {
    startsAt,
    endsAt: startOfDay(endDate, timeZone),
    startDate,
    endDate,
    wholeStartDate,
    activeDays: daysBetween(startDate, endDate),
    wholeDays: daysBetween(wholeStartDate, endDate),
  };
}
