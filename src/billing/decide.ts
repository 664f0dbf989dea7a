import type { AccountFacts, NoticeKind, Told } from './facts.js';
import { decideNotices, nextNoticeAt } from './notices.js';
import type { Projection } from './project.js';
import type { Standing } from './standing.js';
import { reportingCycleMs } from './traffic/rhythm.js';
import type { Instant } from './zone.js';
import { startOfDay } from './zone.js';

/** The verbs of the account workflow, one activity each. */
export type Act =
  'chargeScheduled' | 'chargeUsage' | 'suspendSites' | 'reactivateSites' | 'sendNotice' | 'sendStatement';

/** Why the workflow will wake, for whoever reads its story. */
export type WakeReason =
  | 'settlement'
  | 'plan change'
  | 'week notice'
  | 'day notice'
  | 'limit'
  | 'scheduled charge'
  | 'end of exemption'
  | 'connector'
  | 'another try';

export interface Decision {
  /** What is due now; null: nothing, sleep. */
  readonly due: Act | null;
  /** Which warning is due, when `due` is sendNotice and no other letter comes first. */
  readonly warning: NoticeKind | null;
  /** Notices that count as untold again because the limit date moved away. */
  readonly rearmed: readonly NoticeKind[];
  /** What the client counts as told from now on, before a notice that is due. */
  readonly told: Told;
  /** When to look again; null: never (the account is closed). */
  readonly wakeAt: Instant | null;
  readonly wakeFor: WakeReason | null;
}

/** A projected limit that turns out a little later is looked at again after this, not in a tight loop. */
const SHORTEST_LIMIT_WAKE_MS = 60_000;

/** Settlements are spread over this long after a period's end, so that not every account wakes at once. */
const SPREAD_MS = 3_600_000;

/** An account's own delay of settlement, the same for every period: FNV-1a of its id over the hour, in whole seconds. */
export function settlementSpreadMs(accountId: string): number {
  let hash = 0x811c9dc5;
  for (let index = 0; index < accountId.length; index += 1) {
    hash = Math.imul(hash ^ accountId.charCodeAt(index), 0x01000193) >>> 0;
  }
  return (hash % (SPREAD_MS / 1000)) * 1000;
}

/** The instant from which the limit may suspend: not before a promise to pay has run out. */
export function suspensionAt(facts: AccountFacts, limitDate: Instant | null): Instant | null {
  if (limitDate === null || facts.exemptUntil === null) return limitDate;
  return Math.max(limitDate, facts.exemptUntil);
}

/** Which state the ledger and the owner call for now (design sections 1 and 5). */
export function wantedState(facts: AccountFacts, standing: Standing): 'active' | 'suspended' {
  if (facts.held) return 'suspended';
  const exempt = facts.exemptUntil !== null && facts.exemptUntil > standing.asOf;
  return standing.headroom < 0n && !exempt ? 'suspended' : 'active';
}

/**
 * What an account needs now and when to look again. Money first, then the sites, then letters: a letter says what
 * is, so it is written last.
 */
export function decide(
  facts: AccountFacts,
  standing: Standing,
  projection: Pick<Projection, 'limitDate'>,
): Decision {
  const { asOf } = standing;
  const goesOn = suspensionAt(facts, projection.limitDate);
  const active = facts.state === 'active' && wantedState(facts, standing) === 'active';
  const cycleMs = reportingCycleMs(facts.history, asOf);
  const notices = decideNotices({ asOf, limitDate: goesOn, told: facts.told, active, cycleMs });
  const rearmed = (['week', 'day'] as const).filter((kind) => facts.told[kind] && !notices.told[kind]);
  const told = dueNow(facts, standing) ?? (notices.send === null ? null : ('sendNotice' as const));
  // A connector that never answers must not keep its client's letters waiting, so it is asked again after them.
  const due = told ?? askingAgainDue(facts, standing);
  const wake =
    facts.closedAt === null
      ? nextWake(facts, standing, { goesOn, active, told: notices.told, cycleMs })
      : null;
  return {
    due,
    warning: notices.send,
    rearmed,
    told: notices.told,
    wakeAt: wake?.at ?? null,
    wakeFor: wake?.reason ?? null,
  };
}

function dueNow(facts: AccountFacts, standing: Standing): Act | null {
  if (facts.closedAt === null) {
    if (scheduledDue(facts, standing.asOf)) return 'chargeScheduled';
    if (usageDue(facts, standing)) return 'chargeUsage';
    const switching = switchDue(facts, standing);
    if (switching !== null) return switching;
  }
  const { receipt, suspended, reactivated, upstream } = facts.letters;
  if (receipt || suspended || reactivated || upstream) return 'sendNotice';
  if (facts.letters.statement) return 'sendStatement';
  return null;
}

