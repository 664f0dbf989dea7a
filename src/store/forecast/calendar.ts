import type { Queryable } from '../../platform/sql/sql.js';

/** An account as its tenant's calendar shows it. */
export interface CalendarAccount {
  readonly id: string;
  readonly name: string;
  readonly timeZone: string;
  readonly billingDay: number;
  readonly intervalMonths: 1 | 3 | 12;
  readonly openedAt: number;
  readonly openFrom: number;
  readonly state: 'active' | 'suspended';
  /** Null, too, while the breaker waits for its owner. */
  readonly suspensionDate: number | null;
}

/** A planned charge; the amount in minor units. */
export interface CalendarCharge {
  readonly id: string;
  readonly accountId: string;
  readonly accountName: string;
  readonly dueOn: string;
  readonly amount: bigint;
  readonly currency: string;
  readonly description: string;
}

/** The open accounts of a site, those suspended the earliest first. */
export async function listCalendarAccounts(
  sql: Queryable,
  siteId: string,
  limit: number,
): Promise<CalendarAccount[]> {
  return sql<CalendarAccount[]>`
    select a.id, a.name, a.time_zone, a.billing_day, a.interval_months, a.opened_at, a.open_from, a.state,
           case when a.suspension_reason <> 'breaker' then a.suspension_date end as suspension_date
      from accounts a
     where a.site_id = ${siteId} and a.state <> 'closed' and a.close_requested_at is null
     order by a.suspension_date nulls last, a.id limit ${limit}`;
}

/** The planned charges of a site up to a day, the earliest first. */
export async function listCalendarCharges(
  sql: Queryable,
  siteId: string,
  until: string,
  limit: number,
): Promise<CalendarCharge[]> {
  const rows = await sql<(Omit<CalendarCharge, 'amount'> & { amount: string })[]>`
    select c.id, c.account_id, a.name as account_name, c.due_on, c.amount::text, a.currency, c.description
      from scheduled_charges c join accounts a on a.id = c.account_id
     where a.site_id = ${siteId} and a.state <> 'closed' and c.entry_id is null and c.cancelled_at is null
       and c.due_on <= ${until}
     order by c.due_on, c.id limit ${limit}`;
  return rows.map((row) => ({ ...row, amount: BigInt(row.amount) }));
}
