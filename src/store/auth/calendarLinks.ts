import type { Queryable } from '../../platform/sql/sql.js';

/** The calendar link of a user, without its secret. */
export interface CalendarLink {
  readonly id: string;
  readonly createdAt: number;
  readonly lastReadAt: number | null;
}

export async function findCalendarLink(sql: Queryable, userId: string): Promise<CalendarLink | undefined> {
  const [row] = await sql<CalendarLink[]>`
    select id, created_at, last_read_at from calendar_links where user_id = ${userId} and revoked_at is null`;
  return row;
}

export interface NewCalendarLink {
  readonly id: string;
  readonly siteId: string;
  readonly userId: string;
  readonly tokenHash: Buffer;
  readonly createdAt: number;
}

export async function insertCalendarLink(sql: Queryable, link: NewCalendarLink): Promise<void> {
  await sql`
    insert into calendar_links (id, site_id, user_id, token_hash, created_at)
    values (${link.id}, ${link.siteId}, ${link.userId}, ${link.tokenHash}, ${link.createdAt})`;
}

/** Revokes the link of a user; returns its id if there was one. */
export async function revokeCalendarLink(
  sql: Queryable,
  userId: string,
  at: number,
): Promise<string | undefined> {
  const [row] = await sql<{ id: string }[]>`
    update calendar_links set revoked_at = ${at} where user_id = ${userId} and revoked_at is null returning id`;
  return row?.id;
}

/** The owner of a link: its site, and the group of its user. */
export interface CalendarReader {
  readonly siteId: string;
  readonly group: string;
  readonly groupPermissions: readonly string[];
}

/** Who a link belongs to, while its user is enabled; records that it was read. */
export async function readCalendarLink(
  sql: Queryable,
  tokenHash: Buffer,
  at: number,
): Promise<CalendarReader | undefined> {
  const [row] = await sql<CalendarReader[]>`
    with read as (
      update calendar_links set last_read_at = ${at} where token_hash = ${tokenHash} and revoked_at is null
      returning site_id, user_id)
    select read.site_id, u.user_group as "group", coalesce(g.permissions, '{}') as group_permissions
      from read join users u on u.id = read.user_id and u.site_id = read.site_id and u.disabled_at is null
      left join groups g on g.site_id = u.site_id and g.name = u.user_group`;
  return row;
}
