/**
 * An account's standing and projection, despite faults in its records or in our rules. All callers that need both use
 * this module. So one faulty account never fails a list or a batch, and decisions from its ledger alone continue.
 */
import { type Ahead as LimitsAhead, decide, type Decision, wantedState } from '../decide.js';
import type { AccountFacts, MeterDays } from '../facts.js';
import {
  foresee,
  foreseeIdleLimit,
  foreseeLimit,
  foreseeBand,
  foreseeOffers,
  foreseeRange,
} from './foresee.js';
import { openPeriods } from '../rating/lines.js';
import { minorPerMajor } from '../../core/values/money.js';
import type { Period } from '../periods/period.js';
import type { Band, Limit, LimitRange, Offers, Projection } from './project.js';
import { payable, smallestCharge } from '../rating/smallestCharge.js';
import { type Standing, standingOf } from '../standing.js';
import { addDays, DAY_MS, dateOfEpochDay, type Instant, localEpochDayOf } from '../../core/values/zone.js';

/** `full`: as designed; `plain`: from the mean of recent days alone; `none`: even that failed. */
export type ForecastKind = 'full' | 'plain' | 'none';

interface Flagged {
  readonly forecast: ForecastKind;
  /** The faults, each in a few words; empty if there are none. */
  readonly faults: readonly string[];
}

export interface Outlook extends Flagged {
  readonly standing: Standing;
  /** The limit date without further usage. */
  readonly idleLimit: Instant | null;
  readonly projection: Projection;
  readonly decision: Decision;
}

/** The payment that pages and emails propose: a month, otherwise the smallest. */
export function proposedOffer({ least, keepsFor }: Offers): Offers['keepsFor'][number] | Offers['least'] {
  return keepsFor.find(({ days }) => days === 30) ?? least ?? keepsFor[0] ?? null;
}

/** An account whose forecast or rating fails is assessed again after this, as well as on every signal. */
const RETRY_MS = 6 * 3_600_000;

export function outlookOn(facts: AccountFacts, now: Instant): Outlook {
  const { standing, faults } = standOn(facts, now);
  const ahead = projectAhead(facts, standing);
  const all = [...faults, ...ahead.faults];
  const decided = decideOn(facts, standing, ahead);
  return { ...ahead, ...decided, standing, faults: [...all, ...decided.faults] };
}

/** The same without the parts that only readers need, for work on many accounts. */
export function decisionOn(
  facts: AccountFacts,
  now: Instant,
): Pick<Outlook, 'standing' | 'decision' | 'faults' | 'forecast'> {
  const { standing, faults } = standOn(facts, now);
  const near = attempt(() => foreseeLimit(facts, standing));
  // If nothing was rated, a computed limit date has no basis.
  const isSound = standing.isUnrated !== true && 'value' in near && isSoundLimit(near.value, standing);
  const ahead = isSound
    ? { forecast: 'full' as const, faults: [], projection: near.value }
    : projectAhead(facts, standing);
  const { decision, faults: failed } = decideOn(facts, standing, ahead);
  return { standing, decision, forecast: ahead.forecast, faults: [...faults, ...ahead.faults, ...failed] };
}

type Foreseen = Pick<Outlook, 'standing' | 'projection' | 'forecast'>;

/** The 80 % range of the limit date; null if there is no date. Without a forecast, the date itself. */
export function rangeOn(
  facts: AccountFacts,
  { standing, projection, forecast }: Foreseen,
): LimitRange | null {
  const { limitDate } = projection;
  if (limitDate === null) return null;
  const isSound = (range: LimitRange | null): boolean => isSoundInstant(range?.earliest ?? NaN, standing);
  const range = inWays(facts, standing, forecast, isSound, (some, isPlain) =>
    foreseeRange(some, standing, isPlain),
  );
  const { earliest, latest } = range ?? { earliest: limitDate, latest: limitDate };
  return { earliest: Math.min(earliest, limitDate), latest: latest && Math.max(latest, limitDate) };
}

/** The expected headroom of the coming days, and that at the edges of the range; undefined without a forecast. */
export function bandOn(facts: AccountFacts, { standing, forecast }: Foreseen): Band | undefined {
  const isSound = (band: Band): boolean =>
    [band.expected, band.early, band.late].flat().every(({ at }) => Number.isFinite(at));
  return inWays(facts, standing, forecast, isSound, (some, isPlain) => foreseeBand(some, standing, isPlain));
}

