import { execFile, spawn } from 'node:child_process';
import { cpSync, existsSync } from 'node:fs';
import { constants, setPriority } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { makeFolder } from '../../../src/embedded/temporal/temporalWheel.js';
import { cacheDir } from '../../../src/platform/files/paths.js';
import { childEnv } from '../../../src/platform/processes/childEnv.js';
import { describeError, StartupFailure } from '../../../src/platform/processes/startupFailure.js';

/** The server that docker-compose.yml has, apart from the patch release. */
const VERSION = '1.32.1';
const TAG = `v${VERSION}`;
const MODULE = 'go.temporal.io/server';
const PROGRAMS = ['cmd/server', 'cmd/tools/sql'];
const SCHEMA = join('schema', 'postgresql', 'v12');
/** What Go needs to reach its module proxy and its caches. */
const FOR_GO = /^(?:GO\w*|CGO_\w+|XDG_CACHE_HOME|(?:https?|no|all)_proxy|SSL_CERT_\w+)$/i;

/** Go is not installed, and the server has not been built before. */
export class GoMissing extends StartupFailure {}

export interface TemporalServerBuild {
  readonly server: string;
  readonly sqlTool: string;
  /** The folder of the PostgreSQL schemas, by part (`temporal`, `visibility`). */
  readonly schema: string;
}

export interface BuildOptions {
  readonly env?: NodeJS.ProcessEnv;
  readonly log?: (line: string) => void;
}

/** Temporal's production server and schema tool from the cache; built from the Go module proxy where they are missing. */
export async function findTemporalServer(options: BuildOptions = {}): Promise<TemporalServerBuild> {
  const { env = process.env, log = () => undefined } = options;
  const folder = join(cacheDir(env), 'temporal', VERSION);
  const build = {
    server: join(folder, 'server'),
    sqlTool: join(folder, 'sql'),
    schema: join(folder, 'schema'),
  };
  if (existsSync(build.server)) return build;
  await requireGo(env);
  log(`building Temporal ${VERSION} from the Go module proxy (about seven minutes, once; kept in ${folder})`);
  const failure = await makeFolder(folder, (draft) => buildInto(draft, goEnv(env)));
  if (failure !== undefined) throw new StartupFailure(`Temporal ${VERSION} could not be built: ${failure}`);
  return build;
}

async function requireGo(env: NodeJS.ProcessEnv): Promise<void> {
  try {
    await promisify(execFile)('go', ['version'], { env: goEnv(env) });
  } catch {
    throw new GoMissing(
      `Temporal's production server is built with Go, and there is no go on the PATH. Install Go (https://go.dev/dl), ` +
        `or leave out --temporal postgres to use the development server.`,
    );
  }
}

function goEnv(env: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  return childEnv(env, FOR_GO);
}

async function buildInto(draft: string, env: NodeJS.ProcessEnv): Promise<string | undefined> {
  const packages = PROGRAMS.map((program) => `${MODULE}/${program}@${TAG}`);
  const failure = await runGently('go', ['install', ...packages], { ...env, GOBIN: draft });
  if (failure !== undefined) return failure;
  const { stdout } = await promisify(execFile)('go', ['mod', 'download', '-json', `${MODULE}@${TAG}`], {
    env,
  });
  const { Dir: source } = JSON.parse(stdout) as { Dir: string };
  cpSync(join(source, SCHEMA), join(draft, 'schema'), { recursive: true });
  // Go's module cache cannot be written, and a copy that cannot be written cannot be deleted.
  await promisify(execFile)('chmod', ['-R', 'u+w', join(draft, 'schema')]);
  return undefined;
}

/** At the lowest priority: a build of minutes must not slow down what else the machine does. */
async function runGently(
  command: string,
  args: readonly string[],
  env: NodeJS.ProcessEnv,
): Promise<string | undefined> {
  const child = spawn(command, args, { env, stdio: ['ignore', 'ignore', 'pipe'] });
  if (child.pid !== undefined) setPriority(child.pid, constants.priority.PRIORITY_LOW);
  let said = '';
  child.stderr.on('data', (bytes: Buffer) => (said = `${said}${bytes.toString()}`.slice(-2_000)));
  return new Promise((resolve) => {
    child.once('error', (error) => resolve(describeError(error)));
    child.once('close', (code) =>
      resolve(code === 0 ? undefined : (said.trim().split('\n').at(-1) ?? `go ended with ${code}`)),
    );
  });
}
