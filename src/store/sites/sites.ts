import type { DirectDebit } from '../../billing/debits/directDebit.js';
import type { Invoicing } from '../../billing/invoices/invoicing.js';
import type { PolicyTerms } from '../../billing/policy/policy.js';
import type { TaxPolicyTerms } from '../../billing/tax/accountTax.js';
import type { BankAccount } from '../../core/values/bankAccount.js';
import type { Particulars } from '../../core/values/particulars.js';
import type { Queryable } from '../../platform/sql/sql.js';
import { beginTenures, tenureStart } from './tenures.js';

export interface Site {
  readonly id: string;
  readonly slug: string;
  readonly name: string;
  readonly parentId: string | null;
  readonly accountId: string | null;
  readonly hostnames: readonly string[];
  /** The unconfirmed ones among them: the gate does not know them. */
  readonly waitingHostnames: readonly string[];
  readonly wantedState: 'active' | 'suspended';
  /** Suspended itself, or by a parent site. */
  readonly closed: boolean;
  /** Whether a parent site is suspended. */
  readonly upstream: boolean;
  readonly generation: number;
  readonly confirmedGeneration: number;
  readonly connectorKind: string;
  readonly connectorError: string | null;
  /** Its id in another program of the tenant. */
  readonly externalId: string | null;
  readonly createdAt: number;
}

export interface NewSite {
  readonly id: string;
  readonly slug: string;
  readonly name: string;
  readonly parentId: string | null;
  readonly accountId: string | null;
  readonly connectorKind: string;
  readonly connectorConfig: object;
  readonly externalId: string | null;
  readonly createdAt: number;
}

/** Inserts a site, and its account's hold of it. False when the slug is taken. */
export async function insertSite(sql: Queryable, site: NewSite): Promise<boolean> {
  const rows = await sql`
    with added as (
      insert into sites (id, slug, name, parent_id, account_id, connector_kind, connector_config, external_id, created_at)
      values (${site.id}, ${site.slug}, ${site.name}, ${site.parentId}, ${site.accountId}, ${site.connectorKind},
              ${sql.json(site.connectorConfig as never)}, ${site.externalId}, ${site.createdAt})
      on conflict (slug) do nothing returning id, account_id
    ), held as (
      insert into site_tenures (site_id, account_id, tenant_id, from_at)
      select s.id, a.id, a.site_id, ${tenureStart(sql, site.createdAt)}
        from added s join accounts a on a.id = s.account_id
    )
    select id from added`;
  return rows.length > 0;
}

/** Whether a site has no parent. */
export async function isRootSite(sql: Queryable, id: string): Promise<boolean> {
  const rows = await sql`select 1 from sites where id = ${id} and parent_id is null`;
  return rows.length > 0;
}

const columns = (sql: Queryable) => sql`
  s.id, s.slug, s.name, s.parent_id, s.account_id, s.wanted_state, s.closed,
  s.upstream_since is not null as upstream, s.generation, s.confirmed_generation, s.connector_kind,
  s.connector_error, s.external_id, s.created_at,
  array(select h.hostname from hostnames h where h.site_id = s.id order by h.hostname) as hostnames,
  array(select h.hostname from hostnames h
         where h.site_id = s.id and h.waiting_since is not null order by h.hostname) as waiting_hostnames`;

export async function findSiteBySlug(sql: Queryable, slug: string): Promise<Site | undefined> {
  const [row] = await sql<Site[]>`select ${columns(sql)} from sites s where s.slug = ${slug}`;
  return row;
}

export async function findSite(sql: Queryable, id: string): Promise<Site | undefined> {
  const [row] = await sql<Site[]>`select ${columns(sql)} from sites s where s.id = ${id}`;
  return row;
}

/** The root site, which `npm start` creates. */
export async function findRootSite(sql: Queryable): Promise<Site | undefined> {
  const [row] = await sql<Site[]>`
    select ${columns(sql)} from sites s where s.parent_id is null order by s.created_at, s.id limit 1`;
  return row;
}

/** Child sites after a cursor, by id. */
export async function listChildSites(
  sql: Queryable,
  page: { parentId: string; after?: string; limit: number; externalId?: string },
): Promise<Site[]> {
  return sql<Site[]>`
    select ${columns(sql)} from sites s
     where s.parent_id = ${page.parentId} and s.id > ${page.after ?? '00000000-0000-0000-0000-000000000000'}
       ${page.externalId === undefined ? sql`` : sql`and s.external_id = ${page.externalId}`}
     order by s.id limit ${page.limit}`;
}

export async function listAccountSites(sql: Queryable, accountIds: readonly string[]): Promise<Site[]> {
  return sql<Site[]>`
    select ${columns(sql)} from sites s where s.account_id = any(${accountIds as string[]}::uuid[]) order by s.slug`;
}

