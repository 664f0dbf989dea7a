import { formatReference } from '../../../src/core/values/reference.js';
import type { Sql } from '../../../src/platform/sql/sql.js';
import { fillLedger } from './fillLedger.js';
import { fillPast } from './fillPast.js';

/** How many accounts a tenant gets, and how much of each. */
export interface TenantSize {
  readonly accounts: number;
  /** The accounts' ids; made when left out. */
  readonly ids?: readonly string[];
  /** Four a month and account, back from now: hosting, its traffic, tax, and a payment. */
  readonly entriesEach: number;
  /** When the month's amount is posted; at its begin when left out. */
  readonly timing?: 'advance' | 'arrears';
  /** How many days of usage each site has. */
  readonly usageDays: number;
}

export const PLAN_ID = '01900000-0000-7000-8000-000000000001';
const VERSION_ID = '01900000-0000-7000-8000-000000000002';

const termsOf = (timing: 'advance' | 'arrears'): object => ({
  currency: 'EUR',
  recurring: [{ id: 'hosting', name: 'Hosting', amount: '19.00', timing }],
  usage: [
    {
      id: 'traffic',
      name: 'Traffic',
      meter: 'bandwidth',
      model: 'graduated',
      per: '1000000000',
      bands: [{ upTo: '5', unitPrice: '0' }, { upTo: '50', unitPrice: '1.20' }, { unitPrice: '0.80' }],
    },
  ],
});

/**
 * Fills a tenant with accounts, their sites and users, a ledger, emails and usage, all by SQL, through a pool. Measure
 * after `vacuum analyze`.
 */
export async function fillTenant(sql: Sql, siteId: string, size: TenantSize): Promise<void> {
  // Ids by age, as the program makes them: lists are read by id.
  await sql`create or replace function bench_id(at timestamptz) returns uuid language sql volatile as $$
    select encode(set_bit(set_bit(overlay(uuid_send(gen_random_uuid()) placing
             substring(int8send(floor(extract(epoch from at) * 1000)::bigint) from 3) from 1 for 6), 52, 1), 53, 1),
             'hex')::uuid $$`;
  await fillAccounts(sql, siteId, size);
  await fillSites(sql, siteId);
  // Without entries there was no past.
  if (size.entriesEach > 0) {
    await fillPast(sql, siteId);
    await fillLedger(sql, siteId, size.entriesEach);
  }
  await fillUsageDays(sql, size.usageDays);
}

const FIRST_NAMES = [
  'Fenwick',
  'Marlow',
  'Orchard',
  'Tern',
  'Oakhanger',
  'Paper',
  'Lantern',
  'Harbour',
  'Quill',
];
const LAST_NAMES = ['Ceramics', 'School', 'Coffee', 'Parish', 'Mill', 'Studio', 'Bakery', 'Dental', 'Cycles'];

async function fillAccounts(
  sql: Sql,
  siteId: string,
  { accounts, ids, entriesEach, timing = 'advance' }: TenantSize,
): Promise<void> {
  const references = Array.from({ length: accounts }, (_, index) =>
    formatReference(String(1_000_000_000 + index * 7_919)),
  );
  await sql`
    insert into accounts (id, site_id, name, email, currency, time_zone, billing_day, credit_limit, reference, tax_name,
           tax_percent, opened_at, open_from, open_from_date, next_wake_at, revision, assessed_revision, state, balance,
           last_number, receipted_number, limit_date, suspension_date, accrued, pace_per_day)
    select coalesce((${(ids ?? []) as string[]}::uuid[])[n], bench_id(now() - interval '400 days' + n * interval '1 second')), ${siteId},
           (${FIRST_NAMES}::text[])[1 + n % 9] || ' ' || (${LAST_NAMES}::text[])[1 + n / 9 % 9] || ' ' || n,
           'client-' || n || '@bench.example', 'EUR', 'UTC', 1, 10000, reference, 'VAT', '19',
           now() - interval '400 days', date_trunc('month', now()), date_trunc('month', now())::date,
           now() + n * interval '1 minute', 1, 1, case when n % 50 = 0 then 'suspended' else 'active' end,
           case when n % 50 = 0 then -10500 else n * 37 % 20000 - 9000 end, ${entriesEach}, ${entriesEach},
           case when n % 10 <> 0 then now() + (n % 400) * interval '1 day' + n * interval '1 second' end,
           case when n % 10 <> 0 then now() + (n % 400) * interval '1 day' + n * interval '1 second' end, 300, 70
      from unnest(${references}::text[]) with ordinality as r(reference, n)`;
  await sql`insert into plans (id, site_id, name, currency, created_at) values (${PLAN_ID}, ${siteId}, 'Plan', 'EUR', now())`;
  await sql`insert into plan_versions (id, plan_id, version, terms, created_at)
            values (${VERSION_ID}, ${PLAN_ID}, 1, ${sql.json(termsOf(timing) as never)}, now())`;
  await sql`
    insert into assignments (id, account_id, plan_id, version_id, from_date, startup, created_at, actor)
    select gen_random_uuid(), id, ${PLAN_ID}, ${VERSION_ID}, open_from_date - 390, false, now(), 'bench' from accounts`;
}

/** A site with a host and its unclaimed Owner for each account. */
async function fillSites(sql: Sql, siteId: string): Promise<void> {
  await sql`
    insert into sites (id, slug, name, parent_id, account_id, created_at)
    select bench_id(opened_at), 'site-' || row_number() over (order by id), name, ${siteId}, id, opened_at from accounts`;
  await sql`
    insert into site_tenures (site_id, account_id, tenant_id, from_at)
    select id, account_id, parent_id, created_at from sites where account_id is not null`;
  await sql`insert into hostnames (hostname, site_id) select slug || '.example', id from sites where account_id is not null`;
  await sql`
    insert into users (id, site_id, email, canonical_email, name, user_group, created_at)
    select gen_random_uuid(), s.id, a.email, a.email, a.name, 'Owner', s.created_at
      from sites s join accounts a on a.id = s.account_id`;
}

async function fillUsageDays(sql: Sql, days: number): Promise<void> {
  await sql`
    insert into usage_days (site_id, meter_id, day, account_id, total, peak, latest, latest_at, events)
    select s.id, m.id, current_date - d, s.account_id, 400000000, 10, 1, now() - d * interval '1 day', 100
      from sites s cross join meters m cross join generate_series(0, ${days}::integer) as d
     where s.account_id is not null`;
}
