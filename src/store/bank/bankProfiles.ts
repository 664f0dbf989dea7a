import type { StatementAnswers } from '../../bank/reading/answers.js';
import type { Queryable } from '../../platform/sql/sql.js';

/** The confirmed settings for files of one export format and account. */
export interface BankProfile {
  /** Derived from the site, the headings and the receiving account, so that similar files have the same id. */
  readonly id: string;
  /** The name of the file it was confirmed with. */
  readonly name: string;
  readonly headings: readonly string[];
  /** The receiving account; '' where the files do not name one. */
  readonly account: string;
  readonly answers: StatementAnswers;
  readonly confirmedAt: number;
}

const columns = (sql: Queryable) => sql`id, name, headings, account, answers, confirmed_at`;

export async function findBankProfile(
  sql: Queryable,
  siteId: string,
  id: string,
): Promise<BankProfile | undefined> {
  const [row] = await sql<BankProfile[]>`
    select ${columns(sql)} from bank_profiles where site_id = ${siteId} and id = ${id}`;
  return row;
}

export async function listBankProfiles(
  sql: Queryable,
  page: { siteId: string; before?: string; limit: number },
): Promise<BankProfile[]> {
  return sql<BankProfile[]>`
    select ${columns(sql)} from bank_profiles
     where site_id = ${page.siteId} and id < ${page.before ?? 'ffffffff-ffff-ffff-ffff-ffffffffffff'}
     order by id desc limit ${page.limit}`;
}

/** Stores confirmed settings in place of those confirmed before for such files. */
export async function upsertBankProfile(
  sql: Queryable,
  profile: BankProfile & { readonly siteId: string; readonly by: string },
): Promise<void> {
  const { id, siteId, name, headings, account, answers, confirmedAt, by } = profile;
  await sql`
    insert into bank_profiles (id, site_id, name, headings, account, answers, confirmed_at, confirmed_by)
    values (${id}, ${siteId}, ${name}, ${sql.json([...headings])}, ${account},
            ${sql.json(answers as Parameters<typeof sql.json>[0])}, ${confirmedAt}, ${by})
    on conflict (id) do update set name = excluded.name, answers = excluded.answers,
       confirmed_at = excluded.confirmed_at, confirmed_by = excluded.confirmed_by`;
}

/** Deletes a profile; false when there was none. */
export async function deleteBankProfile(sql: Queryable, siteId: string, id: string): Promise<boolean> {
  const rows = await sql`delete from bank_profiles where id = ${id} and site_id = ${siteId} returning id`;
  return rows.length > 0;
}

/** A site confirms one file at a time. */
const DRAFTS_KEPT = 10;

/**
 * Stores a file until it is confirmed. Deletes the site's unconfirmed files older than `before`, or older than the
 * newest ten.
 */
export async function insertBankDraft(
  sql: Queryable,
  draft: { id: string; siteId: string; name: string; content: Uint8Array; at: number; before: number },
): Promise<void> {
  await sql`delete from bank_drafts where site_id = ${draft.siteId} and created_at < ${draft.before}`;
  await sql`
    insert into bank_drafts (id, site_id, name, content, created_at)
    values (${draft.id}, ${draft.siteId}, ${draft.name}, ${Buffer.from(draft.content)}, ${draft.at})`;
  await sql`
    delete from bank_drafts where id in (
      select id from bank_drafts where site_id = ${draft.siteId} order by created_at desc, id desc offset ${DRAFTS_KEPT})`;
}

export async function findBankDraft(
  sql: Queryable,
  siteId: string,
  id: string,
): Promise<{ readonly name: string; readonly content: Buffer } | undefined> {
  const [row] = await sql<{ name: string; content: Buffer }[]>`
    select name, content from bank_drafts where id = ${id} and site_id = ${siteId}`;
  return row;
}

export async function deleteBankDraft(sql: Queryable, siteId: string, id: string): Promise<void> {
  await sql`delete from bank_drafts where id = ${id} and site_id = ${siteId}`;
}
