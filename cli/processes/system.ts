import { join } from 'node:path';
import { VIES_URL } from '../../src/accounts/vatIds/askVies.js';
import type { Context } from '../../src/core/context.js';
import type { Mailer } from '../../src/emails/deliverEmail.js';
import type { Clock } from '../../src/platform/clock.js';
import type { Config } from '../../src/platform/config.js';
import { createMailTransport } from '../../src/platform/mail/mailTransport.js';
import { createSecretBox, readSecretKeys, type SecretBox } from '../../src/platform/secretBox.js';
import { connectSql, type Sql } from '../../src/platform/sql/sql.js';
import { countMail, createInstruments, type Instruments } from '../../src/platform/telemetry/instruments.js';
import type { Log } from '../../src/platform/telemetry/log.js';
import type { Tracing } from '../../src/platform/telemetry/tracing.js';
import { openTemporal, type TemporalHandle } from '../../src/platform/temporal/temporalClient.js';
import type { TemporalTarget } from '../../src/platform/temporal/temporalTarget.js';
import { createPayments, type Payments } from '../../src/providers/createPayments.js';
import { createDispatcher, type Dispatcher, type SendSignal } from '../../src/signals/dispatch.js';
import { type Scheduler, runScheduler } from '../scheduler/runScheduler.js';
import type { RunningWorker } from '../worker/runWorker.js';
import { fileOf } from './fileOf.js';
import { runningAccounts, signalSender } from './signals.js';

/** The URLs of the servers that this process works with. */
export interface Addresses {
  readonly databaseUrl: string;
  readonly temporal: TemporalTarget;
  readonly temporalUiUrl: string | null;
  readonly smtpUrl: string;
}

/** The parts shared by all processes: connections, clock, secrets and the sending of signals. */
export interface System {
  readonly config: Config;
  readonly addresses: Addresses;
  readonly log: Log;
  readonly clock: Clock;
  readonly sql: Sql;
  readonly temporal: TemporalHandle;
  readonly send: SendSignal;
  readonly dispatcher: Dispatcher;
  readonly secrets: SecretBox;
  readonly payments: Payments;
  /** The public URL of the pages; null until they are served, unless it is configured. */
  readonly reached: { url: string | null; gateUrl?: string | null };
  readonly mailer: Mailer;
  readonly isMailReachable: () => Promise<boolean>;
  readonly supportsSmtpUtf8: () => Promise<boolean>;
  readonly instruments: Instruments;
  readonly tracing: Tracing | undefined;
  readonly allowPrivateWebhooks: boolean;
  close(): Promise<void>;
}

export interface SystemOptions {
  readonly config: Config;
  readonly addresses: Addresses;
  readonly dataDir: string;
  readonly log: Log;
  readonly clock: Clock;
  readonly name: string;
  readonly allowPrivateWebhooks: boolean;
  readonly tracing?: Tracing | undefined;
}

/** Opens the shared parts. They connect on first use, so a server that is down delays nothing here. */
export function openSystem(options: SystemOptions): System {
  const { config, addresses, log, clock } = options;
  const { tracing } = options;
  const pool = connectSql(addresses.databaseUrl, {
    max: config.databaseConnectionsMax,
    pipelineMax: config.databasePipelineMax,
    name: options.name,
  });
  const sql = tracing?.statements(pool) ?? pool;
  const temporal = openTemporal(addresses.temporal);
  const send = signalSender(temporal.client, config.taskQueue);
  const dispatcher = createDispatcher({
    sql,
    send,
    onFailure: (accountId, error) => log.debug({ accountId, err: error }, 'signal left to the scheduler'),
  });
  const keys = readSecretKeys(process.env['SECRET_KEY'], join(options.dataDir, 'secret-key'));
  const secrets = createSecretBox(...keys);
  const instruments = createInstruments({ withProcess: true });
  const smtp = createMailTransport(addresses.smtpUrl);
  const transport = countMail(smtp, instruments);
  return {
    config,
    addresses,
    log,
    clock,
    sql,
    temporal,
    send,
    dispatcher,
    secrets,
    payments: createPayments({ stripeApi: config.stripeApiUrl, mollieApi: config.mollieApiUrl }),
    reached: { url: config.baseUrl ?? null },
    mailer: { transport, from: config.mailFrom, secrets, log, fileOf },
    isMailReachable: () => smtp.isReachable(),
    supportsSmtpUtf8: () => smtp.supportsSmtpUtf8(),
    instruments,
    tracing,
    allowPrivateWebhooks: options.allowPrivateWebhooks,
    close: async () => {
      await dispatcher.stop();
      transport.close();
      await temporal.close();
      await pool.end({ timeout: 5 });
      await tracing?.stop();
    },
  };
}

/** The worker of a system: its workflows and activities. */
export async function startWorker(system: System, onAsOf?: (asOf: number) => void): Promise<RunningWorker> {
  const { addresses, config, log, sql, mailer, secrets, payments, reached } = system;
  // Loaded here, since the API and the scheduler run no workflows and switch no sites.
  const [{ runWorker }, { createConnectors }, { countCommands }] = await Promise.all([
    import('../worker/runWorker.js'),
    import('../../src/connectors/createConnectors.js'),
    import('../commands/countCommands.js'),
  ]);
  return runWorker({
    target: addresses.temporal,
    taskQueue: config.taskQueue,
    log,
    instruments: system.instruments,
    tracing: system.tracing,
    activities: {
      sql,
      mailer,
      secrets,
      log,
      payments,
      baseUrl: () => reached.url,
      ...(onAsOf === undefined ? {} : { onAsOf }),
      connectors: countCommands(
        createConnectors({
          webhook: { allowPrivate: system.allowPrivateWebhooks },
          mapFile: config.mapFile,
          command: config.command,
        }),
        system.instruments,
      ),
    },
  });
}

/** The scheduler of a system. The time-skipping server cannot list workflows, so lost ones are not detected there. */
export function startScheduler(system: System, canList: boolean): Scheduler {
  const { sql, clock, send, mailer, log, dispatcher, temporal, secrets, payments } = system;
  const wakeAccount: Context['wakeAccount'] = (accountId, isUrgent) =>
    dispatcher.wakeAccount(accountId, isUrgent);
  const running = canList ? { running: () => runningAccounts(temporal.client) } : {};
  const { instruments, reached, config } = system;
  // A test clock plays: no real service is asked about its clients.
  const viesUrl = config.viesApiUrl ?? (canList ? VIES_URL : undefined);
  const baseUrl = (): string | null => reached.url;
  const webhooks = { allowPrivate: system.allowPrivateWebhooks };
  const tools = { mailer, secrets, payments, webhooks, log, wakeAccount, instruments, baseUrl, viesUrl };
  return runScheduler({ sql, clock, send, ...tools, ...running });
}
