import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';

export interface RequestLimits {
  /** How many requests are handled at the same time. */
  readonly inAll: number;
  /** How many of them may come from one connection, which a pipelining client can fill by itself. */
  readonly perSocket: number;
}

/** Far more than twenty database connections can handle in a second, and far less than fills the memory. */
export const REQUEST_LIMITS: RequestLimits = { inAll: 1_000, perSocket: 32 };

/** The longest time a request counts after its client is gone: a response that is never read has no end event. */
const ABANDONED_MS = 60_000;

type Work = (request: IncomingMessage, response: ServerResponse) => Promise<void>;

/**
 * Handles a limited number of requests at once and rejects the others with 503, so that a flood of requests waits
 * outside and not in the database's queues. The gate and the endpoints of supervisors respond from memory and are never
 * limited.
 */
export function limitRequests(work: Work, limits: RequestLimits = REQUEST_LIMITS): Work {
  const ofSockets = new WeakMap<Socket, Set<symbol>>();
  let count = 0;

  function take(socket: Socket): (() => void) | undefined {
    const own = ofSockets.get(socket) ?? watch(socket);
    if (count >= limits.inAll || own.size >= limits.perSocket) return undefined;
    const place = Symbol('request');
    own.add(place);
    count += 1;
    return () => {
      if (own.delete(place)) count -= 1;
    };
  }

  function watch(socket: Socket): Set<symbol> {
    const own = new Set<symbol>();
    ofSockets.set(socket, own);
    const forget = (): void => {
      count -= own.size;
      own.clear();
    };
    socket.once('close', () => void setTimeout(forget, ABANDONED_MS).unref());
    return own;
  }

  return async (request, response) => {
    if (ALWAYS.test(request.url ?? '')) return work(request, response);
    const release = take(request.socket);
    if (release === undefined) {
      refuse(response);
      return;
    }
    try {
      await work(request, response);
    } finally {
      release();
    }
  };
}

const ALWAYS = /^\/(gate|healthz|readyz)(\?|$)/;

const PROBLEM = JSON.stringify({
  type: 'urn:sitetab:problem:unavailable',
  title: 'Temporarily unavailable',
  status: 503,
  detail: 'Too many concurrent requests. Nothing was changed. Try again in a moment.',
});

/** The connection is closed with it, so further data from the client is not read. */
function refuse(response: ServerResponse): void {
  response
    .writeHead(503, {
      'content-type': 'application/problem+json',
      'cache-control': 'no-store',
      'retry-after': '1',
      connection: 'close',
    })
    .end(PROBLEM);
}
