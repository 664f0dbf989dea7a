import { setTimeout as delay } from 'node:timers/promises';
import { isRefusal } from '../../../src/core/values/refusal.js';
import { startBacktest } from '../../../src/plans/backtest/startBacktest.js';
import { type Machine, startMachine } from '../machine/machine.js';
import { below, type Row } from '../row.js';
import { fillTenant, PLAN_ID } from '../seed/fillTenant.js';

const DAYS = 365;
const MONTHS = 12;
/** The aim for 10,000 accounts. */
const SECONDS_MOST = 120;

/** A draft compared with the last twelve months of all accounts of a plan, by the scheduler beside its other rounds. */
export async function* measureBacktest(accounts: number): AsyncGenerator<Row> {
  const machine = await startMachine();
  try {
    await fillTenant(machine.sql, machine.siteId, { accounts, entriesEach: 4 * MONTHS, usageDays: DAYS });
    await machine.sql`vacuum analyze`;
    const scheduler = await machine.part('scheduler');
    // What so many new accounts leave to be done is not measured.
    await delay(5_000);
    const processorMs = scheduler.processorMs();
    const began = performance.now();
    const lines = await compare(machine);
    const took = (performance.now() - began) / 1_000;
    const ours = (scheduler.processorMs() - processorMs) / 1_000;
    const note = `${lines} accounts, ${MONTHS} months; ${ours.toFixed(1)} s of the scheduler's processor`;
    yield below('a plan compared over all accounts, s', took, (SECONDS_MOST * accounts) / 10_000, note);
  } finally {
    await machine.stop();
  }
}

async function compare({ sql, siteId }: Machine): Promise<number> {
  const now = Date.now();
  const caller = { sql, siteId, now, wallNow: now, actor: 'bench', wakeAccount: () => undefined };
  const task = await startBacktest(caller, PLAN_ID, { plan: DRAFT, months: MONTHS, scope: 'plan' });
  if (isRefusal(task)) throw new Error(`refused: ${task.detail}`);
  for (;;) {
    const [row] = await sql<{ done: number; failed: number; finished: boolean }[]>`
      select done, failed, finished_at is not null as finished from tasks where id = ${task.id}`;
    if (row === undefined || row.failed > 0) throw new Error(`${row?.failed ?? 'all'} accounts failed`);
    if (row.finished) return row.done;
    await delay(200);
  }
}

const DRAFT = {
  currency: 'EUR',
  recurring: [{ id: 'hosting', amount: '9.00', timing: 'advance' as const }],
  usage: [
    {
      id: 'traffic',
      meter: 'bandwidth',
      model: 'graduated' as const,
      per: '1000000000',
      bands: [{ upTo: '2', unitPrice: '0' }, { unitPrice: '1.50' }],
    },
  ],
};
