import type { Sql } from '../../src/platform/index.js';

const ACCOUNTS = 10_000;
const ENTRIES_EACH = 100;
const EVENTS = 10_000_000;
const DAYS = 400;

/** Accounts with a site, entries, keys, days of usage and events, all by SQL. Answers some accounts' ids. */
export async function fill(sql: Sql, siteId: string, scale: number): Promise<string[]> {
  const accounts = Math.max(10, Math.round(ACCOUNTS * scale));
  await fillAccounts(sql, siteId, accounts);
  await fillPast(sql, siteId);
  await fillEntries(sql, siteId);
  await fillUsage(sql, siteId, Math.round(EVENTS * scale));
  await sql`vacuum analyze`;
  const rows = await sql<{ id: string }[]>`select id from accounts order by id limit 20`;
  return rows.map((row) => row.id);
}

async function fillAccounts(sql: Sql, siteId: string, accounts: number): Promise<void> {
  await sql`
    insert into accounts (id, site_id, name, email, currency, time_zone, billing_day, credit_limit, reference, opened_at,
           open_from, open_from_date, next_wake_at, assessed_revision, state, balance, last_number, receipted_number)
    select gen_random_uuid(), ${siteId}, 'Client ' || n, 'client@bench.example', 'EUR', 'UTC', 1, 10000, 'REF-' || n,
           now() - interval '400 days', date_trunc('month', now()), date_trunc('month', now())::date,
           now() + n * interval '1 minute', 1, case when n % 50 = 0 then 'suspended' else 'active' end, 0,
           ${ENTRIES_EACH}, ${ENTRIES_EACH}
      from generate_series(1, ${accounts}::integer) as n`;
  await sql`
    insert into sites (id, slug, name, parent_id, account_id, created_at)
    select gen_random_uuid(), 'site-' || row_number() over (), name, ${siteId}, id, now() from accounts`;
  await sql`insert into hostnames (hostname, site_id) select slug || '.example', id from sites`;
  const planId = '01900000-0000-7000-8000-000000000001';
  const terms = {
    currency: 'EUR',
    recurring: [{ id: 'hosting', amount: '19.00', timing: 'advance' }],
    usage: [],
  };
  await sql`insert into plans (id, site_id, name, currency, created_at) values (${planId}, ${siteId}, 'Plan', 'EUR', now())`;
  await sql`insert into plan_versions (id, plan_id, version, terms, created_at)
            values (${planId}, ${planId}, 1, ${sql.json(terms)}, now())`;
  await sql`
    insert into assignments (id, account_id, plan_id, version_id, from_date, startup, created_at, actor)
    select gen_random_uuid(), id, ${planId}, ${planId}, open_from_date - 390, false, now(), 'bench' from accounts`;
}

/** A year of settled periods, a suspension and some audit rows for each account. */
async function fillPast(sql: Sql, siteId: string): Promise<void> {
  await sql`
    insert into periods (account_id, start_date, end_date, starts_at, ends_at, settled_at, opening_number, closing_number,
           opening_balance, closing_balance, statement_due)
    select id, from_date, to_date, from_date, to_date, to_date, 1, 1, 0, 0, false
      from accounts cross join generate_series(1, 12) as n
           cross join lateral (select (open_from_date - n * interval '1 month')::date as from_date) as f
           cross join lateral (select (from_date + interval '1 month')::date as to_date) as t`;
  await sql`
    insert into suspensions (id, account_id, reason, fell_at, since, balance, ended_at)
    select gen_random_uuid(), id, 'limit', opened_at, opened_at, 0, case when state = 'active' then now() end from accounts`;
  await sql`
    insert into audit (id, at, site_id, account_id, actor, action, subject)
    select gen_random_uuid(), opened_at, ${siteId}, id, 'bench', 'account.open', 'account'
      from accounts cross join generate_series(1, 10)`;
}

async function fillEntries(sql: Sql, siteId: string): Promise<void> {
  await sql`
    insert into entries (id, account_id, number, kind, amount, balance_after, house, description, effective_at, posted_at,
           actor, period_date, assignment_id, line)
    select gen_random_uuid(), a.id, n, case when n % 4 = 0 then 'payment' else 'charge' end,
           case when n % 4 = 0 then 300 else -100 end, 0, 'cash:bank', 'Entry ' || n, at, at, 'bench',
           case when n % 4 = 0 then null else date_trunc('month', at)::date end,
           case when n % 4 = 0 then null else g.id end, 'hosting'
      from accounts a join assignments g on g.account_id = a.id
           cross join generate_series(1, ${ENTRIES_EACH}::integer) as n
           cross join lateral (select now() - (${ENTRIES_EACH} - n) * interval '4 days' as at) as t`;
  await sql`
    insert into idempotency_keys (site_id, key, fingerprint, entry_id, created_at)
    select ${siteId}, id::text, '\\x00', id, posted_at from entries where kind = 'payment'`;
  await sql`
    insert into letters (id, key, account_id, kind, language, recipient_name, recipient_address, subject, html, plain,
           message_id, created_at, sent_at)
    select gen_random_uuid(), id::text, account_id, 'receipt', 'en', 'x', 'x@bench.example', 's', 'h', 'p', id::text,
           posted_at, posted_at
      from entries where kind = 'payment'`;
  await sql`
    insert into outbox (account_id, signal, created_at, retry_at)
    select id, 'paymentReceived', now(), now() + (random() * 10 - 5) * interval '1 second' from accounts limit 5000`;
}

async function fillUsage(sql: Sql, siteId: string, events: number): Promise<void> {
  await sql`
    insert into usage_days (site_id, meter_id, day, total, peak, latest, latest_at, events)
    select s.id, m.id, current_date - d, 1000, 10, 1, now() - d * interval '1 day', 100
      from sites s cross join meters m cross join generate_series(0, ${DAYS}::integer) as d
     where s.account_id is not null`;
  await sql`
    insert into usage_events (tenant_id, source, event_id, site_id, meter_id, quantity, occurred_at)
    select ${siteId}, 'edge-' || n % 4, 'event-' || n, ${siteId}, 1, n % 1000, now() - n * interval '1 second'
      from generate_series(1, ${events}::integer) as n`;
}
