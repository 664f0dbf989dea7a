import type { LineReason } from '../../core/values/lineReason.js';
import type { Queryable } from '../../platform/sql/sql.js';
import type { NewBankLine } from './bank.js';

/** A line that is held back before its account is searched. */
export type NewHeldLine = Pick<NewBankLine, 'id' | 'siteId' | 'importId' | 'line' | 'fingerprint'> & {
  readonly bookedOn: string | null;
  readonly amount: string | null;
  readonly currency: string | null;
  readonly payer: string;
  readonly text: string;
  readonly reason: LineReason;
};

/** Stores lines that are held back; repeated ones are marked as repeated. */
export async function insertHeldLines(sql: Queryable, lines: readonly NewHeldLine[]): Promise<void> {
  for (let from = 0; from < lines.length; from += HELD_AT_ONCE) {
    const rows = lines
      .slice(from, from + HELD_AT_ONCE)
      .map((line) => ({ ...line, fingerprint: line.fingerprint.toString('hex') }));
    await sql`
      with held as (
        select * from jsonb_to_recordset(${JSON.stringify(rows)}::text::jsonb)
          as h(id uuid, "siteId" uuid, "importId" uuid, line integer, fingerprint text, "bookedOn" date, amount text,
               currency text, payer text, text text, reason jsonb)
      ), added as (
        insert into bank_lines (id, site_id, import_id, line, fingerprint, booked_on, amount, currency, payer, remittance, state,
                                reason)
        select id, "siteId", "importId", line, decode(fingerprint, 'hex'), "bookedOn", amount, currency, payer, text, 'held-back',
               reason from held
            on conflict (site_id, fingerprint) do nothing returning fingerprint
      )
      insert into bank_seen_before (import_id, line, bank_line_id)
      select h."importId", h.line, b.id
        from held h join bank_lines b on b.site_id = h."siteId" and b.fingerprint = decode(h.fingerprint, 'hex')
       where decode(h.fingerprint, 'hex') not in (select fingerprint from added)
          on conflict do nothing`;
  }
}

const HELD_AT_ONCE = 1_000;

/** Which of these identities belong to posted lines. */
export async function listPostedIdentities(
  sql: Queryable,
  siteId: string,
  identities: readonly string[],
): Promise<Set<string>> {
  const rows = await sql<{ identity: Buffer }[]>`
    select distinct identity from bank_lines
     where site_id = ${siteId} and state = 'posted'
       and identity in (select decode(i, 'hex') from unnest(${identities as string[]}::text[]) i)`;
  return new Set(rows.map(({ identity }) => identity.toString('hex')));
}

/** Which of these lines were imported before. */
export async function listKnownFingerprints(
  sql: Queryable,
  siteId: string,
  fingerprints: readonly string[],
): Promise<Set<string>> {
  const rows = await sql<{ fingerprint: Buffer }[]>`
    select fingerprint from bank_lines
     where site_id = ${siteId}
       and fingerprint in (select decode(f, 'hex') from unnest(${fingerprints as string[]}::text[]) f)`;
  return new Set(rows.map(({ fingerprint }) => fingerprint.toString('hex')));
}
