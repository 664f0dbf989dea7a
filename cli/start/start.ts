import { viewerKey } from '../../api/public/viewerKey.js';
import { assertPortFree } from '../../src/embedded/ports.js';
import { type Services, startServices } from '../../src/embedded/services.js';
import { systemClock } from '../../src/platform/clock.js';
import { readConfig } from '../../src/platform/config.js';
import { resolveDataDir } from '../../src/platform/files/paths.js';
import { createLog, type Log } from '../../src/platform/telemetry/log.js';
import { startTracing } from '../../src/platform/telemetry/tracing.js';
import { startGateProcess } from '../processes/gateProcess.js';
import { serveObservers } from '../processes/observers.js';
import { startHeartbeats } from '../processes/heartbeats.js';
import { serveApi } from '../processes/serve.js';
import { SEARCH_ATTRIBUTES } from '../processes/signals.js';
import { untilStopped } from '../processes/stopping.js';
import { openSystem, startScheduler, startWorker } from '../processes/system.js';
import { type FirstStart, prepareInstallation } from './firstStart.js';
import { writeRunning } from './runningFile.js';

/** `sitetab start`: everything on this machine, in one process next to the embedded servers. */
export async function start(flags: { readonly data?: string; readonly port?: number }): Promise<void> {
  const began = performance.now();
  const read = readConfig();
  const config = { ...read, port: flags.port ?? read.port };
  const dataDir = resolveDataDir(flags.data ?? process.env['SITETAB_DATA']);
  const log = createLog({ level: config.logLevel, isHumanReadable: process.stdout.isTTY });
  await assertPortFree(config.port, 'the pages and the API (set PORT to change it)');
  const services = await startServices({
    dataDir,
    mode: 'start',
    given: config,
    searchAttributes: SEARCH_ATTRIBUTES,
    log: (line) => log.info(line),
  });
  const stops: (() => Promise<void>)[] = [() => services.stop()];
  const stop = async (): Promise<void> => {
    for (const each of stops.splice(0).reverse()) await each();
  };
  try {
    const system = openSystem({
      config,
      dataDir,
      log,
      clock: systemClock,
      name: 'sitetab',
      allowPrivateWebhooks: process.env['WEBHOOK_ALLOW_PRIVATE'] === '1',
      addresses: serviceAddresses(services),
      tracing: await startTracing('start'),
    });
    stops.push(() => system.close());
    const first = await prepareInstallation(system, dataDir);
    const worker = await startWorker(system);
    stops.push(() => worker.stop());
    const scheduler = startScheduler(system, true);
    stops.push(() => scheduler.stop());
    const { host, port } = config;
    const server = await serveApi(system, { host, port, mailbox: services.mailbox, sandbox: null });
    stops.push(() => server.stop());
    const gate = await startGateProcess({
      ...{ config, dataDir, log, url: server.url },
      databaseUrl: system.addresses.databaseUrl,
    });
    system.reached.gateUrl = gate.url;
    stops.push(() => gate.stop());
    const heartbeats = await startHeartbeats(system, ['api', 'worker', 'scheduler']);
    stops.push(() => heartbeats.stop());
    const observers = await serveObservers(system);
    stops.push(() => observers.stop());
    const forget = writeRunning(dataDir, server.url, system.addresses);
    stops.push(async () => {
      forget();
      await Promise.resolve();
    });
    announce(log, {
      url: server.url,
      gateUrl: gate.url,
      services,
      first,
      key: viewerKey(system.secrets),
      seconds: (performance.now() - began) / 1000,
    });
    await untilStopped([services.broken, worker.ended.then(() => 'the worker stopped')], log);
  } finally {
    await stop();
  }
}

export function serviceAddresses(services: Services) {
  return {
    databaseUrl: services.databaseUrl,
    temporal: services.temporal.target,
    temporalUiUrl: services.temporal.uiUrl,
    smtpUrl: services.smtpUrl,
  };
}

interface Announcement {
  readonly url: string;
  readonly gateUrl: string | null;
  readonly services: Services;
  readonly first: FirstStart;
  /** Starts the mailbox and the metrics. */
  readonly key: string;
  readonly seconds: number;
}

/** The next steps for a new user; a password is printed only this once. */
function announce(log: Log, { url, gateUrl, services, first, key, seconds }: Announcement): void {
  const { binary, uiUrl } = services.temporal;
  const lines = [
    `Sitetab is ready (${seconds.toFixed(1)} s).`,
    '',
    `  log in            ${url}/sites/${first.site}/`,
    `  pages and API     ${url}`,
    `  API document      ${url}/v1/openapi.json`,
    ...(gateUrl === null ? [] : [`  gate              ${gateUrl}`]),
    ...(services.mailbox === null ? [] : [`  mailbox           ${url}/mailbox?key=${key}`]),
    ...(uiUrl === null ? [] : [`  Temporal Web UI   ${uiUrl}`]),
    ...(binary === null ? [] : [`  Temporal binary   ${binary.path} (${binary.foundBy})`]),
    `  API key           ${first.apiKey}`,
    ...(first.owner === null
      ? []
      : [
          `  Owner's login     ${first.owner.email} / ${first.owner.password} (site ${first.site}; shown only once)`,
        ]),
    '',
    'Ctrl-C stops everything; the data stays.',
  ];
  process.stdout.write(`${lines.join('\n')}\n`);
  log.debug('started');
}
