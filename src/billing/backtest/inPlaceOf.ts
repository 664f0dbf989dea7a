import type { LocalDate } from '../../core/values/zone.js';
import type { Assignment } from '../facts.js';
import type { CompiledPlan } from '../plans/plan.js';

/**
 * The assignments with a draft in place of some. It is one plan, so it takes the place of different plans at once, or
 * one after the other, as one assignment. Versions of the same plan stay as many parts as settlement rated.
 */
export function inPlaceOf(
  assignments: readonly Assignment[],
  draft: CompiledPlan,
  isReplaced: (assignment: Assignment) => boolean,
): Assignment[] {
  const others = assignments.filter((assignment) => !isReplaced(assignment));
  const drafted: { assignment: Assignment; readonly planIds: Set<string> }[] = [];
  for (const next of assignments.filter(isReplaced).filter(isInForce).sort(byBegin)) {
    const last = drafted[drafted.length - 1];
    if (last === undefined || !continues(last.assignment, next) || isOnly(last.planIds, next.planId)) {
      drafted.push({ assignment: { ...next, plan: draft }, planIds: new Set([next.planId]) });
      continue;
    }
    last.planIds.add(next.planId);
    last.assignment = { ...last.assignment, toDate: later(last.assignment.toDate, next.toDate) };
  }
  return [...others, ...drafted.map(({ assignment }) => assignment)];
}

/** A change of plans that was taken back leaves an assignment of no days. */
function isInForce({ fromDate, toDate }: Assignment): boolean {
  return toDate === null || fromDate < toDate;
}

function byBegin(one: Assignment, other: Assignment): number {
  if (one.fromDate !== other.fromDate) return one.fromDate < other.fromDate ? -1 : 1;
  return one.id < other.id ? -1 : 1;
}

function continues({ toDate }: Assignment, { fromDate }: Assignment): boolean {
  return toDate === null || fromDate <= toDate;
}

function isOnly(planIds: ReadonlySet<string>, planId: string): boolean {
  return planIds.size === 1 && planIds.has(planId);
}

/** Null: no end. */
function later(one: LocalDate | null, other: LocalDate | null): LocalDate | null {
  if (one === null || other === null) return null;
  return one < other ? other : one;
}
