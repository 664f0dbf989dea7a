import { type DebitsDue, planDebits } from './debits/planDebits.js';
import type { AccountFacts, NoticeKind, Notified } from './facts.js';
import {
  allClearAt,
  decideNotices,
  nextNoticeAt,
  type NoticeQuestion,
  notifiedByReactivation,
} from './notices.js';
import { AT_THE_LIMIT } from './policy/policy.js';
import type { Suspension } from './policy/suspensionAt.js';
import { type LimitsAhead, suspensionOn } from './policy/suspensionOn.js';
import type { Projection } from './projection/project.js';
import type { Standing } from './standing.js';
import { reportingCycleMs } from './traffic/rhythm.js';
import { digest } from '../core/values/digest.js';
import type { Instant } from '../core/values/zone.js';
import { DAY_MS, epochDay, startOfDay } from '../core/values/zone.js';

/** The actions of the account workflow, one activity each. */
export type WorkflowAction =
  'chargeScheduled' | 'chargeUsage' | 'switchSites' | 'emailOwners' | 'collectDebits' | 'topUpOrSendNotice';

/** Emails are no action of the workflow: each is queued with what it is about, or by the next assessment. */
export type DueAction = WorkflowAction | 'queueEmail' | 'queueStatement';

/** Whether what is due is an email, and so left to `queueDueEmails`. */
export function isEmailDue(due: DueAction | null): due is 'queueEmail' | 'queueStatement' {
  return due === 'queueEmail' || due === 'queueStatement';
}

/** Why the workflow wakes next, for readers of its history. */
export type WakeReason =
  | 'settlement'
  | 'plan change'
  | 'week notice'
  | 'day notice'
  | 'all clear'
  | 'limit'
  | 'suspension'
  | 'scheduled charge'
  | 'direct debit'
  | 'end of exemption'
  | 'connector'
  | 'another try';

export interface Decision {
  /** What is due now; null: nothing, sleep. */
  readonly due: DueAction | null;
  /** Which notice is due, when `due` is topUpOrSendNotice. */
  readonly warning: NoticeKind | null;
  /** Whether the client is told, when `due` is queueEmail, that the last notice no longer holds. */
  readonly isClear: boolean;
  /** Notices that count as not sent because the limit date moved away. */
  readonly rearmed: readonly NoticeKind[];
  /** Notices that count as sent from now on, before a notice that is due. */
  readonly notified: Notified;
  /** When an account in service would be suspended, as expected; null: not in sight. */
  readonly suspension: Suspension | null;
  /** What its notices are measured to. */
  readonly noticeDates: NoticeDates;
  /** When to assess again; null: never (the account is closed). */
  readonly wakeAt: Instant | null;
  readonly wakeFor: WakeReason | null;
}

type NoticeDates = Pick<NoticeQuestion, 'limitDate' | 'warnBy' | 'dayBy'>;

/** A limit projected to come slightly later is assessed again after this, to avoid a tight loop. */
const SHORTEST_LIMIT_WAKE_MS = 60_000;

/**
 * While usage is awaited, limits that depend on usage are assessed about this often: every two hours after a report,
 * and less often the longer none comes, since an estimate may move on as fast as time does.
 */
const STEPS_AWAITING = 12;
const SHORTEST_USAGE_STEP_MS = 2 * 3_600_000;
const LONGEST_USAGE_STEP_MS = 8 * 3_600_000;

/** An email that could not be written is tried again after this, as well as on every signal. */
const EMAIL_RETRY_MS = 3_600_000;

/** Settlements are spread over this long after a period's end, so that accounts do not all wake at once. */
const SPREAD_MS = 3_600_000;

/**
 * An account's own delay of settlement, the same for every period: a digest of its id over the hour, in whole seconds.
 */
export function settlementSpreadMs(accountId: string): number {
  return ((digest(accountId) >>> 0) % (SPREAD_MS / 1000)) * 1000;
}

