import type { PendingQuery, Row } from 'postgres';
import type { AccountState, ExemptionKind } from '../../billing/facts.js';
import type { SuspensionView } from '../../billing/policy/suspensionAt.js';
import type { ForecastKind } from '../../billing/projection/outlook.js';
import type { LimitRange } from '../../billing/projection/project.js';
import type { Queryable, Stored } from '../../platform/sql/sql.js';
import { foundBy } from './accountSearch.js';

/** Filters for a site's accounts; an omitted filter does not restrict the list. */
export interface ListFilter {
  readonly siteId: string;
  /**
   * A part of the name, the reference, an email address, or a site's name, slug or host, or a whole tag or external id; with fewer than three letters,
   * the beginning of a word in it.
   */
  readonly search?: string | undefined;
  /** `open`: active or suspended. */
  readonly state?: AccountState | 'open' | undefined;
  readonly currency?: string | undefined;
  /** Active ones that are expected to be suspended before this instant. */
  readonly suspendedBefore?: number | undefined;
  /** Only accounts with a notice that is not re-armed yet. */
  readonly warned?: boolean | undefined;
  /** Only those with an address that refused an email permanently. */
  readonly undeliverable?: boolean | undefined;
  /** Only those suspended by hand. */
  readonly held?: boolean | undefined;
}

/** The position of the end of a page. */
export interface ListPlace {
  readonly rank: number;
  readonly suspensionDate: number | null;
  readonly id: string;
}

/** Figures that change as time passes; amounts in minor units. */
export interface PassingFigures {
  readonly accrued: bigint;
  readonly pacePerDay: bigint;
  /** The part of the pace that usage causes, without tax. */
  readonly usagePerDay: bigint;
  readonly forecast: ForecastKind;
  readonly limitDate: number | null;
  /** The 80 % range of the limit date; null if there is no date. */
  readonly limitRange: LimitRange | null;
  /** When its sites are suspended, or were, and what decides it. */
  readonly suspends: SuspensionView | null;
}

/** An account as the list shows it; its passing figures are those of its last assessment. */
export interface ListedAccount extends PassingFigures {
  readonly id: string;
  readonly place: ListPlace;
  readonly name: string;
  readonly email: string;
  readonly moreEmails: readonly string[];
  readonly reference: string;
  readonly currency: string;
  readonly timeZone: string;
  readonly state: AccountState;
  readonly balance: bigint;
  readonly creditLimit: bigint;
  readonly suspendedSince: number | null;
  readonly warned: 'week' | 'day' | null;
  readonly held: boolean;
  /** Whether the breaker holds back its suspension. */
  readonly isHeldBack: boolean;
  /** Whether one of its addresses refused an email permanently. */
  readonly isUndeliverable: boolean;
  /** Whether a meter of one of its sites stopped reporting. */
  readonly isSilent: boolean;
  readonly exemptUntil: number | null;
  readonly exemptFor: ExemptionKind | null;
  readonly lastPayment: { readonly amount: bigint; readonly at: number } | null;
  readonly sites: readonly string[];
  readonly tags: readonly string[];
  readonly notes: string;
  readonly externalId: string | null;
}

type ListedRow = Omit<
  Stored<ListedAccount>,
  'place' | 'warned' | 'lastPayment' | 'limitRange' | 'suspends'
> & {
  rank: number;
  suspensionDate: number | null;
  limitEarliest: number | null;
  limitLatest: number | null;
  suspensionReason: SuspensionView['reason'] | null;
  notified: string[];
  paid: string | null;
  paidAt: number | null;
};

