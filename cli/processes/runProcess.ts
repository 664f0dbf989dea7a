import { migrateDatabase } from '../../src/operations/migrateDatabase.js';
import { systemClock } from '../../src/platform/clock.js';
import { readConfig } from '../../src/platform/config.js';
import { resolveDataDir } from '../../src/platform/files/paths.js';
import { StartupFailure } from '../../src/platform/processes/startupFailure.js';
import { createLog } from '../../src/platform/telemetry/log.js';
import { startTracing } from '../../src/platform/telemetry/tracing.js';
import { registerSearchAttributes } from '../../src/platform/temporal/searchAttributes.js';
import { readRunning } from '../start/runningFile.js';
import { startGateProcess } from './gateProcess.js';
import { serveObservers } from './observers.js';
import type { ProcessKind } from './processKind.js';
import { startHeartbeats } from './heartbeats.js';
import { SEARCH_ATTRIBUTES } from './signals.js';
import { untilStopped } from './stopping.js';
import { type Addresses, openSystem, startScheduler, startWorker, type System } from './system.js';

const RUN: Readonly<Record<ProcessKind, (system: System) => Promise<void>>> = {
  api: runApi,
  worker: runWorkerProcess,
  scheduler: runSchedulerProcess,
};

/** Runs one process of a production deployment. */
export async function runProcess(kind: ProcessKind): Promise<void> {
  const config = readConfig();
  const dataDir = resolveDataDir(process.env['SITETAB_DATA']);
  const log = createLog({ level: config.logLevel, isHumanReadable: process.stdout.isTTY });
  const addresses = findAddresses(config, dataDir, kind);
  const allowPrivateWebhooks = process.env['WEBHOOK_ALLOW_PRIVATE'] === '1';
  const system = openSystem({
    config,
    dataDir,
    log,
    clock: systemClock,
    name: kind,
    allowPrivateWebhooks,
    addresses,
    tracing: await startTracing(kind),
  });
  try {
    await migrateDatabase(system.sql);
    const services = [await serveObservers(system), await startHeartbeats(system, [kind])];
    try {
      await RUN[kind](system);
    } finally {
      for (const each of services) await each.stop();
    }
  } finally {
    await system.close();
  }
}

/** The settings from the environment, completed from the `npm start` that runs on this machine. */
function findAddresses(config: ReturnType<typeof readConfig>, dataDir: string, kind: ProcessKind): Addresses {
  const running = readRunning(dataDir);
  const need = <T>(given: T | undefined, found: T | undefined, name: string): T => {
    const value = given ?? found;
    if (value !== undefined) return value;
    throw new StartupFailure(`sitetab ${kind} requires ${name}. (npm start runs everything on one machine.)`);
  };
  return {
    databaseUrl: need(config.databaseUrl, running?.databaseUrl, 'DATABASE_URL'),
    temporal: need(config.temporal, running?.temporal, 'TEMPORAL_ADDRESS'),
    temporalUiUrl: config.temporalUiUrl ?? running?.temporalUiUrl ?? null,
    smtpUrl: need(config.smtpUrl, running?.smtpUrl, 'SMTP_URL'),
  };
}

async function runApi(system: System): Promise<void> {
  // Loaded here, since the other processes serve no pages.
  const { serveApi } = await import('./serve.js');
  const { host, port } = system.config;
  const server = await serveApi(system, { host, port, mailbox: null, sandbox: null });
  const gate = await startGateProcess({
    ...{ config: system.config, databaseUrl: system.addresses.databaseUrl, log: system.log, url: server.url },
    dataDir: resolveDataDir(process.env['SITETAB_DATA']),
  });
  system.reached.gateUrl = gate.url;
  system.log.info(`serving at ${server.url}${gate.url === null ? '' : `, the gate at ${gate.url}`}`);
  try {
    await untilStopped([], system.log);
  } finally {
    await gate.stop();
    await server.stop();
  }
}

async function runWorkerProcess(system: System): Promise<void> {
  const { temporal, log } = system;
  const worker = await startWorker(system);
  await registerSearchAttributes(temporal.connection, temporal.namespace, SEARCH_ATTRIBUTES);
  log.info('working');
  try {
    await untilStopped([worker.ended.then(() => 'the worker stopped')], log);
  } finally {
    await worker.stop();
  }
}

async function runSchedulerProcess(system: System): Promise<void> {
  const scheduler = startScheduler(system, true);
  system.log.info('scheduling');
  await untilStopped([], system.log);
  await scheduler.stop();
}
