import type { MandateTerms } from '../../billing/debits/mandateText.js';
import type { Queryable } from '../../platform/sql/sql.js';

/** What a client agreed to before the provider gave the reference. */
export type AgreedTerms = Omit<MandateTerms, 'reference'>;

export interface MandateSetup {
  readonly id: string;
  readonly accountId: string;
  readonly provider: string;
  readonly terms: AgreedTerms;
  readonly language: string;
  readonly startedBy: string;
  readonly endedAt: number | null;
}

export async function insertMandateSetup(
  sql: Queryable,
  setup: Omit<MandateSetup, 'endedAt'> & { readonly startedAt: number },
): Promise<void> {
  await sql`
    insert into mandate_setups (id, account_id, provider, terms, language, started_at, started_by)
    values (${setup.id}, ${setup.accountId}, ${setup.provider}, ${sql.json({ ...setup.terms })}, ${setup.language},
            ${setup.startedAt}, ${setup.startedBy})`;
}

/** How many pages were opened for an account since then, against floods. */
export async function countMandateSetupsSince(
  sql: Queryable,
  accountId: string,
  since: number,
): Promise<number> {
  const [row] = await sql<{ setups: number }[]>`
    select count(*) as setups from mandate_setups where account_id = ${accountId} and started_at > ${since}`;
  return row?.setups ?? 0;
}

/** The provider has opened the page. */
export async function setMandatePage(
  sql: Queryable,
  id: string,
  { providerId, checkAt }: { readonly providerId: string; readonly checkAt: number },
): Promise<void> {
  await sql`update mandate_setups set provider_id = ${providerId}, check_at = ${checkAt} where id = ${id}`;
}

/** A page that was opened for an account; it is locked. */
export async function lockMandateSetup(
  sql: Queryable,
  { id, accountId, provider }: { id: string; accountId: string; provider: string },
): Promise<MandateSetup | undefined> {
  const [row] = await sql<MandateSetup[]>`
    select id, account_id, provider, terms, language, started_by, ended_at from mandate_setups
     where id = ${id} and account_id = ${accountId} and provider = ${provider} for update`;
  return row;
}

/** An opened page of a site, for its client's return. */
export async function findMandatePage(
  sql: Queryable,
  { id, accountId }: { id: string; accountId: string },
): Promise<{ readonly provider: string; readonly providerId: string | null } | undefined> {
  const [row] = await sql<{ provider: string; providerId: string | null }[]>`
    select provider, provider_id from mandate_setups where id = ${id} and account_id = ${accountId}`;
  return row;
}

export async function endMandateSetup(sql: Queryable, id: string, at: number): Promise<void> {
  await sql`update mandate_setups set ended_at = ${at}, check_at = null where id = ${id}`;
}
