import type { Queryable } from '../../platform/sql/sql.js';

export type EmailLinkPurpose = 'invitation' | 'password-reset';

/** A link sent by email that works once. */
export interface EmailLink {
  /** SHA-256 of the link's token, in hex. */
  readonly id: string;
  readonly purpose: EmailLinkPurpose;
  readonly userId: string;
  readonly createdAt: number;
  readonly expiresAt: number;
}

/** The user of a link, as its page shows them. */
export interface LinkHolder {
  readonly purpose: EmailLinkPurpose;
  readonly userId: string;
  readonly name: string;
  readonly email: string;
}

/** Stores a link. For a user who does not exist it takes the same time and stores nothing. */
export async function insertEmailLink(sql: Queryable, link: EmailLink): Promise<void> {
  await sql`
    insert into email_links (id, purpose, user_id, created_at, expires_at)
    select ${link.id}, ${link.purpose}, u.id, ${link.createdAt}, ${link.expiresAt}
      from users u where u.id = ${link.userId}`;
}

/** A valid link of this site. */
export async function findEmailLink(
  sql: Queryable,
  link: { readonly id: string; readonly siteId: string; readonly now: number },
): Promise<LinkHolder | undefined> {
  const [row] = await sql<LinkHolder[]>`
    select l.purpose, l.user_id, u.name, u.email
      from email_links l join users u on u.id = l.user_id
     where l.id = ${link.id} and l.used_at is null and l.expires_at > ${link.now}
       and u.site_id = ${link.siteId} and u.disabled_at is null`;
  return row;
}

/** Uses up a link; of several simultaneous calls, one returns true. */
export async function consumeEmailLink(sql: Queryable, id: string, now: number): Promise<boolean> {
  const rows = await sql`
    update email_links set used_at = ${now} where id = ${id} and used_at is null and expires_at > ${now} returning id`;
  return rows.length > 0;
}

/** Invalidates all valid links of a user. */
export async function endEmailLinks(sql: Queryable, userId: string, now: number): Promise<void> {
  await sql`
    update email_links set expires_at = ${now}
     where user_id = ${userId} and used_at is null and expires_at > ${now}`;
}

/** How many links were sent to a user since then. */
export async function countEmailLinks(sql: Queryable, userId: string, since: number): Promise<number> {
  const [row] = await sql<{ links: number }[]>`
    select count(*) as links from email_links where user_id = ${userId} and created_at > ${since}`;
  return row?.links ?? 0;
}
