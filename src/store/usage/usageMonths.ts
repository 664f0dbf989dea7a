import type { Queryable } from '../../platform/sql/sql.js';

/** Adds the missing months of days in [from, to] to the table of events, and those of events without one. */
export async function addUsageMonths(
  sql: Queryable,
  { from, to }: { readonly from: string; readonly to: string },
): Promise<number> {
  const [row] = await sql<{ added: number }[]>`select add_usage_months(${from}::date, ${to}::date) as added`;
  return row?.added ?? 0;
}

/** Whether the table of events has a month, by its first day. */
export async function hasUsageMonth(sql: Queryable, month: string): Promise<boolean> {
  const [row] = await sql<{ isThere: boolean }[]>`
    select to_regclass('usage_events_' || to_char(${month}::date, 'YYYY_MM')) is not null as is_there`;
  return row?.isThere === true;
}
