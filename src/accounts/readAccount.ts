import { isoOrNull, limitDateOf, type Assessment, assessFacts } from '../assessment/assess.js';
import { isHeldBackByBreaker } from '../billing/decide.js';
import type { ForecastKind } from '../billing/projection/outlook.js';
import type { SiteContext } from '../core/context.js';
import { formatAmount, formatPercent } from '../core/values/money.js';
import type { Refusal } from '../core/values/refusal.js';
import type { Instant } from '../core/values/zone.js';
import { NO_ACCOUNT } from '../ledger/postMoney.js';
import { isId } from '../platform/ids.js';
import { inTurn } from '../platform/inTurn.js';
import type { Queryable } from '../platform/sql/sql.js';
import { findNextWake, listAccountIds } from '../store/accounts/accounts.js';
import { loadFacts } from '../store/facts/facts.js';
import { listAssignments } from '../store/plans/plans.js';
import { listAccountSites, type Site } from '../store/sites/sites.js';
import { findHold } from '../store/suspension/states.js';

/** An account as its readers see it: amounts as decimal strings in major units, instants as ISO strings. */
export interface AccountView {
  readonly id: string;
  readonly name: string;
  readonly email: string;
  readonly moreEmails: readonly string[];
  /** Those of its addresses that refused an email for good: nothing is sent there. */
  readonly emailUndeliverable: readonly UndeliverableView[];
  readonly language: string;
  readonly currency: string;
  readonly timeZone: string;
  readonly billingDay: number;
  readonly intervalMonths: 1 | 3 | 12;
  readonly reference: string;
  readonly tax: { readonly name: string; readonly percent: string } | null;
  readonly statements: boolean;
  readonly creditLimit: string;
  readonly balance: string;
  readonly accrued: string;
  readonly headroom: string;
  readonly state: 'active' | 'suspended' | 'closed';
  readonly hold: { readonly reason: string; readonly since: string } | null;
  readonly exemptUntil: string | null;
  /** Since when it would be suspended, were it not for the breaker; null where it would not. */
  readonly heldBackSince: string | null;
  /** Meters that stopped reporting; the pace before that is taken to go on. */
  readonly silentMeters: readonly SilentMeterView[];
  /** What lies ahead is known as it should be, by the mean of recent days alone, or not at all. */
  readonly forecast: ForecastKind;
  readonly limitDate: string | null;
  /** Null where there is no forecast. */
  readonly pacePerDay: string | null;
  readonly suggestedTopUp: string | null;
  readonly nextWakeAt: string | null;
  readonly nextWakeFor: string | null;
  readonly period: { readonly start: string; readonly end: string };
  readonly notices: { readonly week: boolean; readonly day: boolean };
  readonly plans: readonly PlanView[];
  readonly sites: readonly SiteView[];
  readonly openedAt: string;
  readonly closedAt: string | null;
  readonly workflowId: string;
}

export interface UndeliverableView {
  readonly email: string;
  readonly since: string;
  /** The mail server's response. */
  readonly reason: string;
}

export interface SilentMeterView {
  readonly siteId: string;
  readonly site: string;
  readonly meter: string;
  /** The last day it spoke on, of the account's zone. */
  readonly lastDay: string;
}

export interface PlanView {
  readonly id: string;
  readonly name: string;
  readonly version: number;
  readonly from: string;
  readonly until: string | null;
}

export interface SiteView {
  readonly id: string;
  readonly slug: string;
  readonly name: string;
  readonly hostnames: readonly string[];
  /** Those of them that are not confirmed yet: the gate does not know them. */
  readonly waitingHostnames: readonly string[];
  /** What visitors of the site get, whatever the cause. */
  readonly state: 'active' | 'suspended';
  /** Whether a parent site is suspended. */
  readonly upstream: boolean;
  /** Whether the connector has confirmed the state. */
  readonly confirmed: boolean;
  readonly connector: string;
  readonly connectorError: string | null;
}

export function siteView(site: Site): SiteView {
  return {
    id: site.id,
    slug: site.slug,
    name: site.name,
    hostnames: site.hostnames,
    waitingHostnames: site.waitingHostnames,
    state: site.closed ? 'suspended' : 'active',
    upstream: site.upstream,
    confirmed: site.confirmedGeneration === site.generation,
    connector: site.connectorKind,
    connectorError: site.connectorError,
  };
}

/** Which tenant's accounts are read, as of when, through what: the pool, or the transaction that has just written. */
type Reader = Pick<SiteContext, 'siteId' | 'now'> & { readonly sql: Queryable };

/** One account of the caller's site, as of now. */
export async function readAccount(context: Reader, accountId: string): Promise<AccountView | Refusal> {
  if (!isId(accountId)) return NO_ACCOUNT;
  const [view] = await viewsOf(context, [accountId]);
  return view ?? NO_ACCOUNT;
}

