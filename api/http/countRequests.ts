import type { Context as HttpContext, MiddlewareHandler } from 'hono';
import { matchedRoutes } from 'hono/route';
import type { Instruments } from '../../src/platform/telemetry/instruments.js';
import type { Tracing } from '../../src/platform/telemetry/tracing.js';

/**
 * Counts every request by its route pattern, never by its path: callers choose paths. A request without a matching page
 * or route counts as `other`.
 */
export function countRequests({ http }: Pick<Instruments, 'http'>): MiddlewareHandler {
  return async (c, next) => {
    const began = performance.now();
    await next();
    const seconds = (performance.now() - began) / 1_000;
    http({ method: c.req.method, route: patternOf(c), status: c.res.status, seconds });
  };
}

/**
 * A span for every request, continuing the caller's trace if there is one. It is named by pattern, too: a path may
 * contain a login or payment link.
 */
export function traceRequests(tracing: Tracing): MiddlewareHandler {
  return (c, next) => {
    const { method } = c.req;
    const attributes = { 'http.request.method': method };
    return tracing.span(
      { name: method, kind: 'server', attributes, carrier: c.req.raw.headers },
      async (note) => {
        await next();
        const route = patternOf(c);
        const requestId = (c.get('requestId') as string | undefined) ?? '';
        note({
          ...{ name: `${method} ${route}`, 'http.route': route, 'sitetab.request_id': requestId },
          'http.response.status_code': c.res.status,
        });
      },
    );
  };
}

/** At most one per route. */
const patterns = new Map<string, string>();

/** The most exact pattern that matches the request; middleware matches by wildcards. */
function patternOf(c: HttpContext): string {
  const paths = matchedRoutes(c).map(({ path }) => path);
  const path = paths.findLast((each) => !each.endsWith('*')) ?? '*';
  const known = patterns.get(path);
  if (known !== undefined) return known;
  const pattern = path.endsWith('*') ? 'other' : path.replaceAll(/:(\w+)(\{[^}]*\})?/g, '{$1}');
  patterns.set(path, pattern);
  return pattern;
}
