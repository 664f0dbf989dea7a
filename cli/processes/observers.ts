import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { bearsToken } from '../../src/platform/bearer.js';
import { describeError, StartupFailure } from '../../src/platform/processes/startupFailure.js';
import { createReadiness, type Readiness } from './readiness.js';
import type { System } from './system.js';

type Observed = Pick<System, 'config' | 'instruments' | 'log'> & Parameters<typeof createReadiness>[0];

/**
 * A separate small listener for monitoring, at METRICS_PORT: this process's `/metrics`, `/healthz` and `/readyz`. It
 * listens on the loopback address unless METRICS_HOST is set, and not at all without a port. Metrics require
 * METRICS_TOKEN where it is set.
 */
export async function serveObservers(system: Observed): Promise<{ stop(): Promise<void> }> {
  const { metricsPort: port, metricsHost: host } = system.config;
  if (port === undefined) return { stop: () => Promise.resolve() };
  const ready = createReadiness(system);
  const server = createServer((request, response) => {
    answer(system, ready, { request, response }).catch(() =>
      send(response, 500, 'Metrics are not available.\n'),
    );
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', (error) => {
      const why = `Port ${port} is not available: ${describeError(error)}. Set METRICS_PORT to another.`;
      reject(new StartupFailure(why));
    });
    server.listen(port, host, resolve);
  });
  system.log.info(`observed at http://${host}:${port}/metrics`);
  return {
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

async function answer(
  { config, instruments }: Observed,
  ready: () => Promise<Readiness>,
  { request, response }: { readonly request: IncomingMessage; readonly response: ServerResponse },
): Promise<void> {
  // Untrusted input: a value that is no valid address must not end the process.
  const [path] = (request.url ?? '').split('?', 1);
  switch (path) {
    case '/metrics': {
      const { registry } = instruments;
      const { metricsToken } = config;
      const isOpen = metricsToken === undefined || bearsToken(request.headers.authorization, metricsToken);
      if (isOpen) send(response, 200, await registry.metrics(), registry.contentType);
      else send(response, 401, 'METRICS_TOKEN required.\n');
      return;
    }
    case '/healthz':
      send(response, 200, '{"status":"ok"}', 'application/json');
      return;
    case '/readyz': {
      const { ok, missing, troubles } = await ready();
      const status = ok ? 'ready' : 'not ready';
      send(response, ok ? 200 : 503, JSON.stringify({ status, missing, troubles }), 'application/json');
      return;
    }
    default:
      send(response, 404, 'Not found. Available: /metrics, /healthz, /readyz.\n');
  }
}

function send(response: ServerResponse, status: number, body: string, type = 'text/plain'): void {
  response.writeHead(status, { 'content-type': type, 'cache-control': 'no-store' }).end(body);
}
