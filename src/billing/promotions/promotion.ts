import type { Percent } from '../../core/values/money.js';
import { addDays, type Instant, type LocalDate, monthIndex, startOfDay } from '../../core/values/zone.js';
import { firstPeriod, nextPeriod, type Period, periodAt, type Schedule } from '../periods/period.js';
import { prorate } from '../rating/rate.js';

/** `credit`: an amount in all; `percent` and `amount`: a discount of every period. */
export type PromotionKind = 'credit' | 'percent' | 'amount';

/** The lines of a plan that a promotion reduces: all, usage, or all but usage. */
export type PromotionScope = 'all' | 'usage' | 'plan';

/** A credit or discount of an account (docs/concepts.md, Promotions). It reduces charges and is never money. */
export interface Promotion {
  readonly id: string;
  readonly name: string;
  readonly kind: PromotionKind;
  /** Minor units before tax: of a credit in all, of an amount for each period; 0 for a percentage. */
  readonly minor: bigint;
  /** 0 but for a percentage. */
  readonly percent: Percent;
  readonly scope: PromotionScope;
  readonly startsOn: LocalDate;
  /** The last day, inclusive; null: none. */
  readonly endsOn: LocalDate | null;
  /** How many whole periods it reduces; null: any number. */
  readonly periods: number | null;
  /** The owner's order among credits that end on the same day, lowest first. */
  readonly place: number;
  /** What entries have used of it, less what was reversed; minor units. */
  readonly used: bigint;
}

const KINDS: readonly PromotionKind[] = ['percent', 'amount', 'credit'];

/**
 * In the order of use: percentages, amounts, then credits, of which the one that ends soonest comes first. Otherwise the
 * owner's order, then the oldest.
 */
export function inOrder(promotions: readonly Promotion[]): Promotion[] {
  return [...promotions].sort((one, other) => (comesBefore(one, other) ? -1 : 1));
}

function comesBefore(one: Promotion, other: Promotion): boolean {
  if (one.kind !== other.kind) return KINDS.indexOf(one.kind) < KINDS.indexOf(other.kind);
  const [ends, endsOther] = [one, other].map(({ kind, endsOn }) =>
    kind === 'credit' ? (endsOn ?? NEVER) : '',
  );
  if (ends !== endsOther) return (ends ?? '') < (endsOther ?? '');
  return one.place === other.place ? one.id < other.id : one.place < other.place;
}

const NEVER = '9999-12-31';

/** A promotion that reduces a period. */
export interface Covering {
  readonly promotion: Promotion;
  /** What it may take in this period in all; null: no such limit. */
  readonly most: bigint | null;
  /** Where it ends within the period; null: it does not. */
  readonly endsAt: Instant | null;
  /** Which period of it this is, counted from 1; 0: a short period before the first whole one. */
  readonly number: number;
}

/**
 * How a promotion reduces a period; undefined if it does not. It begins with the period that contains its first day. A
 * short period at the opening does not count towards its periods; a period in which plans change is one period.
 */
export function coveringOf(
  promotion: Promotion,
  schedule: Schedule,
  period: Period,
  left: bigint | null,
): Covering | undefined {
  const { startsOn, endsOn, periods, kind, minor } = promotion;
  if (period.endDate <= startsOn) return undefined;
  if (endsOn !== null && (endsOn < period.startDate || endsOn < startsOn)) return undefined;
  const number = numberOf(startsOn, schedule, period);
  if (periods !== null && number > periods) return undefined;
  const until = endsOn === null ? null : addDays(endsOn, 1);
  const share = { activeDays: period.activeDays, wholeDays: period.wholeDays };
  return {
    promotion,
    most: kind === 'percent' ? null : kind === 'amount' ? prorate(minor, share) : left,
    endsAt: until === null || until >= period.endDate ? null : startOfDay(until, schedule.timeZone),
    number,
  };
}

function numberOf(startsOn: LocalDate, schedule: Schedule, period: Period): number {
  const first = periodOfDay(schedule, startsOn);
  const months = monthIndex(period.endDate) - monthIndex(first.endDate);
  const isShort = first.activeDays < first.wholeDays;
  return Math.max(0, Math.ceil(months / schedule.intervalMonths)) + (isShort ? 0 : 1);
}

function periodOfDay(schedule: Schedule, date: LocalDate): Period {
  const first = firstPeriod(schedule);
  return date < first.endDate ? first : periodAt(schedule, startOfDay(date, schedule.timeZone));
}

/** The last day on which it can reduce anything, inclusive; null: none. */
export function lastDayOf(promotion: Promotion, schedule: Schedule): LocalDate | null {
  const { startsOn, endsOn, periods } = promotion;
  if (periods === null) return endsOn;
  let period = periodOfDay(schedule, startsOn);
  while (numberOf(startsOn, schedule, period) < periods) period = nextPeriod(schedule, period);
  const last = addDays(period.endDate, -1);
  return endsOn !== null && endsOn < last ? endsOn : last;
}

/** What one promotion takes off one line of a period. */
export interface Reduction {
  readonly promotion: Promotion;
  /** Which of its periods this is; 0: a short period before the first whole one. */
  readonly number: number;
  /** Minor units, above 0. */
  readonly minor: bigint;
  /** What is left of a credit after this; null: it is no credit. */
  readonly left: bigint | null;
}

/** The category of its entries. */
export function categoryOfPromotion({ kind }: Pick<Promotion, 'kind'>): 'credit' | 'discount' {
  return kind === 'credit' ? 'credit' : 'discount';
}
