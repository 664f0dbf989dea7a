import type { PendingQuery, Row } from 'postgres';
import type { Queryable } from '../../platform/sql/sql.js';

type Fragment = PendingQuery<Row[]>;

/** As many accounts as are looked up one by one; a part that more of them have is soon met on the way through the list. */
const FOUND_MAX = 2_000;
/** The indexes contain parts of three letters; of shorter ones only the beginnings of words. */
const PART_LENGTH_MIN = 3;

/**
 * The condition for the account `a` to be found by a part of its name or reference, of an email address (with the @), or of a site's name, slug or host.
 * A rare part is looked up first. A common one would make a long list only to leave out most of it; so the accounts are
 * then asked in the order in which they are listed, until a page is full. In a wrapping, for a condition that is waited
 * for would be asked of the database.
 */
export async function foundBy(
  sql: Queryable,
  siteId: string,
  search: string,
): Promise<{ readonly condition: Fragment }> {
  const ids = await lookUp(sql, siteId, search);
  if (ids.length <= FOUND_MAX) return { condition: sql`and a.id = any(${ids}::uuid[])` };
  const has = partOf(sql, search);
  // With an offset the planner asks account by account, rather than make a list of all sites that fit.
  const condition = sql`and (${has(sql`a.name`)} or ${has(sql`a.reference`)} or ${byAddress(sql, search)} or exists (
    select 1 from sites s where s.account_id = a.id and (${has(sql`s.name`)} or ${has(sql`s.slug`)}
        or exists (select 1 from hostnames h where h.site_id = s.id and ${has(sql`h.hostname`)} offset 0)) offset 0))`;
  return { condition };
}

async function lookUp(sql: Queryable, siteId: string, search: string): Promise<string[]> {
  const has = partOf(sql, search);
  const most = FOUND_MAX + 1;
  const rows = await sql<{ id: string }[]>`
    (select a.id from accounts a
      where a.site_id = ${siteId} and (${has(sql`a.name`)} or ${has(sql`a.reference`)}) limit ${most})
    union all
    (select a.id from accounts a where a.site_id = ${siteId} and ${byAddress(sql, search)} limit ${most})
    union all
    (select a.id from sites s join accounts a on a.id = s.account_id and a.site_id = ${siteId}
      where s.account_id is not null and (${has(sql`s.name`)} or ${has(sql`s.slug`)}) limit ${most})
    union all
    (select a.id from hostnames h join sites s on s.id = h.site_id
                      join accounts a on a.id = s.account_id and a.site_id = ${siteId}
      where ${has(sql`h.hostname`)} limit ${most})
    limit ${most}`;
  return rows.map(({ id }) => id);
}

/** Only a part with an @ is looked for in addresses: many clients' share a domain, or a word with other names. */
function byAddress(sql: Queryable, search: string): Fragment {
  return search.includes('@') ? sql`${partOf(sql, search)(sql`a.all_emails`)}` : sql`false`;
}

/** The condition for a text to have the part in it. */
function partOf(sql: Queryable, search: string): (text: Fragment) => Fragment {
  const part = search.replaceAll(/[\\%_]/g, String.raw`\$&`);
  if (search.length >= PART_LENGTH_MIN) return (text) => sql`${text} ilike ${`%${part}%`}`;
  return (text) => sql`(${text} ilike ${`${part}%`} or ${text} ilike ${`% ${part}%`})`;
}
