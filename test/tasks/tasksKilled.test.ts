import { spawn } from 'node:child_process';
import { setTimeout as delay } from 'node:timers/promises';
import { beforeAll, describe, expect, it } from 'vitest';
import { checkImport, startImport } from '../../src/accounts/import/checkImport.js';
import { importBankStatement } from '../../src/bank/importBankStatement.js';
import { startReplacement } from '../../src/plans/startReplacement.js';
import { clientFile, clientLine } from '../setup/clientLine.js';
import { compileProgram } from '../setup/compileProgram.js';
import { accountInput, createFixture, granted, type Fixture } from '../setup/fixture.js';

const PROGRAM = new URL('programs/workTasks.ts', import.meta.url);
const CLIENTS = 160;
const KILLS = 2;
const LEASE_MS = 61_000;

let fixture: Fixture;
let old: string;
let next: string;
const now = (): ReturnType<Fixture['at']> => fixture.at(Date.now());

beforeAll(async () => {
  fixture = await createFixture();
  old = await fixture.plan({ name: 'Old' });
  next = await fixture.plan({ name: 'Next' });
});

/** Lets a worker run until the given number of lines is done, and kills it; returns whether it was still running. */
async function workAndKill(task: string, until: number, aheadMs: number): Promise<boolean> {
  const child = spawn(process.execPath, [compileProgram(PROGRAM), String(aheadMs)], {
    env: { ...process.env, DATABASE_URL: fixture.database.url, BASE_URL: '' },
    stdio: 'ignore',
  });
  const gone = new Promise<string | null>((resolve) =>
    child.once('exit', (_code, signal) => resolve(signal)),
  );
  // Somewhere in a chunk that is done but not yet noted.
  while (child.exitCode === null && (await effects(task)) < until) await delay(10);
  child.kill('SIGKILL');
  return (await gone) === 'SIGKILL';
}

/** What the job has done so far, noted or not. */
async function effects(task: string): Promise<number> {
  const [row] = await fixture.database.sql<{ count: number }[]>`
    select case (select kind from tasks where id = ${task})
             when 'import' then (select count(*) from accounts)
             when 'replace-plan' then (select count(*) from assignments where to_date is not null)
             else (select count(*) from bank_lines) end::integer as count`;
  return row?.count ?? 0;
}

/** Kills the worker again and again, each a little further on, and lets the last one finish. */
async function killedAgainAndAgain(task: string): Promise<number> {
  let kills = 0;
  for (let turn = 0; turn < KILLS; turn += 1) {
    const part = (turn + 1) / (KILLS + 1);
    if (await workAndKill(task, Math.floor(CLIENTS * part), turn * LEASE_MS)) kills += 1;
  }
  await workAndKill(task, Number.MAX_SAFE_INTEGER, KILLS * LEASE_MS);
  const [ended] = await fixture.database.sql`
    select done + failed as ended, total, finished_at is not null as finished from tasks where id = ${task}`;
  expect(ended).toEqual({ ended: CLIENTS, total: CLIENTS, finished: true });
  return kills;
}

describe('long work whose workers are killed in the middle', () => {
  it('opens each client once, with one opening balance', async () => {
    const lines = Array.from({ length: CLIENTS }, (_, index) => {
      const sites = [{ slug: `killed-${index}`, name: 'Killed', hostnames: [] }];
      const client = {
        ...accountInput({ name: `Client ${index}`, sites }),
        plan: 'Old',
        openingBalance: '5.00',
      };
      return clientLine(index + 2, client);
    });
    const task = granted(await checkImport(now(), clientFile('clients.csv', lines)));
    granted(await startImport(now(), task.id, { graceDays: 0 }));
    expect(await killedAgainAndAgain(task.id)).toBeGreaterThan(0);
    const [counts] = await fixture.database.sql`
      select count(distinct a.id)::integer as accounts, count(*)::integer as entries, sum(amount)::integer as sum
        from accounts a join entries e on e.account_id = a.id`;
    expect(counts).toEqual({ accounts: CLIENTS, entries: CLIENTS, sum: CLIENTS * 500 });
  }, 600_000);

  it('puts each account on the new plan once', async () => {
    const effective = new Date().toISOString().slice(0, 10);
    const task = granted(await startReplacement(now(), old, { with: next, effective }));
    expect(await killedAgainAndAgain(task.id)).toBeGreaterThan(0);
    const rows = await fixture.database.sql`
      select plan_id, to_date is null as open, count(*)::integer as count from assignments
       where from_date <> coalesce(to_date, from_date + 1) or plan_id <> ${old} group by 1, 2`;
    expect(rows.filter(({ open }) => open === true)).toEqual([{ planId: next, open: true, count: CLIENTS }]);
  }, 600_000);

  it('posts each line of a statement once, and takes none for seen before', async () => {
    const accounts = await fixture.database.sql<
      { reference: string }[]
    >`select reference from accounts order by id`;
    const day = new Date().toISOString().slice(0, 10);
    const lines = accounts.map(({ reference }) => `${day};Somebody;${reference};+1.00;EUR`);
    const csv = ['Date;Payer;Description;Amount;Currency', ...lines].join('\n');
    const begun = granted(await importBankStatement(now(), { content: csv, name: 'march.csv' }, 0));
    expect(await killedAgainAndAgain(begun.id)).toBeGreaterThan(0);
    const [counts] = await fixture.database.sql`
      select posted, unmatched, doubles,
             (select count(*)::integer from entries where kind = 'payment') as entries,
             (select count(distinct account_id)::integer from entries where kind = 'payment') as accounts
        from bank_imports where id = ${begun.id}`;
    expect(counts).toEqual({
      posted: CLIENTS,
      unmatched: 0,
      doubles: 0,
      entries: CLIENTS,
      accounts: CLIENTS,
    });
  }, 600_000);
});
