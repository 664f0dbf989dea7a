import { Agent, request as send, type IncomingHttpHeaders } from 'node:http';
import { connect } from 'node:net';

/** An answer as it came over the wire, with nothing followed, decoded or kept on the way. */
export interface Response {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly text: string;
  /** The body as JSON; an empty object where it is none. */
  readonly json: Record<string, unknown>;
}

export interface Ask {
  /** Sent as it stands, unlike what `fetch` would make of it. */
  readonly headers?: Readonly<Record<string, string | readonly string[]>>;
  /** A text is sent as it stands, an object as JSON, `URLSearchParams` as a form. */
  readonly body?: unknown;
}

// A connection each: after a flood the server hangs up, and the next attack must not find its end of it.
const agent = new Agent({ keepAlive: false });

/** Asks over a real socket. Neither the path nor the headers are tidied: an attacker's would not be either. */
export function ask(
  url: string,
  method: string,
  path: string,
  { headers, body }: Ask = {},
): Promise<Response> {
  const { hostname, port } = new URL(url);
  const [content, type] = contentOf(body);
  const own = { ...(content === undefined ? {} : { 'content-type': type }), ...headers };
  return new Promise((resolve, reject) => {
    const length = content === undefined ? {} : { 'content-length': String(Buffer.byteLength(content)) };
    const request = send({ hostname, port, agent, method, path, headers: { ...length, ...own } as never });
    request.once('error', reject);
    request.once('response', (response) => {
      const parts: Buffer[] = [];
      response.on('data', (part: Buffer) => parts.push(part));
      response.once('error', reject);
      response.once('end', () => {
        const text = Buffer.concat(parts).toString();
        resolve({ status: response.statusCode ?? 0, headers: response.headers, text, json: jsonOf(text) });
      });
    });
    request.end(content);
  });
}

function contentOf(body: unknown): [content: string | undefined, type: string] {
  if (body === undefined) return [undefined, ''];
  if (typeof body === 'string') return [body, 'application/json'];
  if (body instanceof URLSearchParams) return [body.toString(), 'application/x-www-form-urlencoded'];
  return [JSON.stringify(body), 'application/json'];
}

function jsonOf(text: string): Record<string, unknown> {
  try {
    return JSON.parse(text) as Record<string, unknown>;
  } catch {
    return {};
  }
}

const OWN = new Set(['date', 'x-request-id', 'content-length']);

/** What a response tells a stranger: all of it but its own name and the time. */
export function visibleParts({ status, headers, text }: Response) {
  const visibleHeaders = Object.entries(headers).filter(([name]) => !OWN.has(name));
  return { status, text, headers: Object.fromEntries(visibleHeaders) };
}

/** What came back on a bare socket before the other end closed it or the time was up. */
export interface RawResponse {
  /** The status of the first answer; 0 where none came. */
  readonly status: number;
  readonly text: string;
  readonly isClosed: boolean;
  readonly ms: number;
}

/**
 * Writes bytes to a bare socket, piece by piece with a pause before each, and waits until the server closes it. For
 * what no client library would send.
 */
export function askRaw(
  url: string,
  pieces: Iterable<string | Buffer>,
  { pauseMs = 0, withinMs = 5_000 }: { readonly pauseMs?: number; readonly withinMs?: number } = {},
): Promise<RawResponse> {
  const { hostname, port } = new URL(url);
  const began = performance.now();
  return new Promise((resolve) => {
    const socket = connect(Number(port), hostname);
    let text = '';
    const over = { is: false };
    const finish = (isClosed: boolean): void => {
      if (over.is) return;
      over.is = true;
      clearTimeout(timer);
      socket.destroy();
      const status = Number(/^HTTP\/1\.1 (\d{3})/.exec(text)?.[1] ?? 0);
      resolve({ status, text, isClosed, ms: performance.now() - began });
    };
    const timer = setTimeout(() => finish(false), withinMs);
    socket.on('data', (part: Buffer) => (text += part.toString()));
    // Both say that it is over; a server that has answered may hang up on what is still being sent.
    socket.once('error', () => finish(true));
    socket.once('close', () => finish(true));
    void (async () => {
      for (const piece of pieces) {
        if (pauseMs > 0) await new Promise((go) => setTimeout(go, pauseMs));
        if (over.is || socket.destroyed) return;
        if (!socket.write(piece)) await new Promise<void>((go) => socket.once('drain', go).once('close', go));
      }
    })();
  });
}