/** Which notices the email of a reactivation replaces; measured, like all notices, to the date of suspension. */
export function coveredByReactivation(facts: AccountFacts, standing: Standing, ahead: Ahead): Notified {
  const suspension = suspensionOn(facts, standing, warnedOf(ahead));
  return notifiedByReactivation(suspension === null ? null : suspension.withNotice - standing.asOf);
}

/** The state that the ledger, the policy and the Owner require now (docs/concepts.md, Suspension). */
export function wantedState(facts: AccountFacts, standing: Standing): 'active' | 'suspended' {
  if (facts.held) return 'suspended';
  const { asOf, headroom } = standing;
  if (headroom >= 0n) return 'active';
  // A policy delays suspensions and ends none.
  const isSuspended = facts.state === 'suspended' && facts.suspension?.reason !== 'hold';
  const policy = isSuspended ? AT_THE_LIMIT : facts.policy;
  const suspension = suspensionOn(facts, standing, { limitDate: asOf }, policy);
  return suspension !== null && suspension.at <= asOf ? 'suspended' : 'active';
}

/** The expected limit date, the date that a notice uses, and the date without further usage; left out: the same. */
type AheadOf = Pick<Projection, 'limitDate'> &
  Partial<Pick<Projection, 'warnBy'>> & { readonly idleLimit?: Instant | null };

/** The same for the cap of the account's policy, if it has one. */
export type Ahead = AheadOf & {
  readonly cap?: AheadOf;
  /** The same for the debt at which a promise of the client ends, if there is one. */
  readonly promise?: AheadOf;
  /** Whether there is no forecast: a limit date that is not known is no all-clear. */
  readonly isUnknown?: true;
};

function expectedOf({ limitDate, cap, promise }: Ahead): LimitsAhead {
  return { limitDate, capDate: cap?.limitDate ?? null, promiseEnds: promise?.limitDate ?? null };
}

function warnedOf({ limitDate, warnBy = limitDate, cap, promise }: Ahead): LimitsAhead {
  const byOf = (ahead: AheadOf | undefined): Instant | null => ahead?.warnBy ?? ahead?.limitDate ?? null;
  return { limitDate: warnBy, capDate: byOf(cap), promiseEnds: byOf(promise) };
}

function idleOf({ limitDate, idleLimit = limitDate, cap, promise }: Ahead): LimitsAhead {
  return {
    limitDate: idleLimit,
    capDate: cap?.idleLimit ?? null,
    promiseEnds: promise?.idleLimit ?? null,
  };
}

/**
 * What an account needs now and when to assess again. Money first, then the state, then the emails that report both,
 * then the commands to connectors.
 */
export function decide(facts: AccountFacts, standing: Standing, ahead: Ahead): Decision {
  const { asOf } = standing;
  const suspension = suspensionOn(facts, standing, expectedOf(ahead));
  const warned = suspensionOn(facts, standing, warnedOf(ahead));
  // Waiting for a notice must not delay the notice, so only the last one is measured to a date that includes it.
  const expected = {
    limitDate: suspension?.withNotice ?? null,
    warnBy: warned?.withNotice ?? null,
    dayBy: warned?.at ?? null,
  };
  const active = facts.state === 'active' && wantedState(facts, standing) === 'active';
  const cycleMs = reportingCycleMs(facts.history, asOf);
  const canNotify = active && facts.undeliverable !== true;
  const told = ahead.isUnknown === true ? { ...facts.notified, warned: false } : facts.notified;
  const notices = decideNotices({ asOf, ...expected, notified: told, active: canNotify, cycleMs });
  const rearmed = (['week', 'day'] as const).filter(
    (kind) => facts.notified[kind] && !notices.notified[kind],
  );
  const warning = notices.send === 'all-clear' ? null : notices.send;
  const canSend = notices.send !== null && facts.unwritable?.has(notices.send) !== true;
  const isClear = canSend && warning === null;
  const first = dueNow(facts, standing, isClear);
  // A debit is announced before the notice, which names it.
  const isNoticeDue = canSend && warning !== null;
  const debits = planDebits(facts, asOf, { suspensionAt: expected.warnBy, isNoticeDue });
  const collected = first ?? (debits.due ? ('collectDebits' as const) : null);
  const notified = collected ?? (canSend ? ('topUpOrSendNotice' as const) : null);
  // A connector that never responds must not delay its client's emails, so it is retried after them.
  const due = notified ?? (isRetryDue(facts, standing.asOf) ? ('switchSites' as const) : null);
  const limits = { suspension, notices: expected, idle: suspensionOn(facts, standing, idleOf(ahead)) };
  const wake =
    facts.closedAt === null
      ? nextWake(
          facts,
          standing,
          active ? limits : NO_LIMITS,
          { notified: notices.notified, cycleMs },
          debits,
        )
      : retryOfEmails(facts, asOf);
  return {
    due,
    warning,
    isClear,
    rearmed,
    notified: notices.notified,
    suspension,
    noticeDates: expected,
    wakeAt: wake?.at ?? null,
    wakeFor: wake?.reason ?? null,
  };
}

