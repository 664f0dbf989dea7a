import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Random } from '../../random.js';
import { buildCopy } from './nextBuild.js';
import { CHAOS_FAULTS, type SourceFault } from './faults.js';
import { type ChaosOptions, type ChaosReport, runOn } from '../run.js';
import { type Servers, startServers } from '../system/servers.js';

export interface FaultRunOptions {
  /** The names of some, or `all`. */
  readonly which: string;
  readonly seed: number;
  readonly seconds: number;
  readonly accounts: number;
  readonly source: string;
  readonly say: (line: string) => void;
}

/** A run with a fault need not wait long: what is wrong stays wrong, and its control has to be right by then. */
const PATIENCE_SECONDS = 20;

/**
 * Puts each fault into a copy of the source and lets the checker look at it. Each kind of run is made without a fault as
 * well, with the same seed, and has to pass. True when all were found and nothing else was.
 */
export async function runFaults(options: FaultRunOptions): Promise<boolean> {
  const { which, seed, say } = options;
  const faults = CHAOS_FAULTS.filter(({ name }) => which === 'all' || which.split(',').includes(name));
  const folder = mkdtempSync(join(tmpdir(), 'sitetab-faults-'));
  const servers = await startServers(folder, new Random(seed, 'hosting'));
  const controls = new Map<string, boolean>();
  let missed = faults.length === 0 ? 1 : 0;
  try {
    for (const fault of faults) {
      const kind = kindOf(fault);
      if (!controls.has(kind)) controls.set(kind, await passes(servers, folder, fault, options));
      const found = await tryFault(servers, folder, fault, options);
      if (found === undefined) missed += 1;
      say(`${found === undefined ? 'MISSED' : 'found '} ${fault.name}: ${fault.does}`);
      if (found !== undefined) say(`         ${found}`);
    }
  } finally {
    await servers.stop();
    rmSync(folder, { recursive: true, force: true });
  }
  const failed = [...controls.values()].filter((isPassed) => !isPassed).length;
  say(`${faults.length - missed} of ${faults.length} faults were found.`);
  say(`${controls.size - failed} of ${controls.size} runs without a fault passed.`);
  return missed === 0 && failed === 0;
}

function kindOf({ disruptionKinds, favours = [] }: SourceFault): string {
  return `${disruptionKinds ?? 'peaceful'}${favours.length === 0 ? '' : ` with ${favours.join(' and ')}`}`;
}

function optionsOf(
  { disruptionKinds, favours = [], seconds }: SourceFault,
  options: FaultRunOptions,
  source: string,
): ChaosOptions {
  const { seed, accounts } = options;
  const size = { seed, accounts, seconds: seconds ?? options.seconds, source };
  return { ...size, disruptionKinds, favours, patienceSeconds: PATIENCE_SECONDS };
}

async function passes(
  servers: Servers,
  folder: string,
  fault: SourceFault,
  options: FaultRunOptions,
): Promise<boolean> {
  const { say, source } = options;
  const name = `control-${kindOf(fault).replaceAll(' ', '-')}`;
  // The same patience as everybody has: only a run with a fault is cut short.
  const runOptions = { ...optionsOf(fault, options, source), patienceSeconds: 60 };
  const { falls } = await runOn(servers, folder, name, runOptions);
  say(`${falls.length === 0 ? 'passed' : 'FAILED'} without a fault: ${kindOf(fault)}`);
  for (const { says } of falls.slice(0, 3)) say(`       (it said: ${says})`);
  return falls.length === 0;
}

/** The first thing the checker says of it. */
async function tryFault(
  servers: Servers,
  folder: string,
  fault: SourceFault,
  options: FaultRunOptions,
): Promise<string | undefined> {
  const { source, say } = options;
  const copy = join(folder, `source-${fault.name}`);
  buildCopy(copy, source, fault.name, fault.edits);
  const report: ChaosReport = await runOn(
    servers,
    folder,
    `fault-${fault.name}`,
    optionsOf(fault, options, copy),
  );
  rmSync(copy, { recursive: true, force: true });
  const found = report.falls.find(({ says }) => fault.shows.test(says));
  if (found === undefined) for (const { says } of report.falls.slice(0, 3)) say(`       (it said: ${says})`);
  return found === undefined ? undefined : `promise ${found.promise}: ${found.says}`;
}
