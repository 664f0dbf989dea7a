import type { Queryable } from '../../platform/sql/sql.js';

/** One account with everything its rules need: rows as JSON text, by table, in an order that satisfies references. */
export interface AccountCopy {
  /** The account's. */
  readonly id: string;
  readonly name: string;
  /** Its tenant in the database it was read from. */
  readonly tenantId: string;
  readonly tenantName: string;
  readonly tenantSettings: string;
  readonly tables: readonly { readonly name: string; readonly rows: readonly string[] }[];
}

interface CopiedTable {
  readonly name: string;
  /** Which rows, with the account as $1 and its tenant as $2. */
  readonly where: string;
  /** Columns that are replaced, so that nothing of another system or another account comes along. */
  readonly replaced?: Readonly<Record<string, string>>;
}

const OF_ACCOUNT = 't.account_id = $1';
const OF_SITES = 't.site_id in (select site_id from site_tenures where account_id = $1)';

/**
 * Users, sessions, keys, payment providers, saved cards, webhooks' secrets, emails and documents are not copied. Sites
 * get the connector that only answers web servers, so no other system is called.
 */
const TABLES: readonly CopiedTable[] = [
  {
    name: 'sites',
    where: 't.id in (select site_id from site_tenures where account_id = $1) and t.id <> $2',
    replaced: {
      parent_id: '$2::uuid',
      account_id: 'case when t.account_id = $1 then $1 end',
      carrier_id: 'null::uuid',
      upstream_since: 'null::timestamptz',
      confirmed_generation: 't.generation',
      connector_kind: `'forward-auth'::text`,
      connector_config: `'{}'::jsonb`,
      connector_attempts: '0',
      connector_retry_at: 'null::timestamptz',
      connector_error: 'null::text',
      settings: `'{}'::jsonb`,
      impersonation_code_hash: 'null::text',
    },
  },
  { name: 'hostnames', where: OF_SITES },
  { name: 'plans', where: 't.site_id = $2', replaced: { copied_from: 'null::uuid' } },
  { name: 'plan_versions', where: 't.plan_id in (select id from plans where site_id = $2)' },
  { name: 'meters', where: 't.site_id = $2' },
  { name: 'accounts', where: 't.id = $1', replaced: { next_wake_at: 'null::timestamptz' } },
  { name: 'site_tenures', where: OF_ACCOUNT, replaced: { tenant_id: '$2::uuid' } },
  { name: 'assignments', where: OF_ACCOUNT },
  { name: 'usage_days', where: OF_ACCOUNT },
  { name: 'usage_rhythms', where: OF_SITES },
  { name: 'promotions', where: OF_ACCOUNT },
  { name: 'entries', where: OF_ACCOUNT },
  { name: 'periods', where: OF_ACCOUNT },
  { name: 'scheduled_charges', where: OF_ACCOUNT },
  { name: 'disputes', where: OF_ACCOUNT },
  { name: 'suspensions', where: OF_ACCOUNT, replaced: { breaker_id: 'null::uuid' } },
  { name: 'holds', where: OF_ACCOUNT },
  { name: 'exemptions', where: OF_ACCOUNT },
  { name: 'notices', where: OF_ACCOUNT },
  { name: 'undeliverable_addresses', where: OF_ACCOUNT },
  { name: 'vat_ids', where: OF_ACCOUNT },
  { name: 'document_series', where: 't.site_id = $2' },
];

