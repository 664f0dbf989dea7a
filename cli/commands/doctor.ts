import { setTimeout as delay } from 'node:timers/promises';
import { type CheckReport, runChecks } from '../../src/operations/runChecks.js';
import type { Finding } from '../../src/operations/findings.js';
import { repairFindings } from '../../src/operations/repairFindings.js';
import { schemaNumber } from '../../src/operations/migrateDatabase.js';
import { readConfig } from '../../src/platform/config.js';
import { resolveDataDir } from '../../src/platform/files/paths.js';
import type { Sql } from '../../src/platform/sql/sql.js';
import type { TemporalTarget } from '../../src/platform/temporal/temporalTarget.js';
import { awaitAssessments } from '../../src/signals/awaitAssessments.js';
import type { SendSignal } from '../../src/signals/dispatch.js';
import { readRunning } from '../start/runningFile.js';
import { findSecretBox } from './reseal.js';
import { withDatabase } from './tools.js';
import { formatCounted } from './formatCounted.js';

/** The parts of Temporal that the doctor needs: the running workflows, and a way to wake them. */
interface Workflows {
  readonly running: () => Promise<ReadonlySet<string>>;
  readonly send: SendSignal;
  readonly hasWorkers: () => Promise<boolean>;
  readonly terminateRun: (accountId: string) => Promise<void>;
}

/** A running worker assesses an account within seconds of a signal. */
const POLL_MS = 10_000;

interface DoctorFlags {
  readonly repair: boolean;
  readonly json: boolean;
  /** In seconds: work in progress can briefly look like a fault. A finding that remains after this is one. */
  readonly patience: number;
  /** Whether the database is a copy that no process works on. */
  readonly atRest: boolean;
}

type DoctorOptions = Pick<DoctorFlags, 'patience' | 'atRest'>;

/** `sitetab doctor`: checks, repairs on request, and exits with 1 when a fault is left. */
export async function doctorCommand(flags: DoctorFlags): Promise<void> {
  await withDatabase(async (sql) => {
    const left = await withWorkflows((workflows) => runDoctor(sql, workflows, flags));
    if (left > 0) process.exitCode = 1;
  });
}

/** Returns how many findings are left, without mere hints. */
async function runDoctor(
  sql: Sql,
  workflows: Workflows | undefined,
  { repair, json, ...options }: DoctorFlags,
): Promise<number> {
  const done: Done[] = [];
  const onRepaired = (one: Done): void => {
    if (json) done.push(one);
    else print(`${one.worked ? 'repaired' : 'not repaired'}  ${one.says}`);
  };
  const { found, repaired } = await checkAndRepair(sql, workflows, {
    ...options,
    onRepaired: repair ? onRepaired : undefined,
  });
  const left = found.findings.filter((each) => !each.isHint && !repaired.includes(each)).length;
  const temporalAsked = workflows !== undefined;
  if (json) print(JSON.stringify({ ...found, repaired: repaired.length, done, left, temporalAsked }));
  else printStatus(found, temporalAsked || options.atRest, left, repair);
  return left;
}

/** What was done about a finding. */
interface Done {
  readonly says: string;
  readonly worked: boolean;
}

async function checkAndRepair(
  sql: Sql,
  workflows: Workflows | undefined,
  options: DoctorOptions & { readonly onRepaired: ((one: Done) => void) | undefined },
): Promise<{ readonly found: CheckReport; readonly repaired: readonly Finding[] }> {
  const { onRepaired } = options;
  const found = await checkTwice(sql, workflows, options);
  if (onRepaired === undefined) return { found, repaired: [] };
  const repaired = await repairAll(sql, workflows, { findings: found.findings, onRepaired });
  // With another schema, no other check can work.
  const isMigrated = repaired.some(({ remedy }) => remedy?.kind === 'migrate');
  return isMigrated ? checkAndRepair(sql, workflows, options) : { found, repaired };
}

async function checkTwice(
  sql: Sql,
  workflows: Workflows | undefined,
  { patience, atRest }: DoctorOptions,
): Promise<CheckReport> {
  const first = await checkOnce(sql, workflows, atRest);
  if (first.findings.length === 0) return first;
  await delay(patience * 1_000);
  const second = await checkOnce(sql, workflows, atRest);
  const before = new Set(first.findings.map(({ check, remedy, says }) => keyOf(check, remedy, says)));
  return {
    ...second,
    findings: second.findings.filter(({ check, remedy, says }) => before.has(keyOf(check, remedy, says))),
  };
}

/** A count in the sentence may have changed; the check and its subject identify the finding. */
function keyOf(check: string, remedy: Finding['remedy'], says: string): string {
  return `${check} ${remedy === null ? says : JSON.stringify(remedy)}`;
}