/** Puts a child site without an open account on an account, and reopens it if it was closed; otherwise false. */
export async function reuseSite(
  sql: Queryable,
  site: { slug: string; parentId: string; accountId: string; at: number },
): Promise<string | undefined> {
  const [row] = await sql<{ id: string }[]>`
    update sites s set account_id = ${site.accountId}, wanted_state = 'active', carrier_id = null,
           generation = generation + (wanted_state = 'suspended' and upstream_since is null)::integer
     where s.slug = ${site.slug} and s.parent_id = ${site.parentId}
       and not exists (select 1 from accounts a where a.id = s.account_id and a.closed_at is null)
     returning id`;
  if (row !== undefined) await beginTenures(sql, [row.id], site);
  return row?.id;
}

/** The owner's own details in emails and on the suspended page; all optional. */
export interface SiteSettings {
  readonly paymentInstructions?: string | undefined;
  /** Where clients transfer money to. */
  readonly bankAccount?: BankAccount | null | undefined;
  readonly address?: string | undefined;
  readonly phone?: string | undefined;
  readonly email?: string | undefined;
  readonly suspendedWords?: string | undefined;
  /** Printed on statements. */
  readonly taxNumber?: string | undefined;
  /** A line at the end of every email. */
  readonly emailFooter?: string | undefined;
  /** `#rrggbb`, for buttons and the edge of emails. */
  readonly emailAccent?: string | undefined;
  /** The owner's texts for the customisable places in emails, by name of the place. */
  readonly emailTexts?: Readonly<Record<string, string>> | undefined;
  readonly logo?: { readonly id: string; readonly width: number; readonly height: number } | null | undefined;
  /** Whether invoices are issued, and how; changed by an operation of its own. */
  readonly invoicing?: Partial<Invoicing> | undefined;
  /** Whether and how direct debits are collected; changed by an operation of its own. */
  readonly directDebit?: Partial<DirectDebit> | undefined;
  /** What invoices say about the owner as their seller. */
  readonly particulars?: Particulars | undefined;
  /** How taxes are decided; none: set by hand for each account. */
  readonly taxPolicy?: TaxPolicyTerms | null | undefined;
  /** For accounts that are opened without a limit and on no plan with one; major units. */
  readonly defaultCreditLimit?: string | undefined;
  /** The tax of accounts that are opened without one. */
  readonly taxName?: string | undefined;
  readonly taxPercent?: string | undefined;
  /** The hourly limit of suspensions among the accounts kept here: a percentage of the active ones, and a minimum. */
  readonly breakerPercent?: string | undefined;
  readonly breakerAtLeast?: string | undefined;
  /** How suspensions of the accounts kept here are delayed; an account may have a policy of its own. */
  readonly suspensionPolicy?: PolicyTerms | undefined;
  /** For how many days a closed account accepts usage from before its closing; 0 to 60. */
  readonly lateUsageDays?: string | undefined;
  /** How many more days a client may ask for, how many days apart, and up to which debt in major units. */
  readonly promiseDays?: string | undefined;
  readonly promiseEveryDays?: string | undefined;
  readonly promiseUpTo?: string | undefined;
}

export async function findSettings(sql: Queryable, siteId: string): Promise<SiteSettings & { name: string }> {
  const [row] = await sql<{ name: string; settings: SiteSettings }[]>`
    select name, settings from sites where id = ${siteId}`;
  return { name: row?.name ?? '', ...row?.settings };
}

/** Replaces the given settings and keeps the others; an empty text deletes one. */
export async function changeSettings(sql: Queryable, siteId: string, settings: SiteSettings): Promise<void> {
  await sql`update sites set settings = settings || ${sql.json(settings as never)} where id = ${siteId}`;
}

export interface HostSettings extends SiteSettings {
  readonly name: string;
  readonly owner: string;
  readonly language: string | null;
  readonly unpaidSiteId: string | null;
}

/**
 * The settings of the owner of a host's site. `unpaidSiteId`: the site itself, if it is suspended for its own account's
 * debt, so that a payment reactivates it. `language`: that of its account, which its visitors read as well.
 */
export async function findSettingsForHost(
  sql: Queryable,
  hostname: string,
): Promise<HostSettings | undefined> {
  const [row] = await sql<(Omit<HostSettings, keyof SiteSettings> & { settings: SiteSettings })[]>`
    select s.name, p.name as owner, p.settings, (select language from accounts a where a.id = s.account_id) as language,
           (select s.id from accounts a
             where a.id = s.account_id and a.state = 'suspended' and s.upstream_since is null
               and not exists (select 1 from holds h where h.account_id = a.id and h.released_at is null)
           ) as unpaid_site_id
      from hostnames h join sites s on s.id = h.site_id join sites p on p.id = coalesce(s.parent_id, s.id)
     where h.hostname = ${hostname} and h.waiting_since is null`;
  if (row === undefined) return undefined;
  const { settings, ...host } = row;
  return { ...settings, ...host };
}

/** False when another site has it. */
export async function setSlug(sql: Queryable, id: string, slug: string): Promise<boolean> {
  const rows = await sql`
    update sites set slug = ${slug}
     where id = ${id} and not exists (select 1 from sites other where other.slug = ${slug} and other.id <> ${id})
     returning id`;
  return rows.length > 0;
}

/** Whether a write failed because two sites were given the same slug at once. */
export function isSlugTaken(error: unknown): boolean {
  return error instanceof Error && 'constraint_name' in error && error.constraint_name === 'sites_slug_key';
}

