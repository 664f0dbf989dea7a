import type { DebitFacts, DebitMode, MandateFacts, PendingDebit } from '../../billing/debits/debit.js';
import { DEFAULT_DIRECT_DEBIT, type DirectDebit } from '../../billing/debits/directDebit.js';
import type { Queryable } from '../../platform/sql/sql.js';

/** The owner's settings for direct debit; the defaults where nothing is set. */
export async function findDirectDebit(sql: Queryable, siteId: string): Promise<DirectDebit> {
  const [row] = await sql<{ directDebit: Partial<DirectDebit> | null }[]>`
    select settings->'directDebit' as direct_debit from sites where id = ${siteId}`;
  return { ...DEFAULT_DIRECT_DEBIT, ...row?.directDebit };
}

/** The columns of an account's direct debits, as `debitFactsOf` reads them. */
export interface DebitColumns {
  debitMode: DebitMode;
  mandate: (Omit<MandateFacts, 'usedAt'> & { readonly usedAt: string }) | null;
  pendingDebits:
    | (Omit<PendingDebit, 'minor' | 'retryAt'> & {
        readonly minor: string;
        readonly retryAt: string | null;
      })[]
    | null;
  debitsBlocked: boolean | null;
  directDebit: Partial<DirectDebit> | null;
}

/** To be selected for an account `a`. Most accounts have no mandate, and cost two look-ups in empty indexes. */
export const debitColumns = (sql: Queryable) => sql`
  (select jsonb_build_object('id', m.id, 'collector', m.collector, 'reference', m.reference, 'lastFour', m.last_four,
            'usedAt', coalesce(m.used_at, m.given_at))
     from mandates m where m.account_id = a.id and m.ended_at is null) as mandate,
  (select jsonb_agg(jsonb_build_object('id', d.id, 'purpose', d.purpose, 'state', d.state, 'minor', d.amount::text,
            'collectOn', d.collect_on::text, 'submitOn', d.submit_on::text, 'collector', dm.collector,
            'told', d.announced_in is not null, 'retryAt', d.retry_at) order by d.id)
     from debits d join mandates dm on dm.id = d.mandate_id
    where d.account_id = a.id and d.state in ('announced', 'submitted')) as pending_debits,
  (select l.state in ('returned', 'failed', 'cancelled') and l.detail is distinct from 'not needed'
          and not exists (select 1 from entries e
                           where e.account_id = a.id and e.kind = 'payment' and e.posted_at > l.ended_at)
     from (select state, detail, ended_at from debits where account_id = a.id and purpose = 'top-up'
            order by id desc limit 1) l) as debits_blocked,
  (select t.settings->'directDebit' from sites t where t.id = a.site_id) as direct_debit`;

/** Undefined for an account that has neither a mandate nor a pending debit. */
export function debitFactsOf({
  debitMode: mode,
  mandate,
  pendingDebits,
  debitsBlocked,
  directDebit,
}: DebitColumns): DebitFacts | undefined {
  if (mandate === null && pendingDebits === null) return undefined;
  const { noticeDays, holdsSuspension } = { ...DEFAULT_DIRECT_DEBIT, ...directDebit };
  return {
    mandate: mandate && { ...mandate, usedAt: Date.parse(mandate.usedAt) },
    mode,
    pending: (pendingDebits ?? []).map(({ minor, retryAt, ...debit }) => ({
      ...debit,
      minor: BigInt(minor),
      retryAt: retryAt === null ? null : Date.parse(retryAt),
    })),
    isBlocked: debitsBlocked === true,
    noticeDays,
    holdsSuspension,
  };
}