/** Reads the copy; undefined when there is no such account. For a transaction that sees one instant. */
export async function readAccountCopy(sql: Queryable, accountId: string): Promise<AccountCopy | undefined> {
  const [tenant] = await sql<{ account: string; id: string; name: string; settings: string }[]>`
    select a.name as account, s.id, s.name, s.settings::text as settings from accounts a join sites s on s.id = a.site_id
     where a.id = ${accountId}`;
  if (tenant === undefined) return undefined;
  const tables: { name: string; rows: string[] }[] = [];
  for (const { name, where, replaced = {} } of TABLES) {
    const changes = Object.entries(replaced).map(([column, value]) => `'${column}', ${value}`);
    const row = `to_jsonb(t) || jsonb_build_object(${changes.join(', ')})`;
    // Both parameters are in every query, with their types.
    const rows = await sql.unsafe<{ row: string }[]>(
      `select (${row})::text as row from ${name} t where ${where} and $1::uuid is not null and $2::uuid is not null`,
      [accountId, tenant.id],
    );
    tables.push({ name, rows: rows.map((found) => found.row) });
  }
  const copied = { id: accountId, name: tenant.account, tables };
  return { ...copied, tenantId: tenant.id, tenantName: tenant.name, tenantSettings: tenant.settings };
}

/** Writes a copy into a database with nothing but its own root site, which takes the tenant's place. */
export async function insertAccountCopy(sql: Queryable, copy: AccountCopy, rootId: string): Promise<void> {
  // Which site holds which account is known only once both are there.
  const holders = new Map<string, string>();
  for (const { name, rows } of copy.tables) {
    const own = rows.map((row) => row.replaceAll(copy.tenantId, rootId));
    const ready = name === 'sites' ? own.map((row) => withoutAccount(row, holders)) : own;
    const columns = await columnsOf(sql, name);
    if (ready.length > 0)
      await sql.unsafe(
        `insert into ${name} (${columns}) overriding system value
         select ${columns} from jsonb_populate_recordset(null::${name}, $1::text::jsonb)`,
        [`[${ready.join(',')}]`],
      );
  }
  for (const [siteId, accountId] of holders)
    await sql`update sites set account_id = ${accountId} where id = ${siteId}`;
  await sql`
    update sites set name = ${copy.tenantName},
           settings = ${copy.tenantSettings}::text::jsonb || '{"breakerPercent": "100"}' where id = ${rootId}`;
}

function withoutAccount(row: string, holders: Map<string, string>): string {
  const site = JSON.parse(row) as { readonly id: string; readonly account_id: string | null };
  if (site.account_id !== null) holders.set(site.id, site.account_id);
  return JSON.stringify({ ...site, account_id: null });
}

async function columnsOf(sql: Queryable, table: string): Promise<string> {
  const rows = await sql<{ name: string }[]>`
    select attname::text as name from pg_attribute
     where attrelid = ${table}::text::regclass and attnum > 0 and not attisdropped and attgenerated = ''`;
  return rows.map(({ name }) => `"${name}"`).join(', ');
}

/** What happened to an account from an instant on, oldest first. */
export interface SimulatedEvent {
  readonly at: number;
  readonly kind: string;
  readonly text: string;
  /** Minor units from the client's side; null where no money moved. */
  readonly amount: string | null;
  readonly balanceAfter: string | null;
}

export async function listSimulatedEvents(
  sql: Queryable,
  accountId: string,
  since: number,
): Promise<SimulatedEvent[]> {
  return sql<SimulatedEvent[]>`
    select * from (
      select posted_at as at, 1 as rank, number, kind, description as text, amount::text as amount,
             balance_after::text as balance_after
        from entries where account_id = ${accountId} and posted_at > ${since}::timestamptz
      union all
      select since, 2, 0, 'suspended', reason, null, null
        from suspensions where account_id = ${accountId} and since > ${since}::timestamptz
      union all
      select ended_at, 2, 0, 'reactivated', reason, null, null
        from suspensions where account_id = ${accountId} and ended_at > ${since}::timestamptz
      union all
      select coalesce(sent_at, created_at), 3, 0, 'email', kind || ' to ' || recipient_address || ': ' || coalesce(subject, 'not sent'),
             null, null
        from emails where account_id = ${accountId} and created_at > ${since}::timestamptz) as happened
     order by at, rank, number`;
}
