import type { Promotion, PromotionKind, PromotionScope } from '../../billing/promotions/promotion.js';
import { parsePercent } from '../../core/values/money.js';
import { isRefusal } from '../../core/values/refusal.js';
import type { LocalDate } from '../../core/values/zone.js';
import type { Queryable } from '../../platform/sql/sql.js';
import { oneOf } from '../core/oneOf.js';
import { type Faults, groupByAccount } from '../facts/groupByAccount.js';

/** A credit or discount with what only lists show. */
export interface GrantedPromotion extends Promotion {
  readonly accountId: string;
  readonly createdAt: number;
  /** When it was ended early; null: it was not. */
  readonly endedAt: number | null;
}

interface PromotionRow {
  id: string;
  accountId: string;
  name: string;
  kind: PromotionKind;
  amount: string | null;
  percent: string | null;
  scope: PromotionScope;
  startsOn: LocalDate;
  endsOn: LocalDate | null;
  periods: number | null;
  place: number;
  used: string;
  createdAt: number;
  endedAt: number | null;
}

const columns = (sql: Queryable) => sql`
  p.id, p.account_id, p.name, p.kind, p.amount::text as amount, p.percent, p.scope, p.starts_on,
  least(p.ends_on, p.ended_on) as ends_on, p.periods, p.place, p.created_at, p.ended_at,
  (select coalesce(sum(e.amount + coalesce(undone.amount, 0)), 0)
     from entries e left join entries undone on undone.reverses = e.id
    where e.promotion_id = p.id)::text as used`;

function grantedOf({ amount, percent, used, ...row }: PromotionRow): GrantedPromotion {
  const rate = percent === null ? 0n : parsePercent(percent);
  if (isRefusal(rate)) throw new Error(`the discount ${row.id} has no readable percentage: ${rate.detail}`);
  return { ...row, minor: BigInt(amount ?? '0'), percent: rate, used: BigInt(used) };
}

/** The credits and discounts of accounts, ended ones included. */
export async function loadPromotions(
  sql: Queryable,
  ids: readonly string[],
  faults: Faults,
): Promise<Map<string, Promotion[]>> {
  const rows = await sql<PromotionRow[]>`
    select ${columns(sql)} from promotions p where p.account_id = ${oneOf(sql, ids)} order by p.id`;
  return groupByAccount(rows, promotionOf, faults);
}

function promotionOf(row: PromotionRow): Promotion {
  const { id, name, kind, minor, percent, scope, startsOn, endsOn, periods, place, used } = grantedOf(row);
  return { id, name, kind, minor, percent, scope, startsOn, endsOn, periods, place, used };
}

/** The credits and discounts of an account, newest first. */
export async function listPromotions(
  sql: Queryable,
  page: { readonly accountId: string; readonly before?: string; readonly limit?: number },
): Promise<GrantedPromotion[]> {
  const rows = await sql<PromotionRow[]>`
    select ${columns(sql)} from promotions p
     where p.account_id = ${page.accountId} and (${page.before ?? null}::uuid is null or p.id < ${page.before ?? null}::uuid)
     order by p.id desc limit ${page.limit ?? null}::integer`;
  return rows.map(grantedOf);
}

export async function findPromotion(
  sql: Queryable,
  accountId: string,
  id: string,
): Promise<GrantedPromotion | undefined> {
  const [row] = await sql<PromotionRow[]>`
    select ${columns(sql)} from promotions p where p.account_id = ${accountId} and p.id = ${id}`;
  return row && grantedOf(row);
}

/** A credit or discount to be stored; the percentage as written. */
export interface NewPromotion extends Omit<Promotion, 'used' | 'percent' | 'minor'> {
  readonly accountId: string;
  readonly minor: bigint | null;
  readonly percent: string | null;
  readonly createdAt: number;
  readonly actor: string;
}

export async function insertPromotion(sql: Queryable, row: NewPromotion): Promise<void> {
  await sql`
    insert into promotions (id, account_id, name, kind, amount, percent, scope, starts_on, ends_on, periods, place,
           created_at, actor)
    values (${row.id}, ${row.accountId}, ${row.name}, ${row.kind}, ${row.minor === null ? null : row.minor.toString()},
            ${row.percent}, ${row.scope}, ${row.startsOn}, ${row.endsOn}, ${row.periods}, ${row.place},
            ${row.createdAt}, ${row.actor})`;
}

/** Ends a promotion with a day. False if it was ended before. */
export async function endPromotion(
  sql: Queryable,
  end: { readonly accountId: string; readonly id: string; readonly on: LocalDate; readonly at: number },
): Promise<boolean> {
  const rows = await sql`
    update promotions set ended_on = ${end.on}, ended_at = ${end.at}
     where id = ${end.id} and account_id = ${end.accountId} and ended_on is null returning id`;
  return rows.length > 0;
}

/** The first day of an account's open period, and how many of its promotions have not ended. */
export async function findOpenFrom(
  sql: Queryable,
  accountId: string,
  today: LocalDate,
): Promise<{ readonly openFrom: LocalDate; readonly inForce: number }> {
  const [row] = await sql<{ openFrom: LocalDate; inForce: number }[]>`
    select a.open_from_date as open_from,
           (select count(*) from promotions p
             where p.account_id = a.id and coalesce(least(p.ends_on, p.ended_on), 'infinity') >= ${today}::date) as in_force
      from accounts a where a.id = ${accountId}`;
  return row ?? { openFrom: today, inForce: 0 };
}
