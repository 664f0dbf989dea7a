/**
 * Fills a scratch database with a million entries and ten million usage events and prints the plans of the queries on
 * the hot paths, as the server plans them for every value alike: `tsx test/bench/explain.ts [--small]`, some minutes. The
 * queries are caught on their way from our own code, so none can be forgotten here.
 */
import { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { foundRootSite } from '../../src/auth/users/foundSite.js';
import { startPostgres } from '../../src/embedded/postgres/embeddedPostgres.js';
import { migrateDatabase } from '../../src/operations/migrateDatabase.js';
import { connectSql, type Sql } from '../../src/platform/sql/sql.js';
import { fill } from './explain/fill.js';
import { callHotPaths } from './explain/hotPaths.js';
import { plansIn } from './explain/plans.js';

async function explain(): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'sitetab-explain-'));
  const settings = { fsync: 'off', synchronous_commit: 'off', full_page_writes: 'off' };
  const postgres = await startPostgres({ dataDir: folder, settings });
  const sql = connectSql(postgres.adminUrl, { max: 2, name: 'explain' });
  try {
    await migrateDatabase(sql);
    const founder = { now: Date.now(), email: 'owner@bench.example', slug: 'bench', name: 'Bench' };
    const { site } = await foundRootSite(sql, founder);
    const scale = process.argv.includes('--small') ? 0.01 : 1;
    console.error(`filling the tables (${scale} of a million entries and ten million events) …`);
    const ids = await fill(sql, site.id, scale);
    await caught(sql, postgres.adminUrl, join(folder, 'log'), async (watched) => {
      await callHotPaths(watched, site.id, ids);
    });
  } finally {
    await sql.end({ timeout: 1 });
    await postgres.stop();
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Has the server write down the plan of everything the work asks, and prints each query's once. */
async function caught(
  sql: Sql,
  url: string,
  logFile: string,
  work: (watched: Sql) => Promise<void>,
): Promise<void> {
  for (const [name, value] of [
    ['session_preload_libraries', 'auto_explain'],
    ['auto_explain.log_min_duration', '0'],
    ['auto_explain.log_analyze', 'on'],
    ['auto_explain.log_timing', 'off'],
  ] as const) {
    await sql.unsafe(`alter database sitetab set ${name} = '${value}'`);
  }
  const from = statSync(logFile).size;
  const watched = connectSql(url, { max: 1, name: 'explained' });
  await work(watched);
  await watched.end();
  const log = readFileSync(logFile).subarray(from).toString('utf8');
  for (const plan of plansIn(log)) console.log(plan);
}

await explain();
