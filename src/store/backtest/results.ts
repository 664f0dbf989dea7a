import type { BacktestResult } from '../../billing/backtest/backtest.js';
import type { Queryable } from '../../platform/sql/sql.js';

/** The result of one account as its task's line keeps it; amounts in minor units as text. */
export interface StoredResult extends Omit<BacktestResult, 'charged' | 'draft'> {
  readonly charged: string;
  readonly draft: string;
}

/** A result with its account. */
export interface AccountResult extends BacktestResult {
  readonly accountId: string;
  readonly name: string;
}

export interface BacktestSums {
  /** Accounts that have a result. */
  readonly compared: number;
  readonly charged: bigint;
  readonly draft: bigint;
  /** Accounts that would have paid less, and by how much in all. */
  readonly cheaper: number;
  readonly saved: bigint;
  /** Accounts that would have paid more. */
  readonly dearer: number;
  readonly added: bigint;
  /** Accounts that ended a day below the limit: with the plans as they were, with the draft, only with the draft, only without. */
  readonly belowCharged: number;
  readonly belowDraft: number;
  readonly onlyDraft: number;
  readonly onlyCharged: number;
}

type Row<Of> = { [Name in keyof Of]: Of[Name] extends bigint ? string : Of[Name] };

/** What a task's finished lines come to so far. */
export async function sumBacktest(sql: Queryable, taskId: string): Promise<BacktestSums> {
  const [row] = await sql<Row<BacktestSums>[]>`
    with results as materialized (
      select (input ->> 'charged')::numeric as charged, (input ->> 'draft')::numeric as draft,
             input ->> 'belowCharged' is not null as was_below, input ->> 'belowDraft' is not null as is_below
        from task_lines where task_id = ${taskId} and ended_at is not null and input ? 'draft')
    select count(*)::integer as compared, coalesce(sum(charged), 0)::text as charged, coalesce(sum(draft), 0)::text as draft,
           (count(*) filter (where draft < charged))::integer as cheaper,
           coalesce(sum(charged - draft) filter (where draft < charged), 0)::text as saved,
           (count(*) filter (where draft > charged))::integer as dearer,
           coalesce(sum(draft - charged) filter (where draft > charged), 0)::text as added,
           (count(*) filter (where was_below))::integer as below_charged,
           (count(*) filter (where is_below))::integer as below_draft,
           (count(*) filter (where is_below and not was_below))::integer as only_draft,
           (count(*) filter (where was_below and not is_below))::integer as only_charged
      from results`;
  if (row === undefined) throw new Error('a query of sums returns one row');
  const { charged, draft, saved, added, ...counts } = row;
  const money = {
    charged: BigInt(charged),
    draft: BigInt(draft),
    saved: BigInt(saved),
    added: BigInt(added),
  };
  return { ...counts, ...money };
}

interface ResultRow {
  readonly accountId: string;
  readonly name: string;
  readonly number: number;
  readonly result: StoredResult;
}

export type ResultOrder = 'number' | 'dearest' | 'cheapest';

/** Results after a line's number, or those with the largest differences. */
export async function listResults(
  sql: Queryable,
  taskId: string,
  page: { readonly after?: number; readonly order?: ResultOrder; readonly limit: number },
): Promise<(AccountResult & { readonly number: number })[]> {
  const { after = 0, order = 'number', limit } = page;
  const difference = sql`(l.input ->> 'draft')::numeric - (l.input ->> 'charged')::numeric`;
  const sorted =
    order === 'number'
      ? sql`l.number`
      : order === 'dearest'
        ? sql`${difference} desc, l.number`
        : sql`${difference}, l.number`;
  const kept =
    order === 'number'
      ? sql``
      : order === 'dearest'
        ? sql`and ${difference} > 0`
        : sql`and ${difference} < 0`;
  const rows = await sql<ResultRow[]>`
    select l.account_id, a.name, l.number, l.input as result from task_lines l join accounts a on a.id = l.account_id
     where l.task_id = ${taskId} and l.ended_at is not null and l.input ? 'draft'
       and l.number > ${after}::bigint ${kept}
     order by ${sorted} limit ${limit}`;
  return rows.map(({ accountId, name, number, result }) => {
    const { charged, draft, ...rest } = result;
    return { ...{ accountId, name, number }, ...rest, charged: BigInt(charged), draft: BigInt(draft) };
  });
}
