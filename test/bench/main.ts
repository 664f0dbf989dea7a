/**
 * `npm run bench`: the figures of speed and size, each with the machine's own floor measured in the same run on the
 * same database. Prints each row as soon as it is measured, and all of them as a table at the end. Ctrl-C ends the run
 * with the rows measured so far.
 *
 *   --only a,b     only these figures; an unknown name is answered with those there are. backtest, processes,
 *                  monthEnd and costs are measured only if named; monthEnd settles all of --accounts
 *   --seconds N    how long each is measured (3)
 *   --minutes N    the run ends after so long (12)
 *   --accounts N   in how many accounts pages are looked at (10000); long work is done on a tenth of them
 *   --temporal K   on which Temporal server: dev, or postgres, the production server (dev)
 *   --profile      leaves a CPU profile of every process in a new folder, and prints its name
 *   --json         rows, for programs
 */
import { mkdtempSync } from 'node:fs';
import { cpus, tmpdir, totalmem } from 'node:os';
import { join } from 'node:path';
import { readOptions } from '../setup/readOptions.js';
import { readTemporalKind, type TemporalKind } from '../setup/temporal/temporals.js';
import { measureAccounts } from './figures/accounts.js';
import { measureBacktest } from './figures/backtest.js';
import { measureGate } from './figures/gate.js';
import { measureInvoices } from './figures/invoices.js';
import { measureLogins } from './figures/logins.js';
import { measureLogs } from './figures/logs.js';
import { measureCosts } from './figures/costs.js';
import { measureMonthEnd } from './figures/monthEnd.js';
import { measurePages } from './figures/pages.js';
import { measurePayments } from './figures/payments.js';
import { measureProcesses } from './figures/processes.js';
import { measurePure } from './figures/pure.js';
import { measureReactivation } from './figures/reactivation.js';
import { measureSettlement } from './figures/settlement.js';
import { measureMemory, measureStart } from './figures/start.js';
import { measureUsage } from './figures/usage.js';
import { measureWork } from './figures/work.js';
import { type Machine, startMachine, stopMachines } from './machine/machine.js';
import { lineOf, type Row, tableOf } from './row.js';

interface Options {
  readonly seconds: number;
  /** The number of accounts for measuring pages and long tasks. */
  readonly accounts: number;
  readonly temporal: TemporalKind;
}

type Figure = (machine: Machine, seconds: number, options: Options) => Iterable<Row> | AsyncIterable<Row>;

/** Long work is measured on a part of the accounts, since it takes minutes. */
const WORK_SHARE = 10;

/** In this order: what a figure leaves for Temporal to do must not be done while the next is measured. */
const FIGURES: Readonly<Record<string, Figure>> = {
  pure: (_machine, seconds) => measurePure(seconds),
  invoices: (_machine, seconds) => measureInvoices(seconds),
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
  work: (_machine, _seconds, { accounts }) => measureWork(Math.ceil(accounts / WORK_SHARE)),
  pages: (_machine, _seconds, { accounts }) => measurePages(accounts),
  backtest: (_machine, _seconds, { accounts }) => measureBacktest(accounts),
  processes: measureProcesses,
  monthEnd: (_machine, _seconds, { accounts, temporal }) => measureMonthEnd(accounts, temporal),
  costs: (_machine, _seconds, { temporal }) => measureCosts(temporal),
};

/** They need no servers, or start some of their own, which would not want others beside them. */
const ALONE = ['pure', 'invoices', 'logs', 'work', 'pages', 'backtest', 'monthEnd', 'costs'];

/** They take long, and a run without them has all that the issues' aims are about. */
const ONLY_IF_NAMED = ['backtest', 'processes', 'monthEnd', 'costs'];

async function bench(): Promise<void> {
  const values = readOptions(import.meta.url, {
    options: {
      only: { type: 'string' },
      seconds: { type: 'string', default: '3' },
      minutes: { type: 'string', default: '12' },
      accounts: { type: 'string', default: '10000' },
      temporal: { type: 'string', default: 'dev' },
      profile: { type: 'boolean', default: false },
      json: { type: 'boolean', default: false },
    },
  });
  const usual = Object.keys(FIGURES).filter((name) => !ONLY_IF_NAMED.includes(name));
  const wanted = values.only?.split(',') ?? usual;
  const temporal = readTemporalKind(values.temporal);
  const [seconds, minutes] = [Number(values.seconds), Number(values.minutes)];
  if (!(seconds > 0 && minutes > 0)) throw new Error('--seconds and --minutes must be numbers above 0.');
  const accounts = Number(values.accounts);
  if (!(Number.isInteger(accounts) && accounts >= 200))
    throw new Error('--accounts must be a whole number, at least 200.');
  for (const name of wanted) {
    if (!(name in FIGURES))
      throw new Error(`There is no figure "${name}"; ${Object.keys(FIGURES).join(', ')}.`);
  }
  const profiles = values.profile ? mkdtempSync(join(tmpdir(), 'sitetab-profiles-')) : undefined;
  // The programs that the figures start find the folder in their environment.
  if (profiles !== undefined) process.env['BENCH_PROFILES'] = profiles;
  const rows: Row[] = [];
  await measure(wanted, { seconds, accounts, temporal }, rows, stopAfter(minutes)).catch(complain);
  report(rows, values.json);
  if (profiles !== undefined) process.stderr.write(`CPU profiles: ${profiles}\n`);
}

/** Fails when the time is over, or the user ends the run. */
function stopAfter(minutes: number): Promise<never> {
  const stop = new Promise<never>((_resolve, reject) => {
    setTimeout(() => reject(new Error(`ended after ${minutes} minutes`)), minutes * 60_000);
    for (const signal of ['SIGINT', 'SIGTERM']) process.once(signal, () => reject(new Error('stopped')));
  });
  stop.catch(() => undefined);
  return stop;
}

/** Adds to the rows; a figure that fails keeps those it had. */
async function measure(
  wanted: readonly string[],
  options: Options,
  rows: Row[],
  stop: Promise<never>,
): Promise<void> {
  let isStopped = false;
  stop.catch(() => (isStopped = true));
  try {
    let machine: Machine | undefined;
    for (const [name, figure] of Object.entries(FIGURES)) {
      if (!wanted.includes(name)) continue;
      process.stderr.write(`${name} …\n`);
      if (!ALONE.includes(name)) machine ??= await Promise.race([startMachine(options.temporal), stop]);
      const taken = takeRows(figure(machine as Machine, options.seconds, options), rows);
      await Promise.race([taken, stop]).catch((error: unknown) => {
        if (isStopped) throw new Error(`${messageOf(error)} while "${name}" was measured`);
        complain(error);
      });
    }
  } finally {
    await stopMachines();
  }
}

async function takeRows(measured: Iterable<Row> | AsyncIterable<Row>, rows: Row[]): Promise<void> {
  for await (const row of measured) {
    rows.push(row);
    process.stderr.write(`${lineOf(row)}\n`);
  }
}

function report(rows: readonly Row[], asJson: boolean): void {
  const machine = `${cpus().length} cores (${cpus()[0]?.model ?? 'unknown'}), ${Math.round(totalmem() / 2 ** 30)} GiB`;
  const at = new Date().toISOString();
  if (asJson) console.log(JSON.stringify({ at, machine, rows }, null, 2));
  else console.log(`${at.slice(0, 10)}, ${machine}, Node ${process.version}\n\n${tableOf(rows)}`);
}

function complain(error: unknown): void {
  console.error(messageOf(error));
  process.exitCode = 1;
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

await bench().catch(complain);
process.exit();