function dueNow(facts: AccountFacts, standing: Standing, isClear: boolean): DueAction | null {
  if (facts.closedAt === null) {
    // If the tax cannot be parsed, a charge would bear none.
    if (standing.isUnrated !== true && scheduledDue(facts, standing.asOf)) return 'chargeScheduled';
    if (usageDue(facts, standing)) return 'chargeUsage';
    if (isStateDue(facts, standing)) return 'switchSites';
  }
  const { receipt, suspended, reactivated, upstream } = facts.emails;
  // The client comes first, then the Owners of child sites that were suspended with the client's.
  if (receipt || suspended || reactivated || isClear) return 'queueEmail';
  if (facts.closedAt === null && facts.sites.some((site) => !site.confirmed && site.retryAt === null))
    return 'switchSites';
  if (upstream) return 'emailOwners';
  if (facts.emails.statement) return 'queueStatement';
  return null;
}

function scheduledDue(facts: AccountFacts, asOf: Instant): boolean {
  return facts.scheduled.some((charge) => startOfDay(charge.dueOn, facts.timeZone) <= asOf);
}

/** Late usage is collected for this long, since late logs come in many parts: one correction covers them all. */
const LATE_GATHERED_MS = DAY_MS;

/** When settled periods are rated again for late usage; never if there was none. */
function lateUsageDueAt({ latePeriods, lateSince }: AccountFacts): Instant {
  return latePeriods.length === 0 ? Infinity : (lateSince ?? -Infinity) + LATE_GATHERED_MS;
}

/** Whether settlement has something to post: a finished period, a part that has begun, late usage, or the closing. */
export function usageDue(facts: AccountFacts, standing: Standing): boolean {
  if (standing.isUnrated === true) return false;
  if (facts.closeRequestedAt !== null || lateUsageDueAt(facts) <= standing.asOf) return true;
  const [oldest] = standing.unsettled;
  if (oldest !== undefined && oldest.endsAt <= standing.asOf) {
    return oldest.endsAt + settlementSpreadMs(facts.id) <= standing.asOf;
  }
  // What late usage corrects is posted with it, above.
  return standing.dueLines.some((line) => line.advance && !line.late);
}

/** Whether the breaker prevents an account's suspension; it does not apply to holds, which the owner decides. */
function isHeldBack(facts: AccountFacts): boolean {
  return facts.heldBack !== null && !facts.heldBack.isReset && facts.state === 'active' && !facts.held;
}

/** Whether only the breaker keeps an account in service: without it, the ledger would suspend it now. */
export function isHeldBackByBreaker(facts: AccountFacts, standing: Standing): boolean {
  return isHeldBack(facts) && wantedState(facts, standing) === 'suspended';
}

