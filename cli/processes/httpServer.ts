import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { describeError, StartupFailure } from '../../src/platform/processes/startupFailure.js';

/** The time limit for a client to send its request. */
export interface RequestTimeouts {
  readonly headersMs: number;
  readonly requestMs: number;
}

/** The time that an honest client on a bad connection may need. */
const TIMEOUTS: RequestTimeouts = { headersMs: 15_000, requestMs: 60_000 };
const STOP_MS_MAX = 3_000;

export interface ListenOptions {
  readonly host: string;
  readonly port: number;
  readonly timeouts?: RequestTimeouts | undefined;
  /** The variable that sets another port. */
  readonly variable: 'PORT' | 'GATE_PORT';
}

/** Listens, or fails with one line that says why. */
export function listenHttp(
  work: (request: IncomingMessage, response: ServerResponse) => Promise<void>,
  { host, port, timeouts = TIMEOUTS, variable }: ListenOptions,
): Promise<Server> {
  const serverOptions = {
    headersTimeout: timeouts.headersMs,
    requestTimeout: timeouts.requestMs,
    // By default Node checks only every 30 seconds, which would be the real limit for slow requests.
    connectionsCheckingInterval: timeouts.headersMs / 5,
  };
  const server = createServer(serverOptions, (request, response) => void work(request, response));
  return new Promise((resolve, reject) => {
    server.once('error', (error) => {
      const why = `Port ${port} is not available: ${describeError(error)}. Set ${variable} to another.`;
      reject(new StartupFailure(why));
    });
    server.listen(port, host, () => resolve(server));
  });
}

/** Waits for a while until running requests have ended. */
export function closeHttp(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve());
    server.closeIdleConnections();
    setTimeout(() => server.closeAllConnections(), STOP_MS_MAX).unref();
  });
}
