import { execFileSync } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Dice } from './dice.js';
import { PLANTS, type Plant } from './plants.js';
import { runOn } from './run.js';
import { type Servers, startServers } from './servers.js';

const COPIED = ['src', 'workflows', 'activities', 'api', 'emails', 'documents', 'bin', 'dist'];
const FILES = ['package.json', 'package-lock.json', 'tsconfig.json'];

export interface PlantOptions {
  /** The name of one, or `all`. */
  readonly which: string;
  readonly seed: number;
  readonly seconds: number;
  readonly accounts: number;
  readonly source: string;
  readonly say: (line: string) => void;
}

/** Plants each bug in a copy of the source and lets the checker look at it. True when all were found. */
export async function runPlants(options: PlantOptions): Promise<boolean> {
  const { which, seed, say } = options;
  const plants = PLANTS.filter(({ name }) => which === 'all' || which.split(',').includes(name));
  const folder = mkdtempSync(join(tmpdir(), 'sitetab-plants-'));
  const servers = await startServers(folder, new Dice(seed, 'hosting'));
  let missed = plants.length === 0 ? 1 : 0;
  try {
    for (const plant of plants) {
      const found = await tryPlant(servers, folder, plant, options);
      if (found === undefined) missed += 1;
      say(
        `${found === undefined ? 'MISSED' : 'found '} ${plant.name}: ${plant.does}${found === undefined ? '' : `\n         ${found}`}`,
      );
    }
  } finally {
    await servers.stop();
    rmSync(folder, { recursive: true, force: true });
  }
  say(`${plants.length - missed} of ${plants.length} planted bugs were found.`);
  return missed === 0;
}

/** The first thing the checker says of it. */
async function tryPlant(
  servers: Servers,
  folder: string,
  plant: Plant,
  { seed, seconds, accounts, source, say }: PlantOptions,
): Promise<string | undefined> {
  const copy = join(folder, `source-${plant.name}`);
  plantIn(copy, source, plant);
  const report = await runOn(servers, folder, `plant-${plant.name}`, {
    ...{
      seed,
      seconds,
      accounts,
      source: copy,
      mischief: plant.mischief,
      favours: plant.favours ?? [],
      patienceSeconds: 30,
    },
  });
  rmSync(copy, { recursive: true, force: true });
  const found = report.falls.find(({ says }) => plant.shows.test(says));
  if (found === undefined) for (const { says } of report.falls.slice(0, 3)) say(`       (it said: ${says})`);
  return found === undefined ? undefined : `promise ${found.promise}: ${found.says}`;
}

function plantIn(copy: string, source: string, plant: Plant): void {
  for (const name of [...COPIED, ...FILES]) {
    cpSync(join(source, name), join(copy, name), { recursive: true, preserveTimestamps: true });
  }
  symlinkSync(join(source, 'node_modules'), join(copy, 'node_modules'));
  for (const { file, from, to } of plant.edits) {
    const path = join(copy, file);
    const text = readFileSync(path, 'utf8');
    if (!text.includes(from))
      throw new Error(`${plant.name} cannot be planted: ${file} no longer has "${from}"`);
    // A function, since the text to put in has dollar signs of its own.
    writeFileSync(
      path,
      text.replace(from, () => to),
    );
  }
  execFileSync(process.execPath, ['bin/build.mjs'], { cwd: copy, stdio: 'inherit' });
}
