import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { chownSync, existsSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { childEnv } from '../../platform/processes/childEnv.js';
import type { PostgresBinaries } from './postgresBinaries.js';
import type { PostgresRunner } from './postgresUser.js';
import { StartupFailure, describeError } from '../../platform/processes/startupFailure.js';

const run = promisify(execFile);

/** The folders and files of one embedded database. */
export interface PostgresPlaces {
  /** What belongs to PostgreSQL: the cluster and its password. */
  home: string;
  cluster: string;
  passwordFile: string;
  logFile: string;
}

export function postgresPlaces(home: string): PostgresPlaces {
  return {
    home,
    cluster: join(home, 'cluster'),
    passwordFile: join(home, 'password'),
    logFile: join(home, 'log'),
  };
}

/** The name of the database and of the superuser, who made it before the program had a role of its own. */
export const DATABASE = 'sitetab';

/** Makes the cluster if there is none yet, and refuses one of another PostgreSQL version. Returns the password. */
export async function ensureCluster(
  places: PostgresPlaces,
  binaries: PostgresBinaries,
  runner: PostgresRunner,
  major: number,
): Promise<string> {
  const versionFile = join(places.cluster, 'PG_VERSION');
  if (!existsSync(versionFile)) return makeCluster(places, binaries, runner);
  const found = readFileSync(versionFile, 'utf8').trim();
  if (Number(found) !== major) throw otherVersion(places.cluster, found, major);
  if (existsSync(places.passwordFile)) return readFileSync(places.passwordFile, 'utf8').trim();
  throw new StartupFailure(
    `The database in ${places.cluster} is there but its password file ${places.passwordFile} is not.`,
  );
}

/** Makes the cluster in another folder and moves it into place, so that an unfinished one is never used. */
async function makeCluster(
  places: PostgresPlaces,
  binaries: PostgresBinaries,
  runner: PostgresRunner,
): Promise<string> {
  const draft = `${places.cluster}.draft`;
  rmSync(draft, { recursive: true, force: true });
  const password = randomBytes(24).toString('base64url');
  writeFileSync(places.passwordFile, `${password}\n`, { mode: 0o600 });
  if (runner.owner) chownSync(places.passwordFile, runner.owner.uid, runner.owner.gid);
  const { command, args } = runner.wrap(binaries.initdb, [
    `--pgdata=${draft}`,
    `--username=${DATABASE}`,
    `--pwfile=${places.passwordFile}`,
    '--auth=scram-sha-256',
    '--encoding=UTF8',
    // PostgreSQL's own collation, so that an index does not depend on the machine it was made on.
    '--locale=C',
    '--locale-provider=builtin',
    '--builtin-locale=C.UTF-8',
  ]);
  try {
    await run(command, args, { cwd: places.home, env: childEnv() });
  } catch (error) {
    throw new StartupFailure(`The database in ${places.home} cannot be made: ${describeError(error)}`);
  }
  renameSync(draft, places.cluster);
  return password;
}

function otherVersion(cluster: string, found: string, major: number): StartupFailure {
  return new StartupFailure(
    `The database in ${cluster} was made by PostgreSQL ${found}; this Sitetab brings ${major} and leaves it alone: ` +
      `use the Sitetab that made it, move the data over with pg_dump, or give another folder with --data.`,
  );
}
