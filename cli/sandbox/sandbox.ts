import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import type { SandboxControl } from '../../api/deps.js';
import { viewerKey } from '../../api/public/viewerKey.js';
import type { Context } from '../../src/core/context.js';
import { assertPortFree } from '../../src/embedded/ports.js';
import { startServices } from '../../src/embedded/services.js';
import { createSandboxClock } from '../../src/platform/clock.js';
import { readConfig } from '../../src/platform/config.js';
import { StartupFailure } from '../../src/platform/processes/startupFailure.js';
import { createLog } from '../../src/platform/telemetry/log.js';
import { latestInstant } from '../../src/signals/backlog.js';
import { startMissing } from '../../src/signals/watch.js';
import { PAGES_FROM, startGateProcess } from '../processes/gateProcess.js';
import { startHeartbeats } from '../processes/heartbeats.js';
import { serveApi } from '../processes/serve.js';
import { SEARCH_ATTRIBUTES } from '../processes/signals.js';
import { openSystem, startScheduler, startWorker, type System } from '../processes/system.js';
import { prepareInstallation } from '../start/firstStart.js';
import { serviceAddresses } from '../start/start.js';
import { createSandboxControl } from './sandboxControl.js';

export interface SandboxOptions {
  /** The first instant; default: now, which is also the earliest. */
  readonly now?: number;
  readonly port: number;
  /** A folder kept between starts; default: a temporary folder that is deleted with the sandbox. */
  readonly data?: string;
  /** The environment to read the configuration from; default: that of the process. */
  readonly env?: NodeJS.ProcessEnv;
  /** Fills the database once the root site exists, before anything runs. */
  readonly fill?: (system: System) => Promise<void>;
}

export interface Sandbox {
  readonly url: string;
  /** The URL of the gate's own process for web servers; null where GATE_PORT is 0. */
  readonly gateUrl: string | null;
  /** The login URL, with its key. */
  readonly mailboxUrl: string;
  readonly apiKey: string;
  readonly owner: { readonly email: string; readonly password: string | null; readonly site: string };
  readonly control: SandboxControl;
  /** Settles with a message when a required part of the sandbox is gone. */
  readonly broken: Promise<string>;
  stop(): Promise<void>;
}

/** The whole system on a test clock: Temporal's time-skipping server, everything else as in `npm start`. */
export async function startSandbox(options: SandboxOptions): Promise<Sandbox> {
  const config = { ...readConfig({ ...(options.env ?? process.env), BASE_URL: '' }), port: options.port };
  const dataDir =
    options.data === undefined ? mkdtempSync(join(tmpdir(), 'sitetab-sandbox-')) : resolve(options.data);
  const stops: (() => Promise<void>)[] = [];
  const stop = async (): Promise<void> => {
    for (const each of stops.splice(0).reverse()) await each();
  };
  if (options.data === undefined) {
    stops.push(async () => {
      rmSync(dataDir, { recursive: true, force: true });
      await Promise.resolve();
    });
  }
  try {
    return await bringUp(options, config, dataDir, stops, stop);
  } catch (error) {
    await stop();
    throw error;
  }
}

async function bringUp(
  options: SandboxOptions,
  config: ReturnType<typeof readConfig>,
  dataDir: string,
  stops: (() => Promise<void>)[],
  stop: () => Promise<void>,
): Promise<Sandbox> {
  if (config.port !== 0) await assertPortFree(config.port, 'the sandbox (use --port to change it)');
  const clock = createSandboxClock();
  const log = createLog({
    level: config.logLevel === 'info' ? 'warn' : config.logLevel,
    write: (line) => void process.stderr.write(line),
  });
  const given = {
    databaseUrl: config.databaseUrl,
    temporal: undefined,
    temporalUiUrl: undefined,
    smtpUrl: undefined,
  };
  const searchAttributes = SEARCH_ATTRIBUTES;
  const now = (): number => clock.now();
  const services = await startServices({
    dataDir,
    mode: 'sandbox',
    given,
    searchAttributes,
    now,
    log: (line) => log.debug(line),
  });
  stops.push(() => services.stop());
  const { test } = services.temporal;
  if (test === null) throw new Error('the sandbox has a Temporal server that skips time');
  clock.follow(await test.now());
  const addresses = serviceAddresses(services);
  const system = openSystem({
    config,
    dataDir,
    log,
    clock,
    name: 'sandbox',
    allowPrivateWebhooks: true,
    addresses,
  });
  stops.push(() => system.close());
  const first = await prepareInstallation(system, dataDir);
  await options.fill?.(system);
  const beginAt = firstInstant(options, (await latestInstant(system.sql)) ?? 0, clock.now());
  await test.skipTo(beginAt);
  clock.follow(await test.now());
  const worker = await startWorker(system, (asOf) => {
    if (asOf > clock.now()) clock.follow(asOf);
  });
  stops.push(() => worker.stop());
  const scheduler = startScheduler(system, false);
  stops.push(() => scheduler.stop());
  const heartbeats = await startHeartbeats(system, ['api', 'worker', 'scheduler']);
  stops.push(() => heartbeats.stop());
  const control = createSandboxControl(system, { test, clock, scheduler });
  await startForgotten(system, control);
  const server = await serveApi(system, {
    host: config.host,
    port: config.port,
    mailbox: services.mailbox,
    sandbox: control,
  });
  stops.push(() => server.stop());
  const gate = await startGateProcess({
    ...{ config, dataDir, log, url: server.url },
    databaseUrl: addresses.databaseUrl,
    env: { [PAGES_FROM]: server.url },
  });
  system.reached.gateUrl = gate.url;
  stops.push(() => gate.stop());
  return {
    url: server.url,
    gateUrl: gate.url,
    mailboxUrl: `${server.url}/mailbox?key=${viewerKey(system.secrets)}`,
    apiKey: first.apiKey,
    owner: { email: first.owner?.email ?? '', password: first.owner?.password ?? null, site: first.site },
    control,
    broken: Promise.race([services.broken, worker.ended.then(() => 'the worker stopped')]),
    stop,
  };
}

/**
 * After a restart, the time-skipping server has lost the workflows of an existing folder; the database has the
 * accounts.
 */
async function startForgotten(system: System, control: SandboxControl): Promise<void> {
  const { sql, dispatcher } = system;
  const wakeAccount: Context['wakeAccount'] = (accountId, isUrgent) =>
    dispatcher.wakeAccount(accountId, isUrgent);
  const times = { now: control.now(), wallNow: Date.now() };
  const started = await startMissing({ sql, ...times, actor: 'system/start', wakeAccount }, new Set());
  if (started.length > 0) await control.advance(control.now());
}

/** The clock cannot go back: not before the present, nor before the newest record. */
function firstInstant(options: SandboxOptions, recorded: number, present: number): number {
  const least = Math.max(recorded, present);
  if (options.now === undefined) return least;
  // The present moves while a sandbox starts, so a difference of a minute is no attempt to go back.
  if (options.now < least - 60_000) {
    throw new StartupFailure(`--now must not be before ${new Date(least).toISOString()}.`);
  }
  return Math.max(options.now, least);
}
