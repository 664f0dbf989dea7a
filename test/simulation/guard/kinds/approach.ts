import fc from 'fast-check';
import { DAY_MS, localEpochDayOf } from '../../../../src/core/values/zone.js';
import { type DrawnAccount, drawnAccount, instant } from '../draw/accounts.js';
import type { Judge } from '../checks/finding.js';
import { live } from './life.js';
import { type Sent, PortalAccount } from '../checks/portalAccount.js';
import { Days, quantityOf, reportsOf, rhythmOf, RHYTHMS, type Traffic } from '../draw/traffic.js';

/** A prepaid client with traffic as ever, who pays for some weeks whenever the credit has run out. */
export interface Approaches {
  readonly account: Pick<DrawnAccount, 'timeZone' | 'billingDay'>;
  readonly openedAt: number;
  readonly traffic: Traffic;
  /** What a payment lasts for, in days. */
  readonly lasts: number;
}

/** Rhythms that can be learned within one credit: a day's usage or more comes at least every other day. */
const DAILY = RHYTHMS.map((_, index) => index).filter((index) => {
  const { every, bundle } = RHYTHMS[index] ?? { every: 'once', bundle: 1 };
  return every === 1 && bundle <= 2;
});

/** So wild that each rule has to hold, and how often notices are right is not counted. */
const WILD = 1;
const alike = fc.record({
  week: fc.constantFrom('even' as const, 'even' as const, 'work' as const, 'sunday off' as const),
  scatter: fc.constantFrom(0, 0.1, 0.3),
});
const wild = fc.record({
  week: fc.constantFrom('even' as const, 'market' as const),
  scatter: fc.constant(WILD),
});

export const approaches: fc.Arbitrary<Approaches> = fc.record({
  account: drawnAccount.map(({ timeZone, billingDay }) => ({ timeZone, billingDay })),
  openedAt: instant,
  traffic: fc
    .tuple(
      fc.record({
        meter: fc.constant(0),
        rhythm: fc.constantFrom(...DAILY),
        size: fc.integer({ min: 200, max: 20_000 }),
        seed: fc.nat({ max: 9_999 }),
        growth: fc.constant(0),
        gaps: fc.constant([]),
        bursts: fc.constant([]),
        age: fc.constant(500),
      }),
      fc.oneof({ weight: 6, arbitrary: alike }, { weight: 1, arbitrary: wild }),
    )
    .map(([traffic, course]) => ({ ...traffic, ...course })),
  lasts: fc.integer({ min: 10, max: 45 }),
});

/** How long a site is watched before its notices count. */
const WARM_DAYS = 42;
const DAYS = 160;

const PRICE = { model: 'graduated', per: '1', bands: [{ unitPrice: '0.01' }] } as const;

export function judgeApproaches(judge: Judge, drawn: Approaches): string {
  const { name } = rhythmOf(drawn.traffic);
  const { timeZone } = drawn.account;
  const account: DrawnAccount = {
    ...drawn.account,
    ...{ currency: 'EUR', intervalMonths: 1, creditLimit: 0, tax: null },
    plans: [{ recurring: [], usage: [{ ...PRICE, id: 'requests', meter: 'requests' }] }],
  };
  const from = localEpochDayOf(drawn.openedAt, timeZone);
  const span = { from, to: from + DAYS, end: from + DAYS };
  const reports = reportsOf(drawn.traffic, new Days(timeZone), span).filter(
    ({ occurredAt }) => occurredAt >= drawn.openedAt,
  );
  const pace = paceOf(drawn.traffic, span);
  const credit = BigInt(Math.round(pace * drawn.lasts));
  const tab = new PortalAccount(judge, account, drawn.openedAt);
  tab.post(BigInt(Math.round(pace * WARM_DAYS)));
  const until = drawn.openedAt + DAYS * DAY_MS;
  const topUp = (shortfall: bigint): bigint => shortfall + credit;
  live(judge, tab, { openedAt: drawn.openedAt, until, reports, deeds: [], topUp });
  if (drawn.traffic.scatter < WILD) note(judge, name, tab);
  return name;
}

function paceOf(traffic: Traffic, { from, end }: { readonly from: number; readonly end: number }): number {
  let sum = 0;
  for (let day = from; day < end; day += 1) sum += quantityOf(traffic, day, end);
  return sum / (end - from);
}

/** From one suspension to the next: how many notices, how early, and how far what they named was off. */
function note(judge: Judge, name: string, { suspendedAt, notices }: PortalAccount): void {
  for (const [index, limitHitAt] of suspendedAt.entries()) {
    const beganAt = suspendedAt[index - 1];
    if (beganAt === undefined) continue;
    judge.sum(`${name}: approaches`, 1);
    for (const kind of ['week', 'day'] as const) {
      const own = notices.filter((sent) => sent.kind === kind && sent.at > beganAt && sent.at <= limitHitAt);
      const [first] = own;
      judge.sum(`${name}: ${kind} notices`, own.length);
      if (first === undefined) continue;
      judge.sum(`${name}: approaches with ${kind}`, 1);
      if (isRight(first, limitHitAt)) judge.sum(`${name}: ${kind} right`, 1);
    }
  }
}

const HOUR_MS = DAY_MS / 24;

/** A week's notice comes five to nine days ahead, a day's twelve to forty-eight hours; so far off is what each names. */
const BANDS = {
  week: { from: 5 * DAY_MS, to: 9 * DAY_MS, off: 2 * DAY_MS },
  day: { from: 12 * HOUR_MS, to: 48 * HOUR_MS, off: DAY_MS },
} as const;

function isRight({ kind, at, limitDate }: Sent, limitHitAt: number): boolean {
  const { from, to, off } = BANDS[kind];
  const ahead = limitHitAt - at;
  return ahead >= from && ahead <= to && limitDate !== null && Math.abs(limitDate - limitHitAt) <= off;
}

/** Fewer say nothing. */
const APPROACHES_LEAST = 60;
const NOTICES_MOST = 1.05;
/** In so many of the approaches a notice comes in time and names about the right instant. */
const RIGHT_LEAST = 0.85;

/** What must hold of many approaches together; answers with what does not, by rhythm. */
export function judgeMany(sums: ReadonlyMap<string, number>): { invariant: string; says: string }[] {
  const faults: { invariant: string; says: string }[] = [];
  for (const [key, count] of sums) {
    if (!key.endsWith(': approaches') || count < APPROACHES_LEAST) continue;
    const name = key.slice(0, -': approaches'.length);
    for (const kind of ['week', 'day'] as const) {
      const sent = sums.get(`${name}: ${kind} notices`) ?? 0;
      if (sent > NOTICES_MOST * count) {
        const says = `${name}: ${sent} ${kind} notices in ${count} approaches`;
        faults.push({ invariant: `few notices of a kind an approach (${name}, ${kind})`, says });
      }
      const right = sums.get(`${name}: ${kind} right`) ?? 0;
      if (right < RIGHT_LEAST * count) {
        const says = `${name}: ${kind} notices are right in ${right} of ${count} approaches`;
        faults.push({
          invariant: `notices come in time and name the right instant (${name}, ${kind})`,
          says,
        });
      }
    }
  }
  return faults;
}
