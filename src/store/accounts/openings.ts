import { taxColumns } from '../../billing/tax/storedTax.js';
import type { Queryable } from '../../platform/sql/sql.js';
import type { AuditOrigin } from '../core/audit.js';
import { assignmentRows, type NewAssignment } from '../plans/plans.js';
import { tenureStart } from '../sites/tenures.js';
import type { NewAccount } from './accounts.js';

/** A new site of an account that is being opened. */
export interface OpeningSite {
  readonly id: string;
  readonly slug: string;
  readonly name: string;
  readonly connectorKind: string;
  readonly connectorConfig: object;
  /** Its Owner, who has not claimed the login yet. */
  readonly owner: {
    readonly id: string;
    readonly email: string;
    readonly canonicalEmail: string;
    readonly name: string;
  };
  readonly hostnames: readonly { readonly hostname: string; readonly isConfirmed: boolean }[];
  readonly externalId: string | null;
  readonly audit: OpeningAudit;
}

interface OpeningAudit {
  readonly id: string;
  readonly after: object;
}

export interface Opening {
  readonly account: NewAccount;
  readonly assignments: readonly NewAssignment[];
  readonly sites: readonly OpeningSite[];
  readonly audit: OpeningAudit;
  /** The wall-clock time from which the scheduler may send the account's first signal. */
  readonly retryFrom: number;
}

export interface WrittenOpening {
  /** False: nothing was written. References are random, so another one can be drawn. */
  readonly isReferenceFree: boolean;
  /** The ids of the written sites; the slugs of the others are taken. */
  readonly siteIds: readonly string[];
  /** The written hostnames; the others of these sites belong to other sites. */
  readonly hostnames: readonly string[];
}

/**
 * Writes an account with its assignments, its first signal and its audit row, and each of its sites whose slug is free
 * with its tenure, Owner, hostnames and audit row.
 */
export async function insertOpening(
  sql: Queryable,
  by: AuditOrigin,
  { account, assignments, sites, audit, retryFrom }: Opening,
): Promise<WrittenOpening> {
  const { now, actor, actedAs = null, requestId = null } = by;
  const auditColumns = sql`
    insert into audit (id, at, site_id, account_id, actor, acted_as, request_id, action, subject, after)`;
  const borne = account.tax === null ? undefined : taxColumns(account.tax);
  const origin = sql`${actor}::text, ${actedAs}::text, ${requestId}::text`;
  const [written] = await sql<WrittenOpening[]>`
    with account as (
      insert into accounts (id, site_id, name, email, more_emails, language, currency, time_zone, billing_day,
             interval_months, credit_limit, tax_name, tax_percent, tax_category, tax_reason_code, particulars, statements_wanted, reference, opened_at, open_from,
             open_from_date, tags, notes, external_id, metadata)
      values (${account.id}, ${account.siteId}, ${account.name}, ${account.email}, ${account.moreEmails as string[]}::text[],
              ${account.language}, ${account.currency}, ${account.timeZone}, ${account.billingDay},
              ${account.intervalMonths}, ${account.creditLimit.toString()}, ${borne?.taxName ?? null},
              ${borne?.taxPercent ?? null}, ${borne?.taxCategory ?? null}, ${borne?.taxReasonCode ?? null},
              ${sql.json(account.particulars as never)}, ${account.statementsWanted}, ${account.reference}, ${account.openedAt},
              ${account.openedAt}, ${account.openFromDate}, ${account.record.tags as string[]}::text[], ${account.record.notes},
              ${account.record.externalId}, ${sql.json(account.record.metadata)})
      on conflict (reference) do nothing returning id, site_id
    ), assigned as (
      insert into assignments (id, account_id, plan_id, version_id, from_date, to_date, startup, created_at, actor)
      select a.* from ${assignmentRows(sql, assignments)} join account on account.id = a.account_id
    ), signalled as (
      insert into outbox (account_id, signal, about, created_at, retry_at)
      select id, 'settingsChanged', 'account.open', ${now}::timestamptz, ${retryFrom}::timestamptz from account
    ), audited as (
      ${auditColumns}
      select ${audit.id}::uuid, ${now}::timestamptz, site_id, id, ${origin}, 'account.open', 'account/' || id,
             ${sql.json(audit.after as never)}::jsonb
        from account
    ), site as materialized (
      select * from jsonb_to_recordset(${sql.json(sites.map(siteRow) as never)}) as s(
        id uuid, slug text, name text, connector_kind text, connector_config jsonb, owner_id uuid, owner_email text,
        owner_canonical text, owner_name text, external_id text, audit_id uuid, audit_after jsonb)
    ), added as (
      insert into sites (id, slug, name, parent_id, account_id, connector_kind, connector_config, created_at, external_id)
      select s.id, s.slug, s.name, account.site_id, account.id, s.connector_kind, s.connector_config, ${now}::timestamptz,
             s.external_id
        from site s cross join account
      on conflict (slug) do nothing returning id, parent_id, account_id
    ), held as (
      insert into site_tenures (site_id, account_id, tenant_id, from_at)
      select id, account_id, parent_id, ${tenureStart(sql, now)} from added
    ), owned as (
      insert into users (id, site_id, email, canonical_email, name, user_group, created_at)
      select s.owner_id, s.id, s.owner_email, s.owner_canonical, s.owner_name, 'Owner', ${now}::timestamptz
        from site s join added using (id)
    ), named as (
      insert into hostnames as known (hostname, site_id, waiting_since)
      select hostname, site_id, case when not is_confirmed then ${now}::timestamptz end
        from jsonb_to_recordset(${sql.json(sites.flatMap(hostnameRows) as never)}) as h(
               hostname text, site_id uuid, is_confirmed boolean)
        join added on added.id = h.site_id
      on conflict (hostname) do update set site_id = excluded.site_id, waiting_since = null
       where known.waiting_since is not null and excluded.waiting_since is null
      returning hostname
    ), audited_sites as (
      ${auditColumns}
      select s.audit_id, ${now}::timestamptz, added.parent_id, null, ${origin}, 'site.create', 'site/' || s.id, s.audit_after
        from site s join added using (id)
    )
    select exists (select from account) as is_reference_free, array(select id from added) as site_ids,
           array(select hostname from named) as hostnames`;
  if (written === undefined) throw new Error('a select without a table has one row');
  return written;
}

function siteRow({ owner, audit, ...site }: OpeningSite): object {
  return {
    id: site.id,
    slug: site.slug,
    name: site.name,
    connector_kind: site.connectorKind,
    connector_config: site.connectorConfig,
    owner_id: owner.id,
    owner_email: owner.email,
    owner_canonical: owner.canonicalEmail,
    owner_name: owner.name,
    external_id: site.externalId,
    audit_id: audit.id,
    audit_after: audit.after,
  };
}

function hostnameRows({ id, hostnames }: OpeningSite): object[] {
  return hostnames.map(({ hostname, isConfirmed }) => ({
    hostname,
    site_id: id,
    is_confirmed: isConfirmed,
  }));
}
