import type { Queryable } from '../../platform/sql/sql.js';

/** What a tenant has set up. */
export interface SetupDone {
  /** How clients reach the business. */
  readonly contact: boolean;
  readonly waysToPay: boolean;
  readonly plan: boolean;
  readonly client: boolean;
  /** Whether usage of a client was ever reported. */
  readonly usage: boolean;
}

export async function findSetup(sql: Queryable, siteId: string): Promise<SetupDone> {
  const [row] = await sql<SetupDone[]>`
    select coalesce(s.settings ->> 'email', '') <> '' as contact,
           coalesce(s.settings ->> 'paymentInstructions', '') <> ''
             or exists (select 1 from payment_providers p where p.site_id = s.id) as ways_to_pay,
           exists (select 1 from plans p where p.site_id = s.id) as plan,
           exists (select 1 from accounts a where a.site_id = s.id) as client,
           exists (select 1 from usage_sources u where u.tenant_id = s.id) as usage
      from sites s where s.id = ${siteId}`;
  if (row === undefined) throw new Error(`there is no site ${siteId}`);
  return row;
}
