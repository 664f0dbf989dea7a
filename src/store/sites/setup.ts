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
  /** Whether a web server asked the gate about a child site, or every child site uses another connector. */
  readonly suspension: boolean;
}

export async function findSetup(sql: Queryable, siteId: string): Promise<SetupDone> {
  const [row] = await sql<SetupDone[]>`
    select coalesce(s.settings ->> 'email', '') <> '' as contact,
           coalesce(s.settings ->> 'paymentInstructions', '') <> ''
             or exists (select 1 from payment_providers p where p.site_id = s.id) as ways_to_pay,
           exists (select 1 from plans p where p.site_id = s.id) as plan,
           exists (select 1 from accounts a where a.site_id = s.id) as client,
           exists (select 1 from usage_sources u where u.tenant_id = s.id) as usage,
           exists (select 1 from sites c join hostnames h on h.site_id = c.id join gate_asks g on g.hostname = h.hostname
                    where c.parent_id = s.id)
             or (exists (select 1 from sites c where c.parent_id = s.id) and not exists (
                   select 1 from sites c where c.parent_id = s.id and c.connector_kind = 'forward-auth')) as suspension
      from sites s where s.id = ${siteId}`;
  if (row === undefined) throw new Error(`there is no site ${siteId}`);
  return row;
}
