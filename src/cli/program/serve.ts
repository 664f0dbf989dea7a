import type { Server } from 'node:http';
import { serve } from '@hono/node-server';
import { createApp, createGate, normaliseHostname, suspendedPage } from '../../../api/index.js';
import { createKeyRing } from '../../auth/index.js';
import { lookupGate, readHost } from '../../operations/index.js';
import { listenTo, type MailSink } from '../../platform/index.js';
import { describeError, StartupFailure } from '../../platform/index.js';
import type { SandboxControl } from './sandboxControl.js';
import type { System } from './system.js';

export interface ServeOptions {
  readonly host: string;
  readonly port: number;
  readonly mailbox: MailSink | null;
  readonly sandbox: SandboxControl | null;
}

export interface RunningServer {
  readonly url: string;
  stop(): Promise<void>;
}

/** Serves the API, the gate and the pages. */
export async function serveApi(system: System, options: ServeOptions): Promise<RunningServer> {
  const { sql, clock, log, addresses, config } = system;
  let listening: { stop(): Promise<void> } | undefined;
  let url = config.baseUrl ?? '';
  const gate = createGate({
    lookup: (host) => lookupGate(sql, host),
    subscribe: (onChange, onState) => {
      listening = listenTo({
        url: addresses.databaseUrl,
        channel: 'sitetab_gate',
        onNotify: (host) => onChange(normaliseHostname(host) ?? null),
        onState,
      });
    },
    page: async (host) => suspendedPage(host, await readHost(sql, host)),
    onFailure: (doing, error) => log.warn({ err: error }, `the gate's ${doing} failed`),
  });
  const app = createApp({
    sql,
    clock,
    log,
    gate,
    keyRing: createKeyRing(sql),
    secrets: system.secrets,
    nudge: (accountId) => system.dispatcher.nudge(accountId),
    baseUrl: () => url,
    temporalUiUrl: addresses.temporalUiUrl,
    temporalNamespace: system.temporal.namespace,
    temporalReachable: () => system.temporal.isReachable(),
    mailbox: options.mailbox,
    sandbox: options.sandbox,
  });
  const server = await listen(app.fetch, options);
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : options.port;
  url = config.baseUrl ?? `http://${options.host === '0.0.0.0' ? '127.0.0.1' : options.host}:${port}`;
  return {
    url,
    stop: async () => {
      await new Promise<void>((resolve) => {
        server.close(() => resolve());
        server.closeIdleConnections();
        setTimeout(() => server.closeAllConnections(), 3_000).unref();
      });
      await listening?.stop();
    },
  };
}

function listen(fetch: Parameters<typeof serve>[0]['fetch'], options: ServeOptions): Promise<Server> {
  return new Promise((resolve, reject) => {
    const server = serve({ fetch, hostname: options.host, port: options.port }, () =>
      resolve(server as Server),
    );
    server.once('error', (error) => {
      reject(
        new StartupFailure(
          `Port ${options.port} cannot be had: ${describeError(error)}. Set PORT to another.`,
        ),
      );
    });
  });
}
