import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { describeError, StartupFailure } from '../../src/platform/processes/startupFailure.js';

/** The time limit for a client to send its request. */
export interface Patience {
  readonly headersMs: number;
  readonly requestMs: number;
}

/** The time that an honest client on a bad connection may need. */
const PATIENCE: Patience = { headersMs: 15_000, requestMs: 60_000 };
const STOP_MS_MAX = 3_000;

export interface ListenOptions {
  readonly host: string;
  readonly port: number;
  readonly patience?: Patience | undefined;
  /** The variable that sets another port. */
  readonly variable: 'PORT' | 'GATE_PORT';
}

/** Listens, or fails with one line that says why. */
export function listenHttp(
  work: (request: IncomingMessage, response: ServerResponse) => Promise<void>,
  { host, port, patience = PATIENCE, variable }: ListenOptions,
): Promise<Server> {
  const timeouts = {
    headersTimeout: patience.headersMs,
    requestTimeout: patience.requestMs,
    // By default Node checks only every 30 seconds, which would be the real limit for slow requests.
    connectionsCheckingInterval: patience.headersMs / 5,
  };
  const server = createServer(timeouts, (request, response) => void work(request, response));
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
