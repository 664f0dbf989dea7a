import type { Sql } from '../../../src/platform/sql/sql.js';
import { PLAN_ID } from './fillTenant.js';

/**
 * Lines of a bank's statement, reports of providers, finished tasks, an element for every list: the contents of the
 * pages.
 */
export async function fillThings(sql: Sql, siteId: string): Promise<void> {
  await fillBank(sql, siteId);
  await fillBankFile(sql, siteId);
  await fillTasks(sql, siteId);
  await sql`
    insert into users (id, site_id, email, canonical_email, name, user_group, created_at)
    select gen_random_uuid(), ${siteId}, 'person-' || n || '@bench.example', 'person-' || n || '@bench.example',
           'Person ' || n, 'Viewer', now()
      from generate_series(1, 20) as n`;
  await sql`
    insert into groups (id, site_id, name, placed_under, permissions, created_at)
    values (gen_random_uuid(), ${siteId}, 'Desk', 'Owner', '{sites.read}', now())`;
  await sql`
    insert into holds (id, account_id, reason, placed_at, placed_by)
    select gen_random_uuid(), id, 'abuse', now(), 'bench' from accounts where state = 'suspended' order by id limit 20`;
  await sql`
    insert into scheduled_charges (id, account_id, due_on, amount, description, category, created_at, actor)
    select gen_random_uuid(), id, current_date + 40, 1500, 'Domain', 'domain', now(), 'bench' from accounts`;
  await sql`
    insert into disputes (id, entry_id, account_id, amount, reason, opened_at, opened_by)
    select gen_random_uuid(), e.id, e.account_id, e.amount, 'contested', now(), 'bench'
      from entries e where e.account_id = (select min(id::text)::uuid from accounts) and e.number = 6`;
}

const LINES = 20_000;
const UNMATCHED = 60;

async function fillBank(sql: Sql, siteId: string): Promise<void> {
  await sql`
    insert into bank_imports (id, site_id, name, kind, imported_at, actor, finished_at, posted, unmatched, counts)
    select bench_id(now()), ${siteId}, 'statement-' || n || '.csv', 'CSV', now(), 'bench', now(), 1000, 3,
           '{"incoming": 1003}'
      from generate_series(1, 20) as n`;
  await sql`
    insert into bank_lines (id, site_id, import_id, line, fingerprint, booked_on, amount, currency, payer, remittance,
           state, reason, account_id)
    select bench_id(now() - n * interval '1 minute'), ${siteId}, i.id, n, sha256(n::text::bytea), current_date, '30.00',
           'EUR', 'Payer ' || n % 5000, case when n <= ${UNMATCHED} then a.name || ' thanks' else a.reference end,
           case when n <= ${UNMATCHED} then 'unmatched' else 'posted' end,
           case when n <= ${UNMATCHED} then '{"code": "no-reference"}'::jsonb end, case when n > ${UNMATCHED} then a.id end
      from (select id, name, reference, row_number() over (order by id) as at, count(*) over () as of from accounts) a
           join generate_series(1, ${LINES}::integer) as n on a.at = 1 + n % a.of
           cross join (select id from bank_imports order by id desc limit 1) as i`;
  await sql`
    insert into payment_events (id, site_id, provider, event_id, kind, payment_id, subject, amount, currency, state,
           detail, happened_at, recorded_at)
    select bench_id(now()), ${siteId}, 'stripe', 'event-' || n, 'paid', 'payment-' || n, 'payment', 1000, 'USD',
           'refused', 'It was paid in USD; the account is kept in EUR.', now(), now()
      from generate_series(1, 60) as n`;
}

const FILE_LINES = 500;

/** A bank file that was uploaded and is not confirmed yet. */
async function fillBankFile(sql: Sql, siteId: string): Promise<void> {
  const lines = Array.from(
    { length: FILE_LINES },
    (_, line) => `2026-03-09;Payer ${line};Order ${line};+15.00;EUR`,
  );
  const content = ['Date;Payer;Description;Amount;Currency', ...lines].join('\n');
  await sql`
    insert into bank_drafts (id, site_id, name, content, created_at)
    values (bench_id(now()), ${siteId}, 'uploaded.csv', ${Buffer.from(content)}, now())`;
}

const WORK_LINES = 10_000;

async function fillTasks(sql: Sql, siteId: string): Promise<void> {
  const found = { file: 'usage.csv', format: 'table', unfinished_bytes: 0, readings: WORK_LINES };
  const list = {
    headings: ['Client'],
    choice: { mapping: ['name'], usual: {}, leftOut: [] },
    suspended: { count: 0, first: [] },
  };
  const input = { planId: PLAN_ID, ...found, ...list, sums: [], refused: [], strangers: [] };
  await sql`
    insert into tasks (id, site_id, kind, title, input, total, done, created_at, created_by, started_at, started_by,
           finished_at)
    select bench_id(now()), ${siteId}, kind, kind, ${sql.json(input)}, ${WORK_LINES}, ${WORK_LINES}, now(),
           'bench', now(), 'bench', now()
      from unnest('{import,replace-plan,usage}'::text[]) as kind cross join generate_series(1, 10)`;
  await sql`
    insert into task_lines (task_id, number, input, ended_at, detail)
    select j.id, n, '{}', now(), case when n % 10 = 0 then 'Nothing to do.' end
      from (select distinct on (kind) id from tasks order by kind, id) as j
           cross join generate_series(1, ${WORK_LINES}::integer) as n`;
}
