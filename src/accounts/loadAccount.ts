import { factsSince } from '../assessment/loadAccountProjection.js';
import {
  limitDateOf,
  limitRangeOf,
  type Assessment,
  assessFacts,
  suspensionOf,
} from '../assessment/assess.js';
import { isHeldBackByBreaker } from '../billing/decide.js';
import type { Period } from '../billing/periods/period.js';
import type { SuspensionView } from '../billing/policy/suspensionAt.js';
import type { ForecastKind } from '../billing/projection/outlook.js';
import type { LimitRange } from '../billing/projection/project.js';
import type { SiteContext } from '../core/context.js';
import type { Refusal } from '../core/values/refusal.js';
import type { Instant, LocalDate } from '../core/values/zone.js';
import { NO_ACCOUNT } from '../ledger/postMoney.js';
import { isId } from '../platform/ids.js';
import { inTurn } from '../platform/inTurn.js';
import type { Queryable } from '../platform/sql/sql.js';
import type { PassingFigures } from '../store/accounts/accountList.js';
import { listAccountIds } from '../store/accounts/accounts.js';
import { type LoadedAccount, loadFacts } from '../store/facts/facts.js';
import { type AssignmentRow, listAssignments } from '../store/plans/plans.js';
import { listAccountSites, type Site } from '../store/sites/sites.js';

/**
 * An account at an instant: its facts, its standing, and values that only lists and pages show. Amounts in minor units,
 * positive from the client's side.
 */
export interface AccountDetails extends Omit<LoadedAccount, 'sites'> {
  readonly assessment: Assessment;
  readonly accrued: bigint;
  readonly headroom: bigint;
  /** The open period. */
  readonly period: Period;
  /** Since when only the breaker prevents its suspension; null if nothing would suspend it. */
  readonly heldBackSince: Instant | null;
  /** How the forecast was made: in full, from the mean of recent days alone, or not at all. */
  readonly forecast: ForecastKind;
  readonly limitDate: Instant | null;
  /** The 80 % range of the limit date; null if there is none. */
  readonly limitRange: LimitRange | null;
  readonly suspends: SuspensionView | null;
  /** Null where there is no forecast. */
  readonly pacePerDay: bigint | null;
  readonly suggestedTopUp: bigint | null;
  /** Every plan it was ever on, oldest first. */
  readonly plans: readonly AssignmentRow[];
  readonly sites: readonly Site[];
}

/** Which tenant's accounts to load, for which instant, through the pool or the transaction that has just written. */
type Reader = Pick<SiteContext, 'siteId' | 'now'> & { readonly sql: Queryable };

/**
 * Loads one account of the caller's site as of now. With `daysBehind`, its facts go back far enough for
 * `loadProjection`.
 */
export async function loadAccount(
  context: Reader,
  accountId: string,
  daysBehind?: number,
): Promise<AccountDetails | Refusal> {
  if (!isId(accountId)) return NO_ACCOUNT;
  const since = daysBehind === undefined ? null : factsSince(context.now, daysBehind);
  const [account] = await loadDetails(context, [accountId], { since });
  return account ?? NO_ACCOUNT;
}

/** A page of the caller's accounts, oldest first. It ends early if computing it exceeds a list's share of time. */
export async function loadAccounts(
  context: SiteContext,
  { shareMs = LIST_SHARE_MS, ...page }: AccountPage,
): Promise<{ readonly accounts: readonly AccountDetails[]; readonly isCut: boolean }> {
  const ids = await listAccountIds(context.sql, { siteId: context.siteId, ...page });
  const share = { leftMs: shareMs };
  const accounts = await inSteps(ids, share, (step) => loadDetails(context, step, { share }));
  return { accounts, isCut: accounts.length < ids.length };
}

/** These of the caller's accounts, as far as a share of time allows; that of a list if none is given. */
export async function loadAccountsById(
  context: Reader,
  ids: readonly string[],
  shareMs = LIST_SHARE_MS,
): Promise<AccountDetails[]> {
  const share = { leftMs: shareMs };
  return inSteps(ids, share, (step) => loadDetails(context, step, { share }));
}

/** What lists show of accounts as of now, as far as a list's share of time allows. */
export async function loadFigures(
  { sql, now }: Reader,
  ids: readonly string[],
): Promise<ReadonlyMap<string, PassingFigures>> {
  const share = { leftMs: LIST_SHARE_MS };
  const found = await inSteps(ids, share, async (step) => {
    const facts = await loadFacts(sql, step, now);
    return assessEach(step, facts, { now, share });
  });
  return new Map(found.map((assessment) => [assessment.facts.id, passingFigures(assessment)]));
}

