import type { Queryable } from '../../platform/sql/sql.js';

/** An impersonation: the Owner of the parent site logged in to a child site. */
export interface NewImpersonation {
  readonly id: string;
  readonly siteId: string;
  readonly parentId: string;
  readonly impersonatorId: string;
  /** The child's Owner, who is impersonated. */
  readonly viewedAs: string;
  /** The impersonator's current address. */
  readonly credentialsVersion: number;
  readonly address: string;
  readonly startedAt: number;
  readonly endsAt: number;
}

export async function insertImpersonation(sql: Queryable, row: NewImpersonation): Promise<void> {
  await sql`
    insert into impersonations (id, site_id, parent_id, impersonator_id, viewed_as, credentials_version, address,
           started_at, last_seen_at, ends_at)
    values (${row.id}, ${row.siteId}, ${row.parentId}, ${row.impersonatorId}, ${row.viewedAs},
            ${row.credentialsVersion}, ${row.address}, ${row.startedAt}, ${row.startedAt}, ${row.endsAt})`;
}

/** An impersonation's data, for the audit rows about its end. */
export interface EndedImpersonation {
  readonly id: string;
  readonly siteId: string;
  readonly parentId: string;
  readonly impersonatorId: string;
  readonly viewedAs: string;
}

/**
 * Ends impersonations that have not ended; each is returned once. One that expired unnoticed gets its expiry as its
 * end.
 */
export async function endImpersonations(
  sql: Queryable,
  ids: readonly string[],
  end: { readonly at: number; readonly reason: 'left' | 'ended'; readonly idleMs: number },
): Promise<EndedImpersonation[]> {
  if (ids.length === 0) return [];
  return sql<EndedImpersonation[]>`
    update impersonations
       set ended_at = least(${end.at}, ends_at, last_seen_at + make_interval(secs => ${end.idleMs / 1_000})),
           end_reason = ${end.reason}
     where id = any(${ids as string[]}::uuid[]) and ended_at is null
     returning id, site_id, parent_id, impersonator_id, viewed_as`;
}

/** Impersonations whose session no longer exists and whose end is not recorded. */
export async function listLostImpersonations(sql: Queryable): Promise<{ impersonationId: string }[]> {
  const rows = await sql<{ id: string }[]>`
    select i.id from impersonations i
     where i.ended_at is null and not exists (select 1 from sessions t where t.impersonation_id = i.id) limit 500`;
  return rows.map(({ id }) => ({ impersonationId: id }));
}

/** One impersonation of a child's Owner, as that Owner sees it. */
export interface ImpersonationListed {
  readonly id: string;
  readonly impersonator: { readonly name: string; readonly email: string; readonly site: string };
  readonly address: string;
  readonly startedAt: number;
  readonly lastSeenAt: number;
  /** Null: still active. */
  readonly endedAt: number | null;
  readonly endReason: 'left' | 'ended' | null;
  /** Their actions, oldest first, the first hundred. */
  readonly actions: readonly { readonly at: number; readonly action: string; readonly subject: string }[];
}

type ShownRow = Omit<ImpersonationListed, 'impersonator' | 'actions'> & {
  name: string;
  email: string;
  parentName: string;
  actions: { at: string; action: string; subject: string }[];
};

/**
 * Impersonations of a site's Owner, newest first, before a cursor. One whose end is not recorded ended when it expired.
 */
export async function listImpersonations(
  sql: Queryable,
  page: {
    readonly siteId: string;
    readonly before?: string | undefined;
    readonly limit: number;
    readonly now: number;
    readonly idleMs: number;
  },
): Promise<ImpersonationListed[]> {
  const rows = await sql<ShownRow[]>`
    select i.id, u.name, u.email, p.name as parent_name, i.address, i.started_at, i.last_seen_at, e.ended_at,
           case when e.ended_at is null then null else coalesce(i.end_reason, 'ended') end as end_reason,
           coalesce((select jsonb_agg(jsonb_build_object('at', a.at, 'action', a.action, 'subject', a.subject)
                            order by a.id)
              from (select id, at, action, subject from audit
                     where site_id = i.site_id
                       and id >= ${firstIdAt(sql, sql`i.started_at`)}
                       and id < ${firstIdAt(sql, sql`coalesce(e.ended_at, i.ends_at) + interval '1 ms'`)}
                       and acted_as is not null and actor = 'user/' || i.impersonator_id
                       and action not in ('impersonation.start', 'impersonation.end')
                     order by id limit 100) a), '[]') as actions
      from impersonations i
      join users u on u.id = i.impersonator_id
      join sites p on p.id = i.parent_id
      cross join lateral (select case
        when i.ended_at is not null then i.ended_at
        when least(i.ends_at, i.last_seen_at + make_interval(secs => ${page.idleMs / 1_000})) <= ${page.now}
        then least(i.ends_at, i.last_seen_at + make_interval(secs => ${page.idleMs / 1_000})) end as ended_at) e
     where i.site_id = ${page.siteId} and i.id < ${page.before ?? 'ffffffff-ffff-ffff-ffff-ffffffffffff'}
     order by i.id desc limit ${page.limit}`;
  return rows.map(shownOf);
}

/** The lowest id of an instant: ids begin with the instant, so a range of time is a range of ids. */
function firstIdAt(sql: Queryable, instant: ReturnType<Queryable>) {
  return sql`(lpad(to_hex((extract(epoch from ${instant}) * 1000)::bigint), 12, '0')
    || '00000000000000000000')::uuid`;
}

function shownOf({ name, email, parentName, ...row }: ShownRow): ImpersonationListed {
  return {
    ...row,
    impersonator: { name, email, site: parentName },
    actions: row.actions.map(({ at, ...act }) => ({ ...act, at: Date.parse(at) })),
  };
}