/** Whether the ledger or the Owner requires another state; its emails are queued with the change of state. */
export function isStateDue(facts: AccountFacts, standing: Standing): boolean {
  const wanted = isHeldBack(facts) ? 'active' : wantedState(facts, standing);
  if (facts.state !== wanted) return true;
  // A hold that is lifted while the limit is exceeded becomes a suspension for the limit, with its email.
  return wanted === 'suspended' && facts.suspension?.reason === 'hold' && !facts.held;
}

/** Retries connectors that have failed before, after their pause. */
function isRetryDue({ closedAt, carriedFrom, sites }: AccountFacts, asOf: Instant): boolean {
  if (closedAt !== null) return false;
  const isTurn = sites.some(({ confirmed, retryAt }) => !confirmed && retryAt !== null && retryAt <= asOf);
  return isTurn || (carriedFrom !== null && carriedFrom <= asOf);
}

interface Wake {
  readonly at: Instant;
  readonly reason: WakeReason;
}

/** When the sites of an account in service would be suspended: as expected, as notices see it, and by time alone. */
interface Limits {
  readonly suspension: Suspension | null;
  readonly notices: NoticeDates;
  readonly idle: Suspension | null;
}

interface Noticing {
  readonly notified: Notified;
  readonly cycleMs: number;
}

const NO_LIMITS: Limits = { suspension: null, notices: { limitDate: null }, idle: null };

function nextWake(
  facts: AccountFacts,
  standing: Standing,
  limits: Limits,
  notices: Noticing,
  debits: DebitsDue,
): Wake | null {
  const { asOf } = standing;
  const retry = retryOfEmails(facts, asOf);
  const wakes = [
    ...settlementWakes(facts, standing),
    ...ownersWakes(facts),
    ...(debits.at === null ? [] : [{ at: debits.at, reason: 'direct debit' as const }]),
    ...limitWakes(facts, asOf, limits, notices),
    ...(retry === null ? [] : [retry]),
  ];
  const ahead = wakes.filter((wake) => wake.at > asOf);
  return ahead.reduce<Wake | null>(
    (first, wake) => (first === null || wake.at < first.at ? wake : first),
    null,
  );
}

function retryOfEmails({ unwritable }: AccountFacts, asOf: Instant): Wake | null {
  return unwritable === undefined ? null : { at: asOf + EMAIL_RETRY_MS, reason: 'another try' };
}

/**
 * A limit reached through usage needs no timer: the watcher signals when usage arrives. The notices before it do come
 * by time, but the limit moves on with each hour without usage, so an exact timer would fire again and again.
 */
function limitWakes(
  facts: AccountFacts,
  asOf: Instant,
  { suspension, notices, idle }: Limits,
  { notified, cycleMs }: Noticing,
): Wake[] {
  const wakes: Wake[] = [];
  if (idle !== null) {
    const isAtLimit = idle.reason === 'limit' || idle.reason === 'exemption';
    const reason = isAtLimit ? ('limit' as const) : ('suspension' as const);
    wakes.push({ at: Math.max(idle.at, asOf + SHORTEST_LIMIT_WAKE_MS), reason });
  }
  if (facts.undeliverable === true) return wakes;
  const clearAt = allClearAt(notified);
  if (clearAt !== null) wakes.push({ at: clearAt, reason: 'all clear' });
  const notice = nextNoticeAt({ asOf, ...notices, notified, cycleMs });
  if (notice === null) return wakes;
  const isByTime = suspension?.at === idle?.at || suspension?.at === facts.exemptUntil;
  const at = isByTime ? notice.at : Math.max(notice.at, asOf + usageStepMs(facts, asOf, cycleMs));
  return [...wakes, { at, reason: notice.kind === 'week' ? 'week notice' : 'day notice' }];
}

function usageStepMs({ history, openedAt }: AccountFacts, asOf: Instant, cycleMs: number): number {
  const last = history.reduce((latest, { days }) => {
    const date = days[days.length - 1]?.date;
    return date === undefined ? latest : Math.max(latest, (epochDay(date) + 1) * DAY_MS);
  }, openedAt);
  const step = Math.max(cycleMs - DAY_MS, asOf - last) / STEPS_AWAITING;
  return Math.round(Math.min(LONGEST_USAGE_STEP_MS, Math.max(SHORTEST_USAGE_STEP_MS, step)));
}

