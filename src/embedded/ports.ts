import { createServer } from 'node:net';
import { StartupFailure, systemErrorCode } from '../platform/processes/startupFailure.js';

const LOOPBACK = '127.0.0.1';

/** Whether a server could listen on this port of the loopback address now. */
export async function isPortFree(port: number, host: string = LOOPBACK): Promise<boolean> {
  return (await listenBriefly(port, host)) !== undefined;
}

/** A free port of the loopback address, chosen by the operating system. */
export async function freePort(): Promise<number> {
  const port = await listenBriefly(0, LOOPBACK);
  if (port === undefined) throw new StartupFailure(`No port of ${LOOPBACK} is free.`);
  return port;
}

/** The preferred port if it is free, so that addresses stay the same between starts, else any free one. */
export async function preferPort(preferred: number): Promise<number> {
  return (await isPortFree(preferred)) ? preferred : freePort();
}

/** Throws a one-line message if a port that the user chose is taken. */
export async function assertPortFree(port: number, purpose: string): Promise<void> {
  if (await isPortFree(port)) return;
  throw new StartupFailure(
    `Port ${port} for ${purpose} is taken: stop what listens on it or choose another port.`,
  );
}

function listenBriefly(port: number, host: string): Promise<number | undefined> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', (error) => {
      const taken = ['EADDRINUSE', 'EACCES'].includes(systemErrorCode(error) ?? '');
      if (taken) resolve(undefined);
      else reject(error);
    });
    server.listen({ port, host, exclusive: true }, () => {
      const address = server.address();
      server.close(() => resolve(typeof address === 'object' && address !== null ? address.port : port));
    });
  });
}
