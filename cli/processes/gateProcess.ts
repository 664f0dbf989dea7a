import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { startChild } from '../../src/embedded/children.js';
import { assertPortFree, freePort, isPortFree } from '../../src/embedded/ports.js';
import type { Config } from '../../src/platform/config.js';
import { packagePath } from '../../src/platform/files/paths.js';
import { childEnv } from '../../src/platform/processes/childEnv.js';
import { StartupFailure } from '../../src/platform/processes/startupFailure.js';
import type { Log } from '../../src/platform/telemetry/log.js';

/** The variable in the gate's environment with the URL of the suspended pages, if they are not its own. */
export const PAGES_FROM = 'SITETAB_GATE_PAGES_FROM';

const READY_MS_MAX = 20_000;
const RESTART_MS = 300;
/** The time that a gate left by a killed process may take to exit. */
const PORT_MS_MAX = 2_000;

interface GateProcessOptions {
  readonly config: Pick<Config, 'gatePort' | 'host' | 'port'>;
  readonly dataDir: string;
  readonly databaseUrl: string;
  readonly log: Log;
  /** The URL of the pages and the API. */
  readonly url: string;
  readonly env?: Readonly<Record<string, string>>;
}

export interface GateProcess {
  /** The URL for web servers; null where GATE_PORT is 0. */
  readonly url: string | null;
  stop(): Promise<void>;
}

/** Sitetab's variables that the gate needs in addition: the key that opens links, its own settings, the database. */
const GATE_NEEDS =
  /^(?:SECRET_KEY|METRICS_TOKEN|LOG_LEVEL|NODE_OPTIONS|NODE_EXTRA_CA_CERTS|SSL_CERT_\w+|PG\w+)$/;

/** The gate's own environment. It serves strangers, so it gets only the passwords and keys it needs. */
export function gateEnv(env: NodeJS.ProcessEnv = process.env): NodeJS.ProcessEnv {
  return childEnv(env, GATE_NEEDS);
}

/** The configured port, or else the one after that of the pages. */
export function gatePortOf({ gatePort, port }: Pick<Config, 'gatePort' | 'port'>): number {
  return gatePort ?? (port === 65_535 ? 65_534 : port + 1);
}

/** Runs `sitetab gate` next to this process, and restarts it whenever it ends. */
export async function startGateProcess(options: GateProcessOptions): Promise<GateProcess> {
  const { config, dataDir, databaseUrl, log, url } = options;
  if (config.gatePort === 0) return { url: null, stop: () => Promise.resolve() };
  const port = await choosePort(config, log);
  mkdirSync(dataDir, { recursive: true });
  const start = (): ReturnType<typeof startChild> =>
    startChild({
      name: 'the gate',
      command: process.execPath,
      args: ['--enable-source-maps', packagePath('dist', 'main.js'), 'gate'],
      logFile: join(dataDir, 'gate.log'),
      env: {
        ...gateEnv(),
        DATABASE_URL: databaseUrl,
        SITETAB_DATA: dataDir,
        BASE_URL: url,
        HOST: config.host,
        GATE_PORT: String(port),
        ...options.env,
      },
      stopSignal: 'SIGTERM',
    });
  const isOver = (): boolean => stopping.signal.aborted;
  let child = await start();
  const stopping = new AbortController();
  const kept = (async () => {
    for (;;) {
      const how = await child.gone;
      if (isOver()) return;
      log.warn(`the gate exited (${how}); restarting`);
      await delay(RESTART_MS);
      if (isOver()) return;
      child = await start();
    }
  })();
  const stop = async (): Promise<void> => {
    stopping.abort();
    await child.stop(2_000);
    await kept;
    await child.stop(2_000);
  };
  const reached = config.host === '0.0.0.0' ? '127.0.0.1' : config.host;
  const gateUrl = `http://${reached}:${port}`;
  if (await answersSoon(gateUrl)) return { url: `${gateUrl}/gate`, stop };
  await stop();
  throw new StartupFailure(`The gate does not respond. See ${join(dataDir, 'gate.log')}.`);
}

async function choosePort(config: GateProcessOptions['config'], log: Log): Promise<number> {
  if (config.gatePort !== undefined) {
    await assertPortFree(config.gatePort, 'the gate (set GATE_PORT to change it)');
    return config.gatePort;
  }
  if (config.port === 0) return freePort();
  const port = gatePortOf(config);
  for (const until = Date.now() + PORT_MS_MAX; Date.now() < until;) {
    if (await isPortFree(port)) return port;
    await delay(100);
  }
  const other = await freePort();
  log.warn(
    `port ${port} for the gate is in use; using ${other} until the next start. Set GATE_PORT to change it`,
  );
  return other;
}

async function answersSoon(url: string): Promise<boolean> {
  for (const until = Date.now() + READY_MS_MAX; Date.now() < until;) {
    const answer = await fetch(`${url}/healthz`, { signal: AbortSignal.timeout(1_000) }).catch(() => null);
    if (answer?.ok === true) return true;
    await delay(50);
  }
  return false;
}
