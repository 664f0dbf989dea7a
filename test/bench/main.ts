/**
 * `npm run bench`: the figures of speed and size, each with the machine's own floor measured in the same run on the
 * same database.
 *
 *   --only a,b     only these figures; an unknown name is answered with those there are
 *   --seconds N    how long each is measured (4)
 *   --accounts N   in how many accounts pages are looked at and long work is done (10000)
 *   --json         rows, for programs
 */
import { cpus, totalmem } from 'node:os';
import { readOptions } from '../setup/readOptions.js';
import { measureAccounts } from './figures/accounts.js';
import { measureGate } from './figures/gate.js';
import { measureLogins } from './figures/logins.js';
import { measureLogs } from './figures/logs.js';
import { measurePages } from './figures/pages.js';
import { measurePayments } from './figures/payments.js';
import { measurePure } from './figures/pure.js';
import { measureReactivation } from './figures/reactivation.js';
import { measureSettlement } from './figures/settlement.js';
import { measureMemory, measureStart } from './figures/start.js';
import { measureUsage } from './figures/usage.js';
import { measureWork } from './figures/work.js';
import { type Machine, startMachine } from './machine/machine.js';
import { type Row, tableOf } from './row.js';

interface Options {
  readonly seconds: number;
  /** The number of accounts for measuring pages and long tasks. */
  readonly accounts: number;
}

type Figure = (machine: Machine, seconds: number, options: Options) => Promise<Row[]> | Row[];

/** In this order: what a figure leaves for Temporal to do must not be done while the next is measured. */
const FIGURES: Readonly<Record<string, Figure>> = {
  pure: (_machine, seconds) => measurePure(seconds),
  logs: () => measureLogs(),
  start: (machine) => measureStart(machine),
  gate: measureGate,
  logins: measureLogins,
  reactivation: (machine) => measureReactivation(machine),
  settlement: (machine) => measureSettlement(machine),
  usage: measureUsage,
  payments: measurePayments,
  accounts: measureAccounts,
  memory: (machine) => measureMemory(machine),
  work: (_machine, _seconds, { accounts }) => measureWork(accounts),
  pages: (_machine, _seconds, { accounts }) => measurePages(accounts),
};

async function bench(): Promise<void> {
  const values = readOptions(import.meta.url, {
    options: {
      only: { type: 'string' },
      seconds: { type: 'string', default: '4' },
      accounts: { type: 'string', default: '10000' },
      json: { type: 'boolean', default: false },
    },
  });
  const wanted = values.only?.split(',') ?? Object.keys(FIGURES);
  const seconds = Number(values.seconds);
  if (!(seconds > 0)) throw new Error('--seconds must be a number above 0.');
  const accounts = Number(values.accounts);
  if (!(Number.isInteger(accounts) && accounts >= 200))
    throw new Error('--accounts must be a whole number, at least 200.');
  for (const name of wanted) {
    if (!(name in FIGURES))
      throw new Error(`There is no figure "${name}"; ${Object.keys(FIGURES).join(', ')}.`);
  }
  const rows = await measure(wanted, { seconds, accounts });
  const machine = `${cpus().length} cores (${cpus()[0]?.model ?? 'unknown'}), ${Math.round(totalmem() / 2 ** 30)} GiB`;
  if (values.json) console.log(JSON.stringify({ at: new Date().toISOString(), machine, rows }, null, 2));
  else
    console.log(
      `${new Date().toISOString().slice(0, 10)}, ${machine}, Node ${process.version}\n\n${tableOf(rows)}`,
    );
}

async function measure(wanted: readonly string[], options: Options): Promise<Row[]> {
  const machine = await startMachine();
  const rows: Row[] = [];
  try {
    for (const [name, figure] of Object.entries(FIGURES)) {
      if (!wanted.includes(name)) continue;
      process.stderr.write(`${name} …\n`);
      try {
        rows.push(...(await figure(machine, options.seconds, options)));
      } catch (error) {
        complain(error);
      }
    }
    return rows;
  } finally {
    await machine.stop();
  }
}

/** A figure that cannot be had leaves the others their place in the table. */
function complain(error: unknown): void {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
}

await bench().catch(complain);
process.exit();
