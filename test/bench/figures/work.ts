import { setTimeout as delay } from 'node:timers/promises';
import { checkImport, startImport } from '../../../src/accounts/import/checkImport.js';
import { importBankStatement } from '../../../src/bank/importBankStatement.js';
import type { SiteContext } from '../../../src/core/context.js';
import { isRefusal, type Refusal } from '../../../src/core/values/refusal.js';
import { createPlan } from '../../../src/plans/managePlans.js';
import { startReplacement } from '../../../src/plans/startReplacement.js';
import { createSecretBox, keyFromText, type SecretBox } from '../../../src/platform/secretBox.js';
import { clientFile, clientLine } from '../../setup/clientLine.js';
import { type Machine, startMachine } from '../machine/machine.js';
import type { Row } from '../row.js';

type Caller = SiteContext & { readonly secrets: SecretBox };

/** What long work takes that the scheduler does beside its other rounds: an import, a plan replaced, a bank's statement. */
export async function* measureWork(accounts: number): AsyncGenerator<Row> {
  // On servers of its own: what so many accounts leave to be done would go on beside the other figures.
  const machine = await startMachine();
  try {
    await machine.part('scheduler');
    const caller = callerOf(machine);
    const [old, next] = [await addPlan(caller, 'Old'), await addPlan(caller, 'Next')];
    const imported = await measureImport(machine, caller, accounts);
    yield rowOf(`clients imported/s, ${accounts}`, accounts, imported);
    const began = performance.now();
    const replacement = granted(await startReplacement(caller, old, { with: next, effective: 'period' }));
    const replaced = await untilDone(machine, replacement.id, began);
    yield rowOf(`accounts put on another plan/s, ${accounts}`, accounts, replaced);
    const statement = await measureStatement(machine, caller);
    yield rowOf(`lines of a bank's statement taken in/s, ${accounts}`, accounts, statement);
  } finally {
    await machine.stop();
  }
}

interface Took {
  /** Until the caller had an answer. */
  readonly begunMs: number;
  readonly doneMs: number;
}

function rowOf(figure: string, lines: number, { begunMs, doneMs }: Took): Row {
  const note = `by the scheduler as a job: ${(doneMs / 1_000).toFixed(0)} s in all; begun after ${(begunMs / 1_000).toFixed(1)} s`;
  return { figure, ours: lines / (doneMs / 1_000), aim: '–', met: true, note };
}

function callerOf({ sql, siteId }: Machine): Caller {
  const now = Date.now();
  const secrets = createSecretBox(keyFromText('bench'));
  return { sql, siteId, now, wallNow: now, actor: 'bench', wakeAccount: () => undefined, secrets };
}

async function addPlan(caller: Caller, name: string): Promise<string> {
  const recurring = [{ id: 'hosting', amount: '15.00', timing: 'arrears' as const }];
  return granted(await createPlan(caller, { name, currency: 'EUR', recurring, usage: [] })).planId;
}

async function measureImport(machine: Machine, caller: Caller, accounts: number): Promise<Took> {
  const lines = Array.from({ length: accounts }, (_, index) => {
    const slug = `client-${index}`;
    const client = {
      name: `Client ${index}`,
      email: `${slug}@bench.example`,
      currency: 'EUR',
      timeZone: 'Europe/London',
      billingDay: 1 + (index % 28),
      intervalMonths: 1 as const,
      creditLimit: '100.00',
      language: 'en',
      statements: true,
      plan: 'Old',
      openingBalance: '5.00',
      sites: [{ slug, name: `${slug}.example`, hostnames: [`${slug}.example`] }],
    };
    return clientLine(index + 2, client);
  });
  const began = performance.now();
  const job = granted(await checkImport(caller, clientFile('clients.csv', lines)));
  granted(await startImport(caller, job.id, { graceDays: 0 }));
  return untilDone(machine, job.id, began);
}

async function measureStatement(machine: Machine, caller: Caller): Promise<Took> {
  const accounts = await machine.sql<{ reference: string }[]>`select reference from accounts order by id`;
  const day = new Date().toISOString().slice(0, 10);
  const lines = accounts.map(({ reference }, index) => `${day};Payer ${index};${reference};+15.00;EUR`);
  const csv = ['Date;Payer;Description;Amount;Currency', ...lines].join('\n');
  const began = performance.now();
  const { id } = granted(await importBankStatement(caller, { content: csv, name: 'statement.csv' }, 0));
  return untilDone(machine, id, began);
}

/** Looks now and then how far it is, as the page does. */
async function untilDone({ sql }: Machine, taskId: string, began: number): Promise<Took> {
  const begunMs = performance.now() - began;
  for (;;) {
    const [job] = await sql<{ ended: number; total: number; failed: number; finished: boolean }[]>`
      select done + failed as ended, total, failed, finished_at is not null as finished from tasks where id = ${taskId}`;
    if (job === undefined) throw new Error('the work is not there any more');
    if (job.failed > 0) throw new Error(`${job.failed} of ${job.total} lines failed`);
    if (job.finished) return { begunMs, doneMs: performance.now() - began };
    await delay(200);
  }
}

function granted<T>(outcome: T | Refusal): T {
  if (isRefusal(outcome)) throw new Error(`refused: ${outcome.detail}`);
  return outcome;
}
