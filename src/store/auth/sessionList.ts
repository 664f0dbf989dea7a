import type { Queryable } from '../../platform/sql/sql.js';

export interface SessionListed {
  readonly handle: string;
  /** The user's own site, or the child site where they impersonate. */
  readonly site: { readonly slug: string; readonly name: string };
  readonly impersonates: boolean;
  readonly address: string;
  readonly browser: string;
  readonly createdAt: number;
  readonly lastSeenAt: number;
  readonly endsAt: number;
}

/** A user's sessions that are not over, last used first. */
export async function listSessions(sql: Queryable, userId: string, now: number): Promise<SessionListed[]> {
  const rows = await sql<(Omit<SessionListed, 'site'> & SessionListed['site'])[]>`
    select t.handle, s.slug, s.name, t.impersonation_id is not null as impersonates, t.address, t.browser,
           t.created_at, t.last_seen_at, t.ends_at
      from sessions t join sites s on s.id = t.site_id join users u on u.id = t.user_id
     where t.user_id = ${userId} and t.idle_at > ${now} and t.ends_at > ${now}
       and u.credentials_version = t.credentials_version
     order by t.last_seen_at desc, t.handle limit 200`;
  return rows.map(({ slug, name, ...row }) => ({ ...row, site: { slug, name } }));
}
