import { newId } from '../../../src/platform/ids.js';
import type { Sql } from '../../../src/platform/sql/sql.js';
import type { LoadTask } from '../load/job.js';
import type { Machine } from '../machine/machine.js';
import { below, type Row, shareOfFloor } from '../row.js';
import { compare } from './compare.js';

const ACCOUNTS = 5_000;
const CONCURRENCIES = [1, 8, 32];
const NOTE = 'api, worker, scheduler, Temporal and PostgreSQL all running; load from another process';

/** Payments over HTTP (key, double entry, outbox row, durable) against the same rows written by one statement. */
export async function* measurePayments(machine: Machine, seconds: number): AsyncGenerator<Row> {
  const accountIds = await seedAccounts(machine, ACCOUNTS);
  const { port } = await machine.part('api');
  await Promise.all([machine.part('worker'), machine.part('scheduler')]);
  for (const [run, ids, where] of [
    ['many', accountIds, `over ${ACCOUNTS.toLocaleString('en')} accounts`],
    ['one', accountIds.slice(0, 1), 'all on one account'],
  ] as const) {
    const tasks = tasksOf(machine, port, run, ids);
    await machine.load.run({ task: tasks.ours, concurrency: 8, seconds: 1 });
    await machine.forgetSignals();
    for (const concurrency of CONCURRENCIES) {
      const { p99Ms, floorP99Ms, ...rates } = await compare(machine.load, tasks, {
        concurrency,
        seconds,
        between: () => machine.forgetSignals(),
      });
      const least = concurrency === 1 ? 0 : 0.5;
      const figure = `payments/s at ${concurrency}, ${where}`;
      yield withoutAim(shareOfFloor(figure, { ...rates, least, note: NOTE }), least);
      if (concurrency === 8) {
        const p99 = below(`payments' p99 at 8, ${where}, ms`, p99Ms, 50);
        yield { ...p99, floor: floorP99Ms };
      }
    }
  }
}

/** At one caller the way over HTTP is most of the time; the issue sets no aim there. */
function withoutAim(row: Row, least: number): Row {
  return least === 0 ? { ...row, aim: '–', met: true } : row;
}

function tasksOf(
  { apiKey, siteId, services }: Machine,
  port: number,
  run: string,
  accountIds: readonly string[],
): { ours: LoadTask; floor: LoadTask } {
  const { databaseUrl } = services;
  return {
    ours: { kind: 'payments', port, apiKey, accountIds, run: `pay-${run}` },
    floor: { kind: 'payments floor', databaseUrl, siteId, accountIds, run: `floor-${run}` },
  };
}

/** Accounts without sites and plans: a payment asks no more of them. */
export async function seedAccounts({ sql, siteId }: Machine, count: number): Promise<string[]> {
  const now = Date.now();
  const ids = Array.from({ length: count }, () => newId(now));
  await seedInto(sql, 'accounts', siteId, ids, now);
  await seedInto(sql, 'floor.accounts', siteId, ids, now);
  await sql`analyze accounts`;
  return ids;
}

async function seedInto(
  sql: Sql,
  table: string,
  siteId: string,
  ids: readonly string[],
  now: number,
): Promise<void> {
  await sql`
    insert into ${sql(table)} (id, site_id, name, email, currency, time_zone, billing_day, credit_limit, reference,
           opened_at, open_from, open_from_date)
    select id, ${siteId}, 'Bench client', 'client@bench.example', 'EUR', 'UTC', 1, 10000, 'BENCH-' || id,
           ${now}, ${now}, ${new Date(now).toISOString().slice(0, 10)}
      from unnest(${ids as string[]}::uuid[]) as a(id)`;
}
