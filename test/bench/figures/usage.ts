import { newId } from '../../../src/platform/ids.js';
import type { LoadTask, UsageBatches } from '../load/job.js';
import type { Machine } from '../machine/machine.js';
import { type Row, shareOfFloor } from '../row.js';
import { compare, rateOf } from './compare.js';

const SITES = 40;
const BATCH = 1_000;
const CONCURRENCIES = [1, 8];

/** Usage events over HTTP, fresh and sent once more, against the same rows in one insert with the unique key. */
export async function* measureUsage(machine: Machine, seconds: number): AsyncGenerator<Row> {
  const { siteId, apiKey, services, load } = machine;
  const { port } = await machine.part('api');
  await machine.part('scheduler');
  const sites = await seedSites(machine);
  for (const concurrency of CONCURRENCIES) {
    const batches: UsageBatches = {
      run: `u${concurrency}`,
      sites,
      batchSize: BATCH,
      from: Date.now() - 3_600_000,
    };
    const ours: LoadTask = { kind: 'usage', port, apiKey, ...batches };
    const floor: LoadTask = { kind: 'usage floor', databaseUrl: services.databaseUrl, siteId, ...batches };
    const rates = await compare(load, { ours, floor }, { concurrency, seconds });
    const fresh = rates.ours * BATCH;
    const note = 'api, scheduler, Temporal and PostgreSQL running; load from another process';
    const name = `usage events/s, ${BATCH.toLocaleString('en')} a batch, at ${concurrency}`;
    yield shareOfFloor(name, { ours: fresh, floor: rates.floor * BATCH, least: 0.6, note });
    // Enough batches were counted in the turns before for the round to go over known ones only.
    const again: LoadTask = { ...ours, batches: Math.max(1, Math.floor((rates.ours * seconds) / 2)) };
    const resent = rateOf([await load.run({ task: again, concurrency, seconds })]) * BATCH;
    const met = resent >= fresh * 0.95;
    yield { figure: `${name}, sent again`, ours: resent, floor: fresh, aim: 'no slower than fresh', met };
  }
  await machine.forgetSignals();
}

/** Sites with an account each, by SQL. */
async function seedSites({ sql, siteId }: Machine): Promise<string[]> {
  // The events are of the last hour, and count for the account that held their site then.
  const now = Date.now() - 2 * 3_600_000;
  const seeds = Array.from({ length: SITES }, (_, index) => ({
    account: newId(now),
    site: newId(now),
    slug: `used-${index}`,
  }));
  await sql`
    insert into accounts (id, site_id, name, email, currency, time_zone, billing_day, credit_limit, reference,
           opened_at, open_from, open_from_date)
    select id, ${siteId}, 'Bench client', 'client@bench.example', 'EUR', 'Europe/London', 1, 10000, 'USED-' || id,
           ${now}, ${now}, ${new Date(now).toISOString().slice(0, 10)}
      from unnest(${seeds.map(({ account }) => account)}::uuid[]) as a(id)`;
  await sql`
    insert into sites (id, slug, name, parent_id, account_id, created_at)
    select site, slug, slug, ${siteId}, account, ${now}
      from unnest(${seeds.map(({ site }) => site)}::uuid[], ${seeds.map(({ slug }) => slug)}::text[],
                  ${seeds.map(({ account }) => account)}::uuid[]) as s(site, slug, account)`;
  await sql`
    insert into site_tenures (site_id, account_id, tenant_id, from_at)
    select id, account_id, parent_id, created_at from sites where slug like 'used-%'`;
  return seeds.map(({ slug }) => slug);
}
