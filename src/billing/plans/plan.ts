import { type CompiledComponent, compileComponent } from './component.js';
import { PlanFields } from './plan-fields.js';
import { type Refusal, refuseFields } from '../../core/values/refusal.js';
import type { PlanTerms, RecurringTerms, Timing } from './terms.js';

export type { PlanTerms, Timing } from './terms.js';

export interface CompiledRecurring {
  readonly id: string;
  /** The name of the line; the id if the owner gave no name. */
  readonly name: string;
  readonly minor: bigint;
  readonly timing: Timing;
}

/** A valid plan version, with its numbers parsed once. */
export interface CompiledPlan {
  readonly terms: PlanTerms;
  readonly currency: string;
  readonly startupMinor: bigint;
  readonly recurring: readonly CompiledRecurring[];
  readonly usage: readonly CompiledComponent[];
  readonly minimumMinor?: bigint;
  readonly maximumMinor?: bigint;
  readonly creditLimitMinor?: bigint;
}

/** Checks a plan version and prepares it for rating; a refusal names every field at fault with its reason. */
export function compilePlan(terms: PlanTerms): CompiledPlan | Refusal {
  const fields = new PlanFields(terms.currency);
  checkIds(fields, terms);
  checkReplacement(fields, terms);
  checkSize(fields, terms);
  const plan: CompiledPlan = {
    terms,
    currency: terms.currency,
    startupMinor:
      terms.startupCharge === undefined ? 0n : fields.amount('startupCharge', terms.startupCharge),
    recurring: terms.recurring.map((recurring, index) =>
      compileRecurring(fields, recurring, `recurring[${index}]`),
    ),
    usage: terms.usage.map((usage, index) => compileComponent(fields, usage, `usage[${index}]`)),
    ...compileLimits(fields, terms),
  };
  const [first, ...others] = fields.problems;
  return first === undefined ? plan : refuseFields([first, ...others]);
}

function compileRecurring(fields: PlanFields, terms: RecurringTerms, path: string): CompiledRecurring {
  const timing: string = terms.timing;
  if (timing !== 'advance' && timing !== 'arrears') {
    fields.fault(`${path}.timing`, 'must be "advance" or "arrears"');
  }
  const minor = fields.amount(`${path}.amount`, terms.amount);
  return { id: terms.id, name: terms.name ?? terms.id, minor, timing: terms.timing };
}

type Limits = Pick<CompiledPlan, 'minimumMinor' | 'maximumMinor' | 'creditLimitMinor'>;

function compileLimits(fields: PlanFields, { minimum, maximum, creditLimit }: PlanTerms): Limits {
  const limits: Limits = {
    ...(minimum !== undefined && { minimumMinor: fields.amount('minimum', minimum) }),
    ...(maximum !== undefined && { maximumMinor: fields.amount('maximum', maximum) }),
    ...(creditLimit !== undefined && { creditLimitMinor: fields.signedAmount('creditLimit', creditLimit) }),
  };
  const { minimumMinor, maximumMinor } = limits;
  if (
    minimumMinor !== undefined &&
    maximumMinor !== undefined &&
    minimumMinor > maximumMinor &&
    !fields.has('maximum')
  ) {
    fields.fault('minimum', 'must not be larger than the maximum');
  }
  return limits;
}

/** These ids identify lines of a statement, so the ids for limits and the start-up charge are reserved. */
const RESERVED_IDS: readonly string[] = ['minimum', 'maximum', '(startup)'];

function checkIds(fields: PlanFields, { recurring, usage }: PlanTerms): void {
  const seen = new Set(RESERVED_IDS);
  const paths = [...recurring.map(pathOf('recurring')), ...usage.map(pathOf('usage'))];
  for (const { path, id } of paths) {
    if (id.trim() === '') fields.fault(path, 'must not be empty');
    else if (RESERVED_IDS.includes(id)) fields.fault(path, `"${id}" is reserved`);
    else if (seen.has(id)) fields.fault(path, `"${id}" is used twice in this plan`);
    seen.add(id);
  }
}

function pathOf(list: 'recurring' | 'usage') {
  return ({ id }: { readonly id: string }, index: number) => ({ path: `${list}[${index}].id`, id });
}

/** An assessment rates every band of the account's plans for each day of the projection. */
const BANDS_MAX = 500;

function checkSize(fields: PlanFields, { usage }: PlanTerms): void {
  const bands = usage.reduce(
    (sum, component) =>
      sum + ('bands' in component && Array.isArray(component.bands) ? component.bands.length : 1),
    0,
  );
  if (bands > BANDS_MAX) fields.fault('usage', `has more than ${BANDS_MAX} bands in all its components`);
}

/** A century: a longer introduction is a typing error, and dates must stay in range. */
const REPLACE_AFTER_DAYS_MAX = 36_500;

function checkReplacement(fields: PlanFields, { replaceAfterDays: days, replaceWith }: PlanTerms): void {
  if (days !== undefined && (!Number.isSafeInteger(days) || days < 1 || days > REPLACE_AFTER_DAYS_MAX)) {
    fields.fault('replaceAfterDays', `must be a whole number of days, from 1 to ${REPLACE_AFTER_DAYS_MAX}`);
  }
  if (days !== undefined && replaceWith === undefined) {
    fields.fault('replaceWith', 'is required with replaceAfterDays');
  }
  if (replaceWith !== undefined && days === undefined) {
    fields.fault('replaceAfterDays', 'is required with replaceWith');
  }
  if (replaceWith?.trim() === '') fields.fault('replaceWith', 'must not be empty');
}
