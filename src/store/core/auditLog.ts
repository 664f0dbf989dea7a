import { likePart } from '../../platform/sql/likePart.js';
import type { Queryable } from '../../platform/sql/sql.js';

export interface LoggedRow {
  readonly id: string;
  readonly at: number;
  readonly actor: string;
  readonly actedAs: string | null;
  readonly requestId: string | null;
  readonly accountId: string | null;
  readonly action: string;
  readonly subject: string;
  readonly before: unknown;
  readonly after: unknown;
}

export interface LogPage {
  readonly siteId: string;
  /** Rows up to this id, which also means up to its time: ids begin with the instant. */
  readonly below?: string;
  readonly notBelow?: string;
  readonly actor?: string;
  /** A verb (`plan.create`) or all of a noun (`plan`). */
  readonly action?: string;
  readonly subject?: string;
  /** A text anywhere in a row. */
  readonly text?: string;
  readonly limit: number;
}

/** A site's log, newest first. */
export async function listAudit(sql: Queryable, page: LogPage): Promise<LoggedRow[]> {
  const { siteId, below, notBelow, actor, action, subject, text, limit } = page;
  const rows = await sql<
    (Omit<LoggedRow, 'actedAs' | 'requestId' | 'accountId'> & {
      actedAs: string | null;
      requestId: string | null;
      accountId: string | null;
    })[]
  >`
    select id, at, actor, acted_as, request_id, account_id, action, subject, before, after from audit
     where site_id = ${siteId}
       ${below === undefined ? sql`` : sql`and id < ${below}`}
       ${notBelow === undefined ? sql`` : sql`and id >= ${notBelow}`}
       ${actor === undefined ? sql`` : sql`and ${actor} in (actor, acted_as)`}
       ${action === undefined ? sql`` : sql`and (action = ${action} or starts_with(action, ${`${action}.`}))`}
       ${subject === undefined ? sql`` : sql`and subject = ${subject}`}
       ${text === undefined ? sql`` : sql`and ${holds(sql, text)}`}
     order by id desc limit ${limit}`;
  return rows.map(({ actedAs, requestId, accountId, ...row }) => {
    return { ...row, actedAs, requestId, accountId };
  });
}

function holds(sql: Queryable, text: string) {
  const pattern = `%${likePart(text)}%`;
  return sql`concat_ws(' ', action, subject, actor, acted_as, request_id, account_id, before, after) ilike ${pattern}`;
}

/** The names for ids in a log: objects of the site itself, and its child sites. */
export async function nameSubjects(
  sql: Queryable,
  siteId: string,
  ids: readonly string[],
): Promise<Map<string, string>> {
  if (ids.length === 0) return new Map();
  const wanted = ids as string[];
  const rows = await sql<{ id: string; name: string }[]>`
    select id, name from sites where id = any(${wanted}::uuid[]) and (id = ${siteId} or parent_id = ${siteId})
    union all
    select u.id, u.name from users u join sites s on s.id = u.site_id
     where u.id = any(${wanted}::uuid[]) and (s.id = ${siteId} or s.parent_id = ${siteId})
    union all select id, name from accounts where id = any(${wanted}::uuid[]) and site_id = ${siteId}
    union all select id, name from plans where id = any(${wanted}::uuid[]) and site_id = ${siteId}
    union all select id, name from groups where id = any(${wanted}::uuid[]) and site_id = ${siteId}
    union all select id, name from api_keys where id = any(${wanted}::uuid[]) and site_id = ${siteId}
    union all
    select e.id, a.name || ', entry ' || e.number from entries e join accounts a on a.id = e.account_id
     where e.id = any(${wanted}::uuid[]) and a.site_id = ${siteId}`;
  return new Map(rows.map(({ id, name }) => [id, name]));
}

/** The actors for ids in a log: users of the site or of its parent by name and address, keys by name. */
export async function nameActors(
  sql: Queryable,
  siteId: string,
  ids: { readonly users: readonly string[]; readonly keys: readonly string[] },
): Promise<Map<string, string>> {
  if (ids.users.length + ids.keys.length === 0) return new Map();
  const rows = await sql<{ actor: string; name: string }[]>`
    select 'user/' || u.id as actor, u.name || ' <' || u.email || '>' as name
      from users u join sites s on s.id = ${siteId} and u.site_id in (s.id, s.parent_id)
     where u.id = any(${ids.users as string[]}::uuid[])
    union all
    select 'key/' || k.id, k.name
      from api_keys k join sites s on s.id = ${siteId} and k.site_id in (s.id, s.parent_id)
     where k.id = any(${ids.keys as string[]}::uuid[])`;
  return new Map(rows.map(({ actor, name }) => [actor, name]));
}