async function inSteps<Found>(
  ids: readonly string[],
  share: { readonly leftMs: number },
  load: (step: readonly string[]) => Promise<Found[]>,
): Promise<Found[]> {
  const found: Found[] = [];
  for (let start = 0; start < ids.length && share.leftMs >= 0; start += LIST_STEP)
    found.push(...(await load(ids.slice(start, start + LIST_STEP))));
  return found;
}

/** Assesses accounts one by one until the share of time is over. */
async function assessEach(
  ids: readonly string[],
  facts: ReadonlyMap<string, LoadedAccount>,
  { now, share }: { readonly now: Instant; readonly share: { leftMs: number } },
): Promise<Ranged[]> {
  const assessments: Ranged[] = [];
  for (const id of ids) {
    const loaded = facts.get(id);
    if (loaded === undefined) continue;
    if (share.leftMs < 0) break;
    const assessment = await inTurn(() => {
      const began = performance.now();
      const assessed = withRange(assessFacts(loaded, now));
      share.leftMs -= performance.now() - began;
      return assessed;
    });
    assessments.push(assessment);
  }
  return assessments;
}

type Ranged = Assessment & { readonly limitRange: LimitRange | null };

function withRange(assessment: Assessment): Ranged {
  return { ...assessment, limitRange: limitRangeOf(assessment) };
}

function passingFigures(assessment: Ranged): Required<PassingFigures> {
  const { standing, projection, forecast, limitRange } = assessment;
  const { pacePerDay, usagePerDay } = projection;
  return {
    accrued: standing.accrued,
    pacePerDay,
    usagePerDay,
    forecast,
    limitDate: limitDateOf(assessment),
    limitRange,
    suspends: suspensionOf(assessment),
  };
}

export interface AccountPage {
  readonly after?: string;
  readonly limit: number;
  readonly state?: 'active' | 'suspended' | 'closed';
  readonly externalId?: string;
  readonly tag?: string;
  /** Computing time in milliseconds after which the page ends early, with at least one account. */
  readonly shareMs?: number;
}

/** Ordinary accounts take a millisecond each; a page of the largest possible ones would take 15 seconds. */
const LIST_SHARE_MS = 1_000;
/** How many accounts are in memory at once. */
const LIST_STEP = 50;

async function loadDetails(
  context: Reader,
  ids: readonly string[],
  { share = { leftMs: Infinity }, since = null }: { share?: { leftMs: number }; since?: LocalDate | null },
): Promise<AccountDetails[]> {
  if (ids.length === 0) return [];
  const { sql, now } = context;
  const [facts, assignments, sites] = await Promise.all([
    loadFacts(sql, ids, now, since),
    listAssignments(sql, ids),
    listAccountSites(sql, ids),
  ]);
  const own = new Map([...facts].filter(([, { siteId }]) => siteId === context.siteId));
  return (await assessEach(ids, own, { now, share })).map((assessment) => {
    const { id } = assessment.facts;
    return {
      ...detailsOfRanged(assessment, now),
      plans: assignments.filter(({ accountId }) => accountId === id),
      sites: sites.filter(({ accountId }) => accountId === id),
    };
  });
}

/** The details that follow from an assessment. */
export function detailsOf(assessment: Assessment, now: Instant): Omit<AccountDetails, 'plans' | 'sites'> {
  return detailsOfRanged(withRange(assessment), now);
}

function detailsOfRanged(assessment: Ranged, now: Instant): Omit<AccountDetails, 'plans' | 'sites'> {
  const { facts, standing, projection, forecast } = assessment;
  const { exemptUntil } = facts;
  return {
    ...facts,
    assessment,
    ...passingFigures(assessment),
    headroom: standing.headroom,
    period: standing.period,
    exemptUntil: exemptUntil !== null && exemptUntil > now ? exemptUntil : null,
    heldBackSince: heldBackSince(assessment),
    pacePerDay: forecast === 'none' ? null : projection.pacePerDay,
    suggestedTopUp: forecast === 'none' ? null : projection.suggestedTopUp,
  };
}

function heldBackSince({ facts, standing }: Assessment): Instant | null {
  return isHeldBackByBreaker(facts, standing) ? (facts.heldBack?.since ?? null) : null;
}
