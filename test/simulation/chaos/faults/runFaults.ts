import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Dice } from '../../random.js';
import { buildCopy } from './nextBuild.js';
import { PLANTS, type Plant } from './faults.js';
import { type ChaosOptions, type ChaosReport, runOn } from '../run.js';
import { type Servers, startServers } from '../system/servers.js';

export interface PlantOptions {
  /** The names of some, or `all`. */
  readonly which: string;
  readonly seed: number;
  readonly seconds: number;
  readonly accounts: number;
  readonly source: string;
  readonly say: (line: string) => void;
}

/** A planted run need not wait long: what is wrong stays wrong, and its control has to be right by then. */
const PATIENCE_SECONDS = 20;

/**
 * Plants each bug in a copy of the source and lets the checker look at it. Each kind of run is made without a bug as
 * well, with the same seed, and has to pass. True when all were found and nothing else was.
 */
export async function runPlants(options: PlantOptions): Promise<boolean> {
  const { which, seed, say } = options;
  const plants = PLANTS.filter(({ name }) => which === 'all' || which.split(',').includes(name));
  const folder = mkdtempSync(join(tmpdir(), 'sitetab-plants-'));
  const servers = await startServers(folder, new Dice(seed, 'hosting'));
  const controls = new Map<string, boolean>();
  let missed = plants.length === 0 ? 1 : 0;
  try {
    for (const plant of plants) {
      const kind = kindOf(plant);
      if (!controls.has(kind)) controls.set(kind, await passes(servers, folder, plant, options));
      const found = await tryPlant(servers, folder, plant, options);
      if (found === undefined) missed += 1;
      say(`${found === undefined ? 'MISSED' : 'found '} ${plant.name}: ${plant.does}`);
      if (found !== undefined) say(`         ${found}`);
    }
  } finally {
    await servers.stop();
    rmSync(folder, { recursive: true, force: true });
  }
  const failed = [...controls.values()].filter((isPassed) => !isPassed).length;
  say(`${plants.length - missed} of ${plants.length} planted bugs were found.`);
  say(`${controls.size - failed} of ${controls.size} runs without a bug passed.`);
  return missed === 0 && failed === 0;
}

function kindOf({ mischief, favours = [] }: Plant): string {
  return `${mischief ?? 'peaceful'}${favours.length === 0 ? '' : ` with ${favours.join(' and ')}`}`;
}

function optionsOf(
  { mischief, favours = [], seconds }: Plant,
  options: PlantOptions,
  source: string,
): ChaosOptions {
  const { seed, accounts } = options;
  const size = { seed, accounts, seconds: seconds ?? options.seconds, source };
  return { ...size, mischief, favours, patienceSeconds: PATIENCE_SECONDS };
}

async function passes(
  servers: Servers,
  folder: string,
  plant: Plant,
  options: PlantOptions,
): Promise<boolean> {
  const { say, source } = options;
  const name = `control-${kindOf(plant).replaceAll(' ', '-')}`;
  // The same patience as everybody has: only a planted run is cut short.
  const asked = { ...optionsOf(plant, options, source), patienceSeconds: 60 };
  const { falls } = await runOn(servers, folder, name, asked);
  say(`${falls.length === 0 ? 'passed' : 'FAILED'} without a bug: ${kindOf(plant)}`);
  for (const { says } of falls.slice(0, 3)) say(`       (it said: ${says})`);
  return falls.length === 0;
}

/** The first thing the checker says of it. */
async function tryPlant(
  servers: Servers,
  folder: string,
  plant: Plant,
  options: PlantOptions,
): Promise<string | undefined> {
  const { source, say } = options;
  const copy = join(folder, `source-${plant.name}`);
  buildCopy(copy, source, plant.name, plant.edits);
  const report: ChaosReport = await runOn(
    servers,
    folder,
    `plant-${plant.name}`,
    optionsOf(plant, options, copy),
  );
  rmSync(copy, { recursive: true, force: true });
  const found = report.falls.find(({ says }) => plant.shows.test(says));
  if (found === undefined) for (const { says } of report.falls.slice(0, 3)) say(`       (it said: ${says})`);
  return found === undefined ? undefined : `promise ${found.promise}: ${found.says}`;
}
