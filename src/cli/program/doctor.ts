import { setTimeout as delay } from 'node:timers/promises';
import {
  type Examination,
  examine,
  type Finding,
  mend,
  schemaNumber,
  type SendSignal,
} from '../../operations/index.js';
import {
  openTemporal,
  readConfig,
  resolveDataDir,
  type Sql,
  type TemporalTarget,
} from '../../platform/index.js';
import { findSecretBox } from './reseal.js';
import { readRunning } from './runningFile.js';
import { runningAccounts, signalSender } from './signals.js';
import { withDatabase } from './tools.js';

/** What is in the middle of being done looks wrong for a moment; what is still wrong after this is wrong. */
const SECOND_LOOK_MS = 5_000;

/** Temporal as the doctor needs it: who runs, and a way to wake. */
interface Workflows {
  readonly running: () => Promise<ReadonlySet<string>>;
  readonly send: SendSignal;
}

/** `sitetab doctor`: examines, mends where asked to, and ends with 1 when something wrong is left. */
export async function doctorCommand(flags: {
  readonly repair: boolean;
  readonly json: boolean;
}): Promise<void> {
  await withDatabase(async (sql) => {
    const left = await withWorkflows((workflows) => visit(sql, workflows, flags));
    if (left > 0) process.exitCode = 1;
  });
}

/** Returns how many findings are left that are no mere hints. */
async function visit(
  sql: Sql,
  workflows: Workflows | undefined,
  { repair, json }: { readonly repair: boolean; readonly json: boolean },
): Promise<number> {
  const found = await examineTwice(sql, workflows);
  const mended = repair ? await mendAll(sql, workflows, found.findings) : [];
  const left = found.findings.filter((each) => !each.isHint && !mended.includes(each));
  if (json)
    print(JSON.stringify({ ...found, mended: mended.length, temporalAsked: workflows !== undefined }));
  else tell(found, workflows !== undefined, left.length, repair);
  return left.length;
}

async function examineTwice(sql: Sql, workflows: Workflows | undefined): Promise<Examination> {
  const first = await examineOnce(sql, workflows);
  if (first.findings.length === 0) return first;
  await delay(SECOND_LOOK_MS);
  const second = await examineOnce(sql, workflows);
  const before = new Set(first.findings.map(({ check, remedy, says }) => keyOf(check, remedy, says)));
  return {
    ...second,
    findings: second.findings.filter(({ check, remedy, says }) => before.has(keyOf(check, remedy, says))),
  };
}

/** A count in a sentence may have moved; the check and its subject tell whether it is the same finding. */
function keyOf(check: string, remedy: Finding['remedy'], says: string): string {
  return `${check} ${remedy === null ? says : JSON.stringify(remedy)}`;
}

async function examineOnce(sql: Sql, workflows: Workflows | undefined): Promise<Examination> {
  const secrets = findSecretBox();
  return examine(contextOf(sql), {
    running: await workflows?.running(),
    schemaNumber: await schemaNumber(),
    ...(secrets === undefined ? {} : { secrets }),
  });
}

function contextOf(sql: Sql) {
  const now = Date.now();
  return { sql, now, wallNow: now, actor: 'cli/doctor', nudge: () => undefined };
}

async function mendAll(
  sql: Sql,
  workflows: Workflows | undefined,
  findings: readonly Finding[],
): Promise<Finding[]> {
  const mended: Finding[] = [];
  const send: SendSignal = workflows?.send ?? (() => Promise.reject(new Error('Temporal cannot be reached')));
  const done = new Map<string, boolean>();
  for (const each of findings) {
    if (each.remedy === null) continue;
    const key = JSON.stringify(each.remedy);
    if (!done.has(key)) {
      const { says, worked } = await mend(contextOf(sql), send, each.remedy);
      print(`${worked ? 'mended' : 'not mended'}  ${says}`);
      done.set(key, worked);
    }
    if (done.get(key) === true) mended.push(each);
  }
  return mended;
}

function tell(found: Examination, isTemporalAsked: boolean, left: number, repaired: boolean): void {
  for (const { check, says, isHint } of found.findings)
    print(`${isHint ? 'note' : 'wrong'}  ${check}: ${says}`);
  if (!isTemporalAsked) print('note  workflows: Temporal cannot be reached, so nobody asked it which run');
  const looked = `${found.accounts} open accounts looked at`;
  if (left === 0) print(`${looked}; all is well.`);
  else
    print(`${looked}; ${left} wrong.${repaired ? '' : ' sitetab doctor --repair mends what can be mended.'}`);
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
  const temporal = openTemporal(target);
  try {
    if (!(await temporal.isReachable())) return await work(undefined);
    return await work({
      running: () => runningAccounts(temporal.client),
      send: signalSender(temporal.client, taskQueue),
    });
  } finally {
    await temporal.close();
  }
}

function print(line: string): void {
  process.stdout.write(`${line}\n`);
}
