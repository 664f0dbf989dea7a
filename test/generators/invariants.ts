import {
  type AccountFacts,
  type Decision,
  decide,
  foresee,
  foreseeLimitDate,
  foreseeRange,
  type Projection,
  type Standing,
  standingOf,
} from '../../src/billing/index.js';
import type { Judge } from './finding.js';

/** What the product works out of an account at an instant. */
export interface Seen {
  readonly standing: Standing;
  readonly projection: Projection;
  readonly decision: Decision;
}

/** Looks as the workflow does and holds every figure to what a figure can be. */
export function lookAndJudge(judge: Judge, facts: AccountFacts, now: number): Seen | undefined {
  const standing = judge.asks('the standing is worked out', () => standingOf(facts, now));
  if (standing === undefined) return undefined;
  judgeStanding(judge, facts, standing);
  const projection = judge.asks('the projection is worked out', () => foresee(facts, standing));
  if (projection === undefined) return undefined;
  judgeProjection(judge, standing, projection);
  const decision = judge.asks('the decision is made', () => decide(facts, standing, projection));
  if (decision === undefined) return undefined;
  judgeDecision(judge, standing, decision);
  return { standing, projection, decision };
}

function judgeStanding(judge: Judge, facts: AccountFacts, standing: Standing): void {
  const { balance, accrued, headroom } = standing;
  judge.holds(
    'headroom is balance less accrued plus limit',
    headroom === balance - facts.disputed - accrued + facts.creditLimit,
    () => `headroom ${headroom}, balance ${balance}, disputed ${facts.disputed}, accrued ${accrued}`,
  );
  judge.holds(
    'accrued of prices that are not negative is not negative',
    // Each line's tax is rounded by itself, so that a cap on lines may give a unit back for each.
    accrued >= (facts.tax === null ? 0n : -BigInt(standing.dueLines.length)) || facts.posted.length > 0,
    () => `accrued ${accrued}`,
  );
  for (const { line, minor, quantity = 0n } of standing.dueLines) {
    judge.holds(
      'no line costs less than nothing',
      minor >= 0n || line === 'maximum',
      () => `${line}: ${minor}`,
    );
    judge.holds('quantities are not negative', quantity >= 0n, () => `${line}: ${quantity}`);
  }
}

export function judgeProjection(judge: Judge, { asOf, headroom }: Standing, projection: Projection): void {
  const { limitDate, pacePerDay, suggestedTopUp, keepsFor } = projection;
  judge.holds(
    'the limit date is an instant',
    limitDate === null || Number.isSafeInteger(limitDate),
    () => `limit date ${limitDate}`,
  );
  judge.holds(
    'the limit date is not past',
    limitDate === null || limitDate >= asOf,
    () => `limit date ${limitDate} at ${asOf}`,
  );
  judge.holds(
    'below the limit it is hit now',
    headroom >= 0n || limitDate === asOf,
    () => `headroom ${headroom}, limit date ${limitDate} at ${asOf}`,
  );
  judge.holds('the pace is not negative', pacePerDay >= 0n, () => `pace ${pacePerDay}`);
  const amounts = [suggestedTopUp, ...keepsFor.map(({ minor }) => minor)];
  judge.holds(
    'what is suggested grows with the time it is for',
    amounts.every((amount, index) => amount >= (amounts[index - 1] ?? 0n)),
    () => amounts.join(', '),
  );
}

function judgeDecision(judge: Judge, { asOf }: Standing, { wakeAt, due }: Decision): void {
  judge.holds(
    'the wake is an instant to come',
    wakeAt === null || (Number.isSafeInteger(wakeAt) && wakeAt > asOf),
    () => `wake ${wakeAt} at ${asOf}, due ${due}`,
  );
}

/** What an account's page shows besides: the range, day by day; and what the watcher asks. */
export function judgeViews(judge: Judge, facts: AccountFacts, seen: Seen, isPlain: boolean): void {
  const { standing, projection } = seen;
  const cheap = judge.asks('the watcher’s limit date is worked out', () => foreseeLimitDate(facts, standing));
  if (cheap !== undefined) {
    judge.holds(
      'the watcher sees the same limit date',
      cheap === projection.limitDate,
      () => `watcher ${cheap}, page ${projection.limitDate}`,
    );
  }
  const range = judge.asks('the range is worked out', () => foreseeRange(facts, standing));
  if (range === undefined) return;
  for (const view of [range.expected, range.early, range.late]) judgeProjection(judge, standing, view);
  if (!isPlain) return;
  const { early, expected, late } = range;
  const limits = [early, expected, late].map(({ limitDate }) => limitDate ?? Infinity);
  judge.holds(
    'the range lies around the limit date',
    limits.every((limit, index) => limit >= (limits[index - 1] ?? 0)),
    () => limits.join(', '),
  );
  judge.holds(
    'headroom only falls by being used up',
    falls(expected.daily ?? []),
    () => 'the daily course rises',
  );
}

/** Each line and its tax are rounded by themselves, so that a cap on them may give a few minor units back. */
const ROUNDING = 12n;

function falls(daily: NonNullable<Projection['daily']>): boolean {
  return daily.every(
    ({ headroom }, index) => headroom <= (daily[index - 1]?.headroom ?? headroom) + ROUNDING,
  );
}
