import { createServer, type IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';

export interface ApiRequest {
  readonly method: string;
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

export interface Response {
  readonly status?: number;
  readonly body: object;
}

export interface ApiServer {
  readonly url: string;
  readonly requests: ApiRequest[];
  stop(): Promise<void>;
}

/** A real HTTP server that records requests and answers as the test sets it, the same again for a repeated key. */
export async function startApiServer(
  answer: (requests: ApiRequest) => Response | Promise<Response>,
): Promise<ApiServer> {
  const requests: ApiRequest[] = [];
  const answered = new Map<string, Response>();
  const server = createServer((request, response) => {
    void text(request).then(async (body) => {
      const { method = '', url: path = '', headers } = request;
      const one = { method, path, headers, body };
      requests.push(one);
      const key = headers['idempotency-key'];
      const known = typeof key === 'string' ? answered.get(key) : undefined;
      const given = known ?? (await answer(one));
      if (typeof key === 'string') answered.set(key, given);
      response.writeHead(given.status ?? 200, { 'content-type': 'application/json' });
      response.end(JSON.stringify(given.body));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    requests,
    stop: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