async function checkOnce(
  sql: Sql,
  workflows: Workflows | undefined,
  isAtRest: boolean,
): Promise<CheckReport> {
  const secrets = findSecretBox();
  return runChecks(contextOf(sql), {
    running: await workflows?.running(),
    schemaNumber: await schemaNumber(),
    isAtRest,
    ...(secrets === undefined ? {} : { secrets }),
  });
}

function contextOf(sql: Sql) {
  const now = Date.now();
  return { sql, now, wallNow: now, actor: 'cli/doctor', wakeAccount: () => undefined };
}

async function repairAll(
  sql: Sql,
  workflows: Workflows | undefined,
  {
    findings,
    onRepaired,
  }: { readonly findings: readonly Finding[]; readonly onRepaired: (one: Done) => void },
): Promise<Finding[]> {
  const repaired: Finding[] = [];
  const send: SendSignal = workflows?.send ?? (() => Promise.reject(new Error('Temporal is not reachable')));
  const done = new Map<string, boolean>();
  for (const each of findings) {
    if (each.remedy === null) continue;
    const key = JSON.stringify(each.remedy);
    if (!done.has(key)) {
      const result = await repairFindings(contextOf(sql), send, each.remedy);
      onRepaired(result);
      done.set(key, result.worked);
    }
    if (done.get(key) === true) repaired.push(each);
  }
  await restartUnresponsive(sql, workflows, { findings: repaired, onRepaired });
  return repaired;
}

/**
 * Accounts that stay overdue after a signal although their workflow runs: the event their run waits for will never
 * come, as after a partial restore of Temporal. The run is terminated and started again.
 */
async function restartUnresponsive(
  sql: Sql,
  workflows: Workflows | undefined,
  {
    findings,
    onRepaired,
  }: { readonly findings: readonly Finding[]; readonly onRepaired: (one: Done) => void },
): Promise<void> {
  const accountsOf = (check: Finding['check']): string[] =>
    findings.flatMap((each) =>
      each.check === check && each.remedy?.kind === 'wake' ? each.remedy.accountId : [],
    );
  const missing = new Set(accountsOf('workflows'));
  const behind = accountsOf('wakes').filter((id) => !missing.has(id));
  if (workflows === undefined || behind.length === 0 || !(await workflows.hasWorkers())) return;
  for (const accountId of await awaitAssessments({ sql }, behind, POLL_MS)) {
    await workflows.terminateRun(accountId);
    await repairFindings(contextOf(sql), workflows.send, { kind: 'wake', accountId });
    onRepaired({
      says: `account ${accountId}: its workflow made no assessment, so it was terminated and restarted`,
      worked: true,
    });
  }
}

function printStatus(found: CheckReport, isTemporalAsked: boolean, left: number, repaired: boolean): void {
  for (const { check, says, isHint } of found.findings)
    print(`${isHint ? 'note' : 'wrong'}  ${check}: ${says}`);
  if (!isTemporalAsked)
    print('note  workflows: Temporal is not reachable; running workflows were not checked');
  const checked = `${formatCounted(found.accounts, 'open account')} checked`;
  if (left === 0) print(`${checked}; no faults found.`);
  else
    print(
      `${checked}; ${left} wrong.${repaired ? '' : ' Run sitetab doctor --repair to repair what can be repaired.'}`,
    );
}

async function withWorkflows<T>(work: (workflows: Workflows | undefined) => Promise<T>): Promise<T> {
  const config = readConfig();
  const target = config.temporal ?? readRunning(resolveDataDir(process.env['SITETAB_DATA']))?.temporal;
  if (target === undefined) return work(undefined);
  return withTemporal(target, config.taskQueue, work);
}

async function withTemporal<T>(
  target: TemporalTarget,
  taskQueue: string,
  work: (workflows: Workflows | undefined) => Promise<T>,
): Promise<T> {
  const [{ openTemporal }, { hasWorkers, runningAccounts, signalSender, terminateRun }] = await Promise.all([
    import('../../src/platform/temporal/temporalClient.js'),
    import('../processes/signals.js'),
  ]);
  const temporal = openTemporal(target);
  try {
    if (!(await temporal.isReachable())) return await work(undefined);
    return await work({
      running: () => runningAccounts(temporal.client),
      send: signalSender(temporal.client, taskQueue),
      hasWorkers: () => hasWorkers(temporal.client, taskQueue),
      terminateRun: (accountId) => terminateRun(temporal.client, accountId),
    });
  } finally {
    await temporal.close();
  }
}

function print(line: string): void {
  process.stdout.write(`${line}\n`);
}
