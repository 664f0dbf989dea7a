import { request, type IncomingHttpHeaders } from 'node:http';
import { text } from 'node:stream/consumers';

export interface Visit {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

interface VisitOptions {
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string>>;
}

/** One visit to client.example on a connection of its own; `fetch` would not let the host be chosen. */
export function visit(
  port: number,
  path: string,
  { method = 'GET', headers }: VisitOptions = {},
): Promise<Visit> {
  return new Promise((resolve, reject) => {
    const options = { port, path, method, agent: false, headers: { host: 'client.example', ...headers } };
    const sent = request(options, (response) => {
      text(response).then(
        (body) => resolve({ status: response.statusCode ?? 0, headers: response.headers, body }),
        reject,
      );
    });
    sent.on('error', reject);
    sent.end(method === 'POST' ? 'a=b' : undefined);
  });
}
