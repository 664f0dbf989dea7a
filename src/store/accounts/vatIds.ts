import type { PendingQuery, Row } from 'postgres';
import type { VatIdStatus } from '../../billing/tax/decideTax.js';
import type { Queryable } from '../../platform/sql/sql.js';

/** What is known about the VAT id of an account. */
export interface VatCheck {
  readonly vatId: string;
  readonly status: VatIdStatus;
  /** The last answer of the VIES service; null: there was none yet. */
  readonly checkedAt: number | null;
  readonly name: string | null;
  readonly address: string | null;
  readonly consultationNumber: string | null;
  /** Why the latest attempt had no answer; null: it had one. */
  readonly error: string | null;
  readonly nextCheckAt: number;
}

/** The same within JSON, with instants as texts. */
export type StoredVatCheck = Omit<VatCheck, 'checkedAt' | 'nextCheckAt'> & {
  readonly checkedAt: string | null;
  readonly nextCheckAt: string;
};

/** The check of an account `a`. */
export function vatCheckOf(sql: Queryable): PendingQuery<Row[]> {
  return sql`(
    select jsonb_build_object('vatId', v.vat_id, 'status', v.status, 'checkedAt', v.checked_at, 'name', v.name,
             'address', v.address, 'consultationNumber', v.consultation_number, 'error', v.error,
             'nextCheckAt', v.next_check_at)
      from vat_ids v where v.account_id = a.id)`;
}

export function vatCheckFrom({ checkedAt, nextCheckAt, ...stored }: StoredVatCheck): VatCheck {
  return {
    ...stored,
    checkedAt: checkedAt === null ? null : Date.parse(checkedAt),
    nextCheckAt: Date.parse(nextCheckAt),
  };
}

/** Prefixes of the VAT ids that VIES knows: of the member states, and of Northern Ireland. */
const KNOWN = 'AT BE BG CY CZ DE DK EE EL ES FI FR HR HU IE IT LT LU LV MT NL PL PT RO SE SI SK XI'.split(
  ' ',
);

/** Lets the VAT id in an account's particulars be checked: a new one as soon as possible, one that was removed no more. */
export async function followVatId(sql: Queryable, accountId: string, at: number): Promise<void> {
  await sql`
    with wanted as (
      select particulars->>'vatId' as vat_id from accounts
       where id = ${accountId} and left(particulars->>'vatId', 2) = any(${KNOWN}::text[])
    ), removed as (
      delete from vat_ids where account_id = ${accountId} and not exists (select from wanted)
    )
    insert into vat_ids as known (account_id, vat_id, next_check_at)
    select ${accountId}::uuid, vat_id, ${at}::timestamptz from wanted
    on conflict (account_id) do update
       set vat_id = excluded.vat_id, status = 'unverified', checked_at = null, name = null, address = null,
           consultation_number = null, attempts = 0, error = null, next_check_at = excluded.next_check_at
     where known.vat_id <> excluded.vat_id`;
}

/** A VAT id to ask about, and that of its tenant, who asks. */
export interface VatIdToCheck {
  readonly accountId: string;
  readonly siteId: string;
  readonly vatId: string;
  readonly status: VatIdStatus;
  readonly attempts: number;
  readonly requester: string | null;
}

/** Takes the id that is due the longest, and lets no other process have it until then. */
export async function claimVatId(
  sql: Queryable,
  at: number,
  heldUntil: number,
): Promise<VatIdToCheck | undefined> {
  const [row] = await sql<VatIdToCheck[]>`
    with due as (
      select account_id from vat_ids where next_check_at <= ${at}
       order by next_check_at limit 1 for update skip locked
    )
    update vat_ids v set next_check_at = ${heldUntil}
      from due, accounts a join sites s on s.id = a.site_id
     where v.account_id = due.account_id and a.id = v.account_id
     returning v.account_id, a.site_id, v.vat_id, v.status, v.attempts,
               s.settings->'particulars'->>'vatId' as requester`;
  return row;
}

/** An answer of the VIES service. */
export interface VatAnswer {
  readonly status: 'valid' | 'invalid';
  readonly name: string | null;
  readonly address: string | null;
  readonly consultationNumber: string | null;
}

/** Stores an answer and its proof; false if the account has another id meanwhile. */
export async function insertVatAnswer(
  sql: Queryable,
  { accountId, vatId }: Pick<VatIdToCheck, 'accountId' | 'vatId'>,
  answer: VatAnswer & { readonly id: string; readonly at: number; readonly nextCheckAt: number },
): Promise<boolean> {
  const { status, name, address, consultationNumber } = answer;
  const rows = await sql`
    with answered as (
      update vat_ids set status = ${status}, checked_at = ${answer.at}, name = ${name}, address = ${address},
             consultation_number = ${consultationNumber}, attempts = 0, error = null,
             next_check_at = ${answer.nextCheckAt}
       where account_id = ${accountId} and vat_id = ${vatId}
       returning account_id, vat_id
    )
    insert into vat_checks (id, account_id, vat_id, status, checked_at, name, address, consultation_number)
    select ${answer.id}::uuid, account_id, vat_id, ${status}, ${answer.at}::timestamptz, ${name}, ${address},
           ${consultationNumber} from answered
    returning id`;
  return rows.length > 0;
}

/** No answer: the last one stays, and the id is asked about again. */
export async function updateVatFailure(
  sql: Queryable,
  { accountId, vatId }: Pick<VatIdToCheck, 'accountId' | 'vatId'>,
  failure: { readonly error: string; readonly nextCheckAt: number },
): Promise<void> {
  await sql`
    update vat_ids set attempts = attempts + 1, error = ${failure.error}, next_check_at = ${failure.nextCheckAt}
     where account_id = ${accountId} and vat_id = ${vatId}`;
}
