import type { Queryable } from '../../platform/sql/sql.js';

/** Until when the first of these counters blocks; undefined if none does. */
export async function findBlock(
  sql: Queryable,
  keys: readonly string[],
  now: number,
): Promise<number | undefined> {
  const [row] = await sql<{ until: number | null }[]>`
    select max(blocked_until) as until from login_failures
     where key = any(${keys as string[]}::text[]) and blocked_until > ${now}`;
  return row?.until ?? undefined;
}

/**
 * The same, with the counters locked until the transaction ends. A login checks them again here, so that simultaneous
 * attempts are decided one after the other. Locked in the order of their keys, so there is no deadlock.
 */
export async function lockBlock(
  transaction: Queryable,
  keys: readonly string[],
  now: number,
): Promise<number | undefined> {
  const rows = await transaction<{ blockedUntil: number | null }[]>`
    select blocked_until from login_failures
     where key = any(${keys as string[]}::text[]) order by key for update`;
  const until = Math.max(...rows.map((row) => row.blockedUntil ?? 0), 0);
  return until > now ? until : undefined;
}

/**
 * Adds a failure to each counter that does not block, and restarts those last updated before `forgottenAt`. Returns the
 * new count of each; blocking counters are left out.
 */
export async function addFailures(
  transaction: Queryable,
  keys: readonly string[],
  { now, forgottenAt }: { readonly now: number; readonly forgottenAt: number },
): Promise<{ key: string; failures: number }[]> {
  return transaction<{ key: string; failures: number }[]>`
    insert into login_failures as f (key, failures, last_failed_at)
    select key, 1, ${now} from unnest(${keys as string[]}::text[]) as k(key) order by key
    on conflict (key) do update
       set failures = case when f.last_failed_at <= ${forgottenAt} then 1 else f.failures + 1 end,
           last_failed_at = excluded.last_failed_at, blocked_until = null
     where f.blocked_until is null or f.blocked_until <= excluded.last_failed_at
    returning key, failures`;
}

export async function setBlock(transaction: Queryable, key: string, until: number): Promise<void> {
  await transaction`update login_failures set blocked_until = ${until} where key = ${key}`;
}

export async function removeFailures(transaction: Queryable, keys: readonly string[]): Promise<void> {
  await transaction`delete from login_failures where key = any(${keys as string[]}::text[])`;
}

export async function removeOldFailures(sql: Queryable, before: number): Promise<void> {
  await sql`delete from login_failures where last_failed_at <= ${before}`;
}
