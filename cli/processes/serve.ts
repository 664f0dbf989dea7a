import type { Server } from 'node:http';
import { getRequestListener } from '@hono/node-server';
import { createApp } from '../../api/app.js';
import type { App, SandboxControl } from '../../api/deps.js';
import { createKeyRing } from '../../src/auth/keys/keyRing.js';
import { connectorKinds } from '../../src/connectors/createConnectors.js';
import type { MailSink } from '../../src/embedded/mailbox/mailSink.js';
import { type Listening, listenTo } from '../../src/platform/processes/listen.js';
import { forgetUnheeded } from '../../src/suspension/unheededProxy.js';
import { createFileDesk } from './fileDesk.js';
import { closeHttp, listenHttp, type RequestTimeouts } from './httpServer.js';
import { limitRequests } from './limitRequests.js';
import { createReadiness } from './readiness.js';
import type { System } from './system.js';

export interface ServeOptions {
  readonly host: string;
  readonly port: number;
  readonly mailbox: MailSink | null;
  readonly sandbox: SandboxControl | null;
  /** The request timeout; the default allows for an honest client on a bad connection. */
  readonly timeouts?: RequestTimeouts;
}

export interface RunningServer {
  readonly url: string;
  stop(): Promise<void>;
}

/** Serves the API, the gate and the pages. */
export async function serveApi(system: System, options: ServeOptions): Promise<RunningServer> {
  const { config, dispatcher } = system;
  let listening: Listening | undefined;
  let url = config.baseUrl ?? '';
  const files = createFileDesk(system.addresses.databaseUrl);
  const app = createApp({
    sql: system.sql,
    clock: system.clock,
    log: system.log,
    keyRing: createKeyRing(system.sql),
    secrets: system.secrets,
    payments: system.payments,
    webhooks: { allowPrivate: system.allowPrivateWebhooks },
    wakeAccount: (accountId, isUrgent) => dispatcher.wakeAccount(accountId, isUrgent),
    subscribeGate: (onNotify, onState) => {
      listening = listenTo({ url: system.addresses.databaseUrl, channel: 'sitetab_gate', onNotify, onState });
    },
    trustedProxies: config.trustedProxies,
    mailer: system.mailer,
    supportsSmtpUtf8: system.supportsSmtpUtf8,
    baseUrl: () => url,
    gateUrl: () => system.reached.gateUrl ?? null,
    connectorKinds: connectorKinds(config),
    temporalUiUrl: system.addresses.temporalUiUrl,
    temporalNamespace: system.temporal.namespace,
    mailbox: options.mailbox,
    sandbox: options.sandbox,
    checkFile: files.check,
    health: { ready: createReadiness(system) },
    instruments: system.instruments,
    tracing: system.tracing,
    metricsToken: config.metricsToken ?? null,
  });
  forgetUnheeded(system.sql).catch(() => undefined);
  const server = await listen(app, options);
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : options.port;
  url = config.baseUrl ?? `http://${options.host === '0.0.0.0' ? '127.0.0.1' : options.host}:${port}`;
  system.reached.url = url;
  return {
    url,
    stop: async () => {
      await closeHttp(server);
      await listening?.stop();
      await files.stop();
    },
  };
}

function listen(app: App, { host, port, timeouts }: ServeOptions): Promise<Server> {
  // The socket is passed on, since it has the request's true address.
  const answer = getRequestListener((request, env) => app.fetch(request, env));
  return listenHttp(limitRequests(answer), { host, port, timeouts, variable: 'PORT' });
}
