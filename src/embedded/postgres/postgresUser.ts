import { execFile } from 'node:child_process';
import { statSync } from 'node:fs';
import { dirname } from 'node:path';
import { promisify } from 'node:util';
import { childEnv } from '../../platform/processes/childEnv.js';
import { StartupFailure } from '../../platform/processes/startupFailure.js';

const execute = promisify(execFile);

function run(command: string, args: readonly string[]): Promise<{ stdout: string }> {
  return execute(command, args, { env: childEnv() });
}

/** How PostgreSQL's programs run: directly, or from root as another user. */
export interface PostgresRunner {
  /** The user that must own PostgreSQL's files; undefined when that is this process's own. */
  owner: { uid: number; gid: number } | undefined;
  wrap(command: string, args: readonly string[]): { command: string; args: string[] };
}

/**
 * PostgreSQL refuses to run as root, so under root its programs run as the owner of the data, or as the user
 * `postgres`, which is made if missing. If that user may not enter one of the folders (a checkout in /root or in a
 * fresh temporary folder), folder permissions let it pass through and nothing more.
 *
 * @param clusterDir the folder of the database, when there is one already
 * @param paths what the programs must be able to reach
 */
export async function choosePostgresRunner(
  clusterDir: string,
  paths: readonly string[],
): Promise<PostgresRunner> {
  if (process.getuid?.() !== 0) {
    return { owner: undefined, wrap: (command, args) => ({ command, args: [...args] }) };
  }
  const owner = ownerOf(clusterDir) ?? (await findUser()) ?? (await makeUser());
  const flags = ['--reuid', String(owner.uid), '--regid', String(owner.gid), '--clear-groups'];
  if (!paths.every((path) => mayReach(path, owner.uid))) flags.push(...PASS_FOLDERS);
  return {
    owner,
    wrap: (command, args) => ({ command: 'setpriv', args: [...flags, '--', command, ...args] }),
  };
}

// Without no_setuid_fixup the kernel drops the capability for access(2), which initdb uses to find its files.
const PASS_FOLDERS = [
  '--securebits=+no_setuid_fixup',
  '--inh-caps=+dac_override',
  '--ambient-caps=+dac_override',
];

/** Checks that the programs run in this way and returns PostgreSQL's major version. */
export async function postgresMajor(runner: PostgresRunner, postgres: string): Promise<number> {
  const { command, args } = runner.wrap(postgres, ['--version']);
  try {
    const { stdout } = await run(command, args);
    return Number(/(\d+)/.exec(stdout)?.[1]);
  } catch (error) {
    const reason = error instanceof Error ? (error.message.split('\n')[1] ?? error.message) : '';
    const asRoot =
      runner.owner === undefined ? '' : ' Run it as an ordinary user instead of root, or set DATABASE_URL.';
    throw new StartupFailure(`PostgreSQL (${postgres}) cannot be run: ${reason.trim()}.${asRoot}`);
  }
}

function ownerOf(clusterDir: string): { uid: number; gid: number } | undefined {
  const stats = statSync(clusterDir, { throwIfNoEntry: false });
  return stats === undefined || stats.uid === 0 ? undefined : { uid: stats.uid, gid: stats.gid };
}

async function findUser(): Promise<{ uid: number; gid: number } | undefined> {
  try {
    const ids = await Promise.all(['-u', '-g'].map((flag) => run('id', [flag, 'postgres'])));
    const [uid, gid] = ids.map(({ stdout }) => Number(stdout));
    return uid === undefined || gid === undefined ? undefined : { uid, gid };
  } catch {
    return undefined;
  }
}

async function makeUser(): Promise<{ uid: number; gid: number }> {
  const flags = ['--system', '--user-group', '--no-create-home', '--shell', '/usr/sbin/nologin'];
  // A concurrent start may make the user at the same moment; it only has to exist afterwards.
  await run('useradd', [...flags, 'postgres']).catch(() => undefined);
  const user = await findUser();
  if (user !== undefined) return user;
  throw new StartupFailure(
    'PostgreSQL does not run as root and the user postgres cannot be made: run Sitetab as an ordinary user, or set DATABASE_URL.',
  );
}

function mayReach(path: string, uid: number): boolean {
  for (let folder = dirname(path); ; folder = dirname(folder)) {
    const stats = statSync(folder, { throwIfNoEntry: false });
    const open = stats === undefined || (stats.uid === uid ? stats.mode & 0o100 : stats.mode & 0o001) !== 0;
    if (!open) return false;
    if (dirname(folder) === folder) return true;
  }
}