/** A wake moves only if it comes earlier by more than this part of the time to the present wake. */
const WORTH_PART = 1 / 100;
const NOTICE_WORTH_PART = 1 / 4;
const NOTICE_WORTH_LEAST_MS = 3_600_000;
const NOTICE_WORTH_MOST_MS = 12 * 3_600_000;
/** So soon after an assessment, an estimate moves a wake only by half of the time to it: a busy day moves it hourly. */
const SOON_MS = 6 * 3_600_000;
const SOON_WORTH_PART = 1 / 2;

/** When an account that sleeps was last assessed, and when it wakes; null: not known. */
export interface Sleep {
  readonly since: Instant | null;
  readonly to: Instant | null;
}

/**
 * Whether a sleeping account needs a signal for a decision made meanwhile: because an action is due, because its wake
 * comes much earlier, or because its runway has become long or short again, which is stored with its time.
 */
export function movesWake(
  facts: Pick<AccountFacts, 'notified'>,
  { due, rearmed, notified, wakeAt, wakeFor }: Decision,
  { since, to }: Sleep,
  now: Instant,
): boolean {
  if (due !== null || rearmed.length > 0 || to === null) return true;
  if (!isSameBeyond(notified, facts.notified)) return true;
  if (wakeAt === null) return false;
  const isNotice = wakeFor === 'week notice' || wakeFor === 'day notice';
  const isSoon = since !== null && now - since < SOON_MS;
  return wakeAt < to - worthMoving(Math.max(0, to - now), isNotice, isSoon);
}

function worthMoving(away: number, isNotice: boolean, isSoon: boolean): number {
  if (!isNotice) return away * WORTH_PART;
  if (isSoon) return Math.max(NOTICE_WORTH_LEAST_MS, away * SOON_WORTH_PART);
  return Math.min(NOTICE_WORTH_MOST_MS, Math.max(NOTICE_WORTH_LEAST_MS, away * NOTICE_WORTH_PART));
}

function isSameBeyond(one: Notified, other: Notified): boolean {
  return (
    (one.weekBeyondSince ?? null) === (other.weekBeyondSince ?? null) &&
    (one.dayBeyondSince ?? null) === (other.dayBeyondSince ?? null) &&
    (one.clearSince ?? null) === (other.clearSince ?? null)
  );
}

function settlementWakes(facts: AccountFacts, standing: Standing): Wake[] {
  const [oldest] = standing.unsettled;
  if (oldest === undefined || standing.isUnrated === true) return [];
  const settlement: Wake = {
    at: Math.min(oldest.endsAt + settlementSpreadMs(facts.id), lateUsageDueAt(facts)),
    reason: 'settlement',
  };
  const changes = facts.assignments
    .filter(({ fromDate, toDate }) => toDate === null || toDate > fromDate)
    .filter(({ fromDate }) => fromDate > oldest.startDate && fromDate < oldest.endDate)
    .map((assignment): Wake => ({
      at: startOfDay(assignment.fromDate, facts.timeZone),
      reason: 'plan change',
    }));
  return [settlement, ...changes];
}

function ownersWakes(facts: AccountFacts): Wake[] {
  const wakes: Wake[] = facts.scheduled.map((charge) => ({
    at: startOfDay(charge.dueOn, facts.timeZone),
    reason: 'scheduled charge',
  }));
  if (facts.exemptUntil !== null) wakes.push({ at: facts.exemptUntil, reason: 'end of exemption' });
  if (facts.carriedFrom !== null) wakes.push({ at: facts.carriedFrom, reason: 'connector' });
  for (const site of facts.sites) {
    if (!site.confirmed && site.retryAt !== null) wakes.push({ at: site.retryAt, reason: 'connector' });
  }
  return wakes;
}
