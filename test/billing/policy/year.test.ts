import fc from 'fast-check';
import { expect, it } from 'vitest';
import { nextOpenAt } from '../../../src/billing/policy/openTimes.js';
import { parsePolicy } from '../../../src/billing/policy/parsePolicy.js';
import { compilePolicy } from '../../../src/billing/policy/policy.js';
import { DAY_MS } from '../../../src/core/values/zone.js';
import { Random } from '../../simulation/random.js';
import { CALENDAR, isOpenAt, terms, ZONES } from './policies.js';
import { liveAYear, YEAR_FROM, YearAccount } from './year.js';

const HOUR_MS = 3_600_000;
/** All 200 take half a minute: `npm run policies`. */
const ACCOUNTS = process.env['POLICIES'] === 'whole' ? 200 : 10;

/** The mail server refuses everything for three days, in May and again in October. */
const refuses = (at: number): boolean =>
  [130, 290].some((day) => at >= YEAR_FROM + day * DAY_MS && at < YEAR_FROM + (day + 3) * DAY_MS);

it('suspends the clients of a year as their policies say, though the mail server refuses for three days', () => {
  const policies = fc
    .sample(terms, { numRuns: ACCOUNTS * 2, seed: 18 })
    .filter((policy) => !('refused' in parsePolicy(policy, { today: '2026-01-01', calendar: CALENDAR })))
    .slice(0, ACCOUNTS);
  expect(policies).toHaveLength(ACCOUNTS);
  const counts = { all: 0, capped: 0, delayed: 0 };
  for (const [index, policy] of policies.entries()) {
    const random = new Random(18, String(index));
    const timeZone = random.pick(ZONES);
    const client = new YearAccount(policy, timeZone, refuses);
    liveAYear(client, random);
    const compiled = compilePolicy(policy, 'EUR', CALENDAR);
    const { graceDays = 0, noticeHours = 0 } = policy;
    for (const { at, below, over, acceptedAt } of client.suspended) {
      counts.all += 1;
      if (compiled.overrunCap !== null && over >= compiled.overrunCap) {
        counts.capped += 1;
        continue;
      }
      expect(
        isOpenAt(policy, at, timeZone),
        `${JSON.stringify(policy)} at ${new Date(at).toISOString()}`,
      ).toBe(true);
      expect(at - below).toBeGreaterThanOrEqual(graceDays * DAY_MS);
      if (noticeHours > 0) expect(at - (acceptedAt ?? at)).toBeGreaterThanOrEqual(noticeHours * HOUR_MS);
      // No later than the next open time once all conditions are met; timers are never earlier than a minute.
      const noticed = noticeHours > 0 ? (acceptedAt ?? at) + noticeHours * HOUR_MS : -Infinity;
      const due = Math.max(below + graceDays * DAY_MS, noticed);
      expect(at - nextOpenAt(compiled, due, timeZone)).toBeLessThanOrEqual(60_000);
      if (at > below) counts.delayed += 1;
    }
  }
  expect(counts.all).toBeGreaterThan(ACCOUNTS);
  expect(counts.capped).toBeGreaterThan(ACCOUNTS / 10);
  expect(counts.delayed).toBeGreaterThan(ACCOUNTS / 2);
});
