import type { Decision } from '../../../../src/billing/decide.js';
import type { AccountFacts } from '../../../../src/billing/facts.js';
import {
  bandOn,
  decisionOn,
  type Outlook,
  outlookOn,
  rangeOn,
} from '../../../../src/billing/projection/outlook.js';
import type { Projection } from '../../../../src/billing/projection/project.js';
import type { Standing } from '../../../../src/billing/standing.js';
import type { Judge } from './finding.js';

/** Looks as the workflow does and holds every figure to what a figure can be. */
export function lookAndJudge(judge: Judge, facts: AccountFacts, now: number): Outlook | undefined {
  const outlook = judge.asks('the outlook is worked out', () => outlookOn(facts, now));
  if (outlook === undefined) return undefined;
  // Something stands in for what fails; on sound facts nothing may.
  judge.holds(
    'the outlook on sound facts has no faults',
    outlook.faults.length === 0 && outlook.forecast === 'full',
    () => `${outlook.forecast}: ${outlook.faults.join('; ')}`,
  );
  judgeStanding(judge, facts, outlook.standing);
  judgeProjection(judge, outlook.standing, outlook.projection);
  judgeDecision(judge, outlook.standing, outlook.decision);
  return outlook;
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

/** What an account's page shows besides: the range, day by day; and what the watcher sees. */
export function judgeViews(judge: Judge, facts: AccountFacts, seen: Outlook, isPlain: boolean): void {
  const { standing, decision } = seen;
  const cheap = judge.asks('the watcher’s look is worked out', () => decisionOn(facts, standing.asOf));
  judge.holds(
    'the watcher decides as the workflow does',
    cheap === undefined || notified(cheap.decision) === notified(decision),
    () => `watcher ${notified(cheap?.decision)}, workflow ${notified(decision)}`,
  );
  const range = judge.asks('the range is worked out', () => rangeOn(facts, seen));
  const { limitDate } = seen.projection;
  judge.holds(
    'there is a range where there is a limit date',
    range === undefined || (range === null) === (limitDate === null),
    () => `limit date ${limitDate}, range ${range?.earliest}`,
  );
  if (range !== undefined && range !== null)
    judge.holds(
      'the range lies around the limit date',
      [range.earliest, limitDate ?? NaN, range.latest ?? Infinity].every(
        (limit, index, limits) => limit >= (limits[index - 1] ?? standing.asOf),
      ),
      () => `${range.earliest}, ${limitDate}, ${range.latest}`,
    );
  const band = judge.asks('the band is worked out', () => bandOn(facts, seen));
  judge.holds('there is a band on sound facts', band !== undefined, () => 'there is none');
  if (isPlain)
    judge.holds(
      'headroom only decreases by use',
      falls(band?.expected ?? []),
      () => 'the daily course rises',
    );
}

/** Each line and its tax are rounded by themselves, so that a cap on them may give a few minor units back. */
const ROUNDING = 12n;

function notified(decision: Decision | undefined): string {
  return JSON.stringify(decision);
}

function falls(daily: NonNullable<Projection['daily']>): boolean {
  return daily.every(
    ({ headroom }, index) => headroom <= (daily[index - 1]?.headroom ?? headroom) + ROUNDING,
  );
}
