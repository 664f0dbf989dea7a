import type { TaxColumns } from '../../billing/tax/storedTax.js';
import type { PendingQuery, Row } from 'postgres';
import type { Queryable } from '../../platform/sql/sql.js';

/** What decides the tax of an account `a` (`TaxInputs`); null where its tenant sets taxes by hand. */
export function taxInputs(sql: Queryable): PendingQuery<Row[]> {
  return sql`(
    select case when jsonb_typeof(k.settings->'taxPolicy') = 'object' then jsonb_build_object(
             'policy', k.settings->'taxPolicy', 'name', k.settings->>'taxName', 'percent', k.settings->>'taxPercent',
             'seller', k.settings->'particulars'->>'country', 'buyer', a.particulars,
             'vatId', (select v.status from vat_ids v
                        where v.account_id = a.id and v.vat_id = a.particulars->>'vatId')) end
      from sites k where k.id = a.site_id)`;
}

/** An open account with a tax by hand. */
export interface TaxedByHand extends TaxColumns {
  readonly id: string;
  readonly name: string;
}

export async function listTaxedByHand(sql: Queryable, siteId: string, limit: number): Promise<TaxedByHand[]> {
  return sql<TaxedByHand[]>`
    select id, name, tax_name, tax_percent, tax_category, tax_reason_code from accounts
     where site_id = ${siteId} and close_requested_at is null and closed_at is null and tax_name is not null
     order by name, id limit ${limit}`;
}
