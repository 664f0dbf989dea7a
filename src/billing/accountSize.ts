import type { PlanTerms } from './plans/terms.js';

/** The cost of an assessment grows with these; the largest ordinary clients stay far below. */
const PLANS_MAX = 200;
const PARTS_MAX = 1_000;
const BANDS_MAX = 5_000;
const METERS_MAX = 50;
/** Past ones included: each change of plans adds some, and every later change reads all of them. */
const ASSIGNMENTS_MAX = 2_000;
/** What is read site by site and day by day: sites × meters that are not added up × months in a period. */
const READINGS_MAX = 2_000;

export interface AccountSize {
  /** The plans of the open period and of later ones, each counted once per assignment. */
  readonly plans: readonly Pick<PlanTerms, 'recurring' | 'usage'>[];
  /** How often it was put on a plan, past assignments included. */
  readonly assignments: number;
  readonly sites: number;
  readonly intervalMonths: number;
  /** Meters that are not added up: rated by the highest, the latest or the mean of each site. */
  readonly standingMeters: ReadonlySet<string>;
}

/** Why an account is too large for a quick assessment, if it is. */
export function accountSizeFault({
  plans,
  assignments,
  sites,
  intervalMonths,
  standingMeters,
}: AccountSize): string | undefined {
  const usage = plans.flatMap((plan) => plan.usage);
  const meters = new Set(usage.map(({ meter }) => meter));
  const parts = plans.reduce((sum, { recurring }) => sum + recurring.length, usage.length);
  const bands = usage.reduce((sum, part) => sum + ('bands' in part ? part.bands.length : 1), 0);
  const standing = [...meters].filter((meter) => standingMeters.has(meter)).length;
  if (plans.length > PLANS_MAX) return tooMany(PLANS_MAX, 'plans in the open period and those to come');
  if (assignments > ASSIGNMENTS_MAX) return tooMany(ASSIGNMENTS_MAX, 'changes of plan behind it');
  if (parts > PARTS_MAX) return tooMany(PARTS_MAX, 'amounts and usage parts in all its plans');
  if (bands > BANDS_MAX) return tooMany(BANDS_MAX, 'bands in all its plans');
  if (meters.size > METERS_MAX) return tooMany(METERS_MAX, 'meters in all its plans');
  if (sites * standing * intervalMonths > READINGS_MAX) {
    return tooMany(
      READINGS_MAX,
      'readings: sites, times meters that are not summed, times months in a period',
    );
  }
  return undefined;
}

function tooMany(most: number, what: string): string {
  return `the account would have more than ${most.toLocaleString('en')} ${what}`;
}
