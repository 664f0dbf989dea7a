import type { PendingQuery, Row } from 'postgres';
import { likePart } from '../../platform/sql/likePart.js';
import { hasTag } from './accounts.js';
import type { Queryable } from '../../platform/sql/sql.js';

type Fragment = PendingQuery<Row[]>;

/**
 * The maximum number of accounts looked up by id. A part that more accounts contain is soon found while scanning the
 * list.
 */
const FOUND_MAX = 2_000;
/** The indexes contain parts of three letters; for shorter parts, only the beginnings of words. */
const PART_LENGTH_MIN = 3;

/**
 * The condition that account `a` has the part in its name or reference, an email address (parts with @), or a site's
 * name, slug or host, or that it has the tag or external id. A rare part is looked up by index first. A common part would match a long list of which most is
 * discarded, so accounts are then checked in list order until a page is full. The condition is wrapped in an object,
 * since awaiting it directly would send it to the database.
 */
export async function foundBy(
  sql: Queryable,
  siteId: string,
  search: string,
): Promise<{ readonly condition: Fragment }> {
  const ids = await lookUp(sql, siteId, search);
  if (ids.length <= FOUND_MAX) return { condition: sql`and a.id = any(${ids}::uuid[])` };
  const has = partOf(sql, search);
  const hasWord = wordOf(sql, search);
  const hasReference = partOf(sql, referencePart(search));
  // The offset makes the planner check account by account instead of listing all matching sites.
  const condition = sql`and (${hasWord(sql`a.name`)} or ${hasReference(sql`a.reference`)} or ${byAddress(sql, search)}
    or a.external_id = ${search} or ${hasTag(sql, search)} or exists (
    select 1 from sites s where s.account_id = a.id and (${hasWord(sql`s.name`)} or ${has(sql`s.slug`)}
        or exists (select 1 from hostnames h where h.site_id = s.id and ${has(sql`h.hostname`)} offset 0)) offset 0))`;
  return { condition };
}

async function lookUp(sql: Queryable, siteId: string, search: string): Promise<string[]> {
  const has = partOf(sql, search);
  const hasWord = wordOf(sql, search);
  const hasReference = partOf(sql, referencePart(search));
  const most = FOUND_MAX + 1;
  const rows = await sql<{ id: string }[]>`
    (select a.id from accounts a
      where a.site_id = ${siteId} and (${hasWord(sql`a.name`)} or ${hasReference(sql`a.reference`)}) limit ${most})
    union all
    (select a.id from accounts a where a.site_id = ${siteId} and ${byAddress(sql, search)} limit ${most})
    union all
    (select a.id from accounts a where a.site_id = ${siteId} and a.external_id = ${search})
    union all
    (select a.id from accounts a where a.site_id = ${siteId} and ${hasTag(sql, search)} limit ${most})
    union all
    (select a.id from sites s join accounts a on a.id = s.account_id and a.site_id = ${siteId}
      where s.account_id is not null and (${hasWord(sql`s.name`)} or ${has(sql`s.slug`)}) limit ${most})
    union all
    (select a.id from hostnames h join sites s on s.id = h.site_id
                      join accounts a on a.id = s.account_id and a.site_id = ${siteId}
      where ${has(sql`h.hostname`)} limit ${most})
    limit ${most}`;
  return rows.map(({ id }) => id);
}

/** Only a part with an @ is searched in addresses: many clients share a domain, or a word with other names. */
function byAddress(sql: Queryable, search: string): Fragment {
  return search.includes('@') ? sql`${partOf(sql, search)(sql`a.all_emails`)}` : sql`false`;
}

/** The condition that a name contains the part, whatever its case and accents. */
function wordOf(sql: Queryable, search: string): (name: Fragment) => Fragment {
  return containing(sql, search, (name, pattern) => sql`folded(${name}) like folded(${pattern})`);
}

/** A part of a reference as it is stored: people write its groups of four with spaces, or without any separator. */
function referencePart(search: string): string {
  const [, letters = '', digits = ''] = /^(ST)?[\s-]*([\d\s-]{4,})$/i.exec(search.trim()) ?? [];
  const plain = digits.replaceAll(/[\s-]/g, '');
  if (plain.length < 4) return search;
  const groups = /[\s-]/.test(digits.trim()) ? digits.trim().split(/[\s-]+/) : (plain.match(/.{1,4}/g) ?? []);
  return [...(letters === '' ? [] : ['ST']), ...groups].join('-');
}

/** The condition that a text contains the part. */
function partOf(sql: Queryable, search: string): (text: Fragment) => Fragment {
  return containing(sql, search, (text, pattern) => sql`${text} ilike ${pattern}`);
}

/** A long part may be anywhere in the text, a short one only where a word begins. */
function containing(
  sql: Queryable,
  search: string,
  isLike: (text: Fragment, pattern: string) => Fragment,
): (text: Fragment) => Fragment {
  const part = likePart(search);
  if (search.length >= PART_LENGTH_MIN) return (text) => isLike(text, `%${part}%`);
  return (text) => sql`(${isLike(text, `${part}%`)} or ${isLike(text, `% ${part}%`)})`;
}
