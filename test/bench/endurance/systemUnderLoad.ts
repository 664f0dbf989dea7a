import { execFile } from 'node:child_process';
import { once } from 'node:events';
import { fork } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { startChild } from '../../../src/embedded/children.js';
import { freePort } from '../../../src/embedded/ports.js';
import { packagePath } from '../../../src/platform/files/paths.js';
import { connectSql, type Sql } from '../../../src/platform/sql/sql.js';
import { Random } from '../../simulation/random.js';
import { type Servers, startServers } from '../../simulation/chaos/system/servers.js';
import type { Watched } from './memory.js';

const PARTS = ['gate', 'api', 'worker', 'scheduler'] as const;
type PartName = (typeof PARTS)[number];
type Child = Awaited<ReturnType<typeof startChild>>;

const READY: Readonly<Record<PartName, RegExp>> = {
  gate: /gate listening at/,
  api: /serving at/,
  worker: /"working"/,
  scheduler: /"scheduling"/,
};
const READY_MS_MAX = 60_000;

/** The real system as separate processes, as a deployment has it, with what it stands on. */
export interface SystemUnderLoad {
  readonly folder: string;
  readonly servers: Servers;
  readonly url: string;
  /** Of the gate's own process. */
  readonly gatePort: number;
  readonly bare: { readonly url: string; stop(): void };
  readonly sql: Sql;
  readonly apiKey: string;
  readonly watched: readonly Watched[];
  /** Settles, in words, when a process is gone that was to stay. */
  readonly broken: Promise<string>;
  /** A command of the program in the same surroundings; its exit code and what it printed. */
  command(args: readonly string[]): Promise<{ code: number; printed: string }>;
  /** Lines of the logs since an instant that warn, and those that say that something failed. */
  complaints(since: string): { readonly warnings: readonly string[]; readonly errors: readonly string[] };
  stop(): Promise<void>;
}

export async function startSystemUnderLoad(seed: number): Promise<SystemUnderLoad> {
  const folder = mkdtempSync(join(tmpdir(), 'sitetab-load-'));
  const servers = await startServers(folder, new Random(seed, 'hosting'));
  const { direct } = await servers.newDatabase('load');
  const [port, gatePort] = [await freePort(), await freePort()];
  const url = `http://127.0.0.1:${port}`;
  const env = environment(servers, { direct, port, url, folder });
  const command = commandIn(env);
  const { code, printed } = await command(['api-key', 'create']);
  if (code !== 0) throw new Error(`no API key: ${printed}`);
  const children = new Map<PartName, Child>();
  for (const name of PARTS) {
    // The gate is a part of its own here; the API starts none beside itself.
    const ports = name === 'gate' ? { GATE_PORT: String(gatePort) } : { GATE_PORT: '0' };
    children.set(name, await startPart(name, folder, { ...env, ...ports }));
  }
  const bare = await startBare();
  const sql = connectSql(direct, { max: 2, name: 'load' });
  return {
    ...{ folder, servers, url, gatePort, bare, sql, command },
    apiKey: printed.trim().split('\n')[0] ?? '',
    watched: watchedOf(children, servers),
    broken: Promise.race(
      [...children].map(([name, { gone }]) => gone.then((how) => `${name} is gone: ${how}`)),
    ),
    complaints: (since) => {
      const lines = PARTS.flatMap((name) => complaintsIn(join(folder, `${name}.log`), name, since));
      const isWarning = (line: string): boolean => line.includes('{"level":"warn"');
      return { warnings: lines.filter(isWarning), errors: lines.filter((line) => !isWarning(line)) };
    },
    stop: async () => {
      bare.stop();
      await sql.end({ timeout: 1 });
      await Promise.all([...children.values()].map((child) => child.stop()));
      await servers.stop();
    },
  };
}

function environment(
  servers: Servers,
  at: { direct: string; port: number; url: string; folder: string },
): NodeJS.ProcessEnv {
  return {
    ...process.env,
    NODE_OPTIONS: '',
    NODE_ENV: 'production',
    DATABASE_URL: at.direct,
    TEMPORAL_ADDRESS: servers.temporal.current.address,
    SMTP_URL: servers.sink.url,
    BASE_URL: at.url,
    PORT: String(at.port),
    HOST: '127.0.0.1',
    SITETAB_DATA: join(at.folder, 'data'),
    SECRET_KEY: Buffer.alloc(32, 'load').toString('base64'),
    WEBHOOK_ALLOW_PRIVATE: '1',
    LOG_LEVEL: 'info',
  };
}

/** Started so that `kill -USR2` leaves a picture of its heap beside the logs. */
async function startPart(name: PartName, folder: string, env: NodeJS.ProcessEnv): Promise<Child> {
  const logFile = join(folder, `${name}.log`);
  mkdirSync(join(folder, 'data'), { recursive: true });
  const child = await startChild({
    name,
    command: process.execPath,
    args: [
      '--heapsnapshot-signal=SIGUSR2',
      `--diagnostic-dir=${folder}`,
      packagePath('bin', 'sitetab.mjs'),
      name,
    ],
    logFile,
    env,
    stopSignal: 'SIGTERM',
  });
  for (const until = Date.now() + READY_MS_MAX; !READY[name].test(readFileSync(logFile, 'utf8'));) {
    if (child.isGone() || Date.now() > until) throw new Error(`${name} did not start (see ${logFile})`);
    await delay(50);
  }
  return child;
}

function watchedOf(children: ReadonlyMap<PartName, Child>, servers: Servers): Watched[] {
  const ours = [...children].map(([name, { pid }]) => ({ name, pid, withChildren: false, isOurs: true }));
  return [
    ...ours,
    { name: 'postgres', pid: servers.postgres.current.pid, withChildren: true, isOurs: false },
    { name: 'temporal', pid: servers.temporal.current.pid, withChildren: false, isOurs: false },
  ];
}

function commandIn(env: NodeJS.ProcessEnv): SystemUnderLoad['command'] {
  return async (args) => {
    const run = promisify(execFile)(process.execPath, [packagePath('bin', 'sitetab.mjs'), ...args], { env });
    return run.then(
      ({ stdout }) => ({ code: 0, printed: stdout }),
      (error: unknown) => {
        const { code, stdout, stderr } = error as Partial<Record<'stdout' | 'stderr', string>> & {
          code?: number;
        };
        return { code: code ?? 1, printed: `${stdout ?? ''}${stderr ?? ''}` };
      },
    );
  };
}

/** The least a route can be, in a process of its own: what the machine itself takes for an answer meanwhile. */
async function startBare(): Promise<SystemUnderLoad['bare']> {
  const child = fork(fileURLToPath(new URL('../floors/bareRoute.ts', import.meta.url)), {
    execArgv: ['--import', 'tsx'],
    env: { ...process.env, NODE_ENV: 'production' },
  });
  const [port] = (await once(child, 'message')) as [number];
  return { url: `http://127.0.0.1:${port}/gate`, stop: () => child.disconnect() };
}

function complaintsIn(file: string, name: string, since: string): string[] {
  return readFileSync(file, 'utf8')
    .split('\n')
    .filter((line) => line !== '' && !/^{"level":"(info|debug)"/.test(line))
    .filter((line) => (/"time":"([^"]+)"/.exec(line)?.[1] ?? since) >= since)
    .map((line) => `${name}: ${line.slice(0, 400)}`);
}
