import { randomBytes } from 'node:crypto';
import { newId } from '../../../src/platform/ids.js';
import { connectSql, type Sql } from '../../../src/platform/sql/sql.js';
import type { Caller, LoadTask } from './job.js';
import { usageBatch } from './usageBatch.js';

type PaymentsTask = Extract<LoadTask, { kind: 'payments floor' }>;
type UsageTask = Extract<LoadTask, { kind: 'usage floor' }>;

/** Everything the callers of a floor share: one pool with a connection for each. */
export function floorCallers(
  task: PaymentsTask | UsageTask,
  concurrency: number,
): { readonly caller: () => Caller; readonly close: () => Promise<void> } {
  const sql = connectSql(task.databaseUrl, { max: concurrency, name: 'bench floor' });
  const call = task.kind === 'payments floor' ? paymentOf(sql, task) : batchOf(sql, task);
  const caller = (): Caller => ({
    call: async (index) => ((await call(index)) ? undefined : 'nothing was written'),
    close: () => undefined,
  });
  return { caller, close: () => sql.end({ timeout: 1 }) };
}

/**
 * The least that posts a payment durably: the key, the balance and the number, the entry and the row for the workflow,
 * in one statement. The tables are copies of ours with their indexes, without foreign keys and triggers.
 */
function paymentOf(sql: Sql, task: PaymentsTask): (index: number) => Promise<boolean> {
  const fingerprint = randomBytes(32);
  return async (index) => {
    const now = Date.now();
    const id = newId(now);
    const account = task.accountIds[index % task.accountIds.length] ?? '';
    const rows = await sql`
      with taken as (
        insert into floor.idempotency_keys (site_id, key, fingerprint, entry_id, created_at)
        values (${task.siteId}, ${`${task.run}-${index}`}, ${fingerprint}, ${id}, ${now})
        on conflict do nothing returning 1
      ), charged as (
        update floor.accounts set balance = balance + ${'1234'}::numeric, last_number = last_number + 1
         where id = ${account} and exists (select 1 from taken)
        returning id, balance, last_number
      ), signalled as (
        insert into floor.outbox (account_id, signal, about, created_at, retry_at)
        select id, 'paymentReceived', ${id}::text, ${now}, ${now} from charged
      )
      insert into floor.entries (id, account_id, number, kind, amount, balance_after, contra_account, description, method,
             reference, effective_at, posted_at, actor)
      select ${id}, id, last_number, 'payment', ${'1234'}::numeric, balance, 'cash:bank', 'Payment (bank)', 'bank',
             ${`order ${index}`}, ${now}, ${now}, 'bench'
        from charged
      returning id, number, balance_after`;
    return rows.length === 1;
  };
}

/** The least that counts a batch: its rows into a table with the unique key. */
function batchOf(sql: Sql, task: UsageTask): (index: number) => Promise<boolean> {
  return async (index) => {
    const events = usageBatch(task, index);
    const done = await sql`
      insert into floor.usage_events (tenant_id, source, event_id, site_id, meter_id, quantity, occurred_at, account_id, day)
      select ${task.siteId}, source, event_id, site_id, meter_id, quantity, occurred_at, site_id, occurred_at::date
        from unnest(${events.map(({ source }) => source)}::text[], ${events.map(({ id }) => id)}::text[],
                    ${events.map(() => task.siteId)}::uuid[], ${events.map(({ meter }) => meter.length & 1)}::integer[],
                    ${events.map(({ quantity }) => quantity)}::numeric[], ${events.map(({ time }) => time)}::timestamptz[])
             as e(source, event_id, site_id, meter_id, quantity, occurred_at)
      on conflict do nothing`;
    return done.count === events.length;
  };
}
