import { join } from 'node:path';
import { startPostgres } from './postgres/embeddedPostgres.js';
import { lockDataDir } from '../platform/files/lockFile.js';
import type { MailSink } from './mailbox/mailSink.js';
import type { SearchAttributes } from '../platform/temporal/searchAttributes.js';
import type { TemporalBinary } from './temporal/temporalBinaries.js';
import { plainTarget, type TemporalTarget } from '../platform/temporal/temporalTarget.js';
import type { TemporalTest } from './temporal/temporalTest.js';

export interface ServicesOptions {
  /** The data folder; made if missing and locked until the services stop. */
  dataDir: string;
  /** `start` has the real Temporal server, `sandbox` the one that skips time. */
  mode: 'start' | 'sandbox';
  /**
   * The services that the environment configures; each left out is embedded. The sandbox always embeds its Temporal.
   */
  given: {
    databaseUrl: string | undefined;
    temporal: TemporalTarget | undefined;
    temporalUiUrl: string | undefined;
    smtpUrl: string | undefined;
  };
  searchAttributes: SearchAttributes;
  /** The mailbox's clock for arrivals. */
  now?: () => number;
  env?: NodeJS.ProcessEnv;
  log?: (line: string) => void;
}

export interface Services {
  databaseUrl: string;
  temporal: {
    target: TemporalTarget;
    uiUrl: string | null;
    /** The started program and where it was found; null if the server is the user's. */
    binary: TemporalBinary | null;
    /** The server that skips time, in the sandbox. */
    test: TemporalTest | null;
  };
  smtpUrl: string;
  /** Null if mail goes to a server of the user's. */
  mailbox: MailSink | null;
  /** Resolves with a message when an embedded server ends unexpectedly. */
  broken: Promise<string>;
  stop(): Promise<void>;
}

interface Started {
  name: string;
  gone?: Promise<string>;
  stop(): Promise<void>;
}

/**
 * Starts all services that the environment does not configure, concurrently. If one fails, the others are stopped
 * before the failure is thrown.
 */
export async function startServices(options: ServicesOptions): Promise<Services> {
  const lock = await lockDataDir(options.dataDir);
  const started: Started[] = [];
  let isStopping = false;
  const stop = async (): Promise<void> => {
    isStopping = true;
    await Promise.all(started.splice(0).map((each) => each.stop()));
    lock.release();
  };
  const parts = await Promise.allSettled([
    bringDatabase(options, started),
    bringTemporal(options, started),
    bringMail(options, started),
  ]);
  const [database, temporal, mail] = parts;
  if (database.status === 'rejected' || temporal.status === 'rejected' || mail.status === 'rejected') {
    await stop();
    throw parts.find((part) => part.status === 'rejected')?.reason;
  }
  const broken = new Promise<string>((resolve) => {
    for (const { name, gone } of started) {
      void gone?.then((how) => {
        if (!isStopping) resolve(`${name} has gone (${how})`);
      });
    }
  });
  return { databaseUrl: database.value, temporal: temporal.value, ...mail.value, broken, stop };
}

async function bringDatabase(options: ServicesOptions, started: Started[]): Promise<string> {
  if (options.given.databaseUrl !== undefined) return options.given.databaseUrl;
  const server = await startPostgres({ dataDir: join(options.dataDir, 'postgres'), ...logOf(options) });
  started.push({ name: 'PostgreSQL', gone: server.gone, stop: () => server.stop() });
  return server.url;
}

async function bringTemporal(options: ServicesOptions, started: Started[]): Promise<Services['temporal']> {
  const { env, searchAttributes, given } = options;
  const dataDir = join(options.dataDir, 'temporal');
  const common = { dataDir, searchAttributes, ...(env === undefined ? {} : { env }), ...logOf(options) };
  if (options.mode === 'sandbox') {
    const { startTemporalTest } = await import('./temporal/temporalTest.js');
    const test = await startTemporalTest(common);
    started.push({ name: 'The Temporal test server', gone: test.gone, stop: () => test.stop() });
    return { target: plainTarget(test.address), uiUrl: null, binary: test.binary, test };
  }
  if (given.temporal !== undefined) {
    return { target: given.temporal, uiUrl: given.temporalUiUrl ?? null, binary: null, test: null };
  }
  const { startTemporalDev } = await import('./temporal/temporalDev.js');
  const server = await startTemporalDev({ ...common, namespace: 'default' });
  started.push({ name: 'Temporal', gone: server.gone, stop: () => server.stop() });
  return { target: plainTarget(server.address), uiUrl: server.uiUrl, binary: server.binary, test: null };
}

async function bringMail(
  options: ServicesOptions,
  started: Started[],
): Promise<{ smtpUrl: string; mailbox: MailSink | null }> {
  if (options.given.smtpUrl !== undefined) return { smtpUrl: options.given.smtpUrl, mailbox: null };
  const { startMailSink } = await import('./mailbox/mailSink.js');
  const now = options.now === undefined ? {} : { now: options.now };
  const mailbox = await startMailSink({ dataDir: join(options.dataDir, 'mailbox'), ...now });
  started.push({ name: 'The mailbox', stop: () => mailbox.stop() });
  return { smtpUrl: mailbox.url, mailbox };
}

function logOf(options: ServicesOptions): { log?: (line: string) => void } {
  return options.log === undefined ? {} : { log: options.log };
}
