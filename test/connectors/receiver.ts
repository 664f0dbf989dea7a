import { createServer, type IncomingHttpHeaders, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';
import type { ConnectorCommand, SiteState } from '../../src/connectors/connector.js';

export const SECRET = `whsec_${Buffer.from('a key of at least twenty-four bytes').toString('base64')}`;

export interface Received {
  readonly method: string;
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
  readonly type: string;
}

type Response = (received: Received, response: ServerResponse, request: IncomingMessage) => void;

/** A real HTTP server that records requests and answers as the test sets it. */
export async function startReceiver(answer: Response) {
  const received: Received[] = [];
  const server = createServer((request, response) => {
    void buffer(request).then((bytes) => {
      const body = bytes.toString();
      const message = {
        method: request.method ?? '',
        path: request.url ?? '',
        headers: request.headers,
        body,
      };
      const { type } = JSON.parse(body) as { type: string };
      received.push({ ...message, type });
      answer({ ...message, type }, response, request);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    port,
    url: `http://127.0.0.1:${port}/hook`,
    received,
    stop: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

/** The answer of a receiver that keeps to the protocol. */
export function report(response: ServerResponse, state: SiteState, generation: number): void {
  response.writeHead(200, { 'content-type': 'application/json' });
  response.end(JSON.stringify({ state, generation }));
}

export function commandFor(url: string, changes: Partial<ConnectorCommand> = {}): ConnectorCommand {
  return {
    siteId: '0198c1d2-7a51-7cc0-9d5e-3f1f8e2b6a10',
    slug: 'bakery',
    hostnames: ['bakery.example', 'www.bakery.example'],
    generation: 7,
    at: Date.UTC(2026, 2, 3, 10, 30),
    reason: 'limit',
    config: { url, secret: SECRET },
    ...changes,
  };
}