export interface SiteChanges {
  readonly name?: string;
  readonly connectorKind?: string;
  readonly connectorConfig?: object;
  readonly externalId?: string | null;
}

export async function updateSite(sql: Queryable, id: string, changes: SiteChanges): Promise<void> {
  await sql`
    update sites set name = coalesce(${changes.name ?? null}, name),
           connector_kind = coalesce(${changes.connectorKind ?? null}, connector_kind),
           connector_config = coalesce(${
             changes.connectorConfig === undefined ? null : sql.json(changes.connectorConfig as never)
           }::jsonb, connector_config),
           external_id = case when ${changes.externalId !== undefined} then ${changes.externalId ?? null} else external_id end
     where id = ${id}`;
}

/**
 * Sets the wanted state of an account's sites. A site that this opens or closes gets a new generation. Returns the
 * changed sites.
 */
export async function wantSitesState(
  sql: Queryable,
  accountId: string,
  state: 'active' | 'suspended',
): Promise<string[]> {
  const rows = await sql<{ id: string }[]>`
    update sites set wanted_state = ${state}, generation = generation + (upstream_since is null)::integer,
           connector_attempts = case when upstream_since is null then 0 else connector_attempts end,
           connector_retry_at = case when upstream_since is not null then connector_retry_at end,
           connector_error = case when upstream_since is not null then connector_error end
     where account_id = ${accountId} and wanted_state <> ${state}
     returning id`;
  return rows.map((row) => row.id);
}

export interface SiteCommand {
  readonly siteId: string;
  readonly slug: string;
  readonly hostnames: readonly string[];
  readonly state: 'active' | 'suspended';
  /** Why it is suspended; meaningless for an active site. */
  readonly reason: 'limit' | 'hold' | 'upstream';
  readonly generation: number;
  readonly connectorKind: string;
  readonly connectorConfig: Record<string, unknown>;
  readonly attempts: number;
}

/**
 * Commands that are not confirmed and may be sent now: of the account's own sites, and of sites without an account that
 * it sends commands for.
 */
export async function listUnconfirmedCommands(
  sql: Queryable,
  accountId: string,
  page: { readonly asOf: number; readonly limit: number },
): Promise<SiteCommand[]> {
  return sql<SiteCommand[]>`
    select s.id as site_id, s.slug, s.generation, s.connector_kind, s.connector_config, s.connector_attempts as attempts,
           array(select h.hostname from hostnames h
                  where h.site_id = s.id and h.waiting_since is null order by h.hostname) as hostnames,
           case when s.closed then 'suspended' else 'active' end as state,
           case when s.wanted_state = 'active' then 'upstream' else
             coalesce((select u.reason from suspensions u where u.account_id = s.account_id and u.ended_at is null),
                      'limit') end as reason
      from sites s
     where s.confirmed_generation <> s.generation
       and (s.connector_retry_at is null or s.connector_retry_at <= ${page.asOf})
       and (s.account_id = ${accountId} or (s.carrier_id = ${accountId} and not exists (
             select 1 from accounts o where o.id = s.account_id and o.closed_at is null)))
     order by s.account_id = ${accountId} desc nulls last, s.slug limit ${page.limit}`;
}

/** The connector has confirmed this generation; a confirmation older than the recorded one is ignored. */
export async function confirmGeneration(sql: Queryable, siteId: string, generation: number): Promise<void> {
  await sql`
    update sites set confirmed_generation = ${generation}, connector_attempts = 0, connector_retry_at = null,
           connector_error = null
     where id = ${siteId} and generation = ${generation}`;
}

/** The connector has a newer generation than ours (after a restore): issue the command again above it. */
export async function overtakeGeneration(sql: Queryable, siteId: string, seen: number): Promise<void> {
  await sql`
    update sites set generation = ${seen} + 1, connector_retry_at = null
     where id = ${siteId} and generation <= ${seen}`;
}

export async function updateConnectorFailure(
  sql: Queryable,
  failure: { siteId: string; generation: number; retryAt: number; detail: string },
): Promise<void> {
  await sql`
    update sites set connector_attempts = connector_attempts + 1, connector_retry_at = ${failure.retryAt},
           connector_error = ${failure.detail}
     where id = ${failure.siteId} and generation = ${failure.generation}`;
}

export interface GateSite {
  readonly siteId: string;
  readonly suspended: boolean;
}

/** The gate's response for a host; undefined when the host is not registered. */
export async function findGateSite(sql: Queryable, hostname: string): Promise<GateSite | undefined> {
  const [row] = await sql<GateSite[]>`
    select s.id as site_id, s.closed as suspended
      from hostnames h join sites s on s.id = h.site_id
     where h.hostname = ${hostname} and h.waiting_since is null`;
  return row;
}

export interface GateHost {
  readonly hostname: string;
  readonly suspended: boolean;
}

/** The gate's response for every registered host. */
export async function listGateHosts(sql: Queryable): Promise<GateHost[]> {
  return sql<GateHost[]>`
    select h.hostname, s.closed as suspended from hostnames h join sites s on s.id = h.site_id
     where h.waiting_since is null`;
}
