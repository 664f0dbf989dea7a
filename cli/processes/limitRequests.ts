import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';

export interface RequestLimits {
  /** How many requests are worked on at once. */
  readonly inAll: number;
  /** How many of these may come from one connection, which a client that pipelines can fill by itself. */
  readonly perSocket: number;
}

/** Far more than twenty connections to the database answer within a second, and far less than memory holds. */
export const REQUEST_LIMITS: RequestLimits = { inAll: 1_000, perSocket: 32 };

/**
 * How long a request counts at most after its client is gone: no event marks the end of a response that is not read.
 */
const ABANDONED_MS = 60_000;

type Work = (request: IncomingMessage, response: ServerResponse) => Promise<void>;

/**
 * Works on so many requests at once, and answers those beyond with 503 at once, so that a flood waits outside
 * and not in the database's queues. The gate and what supervisors ask answer from memory, and always do.
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

/** The connection ends with it: what a client sends beyond is not even read. */
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
