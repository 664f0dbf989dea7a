import type { Queryable } from '../../platform/sql/sql.js';

export interface Logo {
  readonly id: string;
  readonly mediaType: 'image/png' | 'image/jpeg';
  readonly bytes: Buffer;
  readonly width: number;
  readonly height: number;
}

/** Removes the site's logo; emails that show it keep it. */
export async function removeLogo(sql: Queryable, siteId: string, at: number): Promise<string | undefined> {
  const [row] = await sql<{ id: string }[]>`
    update logos set removed_at = ${at} where site_id = ${siteId} and removed_at is null returning id`;
  return row?.id;
}

export async function insertLogo(
  sql: Queryable,
  logo: Logo & { readonly siteId: string; readonly addedAt: number; readonly addedBy: string },
): Promise<void> {
  await sql`
    insert into logos (id, site_id, media_type, bytes, width, height, added_at, added_by)
    values (${logo.id}, ${logo.siteId}, ${logo.mediaType}, ${logo.bytes}, ${logo.width}, ${logo.height},
            ${logo.addedAt}, ${logo.addedBy})`;
}

/** A logo that an email refers to, even if the site has another one now. */
export async function findLogo(sql: Queryable, id: string): Promise<Logo | undefined> {
  const [row] = await sql<Logo[]>`select id, media_type, bytes, width, height from logos where id = ${id}`;
  return row;
}

/** Counts a test email of a user, unless they have reached the limit since then. */
export async function insertTestEmail(
  sql: Queryable,
  email: {
    readonly id: string;
    readonly userId: string;
    readonly at: number;
    readonly since: number;
    readonly max: number;
  },
): Promise<boolean> {
  const rows = await sql`
    insert into test_emails (id, user_id, sent_at)
    select ${email.id}, ${email.userId}, ${email.at}
     where (select count(*) from test_emails where user_id = ${email.userId} and sent_at > ${email.since}) < ${email.max}
     returning id`;
  return rows.length > 0;
}
