import { type LoadProgram, startLoad } from '../load/loadProgram.js';
import type { LoadTask } from '../load/job.js';
import type { Machine } from '../machine/machine.js';
import type { Row } from '../row.js';
import { rateOf } from './compare.js';
import { seedAccounts } from './payments.js';

const ACCOUNTS = 5_000;
const CALLERS = 32;
/** Turns of one process and of two: what else the machine does then hits both alike. */
const TURNS = 3;

/** Payments over HTTP to one API process and to two, with as many callers, from two processes each time. */
export async function* measureProcesses(machine: Machine, seconds: number): AsyncGenerator<Row> {
  const accountIds = await seedAccounts(machine, ACCOUNTS);
  const [first, second] = await Promise.all([machine.part('api', 1), machine.part('api', 2)]);
  await Promise.all([machine.part('worker'), machine.part('scheduler')]);
  const loads = [await startLoad(), await startLoad()] as const;
  const rates = { one: [] as number[], two: [] as number[] };
  try {
    for (let turn = 0; turn <= TURNS; turn += 1) {
      for (const [name, ports] of [
        ['one', [first.port, first.port]],
        ['two', [first.port, second.port]],
      ] as const) {
        const rate = await payFromTwo(machine, loads, { ports, accountIds, seconds });
        // The first turn of each only warms up.
        if (turn > 0) rates[name].push(rate);
        await machine.forgetSignals();
      }
    }
  } finally {
    for (const load of loads) load.stop();
  }
  const [one, two] = [meanOf(rates.one), meanOf(rates.two)];
  const note = 'floor: one API process; worker, scheduler, Temporal, PostgreSQL and load on the same machine';
  yield {
    figure: `payments/s at ${CALLERS}, two API processes`,
    ours: two,
    floor: one,
    aim: '–',
    met: true,
    note,
  };
}

interface Paying {
  readonly ports: readonly [number, number];
  readonly accountIds: readonly string[];
  readonly seconds: number;
}

async function payFromTwo(
  { apiKey }: Machine,
  loads: readonly [LoadProgram, LoadProgram],
  { ports, accountIds, seconds }: Paying,
): Promise<number> {
  const outcomes = await Promise.all(
    loads.map((load, index) => {
      const ids = accountIds.filter((_, place) => place % 2 === index);
      const task: LoadTask = {
        ...{ kind: 'payments', port: ports[index] ?? 0, apiKey, accountIds: ids, run: `process-${index}` },
      };
      return load.run({ task, concurrency: CALLERS / 2, seconds });
    }),
  );
  return outcomes.reduce((sum, outcome) => sum + rateOf([outcome]), 0);
}

function meanOf(rates: readonly number[]): number {
  return rates.reduce((sum, rate) => sum + rate, 0) / rates.length;
}