/** In the way in which the account was forecast or, if that fails, from plain means. */
function inWays<T>(
  facts: AccountFacts,
  { asOf }: Standing,
  forecast: ForecastKind,
  isSound: (value: T) => boolean,
  work: (facts: AccountFacts, isPlain: boolean) => T,
): T | undefined {
  const full = forecast === 'full' ? attempt(() => work(facts, false)) : null;
  if (full !== null && 'value' in full && isSound(full.value)) return full.value;
  const plain = forecast === 'none' ? null : attempt(() => work(plainly(facts, asOf), true));
  return plain !== null && 'value' in plain && isSound(plain.value) ? plain.value : undefined;
}

const NO_OFFERS: Offers = { shortfall: null, least: null, keepsFor: [] };

/** A closed account is asked only for what is owed: no payment makes it last longer. */
function owedOn({ balance, currency }: AccountFacts): Offers {
  if (balance >= 0n) return NO_OFFERS;
  const least = smallestCharge(currency);
  const offer = (minor: bigint) => ({ minor, lastsUntil: null });
  return { shortfall: offer(-balance), least: offer(-balance < least ? least : -balance), keepsFor: [] };
}

/** The amounts to ask for, and until when they last; without a forecast, the present shortfall and no date. */
export function offersOn(facts: AccountFacts, standing: Standing): Offers {
  if (facts.closedAt !== null) return owedOn(facts);
  // If nothing is rated, no date has a basis.
  const ways = standing.isUnrated === true ? [] : [() => facts, () => plainly(facts, standing.asOf)];
  for (const way of ways) {
    const offers = attempt(() => foreseeOffers(way(), standing));
    if ('value' in offers) return offers.value;
  }
  const missing = standing.headroom < 0n ? -standing.headroom : 0n;
  if (missing === 0n) return NO_OFFERS;
  const offer = (minor: bigint) => ({ minor, lastsUntil: null });
  return { shortfall: offer(missing), least: offer(payable(missing, facts.currency)), keepsFor: [] };
}

/** Its standing from plans and usage or, if they cannot be rated, from its ledger and the last assessment. */
export function standOn(
  facts: AccountFacts,
  now: Instant,
): { readonly standing: Standing; readonly faults: readonly string[] } {
  const faults = [...(facts.unratable ?? []), ...(facts.unreadable ?? [])];
  if ((facts.unratable ?? []).length > 0) return { standing: standByLedger(facts, now), faults };
  const rated = attempt(() => standingOf(facts, now));
  return 'value' in rated
    ? { standing: rated.value, faults }
    : { standing: standByLedger(facts, now), faults: [...faults, `rating: ${rated.error}`] };
}

/** The accrued costs of the last rating still count: a fault is no payment. */
function standByLedger(facts: AccountFacts, now: Instant): Standing {
  const asOf = Math.max(now, facts.openedAt);
  const open = attempt(() => openPeriods(facts, asOf));
  const unsettled = 'value' in open ? open.value : [someMonth(facts)];
  const { balance, disputed, creditLimit, accruedBefore: accrued = 0n } = facts;
  return {
    asOf,
    period: unsettled[unsettled.length - 1] ?? someMonth(facts),
    unsettled,
    balance,
    accrued,
    headroom: balance - disputed - accrued + creditLimit,
    dueLines: [],
    netTaxed: 0n,
    isUnrated: true,
  };
}

/** If even the periods cannot be computed. For readers alone: nothing is settled by it. */
function someMonth({ openFrom, openFromDate }: AccountFacts): Period {
  const days = 30;
  return {
    startsAt: openFrom,
    endsAt: openFrom + days * DAY_MS,
    startDate: openFromDate,
    endDate: addDays(openFromDate, days),
    wholeStartDate: openFromDate,
    activeDays: days,
    wholeDays: days,
  };
}

type Ahead = Flagged & { readonly projection: Projection };

