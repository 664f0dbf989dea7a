import type { LocalDate } from '../../core/values/zone.js';
import type { Queryable } from '../../platform/sql/sql.js';

/** A tenant's open accounts in a currency, or only those that were on a plan, by id. */
export async function listBacktestAccounts(
  sql: Queryable,
  wanted: {
    readonly siteId: string;
    readonly currency: string;
    readonly planId: string | null;
    /** Between these days. */
    readonly since: LocalDate;
    readonly until: LocalDate;
  },
): Promise<string[]> {
  const rows = await sql<{ id: string }[]>`
    select a.id from accounts a
     where a.site_id = ${wanted.siteId} and a.currency = ${wanted.currency} and a.closed_at is null
       and (${wanted.planId}::uuid is null or exists (
             select 1 from assignments g
              where g.account_id = a.id and g.plan_id = ${wanted.planId} and g.from_date < ${wanted.until}::date
                and (g.to_date is null or g.to_date > greatest(g.from_date, ${wanted.since}::date))))
     order by a.id`;
  return rows.map(({ id }) => id);
}
