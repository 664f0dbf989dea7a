import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { describeError, StartupFailure } from '../../src/platform/processes/startupFailure.js';

/** A client that is slow to send its request holds a connection no longer than this. */
export interface Patience {
  readonly headersMs: number;
  readonly requestMs: number;
}

/** As long as an honest client on a bad line may need. */
const PATIENCE: Patience = { headersMs: 15_000, requestMs: 60_000 };
const STOP_MS_MAX = 3_000;

export interface ListenOptions {
  readonly host: string;
  readonly port: number;
  readonly patience?: Patience | undefined;
  /** The variable that sets another port. */
  readonly variable: 'PORT' | 'GATE_PORT';
}

/** Listens, or prints in one line why it cannot. */
export function listenHttp(
  work: (request: IncomingMessage, response: ServerResponse) => Promise<void>,
  { host, port, patience = PATIENCE, variable }: ListenOptions,
): Promise<Server> {
  const timeouts = {
    headersTimeout: patience.headersMs,
    requestTimeout: patience.requestMs,
    // Node checks only every 30 seconds by default, which would be the real limit for slow requests.
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

/** Lets what is going on come to its end, for a while. */
export function closeHttp(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve());
    server.closeIdleConnections();
    setTimeout(() => server.closeAllConnections(), STOP_MS_MAX).unref();
  });
}