function projectAhead(facts: AccountFacts, standing: Standing): Ahead {
  if (standing.isUnrated === true)
    return { projection: nothingAhead(facts, standing), forecast: 'none', faults: [] };
  const full = attempt(() => foresee(facts, standing));
  const flaw = 'error' in full ? full.error : flawOf(facts, full.value, standing);
  if ('value' in full && flaw === undefined) {
    const projection = floored(full.value);
    return projection.estimator === 'plain'
      ? {
          projection,
          forecast: 'plain',
          faults: ['forecast: what was learned of a meter is no sound number'],
        }
      : { projection, forecast: 'full', faults: [] };
  }
  const faults = [`forecast: ${flaw ?? ''}`];
  const plain = attempt(() => foresee(plainly(facts, standing.asOf), standing));
  return 'value' in plain && flawOf(facts, plain.value, standing) === undefined
    ? { projection: floored(plain.value), forecast: 'plain', faults }
    : { projection: nothingAhead(facts, standing), forecast: 'none', faults };
}

/** A day is never shown as earning the client money. */
function floored(projection: Projection): Projection {
  return projection.pacePerDay < 0n ? { ...projection, pacePerDay: 0n } : projection;
}

function nothingAhead({ currency }: AccountFacts, { asOf, headroom }: Standing): Projection {
  const major = minorPerMajor(currency);
  const missing = headroom < 0n ? ((-headroom + major - 1n) / major) * major : 0n;
  return {
    limitDate: headroom < 0n ? asOf : null,
    warnBy: headroom < 0n ? asOf : null,
    pacePerDay: 0n,
    usagePerDay: 0n,
    suggestedTopUp: missing,
    keepsFor: [],
    reason: null,
    basis: { daysObserved: 0 },
    estimator: 'plain',
    reported: null,
  };
}

/** What makes a projection invalid, if anything. */
function flawOf(facts: AccountFacts, projection: Projection, standing: Standing): string | undefined {
  const { limitDate, suggestedTopUp, keepsFor } = projection;
  if (!isSoundLimit(projection, standing)) return `its limit date is ${String(limitDate)}`;
  if (projection.pacePerDay < 0n && !mayCostLess(facts)) return 'its pace is negative';
  if (suggestedTopUp < 0n || keepsFor.some(({ minor }) => minor < 0n)) return 'what keeps it up is negative';
  return undefined;
}

/** A volume price, a standing value and a discount can give elapsed time a negative cost. */
function mayCostLess({ assignments, history }: AccountFacts): boolean {
  const plans = assignments.map(({ plan }) => plan);
  return (
    history.some(({ aggregation }) => aggregation !== 'sum') ||
    plans.some(({ usage }) => usage.some(({ model }) => model === 'volume')) ||
    plans.some(({ recurring }) => recurring.some(({ minor }) => minor < 0n))
  );
}

function isSoundLimit({ limitDate, warnBy }: Limit, standing: Standing): boolean {
  return isSoundInstant(limitDate, standing) && isSoundInstant(warnBy, standing);
}

function isSoundInstant(limitDate: Instant | null, { asOf }: Standing): boolean {
  return limitDate === null || (Number.isFinite(limitDate) && limitDate >= asOf);
}

const PLAIN_DAYS = 28;
/** More than any meter counts in a day. */
const ABSURD = 1e30;

/** The account as if each day of each meter had its mean of the last four weeks. */
function plainly(facts: AccountFacts, asOf: Instant): AccountFacts {
  const zoned = attempt(() => localEpochDayOf(asOf, facts.timeZone));
  const today = 'value' in zoned ? zoned.value : Math.floor(asOf / DAY_MS);
  const history = attempt(() => facts.history.map((meter) => evened(meter, today)));
  return { ...facts, silentMeters: [], history: 'value' in history ? history.value : [] };
}

function evened({ meter, aggregation, days }: MeterDays, today: number): MeterDays {
  const first = dateOfEpochDay(today - PLAIN_DAYS);
  const last = dateOfEpochDay(today);
  const recent = days.filter(
    ({ date, quantity }) => date >= first && date < last && quantity >= 0 && quantity < ABSURD,
  );
  const begun = days.reduce((least, { date }) => (date < least ? date : least), last);
  const from = begun > first ? begun : first;
  const count = Math.round((Date.parse(last) - Date.parse(from)) / DAY_MS);
  if (count === 0 || recent.length === 0) return { meter, aggregation, days: [] };
  // A day without a record is 0 for a summed meter; a standing value stays.
  const over = aggregation === 'sum' ? count : recent.length;
  const mean = recent.reduce((sum, { quantity }) => sum + quantity, 0) / over;
  return {
    meter,
    aggregation,
    days: Array.from({ length: count }, (_, index) => ({
      date: dateOfEpochDay(today - count + index),
      quantity: mean,
    })),
  };
}

