import type { Sql } from '../../../src/platform/sql/sql.js';

const PERIODS = 12;
/** Whose statements are kept as documents; the others' would only take room. */
const DOCUMENTED = 200;

/** A year of settled periods, a suspension, warnings and some audit rows for each account, and documents for some. */
export async function fillPast(sql: Sql, siteId: string): Promise<void> {
  await sql`
    insert into periods (account_id, start_date, end_date, starts_at, ends_at, settled_at, opening_number, closing_number,
           opening_balance, closing_balance, statement_due)
    select id, from_date, to_date, from_date, to_date, to_date, greatest(0, last_number - 4 * n),
           greatest(0, last_number - 4 * (n - 1)), 0, 0, false
      from accounts cross join generate_series(1, ${PERIODS}::integer) as n
           cross join lateral (select (open_from_date - n * interval '1 month')::date as from_date) as f
           cross join lateral (select (from_date + interval '1 month')::date as to_date) as t`;
  await sql`
    insert into suspensions (id, account_id, reason, limit_hit_at, since, balance, headroom, ended_at)
    select gen_random_uuid(), id, 'limit', opened_at, opened_at, 0, -1, case when state = 'active' then now() end
      from accounts`;
  await sql`
    insert into notices (id, account_id, kind, notified_at, limit_date, email_key)
    select gen_random_uuid(), id, 'week', now() - interval '1 day', limit_date, 'week/' || id
      from accounts where state = 'active' and limit_date < now() + interval '7 days'`;
  await sql`
    insert into audit (id, at, site_id, account_id, actor, action, subject)
    select bench_id(opened_at + n * interval '1 day'), opened_at + n * interval '1 day', ${siteId}, id, 'bench',
           'account.open', 'account'
      from accounts cross join generate_series(1, 10) as n`;
  await fillDocuments(sql, siteId);
}

async function fillDocuments(sql: Sql, siteId: string): Promise<void> {
  await sql`
    create table bench_issued as
    select p.*, extract(year from settled_at)::integer as year,
           row_number() over (partition by extract(year from settled_at) order by settled_at, account_id) as number
      from periods p where account_id in (select id from accounts order by id limit ${DOCUMENTED})`;
  await sql`insert into document_series (site_id, year, last_number)
            select ${siteId}, year, max(number) from bench_issued group by year`;
  await sql`
    insert into documents (id, site_id, year, number, account_id, period_date, issued_at, particulars)
    select bench_id(settled_at), ${siteId}, year, number, account_id, start_date, settled_at,
           document_particulars(account_id)
      from bench_issued`;
  await sql`drop table bench_issued`;
}