/** A page of the caller's accounts, by age; cut where working them out takes longer than a list's share. */
export async function readAccounts(
  context: SiteContext,
  { shareMs = LIST_SHARE_MS, ...page }: AccountPage,
): Promise<{ readonly accounts: readonly AccountView[]; readonly isCut: boolean }> {
  const ids = await listAccountIds(context.sql, { siteId: context.siteId, ...page });
  const accounts: AccountView[] = [];
  const share = { leftMs: shareMs };
  for (let start = 0; start < ids.length; start += LIST_STEP) {
    accounts.push(...(await viewsOf(context, ids.slice(start, start + LIST_STEP), share)));
    if (share.leftMs < 0) break;
  }
  return { accounts, isCut: accounts.length < ids.length };
}

export interface AccountPage {
  readonly after?: string;
  readonly limit: number;
  readonly state?: 'active' | 'suspended' | 'closed';
  /** How long working out may take, in milliseconds, before the page ends early; it has one account at least. */
  readonly shareMs?: number;
}

/** Honest clients' accounts take a millisecond each; a page of the largest there may be would take a quarter of a minute. */
const LIST_SHARE_MS = 1_000;
/** So many are held at once. */
const LIST_STEP = 50;

async function viewsOf(
  context: Reader,
  ids: readonly string[],
  share: { leftMs: number } = { leftMs: Infinity },
): Promise<AccountView[]> {
  if (ids.length === 0) return [];
  const { sql, now } = context;
  const [facts, assignments, sites, wakes, holds] = await Promise.all([
    loadFacts(sql, ids, now),
    listAssignments(sql, ids),
    listAccountSites(sql, ids),
    Promise.all(ids.map((id) => findNextWake(sql, id))),
    Promise.all(ids.map((id) => findHold(sql, id))),
  ]);
  const views: AccountView[] = [];
  for (const [index, id] of ids.entries()) {
    const loaded = facts.get(id);
    if (loaded?.siteId !== context.siteId) continue;
    if (share.leftMs < 0) break;
    const assessment = await inTurn(() => {
      const began = performance.now();
      const looked = assessFacts(loaded, now);
      share.leftMs -= performance.now() - began;
      return looked;
    });
    const money = (minor: bigint): string => formatAmount(minor, loaded.currency);
    const hold = holds[index];
    const { standing, projection, forecast } = assessment;
    const foreseen = (minor: bigint): string | null => (forecast === 'none' ? null : money(minor));
    views.push({
      id,
      name: loaded.name,
      email: loaded.email,
      moreEmails: loaded.moreEmails,
      emailUndeliverable: loaded.undeliverableAddresses.map(({ address, since, reason }) => {
        return { email: address, since: iso(since), reason };
      }),
      language: loaded.language,
      currency: loaded.currency,
      timeZone: loaded.timeZone,
      billingDay: loaded.billingDay,
      intervalMonths: loaded.intervalMonths,
      reference: loaded.reference,
      tax: loaded.tax === null ? null : { name: loaded.tax.name, percent: formatPercent(loaded.tax.percent) },
      statements: loaded.statementsWanted,
      creditLimit: money(loaded.creditLimit),
      balance: money(standing.balance),
      accrued: money(standing.accrued),
      headroom: money(standing.headroom),
      state: loaded.state,
      hold: hold === undefined ? null : { reason: hold.reason, since: iso(hold.placedAt) },
      exemptUntil: isoOrNull(
        loaded.exemptUntil !== null && loaded.exemptUntil > now ? loaded.exemptUntil : null,
      ),
      heldBackSince: isoOrNull(heldBackSince(assessment)),
      silentMeters: loaded.silentMeters.map(({ siteId, siteName, meter, lastDay }) => {
        return { siteId, site: siteName, meter, lastDay };
      }),
      forecast,
      limitDate: isoOrNull(limitDateOf(assessment)),
      pacePerDay: foreseen(projection.pacePerDay),
      suggestedTopUp: foreseen(projection.suggestedTopUp),
      nextWakeAt: isoOrNull(wakes[index]?.nextWakeAt ?? null),
      nextWakeFor: wakes[index]?.nextWakeFor ?? null,
      period: { start: iso(standing.period.startsAt), end: iso(standing.period.endsAt) },
      notices: { week: loaded.notified.week, day: loaded.notified.day },
      plans: assignments
        .filter((assignment) => assignment.accountId === id)
        .map((assignment) => ({
          id: assignment.planId,
          name: assignment.planName,
          version: assignment.version,
          from: assignment.fromDate,
          until: assignment.toDate,
        })),
      sites: sites.filter((site) => site.accountId === id).map(siteView),
      openedAt: iso(loaded.openedAt),
      closedAt: isoOrNull(loaded.closedAt),
      workflowId: `account/${id}`,
    });
  }
  return views;
}

function heldBackSince({ facts, standing }: Assessment): Instant | null {
  return isHeldBackByBreaker(facts, standing) ? (facts.heldBack?.since ?? null) : null;
}

function iso(at: Instant): string {
  return new Date(at).toISOString();
}
