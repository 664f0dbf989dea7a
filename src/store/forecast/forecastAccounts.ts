import type { ForecastAccount } from '../../billing/cashForecast.js';
import type { Queryable } from '../../platform/sql/sql.js';

/** An account by its last assessment; its balance is before the usage that is not charged yet, `accrued`. */
export interface ListedForecast extends ForecastAccount {
  readonly id: string;
  readonly accrued: bigint;
}

interface ForecastRow {
  id: string;
  accrued: string;
  currency: string;
  state: 'active' | 'suspended';
  balance: string;
  limitDate: number | null;
  earliest: number | null;
  latest: number | null;
  pacePerDay: string;
  usagePerDay: string;
  usualPayment: string | null;
}

/** The last payments of an account of which the median is usual. */
const PAYMENTS = 5;

/** What is known of each open account of a site by their last assessments, the first limit dates first. */
export async function listForecastAccounts(sql: Queryable, siteId: string): Promise<ListedForecast[]> {
  const rows = await sql<ForecastRow[]>`
    select a.id, a.currency, a.state, a.balance::text, a.accrued::text, a.limit_date, a.limit_earliest as earliest,
           a.limit_latest as latest, a.pace_per_day::text, a.usage_per_day::text,
           paid.usual::text as usual_payment
      from accounts a
      left join lateral (
        select percentile_disc(0.5) within group (order by e.amount) as usual
          from (select p.amount from entries p
                 where p.account_id = a.id and p.kind = 'payment'
                   and not exists (select 1 from entries r where r.reverses = p.id)
                 order by p.number desc limit ${PAYMENTS}) e) paid on true
     where a.site_id = ${siteId} and a.state <> 'closed' and a.close_requested_at is null
     order by a.limit_date nulls last, a.id`;
  return rows.map((row) => ({
    ...row,
    balance: BigInt(row.balance),
    accrued: BigInt(row.accrued),
    pacePerDay: BigInt(row.pacePerDay),
    usagePerDay: BigInt(row.usagePerDay),
    usualPayment: row.usualPayment === null ? null : BigInt(row.usualPayment),
  }));
}
