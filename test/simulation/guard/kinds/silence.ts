import fc from 'fast-check';
import {
  isReportedDaily,
  learnArrival,
  type Rhythm,
  taughtOf,
} from '../../../../src/billing/traffic/rhythm.js';
import { silentSince } from '../../../../src/billing/traffic/silentMeter.js';
import { DAY_MS } from '../../../../src/core/values/zone.js';
import type { Judge } from '../checks/finding.js';
import { arrivedOf, Days, type Report, reportsOf, rhythmOf, RHYTHMS, type Traffic } from '../draw/traffic.js';

/** A meter that is reported in its rhythm for long, and then no more. */
export interface Spoken {
  readonly traffic: Traffic;
  /** Epoch day of the end. */
  readonly stops: number;
}

const PERIODIC = RHYTHMS.map(({ every }, index) => ({ every, index })).filter(
  ({ every }) => every !== 'once',
);
const AGE = 240;

export const spoken: fc.Arbitrary<Spoken> = fc.record({
  traffic: fc.record({
    meter: fc.constant(0),
    rhythm: fc.constantFrom(...PERIODIC.map(({ index }) => index)),
    week: fc.constantFrom('even', 'work', 'market', 'sunday off'),
    size: fc.integer({ min: 50, max: 5_000 }),
    scatter: fc.constantFrom(0, 0.1, 0.3),
    seed: fc.nat({ max: 9_999 }),
    growth: fc.constant(0),
    gaps: fc.constant([]),
    bursts: fc.constant([]),
    age: fc.constant(AGE),
  }),
  stops: fc.integer({ min: 20_400, max: 21_100 }),
});

/** By then its rhythm is known: five sessions of the rarest that there is. */
const KNOWN_DAYS = 165;
/** Who is reported daily is missed within so many days; others after so many of their own gaps. */
const MISSED_DAYS = 7;
const MISSED_GAPS = 2;

/** Looks each day, as the scheduler does: who keeps to a rhythm is not silent, and who stops is missed. */
export function judgeSpoken(judge: Judge, { traffic, stops }: Spoken): string {
  const rhythm = rhythmOf(traffic);
  const span = { from: stops - AGE, to: stops, end: stops };
  // Zeros in between come by chance: who is reported rarely keeps to no rhythm with them.
  const reports = reportsOf(traffic, new Days('UTC'), span)
    .filter(({ quantity }) => rhythm.every === 1 || quantity > 0)
    .sort((one, other) => one.sentAt - other.sentAt);
  const lastSent = Math.floor((reports[reports.length - 1]?.sentAt ?? 0) / DAY_MS);
  const meter = new SpokenMeter();
  let next = 0;
  let reportedAt: number | null = null;
  const until = lastSent + MISSED_DAYS + MISSED_GAPS * rhythm.bundle;
  for (let today = span.from; today <= until; today += 1) {
    for (; (reports[next]?.sentAt ?? Infinity) < today * DAY_MS; next += 1) meter.hear(reports[next]);
    const silent = meter.silentSince(today);
    if (silent === null) continue;
    judge.holds(
      'a meter that reports in a rhythm is not reported as silent',
      today < span.from + KNOWN_DAYS || today > lastSent,
      () => `${rhythm.name}, ${traffic.week}: silent since ${silent} on day ${today}, to day ${lastSent}`,
    );
    if (today > lastSent) reportedAt ??= today;
  }
  judge.holds(
    'who stops is missed',
    rhythm.every !== 1 || reportedAt !== null,
    () => `${rhythm.name}, ${traffic.week}: not missed by day ${until}, silent from ${lastSent}`,
  );
  return rhythm.name;
}

/** What the store knows of a meter. */
class SpokenMeter {
  readonly #days: number[] = [];
  #rhythm: Rhythm | null = null;

  hear(report: Report | undefined): void {
    if (report === undefined) return;
    const { day, sentAt } = report;
    if ((this.#days[this.#days.length - 1] ?? -Infinity) < day) this.#days.push(day);
    this.#rhythm = learnArrival(this.#rhythm, sentAt, [arrivedOf(report)]);
  }

  silentSince(today: number): number | null {
    const rhythm = this.#rhythm;
    if (rhythm === null) return null;
    const sessions = rhythm.sessions.map((at) => Math.floor(at / DAY_MS));
    const isDaily = isReportedDaily({ taught: taughtOf(rhythm), weight: rhythm.weight });
    const reported = { sessions, last: Math.floor(rhythm.lastAt / DAY_MS), isDaily };
    return silentSince({ days: this.#days, closures: [], reported }, today);
  }
}