function scheduledDue(facts: AccountFacts, asOf: Instant): boolean {
  return facts.scheduled.some((charge) => startOfDay(charge.dueOn, facts.timeZone) <= asOf);
}

/** Whether settlement has something to post: a period that is over, a part that has begun, late usage, or the end. */
export function usageDue(facts: AccountFacts, standing: Standing): boolean {
  if (standing.isUnrated === true) return false;
  if (facts.closeRequestedAt !== null || facts.latePeriods.length > 0) return true;
  const [oldest] = standing.unsettled;
  if (oldest !== undefined && oldest.endsAt <= standing.asOf) {
    return oldest.endsAt + settlementSpreadMs(facts.id) <= standing.asOf;
  }
  return standing.dueLines.some((line) => line.advance);
}

/** Whether the brake stands between an account and its suspension; a hold is the owner's own word and does not ask. */
function isBraked(facts: AccountFacts): boolean {
  return facts.braked !== null && !facts.braked.mayGoOn && facts.state === 'active' && !facts.held;
}

/** Whether an account is up by nothing but the brake: without it, the ledger would suspend it now. */
export function isUpByBrake(facts: AccountFacts, standing: Standing): boolean {
  return isBraked(facts) && wantedState(facts, standing) === 'suspended';
}

function switchDue(facts: AccountFacts, standing: Standing): Act | null {
  const wanted = isBraked(facts) ? 'active' : wantedState(facts, standing);
  const act = wanted === 'suspended' ? 'suspendSites' : 'reactivateSites';
  if (facts.state !== wanted) return act;
  // A hold that is lifted while the limit is exceeded becomes a suspension for the limit, with its letter.
  if (wanted === 'suspended' && facts.suspension?.reason === 'hold' && !facts.held) return act;
  return askingDue(facts, act, (site) => site.retryAt === null);
}

/** Asking connectors that have failed before, once their pause is over. */
function askingAgainDue(facts: AccountFacts, standing: Standing): Act | null {
  if (facts.closedAt !== null) return null;
  const { asOf } = standing;
  const act = wantedState(facts, standing) === 'suspended' ? 'suspendSites' : 'reactivateSites';
  const carrying = facts.carriedFrom !== null && facts.carriedFrom <= asOf;
  return (
    askingDue(facts, act, ({ retryAt }) => retryAt !== null && retryAt <= asOf) ?? (carrying ? act : null)
  );
}

function askingDue(
  { sites }: AccountFacts,
  act: Act,
  isTurn: (site: AccountFacts['sites'][number]) => boolean,
): Act | null {
  const waiting = sites.filter((site) => !site.confirmed && isTurn(site));
  if (waiting.some((site) => site.upstream)) return 'suspendSites';
  return waiting.length > 0 ? act : null;
}

interface Wake {
  readonly at: Instant;
  readonly reason: WakeReason;
}

function nextWake(
  facts: AccountFacts,
  standing: Standing,
  {
    goesOn,
    active,
    told,
    cycleMs,
  }: {
    readonly goesOn: Instant | null;
    readonly active: boolean;
    readonly told: Told;
    readonly cycleMs: number;
  },
): Wake | null {
  const { asOf } = standing;
  const wakes = [...settlementWakes(facts, standing), ...ownersWakes(facts)];
  if (active && goesOn !== null) {
    wakes.push({ at: Math.max(goesOn, asOf + SHORTEST_LIMIT_WAKE_MS), reason: 'limit' });
    const notice = nextNoticeAt({ asOf, limitDate: goesOn, told, cycleMs });
    if (notice !== null)
      wakes.push({ at: notice.at, reason: notice.kind === 'week' ? 'week notice' : 'day notice' });
  }
  const ahead = wakes.filter((wake) => wake.at > asOf);
  return ahead.reduce<Wake | null>(
    (first, wake) => (first === null || wake.at < first.at ? wake : first),
    null,
  );
}

function settlementWakes(facts: AccountFacts, standing: Standing): Wake[] {
  const [oldest] = standing.unsettled;
  if (oldest === undefined || standing.isUnrated === true) return [];
  const settlement: Wake = { at: oldest.endsAt + settlementSpreadMs(facts.id), reason: 'settlement' };
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
