import type { Sql } from '../../../src/platform/sql/sql.js';

/** Four entries a month and account up to now, in the order of time, with keys and receipts for the payments. */
export async function fillLedger(sql: Sql, siteId: string, entriesEach: number): Promise<void> {
  await sql`
    insert into entries (id, account_id, number, kind, category, amount, balance_after, contra_account, description, method,
           effective_at, posted_at, actor, period_date, assignment_id, line, meter, quantity)
    select bench_id(at), a.id, n, (array['payment', 'charge', 'charge', 'tax'])[1 + n % 4],
           (array[null, 'recurring', 'usage', null])[1 + n % 4], (array[3000, -1900, -650, -450])[1 + n % 4],
           a.balance + (${entriesEach} - n) * 3,
           (array['cash:bank', 'revenue:recurring', 'revenue:usage', 'tax:VAT'])[1 + n % 4],
           (array['Payment (bank)', 'Hosting', 'Traffic', 'VAT 19 %'])[1 + n % 4],
           case when n % 4 = 0 then 'bank' end, at, at, 'bench',
           case when n % 4 in (1, 2) then date_trunc('month', at)::date end, case when n % 4 in (1, 2) then g.id end,
           (array[null, 'hosting', 'traffic', null])[1 + n % 4], case when n % 4 = 2 then 'bandwidth' end,
           case when n % 4 = 2 then 12000000000 end
      from generate_series(1, ${entriesEach}::integer) as n
           cross join lateral (select now() - (${entriesEach} - n) / 4 * interval '1 month'
                                      - (3 - n % 4) * interval '2 days' - interval '1 hour' as at) as t
           cross join accounts a join assignments g on g.account_id = a.id
     order by at`;
  await sql`
    insert into idempotency_keys (site_id, key, fingerprint, entry_id, created_at)
    select ${siteId}, id::text, '\\x00', id, posted_at from entries where kind = 'payment'`;
  await sql`
    insert into emails (id, key, account_id, kind, language, recipient_name, recipient_address, subject, html, plain,
           message_id, created_at, sent_at)
    select bench_id(posted_at), id::text, account_id, 'receipt', 'en', 'x', 'x@bench.example', 'Thank you', '<p>Thank you</p>',
           'Thank you', id::text, posted_at, posted_at
      from entries where kind = 'payment'`;
}
