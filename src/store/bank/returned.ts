import type { Queryable } from '../../platform/sql/sql.js';
import { type Entry, entryOf, type EntryRow } from '../ledger/entries.js';

/** Whether a line of a bank's file is posted as this entry. */
export async function isBookedEntry(sql: Queryable, siteId: string, entryId: string): Promise<boolean> {
  const rows = await sql`
    select 1 from bank_lines where site_id = ${siteId} and entry_id = ${entryId} and state = 'posted' limit 1`;
  return rows.length > 0;
}

/** More payments of one account are not searched. */
const SEARCHED_MAX = 200;

/**
 * Payments by bank that may have come back, newest first: those whose line has the same id of the payer (`byId`), and
 * those of these accounts.
 */
export async function listReturnable(
  sql: Queryable,
  of: {
    readonly siteId: string;
    readonly endToEndId: string | null;
    readonly accountIds: readonly string[];
  },
): Promise<{ readonly byId: boolean; readonly payment: Entry }[]> {
  const rows = await sql<(EntryRow & { byId: boolean })[]>`
    with named as (
      select entry_id as id from bank_lines
       where site_id = ${of.siteId} and state = 'posted' and end_to_end_id = ${of.endToEndId}::text
    )
    select e.*, a.currency, e.id in (select id from named) as by_id
      from entries e join accounts a on a.id = e.account_id
     where a.site_id = ${of.siteId} and e.kind = 'payment' and e.contra_account = 'cash:bank'
       and (e.id in (select id from named) or e.account_id = any(${of.accountIds as string[]}::uuid[]))
     order by e.id desc limit ${SEARCHED_MAX}`;
  return rows.map((row) => ({ byId: row.byId, payment: entryOf(row) }));
}