function decideOn(
  facts: AccountFacts,
  standing: Standing,
  { projection, forecast }: { readonly projection: Limit; readonly forecast: ForecastKind },
): Pick<Outlook, 'decision' | 'idleLimit' | 'faults'> {
  const idle = attempt(() => foreseeIdleLimit(facts, standing));
  const idleLimit =
    'value' in idle && isSoundInstant(idle.value, standing) ? idle.value : projection.limitDate;
  const unknown = forecast === 'none' ? { isUnknown: true as const } : {};
  const ahead = { ...projection, idleLimit, ...moreAhead(facts, standing), ...unknown };
  const full = attempt(() => decide(facts, standing, ahead));
  // It also depends on how usage is reported; without that, the due actions are still known.
  const decided = 'value' in full ? full : attempt(() => decide({ ...facts, history: [] }, standing, ahead));
  if ('error' in decided) {
    return { decision: decideByState(facts, standing), idleLimit, faults: [`decision: ${decided.error}`] };
  }
  if (forecast !== 'none' || facts.closedAt !== null)
    return { decision: decided.value, idleLimit, faults: [] };
  const { wakeAt } = decided.value;
  const retryAt = standing.asOf + RETRY_MS;
  const wake =
    wakeAt === null || wakeAt > retryAt ? { wakeAt: retryAt, wakeFor: 'another try' as const } : {};
  // The limit date is unknown, so a sent notice stays sent.
  return {
    decision: { ...decided.value, rearmed: [], notified: facts.notified, ...wake },
    idleLimit,
    faults: [],
  };
}

/**
 * When the account reaches the cap of its policy, and when more is owed than a promise of its client allows. Without a
 * forecast, only what is reached already counts.
 */
function moreAhead(facts: AccountFacts, standing: Standing): Pick<LimitsAhead, 'cap' | 'promise'> {
  const { policy, exemptUntil, promisedUpTo = null, creditLimit } = facts;
  const { overrunCap = null } = policy ?? {};
  // Reached at the cap itself, while the limit is hit only beyond it.
  const cap = overrunCap === null ? undefined : aheadWith(facts, standing, overrunCap - 1n);
  const promise =
    exemptUntil === null || promisedUpTo === null
      ? undefined
      : aheadWith(facts, standing, promisedUpTo - creditLimit);
  return { ...(cap === undefined ? {} : { cap }), ...(promise === undefined ? {} : { promise }) };
}

/** The limit date with so much more headroom; undefined if it is hit already, or not in sight. */
function aheadWith(facts: AccountFacts, standing: Standing, more: bigint): LimitsAhead['cap'] {
  const shifted = { ...standing, headroom: standing.headroom + more };
  if (shifted.headroom < 0n || standing.isUnrated === true) return undefined;
  const near = attempt(() => foreseeLimit(facts, shifted));
  const idle = attempt(() => foreseeIdleLimit(facts, shifted));
  if (!('value' in near) || !isSoundLimit(near.value, shifted)) return undefined;
  const idleLimit = 'value' in idle && isSoundInstant(idle.value, shifted) ? idle.value : null;
  return { ...near.value, idleLimit };
}

/** Whether its sites are in service, which depends only on its figures and on holds. */
function decideByState(facts: AccountFacts, standing: Standing): Decision {
  const wanted = wantedState(facts, standing);
  const isOpen = facts.closedAt === null;
  const isHeldBack = facts.heldBack !== null && !facts.heldBack.isReset && !facts.held;
  return {
    due: isOpen && facts.state !== wanted && !(wanted === 'suspended' && isHeldBack) ? 'switchSites' : null,
    warning: null,
    isClear: false,
    rearmed: [],
    notified: facts.notified,
    suspension: null,
    noticeDates: { limitDate: null },
    wakeAt: isOpen ? standing.asOf + RETRY_MS : null,
    wakeFor: isOpen ? 'another try' : null,
  };
}

/** The result, or the reason for the failure. */
export function attempt<T>(work: () => T): { readonly value: T } | { readonly error: string } {
  try {
    return { value: work() };
  } catch (error) {
    return { error: error instanceof Error ? error.message : String(error) };
  }
}
