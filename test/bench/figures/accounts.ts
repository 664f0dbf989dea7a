import type { LoadTask } from '../load/job.js';
import type { Machine } from '../machine/machine.js';
import { atLeast, type Row } from '../row.js';
import { ask } from '../machine/ask.js';

/** Accounts opened over HTTP, each with a plan, a site and two hostnames; their workflows' start follows. */
export async function* measureAccounts(machine: Machine, seconds: number): AsyncGenerator<Row> {
  const { apiKey, load } = machine;
  const { port } = await machine.part('api');
  await Promise.all([machine.part('worker'), machine.part('scheduler')]);
  const { id: planId } = await ask<{ id: string }>(machine, port, 'POST', '/v1/plans', {
    name: 'Bench',
    currency: 'EUR',
    startupCharge: '50.00',
    recurring: [{ id: 'hosting', amount: '19.00', timing: 'advance' }],
    usage: [],
  });
  const task: LoadTask = { kind: 'accounts', port, apiKey, planId, run: 'opened' };
  await load.run({ task, concurrency: 8, seconds: 0.5 });
  const outcome = await load.run({ task, concurrency: 8, seconds });
  await machine.forgetSignals();
  yield atLeast(
    'accounts opened/s at 8',
    outcome.done / outcome.seconds,
    300,
    `plan, site, two hostnames, two charges; p99 ${outcome.p99Ms.toFixed(0)} ms; everything running`,
  );
}
