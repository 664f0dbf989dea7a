import type { ForecastAccount } from '../../billing/cashForecast.js';
import type { Queryable } from '../../platform/sql/sql.js';

interface ForecastRow {
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

/** What the forecast knows of each open account of a site, by their last assessments. */
export async function listForecastAccounts(sql: Queryable, siteId: string): Promise<ForecastAccount[]> {
  const rows = await sql<ForecastRow[]>`
    select a.currency, a.state, a.balance::text, a.limit_date, a.limit_earliest as earliest,
           a.limit_latest as latest, a.pace_per_day::text, a.usage_per_day::text,
           paid.usual::text as usual_payment
      from accounts a
      left join lateral (
        select percentile_disc(0.5) within group (order by e.amount) as usual
          from (select p.amount from entries p
                 where p.account_id = a.id and p.kind = 'payment'
                   and not exists (select 1 from entries r where r.reverses = p.id)
                 order by p.number desc limit ${PAYMENTS}) e) paid on true
     where a.site_id = ${siteId} and a.state <> 'closed' and a.close_requested_at is null`;
  return rows.map((row) => ({
    ...row,
    balance: BigInt(row.balance),
    pacePerDay: BigInt(row.pacePerDay),
    usagePerDay: BigInt(row.usagePerDay),
    usualPayment: row.usualPayment === null ? null : BigInt(row.usualPayment),
  }));
}