/** The most urgent first: suspended, then by limit date, then those without one; closed ones last. */
export async function listByUrgency(
  sql: Queryable,
  filter: ListFilter,
  page: { readonly after?: ListPlace | undefined; readonly limit: number },
): Promise<ListedAccount[]> {
  const rank = sql`(case a.state when 'suspended' then 0 when 'active' then 1 else 2 end)`;
  const limit = sql`(coalesce(a.suspension_date, 'infinity'::timestamptz))`;
  const { siteId, search } = filter;
  const found = search === undefined ? undefined : await foundBy(sql, siteId, search);
  const rows = await sql<ListedRow[]>`
    with page as materialized (
      select a.*, ${rank} as rank from accounts a
       where a.site_id = ${filter.siteId} ${narrowed(sql, filter)} ${found?.condition ?? sql``} ${afterPlace(sql, page.after, rank, limit)}
       order by ${rank}, ${limit}, a.id limit ${page.limit}
    )
    select a.id, a.name, a.email, a.more_emails, a.tags, a.notes, a.external_id, a.reference, a.currency, a.time_zone, a.state, a.rank, a.balance::text,
           a.accrued::text, a.credit_limit::text, a.pace_per_day::text, a.usage_per_day::text, a.limit_date,
           a.limit_earliest, a.limit_latest, a.suspension_date, a.suspension_reason, a.forecast,
           array(select n.kind from notices n where n.account_id = a.id and n.rearmed_at is null) as notified,
           exists (select 1 from holds h where h.account_id = a.id and h.released_at is null) as held,
           a.state = 'active' and exists (
             select 1 from held_back_accounts k join breakers b on b.id = k.breaker_id and b.reset_at is null
              where k.account_id = a.id and k.ended_at is null and b.site_id = a.site_id) as is_held_back,
           exists (select 1 from undeliverable_addresses u where u.account_id = a.id) as is_undeliverable,
           exists (select 1 from silent_meters q join sites s on s.id = q.site_id
                    where s.account_id = a.id and q.ended_at is null) as is_silent,
           x.until as exempt_until, x.given_for as exempt_for,
           (select l.since from suspensions l where l.account_id = a.id and l.ended_at is null) as suspended_since,
           p.amount::text as paid, p.effective_at as paid_at,
           array(select s.name from sites s where s.account_id = a.id order by s.slug limit 4) as sites
      from page a
      left join exemptions x on x.account_id = a.id and x.ended_at is null
      left join lateral (select e.amount, e.effective_at from entries e
                          where e.account_id = a.id and e.kind = 'payment'
                           and not exists (select 1 from entries r where r.reverses = e.id) order by e.number desc limit 1) p on true
     order by a.rank, coalesce(a.suspension_date, 'infinity'::timestamptz), a.id`;
  return rows.map(listedOf);
}

type Fragment = PendingQuery<Row[]>;

function afterPlace(sql: Queryable, after: ListPlace | undefined, rank: Fragment, limit: Fragment): Fragment {
  if (after === undefined) return sql``;
  return sql`and (${rank}, ${limit}, a.id) >
             (${after.rank}::integer, coalesce(${after.suspensionDate}::timestamptz, 'infinity'::timestamptz), ${after.id}::uuid)`;
}

function narrowed(sql: Queryable, filter: ListFilter): Fragment {
  const { state, currency, suspendedBefore, warned, held, undeliverable } = filter;
  const rank = sql`(case a.state when 'suspended' then 0 when 'active' then 1 else 2 end)`;
  return sql`
    ${state === undefined ? sql`` : state === 'open' ? sql`and ${rank} < 2` : sql`and ${rank} = ${RANKS[state]}::integer`}
    ${currency === undefined ? sql`` : sql`and a.currency = ${currency}`}
    ${suspendedBefore === undefined ? sql`` : sql`and ${rank} = 1 and coalesce(a.suspension_date, 'infinity'::timestamptz) < ${suspendedBefore}::timestamptz`}
    ${warned === true ? sql`and a.id in (select n.account_id from notices n where n.rearmed_at is null)` : sql``}
    ${undeliverable === true ? sql`and a.id in (select u.account_id from undeliverable_addresses u)` : sql``}
    ${held === true ? sql`and a.id in (select h.account_id from holds h where h.released_at is null)` : sql``}`;
}

const RANKS = { suspended: 0, active: 1, closed: 2 } as const;

function listedOf({
  limitEarliest,
  limitLatest,
  notified,
  paid,
  paidAt,
  rank,
  suspensionDate,
  suspensionReason: reason,
  ...row
}: ListedRow): ListedAccount {
  return {
    ...row,
    limitRange: limitEarliest === null ? null : { earliest: limitEarliest, latest: limitLatest },
    place: { rank, suspensionDate: suspensionDate, id: row.id },
    suspends: suspensionDate === null || reason === null ? null : { at: suspensionDate, reason },
    balance: BigInt(row.balance),
    accrued: BigInt(row.accrued),
    creditLimit: BigInt(row.creditLimit),
    pacePerDay: BigInt(row.pacePerDay),
    usagePerDay: BigInt(row.usagePerDay),
    warned: notified.includes('day') ? 'day' : notified.includes('week') ? 'week' : null,
    lastPayment: paid === null || paidAt === null ? null : { amount: BigInt(paid), at: paidAt },
  };
}
