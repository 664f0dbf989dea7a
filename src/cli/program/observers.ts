import { createServer, type ServerResponse } from 'node:http';
import { describeError, StartupFailure } from '../../platform/index.js';
import { createReadiness, type Readiness } from './readiness.js';
import type { System } from './system.js';

/**
 * A small door of its own for monitoring, at METRICS_PORT: `/metrics` of this very process, `/healthz` and `/readyz`.
 * On the loopback address unless METRICS_HOST says otherwise; nothing where no port is set.
 */
export async function serveObservers(system: System): Promise<{ stop(): Promise<void> }> {
  const { metricsPort: port, metricsHost: host } = system.config;
  if (port === undefined) return { stop: () => Promise.resolve() };
  const ready = createReadiness(system);
  const server = createServer((request, response) => {
    const { pathname } = new URL(request.url ?? '/', 'http://observed');
    answer(system, ready, { pathname, response }).catch(() =>
      send(response, 500, 'the figures could not be had\n'),
    );
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', (error) => {
      const why = `Port ${port} cannot be had: ${describeError(error)}. Set METRICS_PORT to another.`;
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
  system: System,
  ready: () => Promise<Readiness>,
  { pathname, response }: { readonly pathname: string; readonly response: ServerResponse },
): Promise<void> {
  const { registry } = system.instruments;
  switch (pathname) {
    case '/metrics':
      send(response, 200, await registry.metrics(), registry.contentType);
      return;
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
      send(response, 404, 'There is /metrics, /healthz and /readyz.\n');
  }
}

function send(response: ServerResponse, status: number, body: string, type = 'text/plain'): void {
  response.writeHead(status, { 'content-type': type, 'cache-control': 'no-store' }).end(body);
}
