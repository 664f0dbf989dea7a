import type { PendingQuery, Row } from 'postgres';
import type { AccountState, ExemptionKind } from '../../billing/facts.js';
import type { SuspensionView } from '../../billing/policy/suspensionAt.js';
import type { ForecastKind } from '../../billing/projection/outlook.js';
import type { LimitRange } from '../../billing/projection/project.js';
import { BY_URGENCY, keyCount, type ListOrder, type ListPlace } from '../../core/values/listOrder.js';
import type { Queryable, Stored } from '../../platform/sql/sql.js';
import { hasTag } from './accounts.js';
import { foundBy } from './accountSearch.js';
import { lastPayment, orderedBy, planNames, rankOf } from './listOrder.js';

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
  /** Only those with a meter that stopped reporting. */
  readonly silent?: boolean | undefined;
  /** Only those that are exempt from suspension. */
  readonly exempt?: boolean | undefined;
  /** Whatever its case and accents. */
  readonly tag?: string | undefined;
  /** On this plan now or later. */
  readonly planId?: string | undefined;
  /** Whether the balance is below zero. */
  readonly owes?: boolean | undefined;
  /** Whether a card is saved for automatic top-up. */
  readonly hasCard?: boolean | undefined;
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
  readonly place: ListPlace & { readonly rank: number };
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
  /** The names of its plans now. */
  readonly plans: readonly string[];
  readonly openedAt: number;
}

type ListedRow = Omit<
  Stored<ListedAccount>,
  'place' | 'warned' | 'lastPayment' | 'limitRange' | 'suspends'
> & {
  rank: number;
  key1: string | null;
  key2: string | null;
  suspensionDate: number | null;
  limitEarliest: number | null;
  limitLatest: number | null;
  suspensionReason: SuspensionView['reason'] | null;
  notified: string[];
  paid: string | null;
  paidAt: number | null;
};

/** A page of a list. */
export interface ListPage {
  readonly order?: ListOrder | undefined;
  readonly after?: ListPlace | undefined;
  readonly limit: number;
}

/** The accounts of a tenant, the most urgent first unless another order is given. `today` decides which plans count. */
export async function listAccounts(
  sql: Queryable,
  filter: ListFilter,
  { order = BY_URGENCY, after, limit }: ListPage,
  today: string,
): Promise<ListedAccount[]> {
  const { siteId, search } = filter;
  const found = search === undefined ? undefined : await foundBy(sql, siteId, search);
  const ordered = orderedBy(sql, order, today);
  const rows = await sql<ListedRow[]>`
    with page as materialized (
      select a.*, ${rankOf(sql)} as rank, ${ordered.selected} from accounts a ${ordered.joined}
       where a.site_id = ${siteId} ${narrowed(sql, filter, today)} ${found?.condition ?? sql``}
         ${after === undefined ? sql`` : sql`and ${ordered.after(after)}`}
       order by ${ordered.orderBy} limit ${limit}
    )
    select a.id, a.name, a.email, a.more_emails, a.tags, a.notes, a.external_id, a.reference, a.currency, a.time_zone, a.state, a.rank, a.balance::text,
           a.key_1, a.key_2, a.opened_at, array(${planNames(sql, today)}) as plans,
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
      left join lateral (${lastPayment(sql)}) p on true ${ordered.joined}
     order by ${ordered.orderBy}`;
  const keys = keyCount(order);
  return rows.map((row) => listedOf(row, keys));
}

/** The ids of all accounts of a tenant that a filter finds, by id; at most `limit`. */
export async function listFilteredIds(
  sql: Queryable,
  filter: ListFilter,
  limit: number,
  today: string,
): Promise<string[]> {
  const { siteId, search } = filter;
  const found = search === undefined ? undefined : await foundBy(sql, siteId, search);
  const rows = await sql<{ id: string }[]>`
    select a.id from accounts a
     where a.site_id = ${siteId} ${narrowed(sql, filter, today)} ${found?.condition ?? sql``}
     order by a.id limit ${limit}`;
  return rows.map(({ id }) => id);
}

type Fragment = PendingQuery<Row[]>;

function narrowed(sql: Queryable, filter: ListFilter, today: string): Fragment {
  const { state, currency, suspendedBefore, warned, held, undeliverable, silent, exempt } = filter;
  const { tag, planId, owes, hasCard } = filter;
  const rank = rankOf(sql);
  return sql`
    ${state === undefined ? sql`` : state === 'open' ? sql`and ${rank} < 2` : sql`and ${rank} = ${RANKS[state]}::integer`}
    ${currency === undefined ? sql`` : sql`and a.currency = ${currency}`}
    ${suspendedBefore === undefined ? sql`` : sql`and ${rank} = 1 and coalesce(a.suspension_date, 'infinity'::timestamptz) < ${suspendedBefore}::timestamptz`}
    ${warned === true ? sql`and a.id in (select n.account_id from notices n where n.rearmed_at is null)` : sql``}
    ${undeliverable === true ? sql`and a.id in (select u.account_id from undeliverable_addresses u)` : sql``}
    ${held === true ? sql`and a.id in (select h.account_id from holds h where h.released_at is null)` : sql``}
    ${silent === true ? sql`and a.id in (select s.account_id from silent_meters q join sites s on s.id = q.site_id where q.ended_at is null)` : sql``}
    ${exempt === true ? sql`and a.id in (select x.account_id from exemptions x where x.ended_at is null)` : sql``}
    ${tag === undefined ? sql`` : sql`and ${hasTag(sql, tag)}`}
    ${
      planId === undefined
        ? sql``
        : sql`and a.id in (
        select g.account_id from assignments g where g.plan_id = ${planId}
           and (g.to_date is null or g.to_date > greatest(g.from_date, ${today}::date)))`
    }
    ${owes === undefined ? sql`` : owes ? sql`and a.balance < 0` : sql`and a.balance >= 0`}
    ${
      hasCard === undefined
        ? sql``
        : sql`and ${hasCard ? sql`` : sql`not`} exists (
        select 1 from saved_cards c where c.account_id = a.id and c.removed_at is null)`
    }`;
}

const RANKS = { suspended: 0, active: 1, closed: 2 } as const;

function listedOf(
  {
    limitEarliest,
    limitLatest,
    notified,
    paid,
    paidAt,
    rank,
    suspensionDate,
    suspensionReason: reason,
    key1,
    key2,
    ...row
  }: ListedRow,
  keys: number,
): ListedAccount {
  return {
    ...row,
    limitRange: limitEarliest === null ? null : { earliest: limitEarliest, latest: limitLatest },
    place: { rank, keys: [key1, key2].slice(0, keys), id: row.id },
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
