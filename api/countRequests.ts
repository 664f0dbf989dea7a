import type { Context as HttpContext, MiddlewareHandler } from 'hono';
import { matchedRoutes } from 'hono/route';
import type { Instruments } from '../src/platform/index.js';

/**
 * Counts every request by the pattern it fell to, never by its path, which callers make up. What fell to no page or
 * route of ours is `other`.
 */
export function countRequests({ http }: Pick<Instruments, 'http'>): MiddlewareHandler {
  const patterns = new Map<string, string>();
  const patternOf = (path: string): string => {
    const known = patterns.get(path);
    if (known !== undefined) return known;
    const pattern = path.endsWith('*') ? 'other' : path.replaceAll(/:(\w+)(\{[^}]*\})?/g, '{$1}');
    patterns.set(path, pattern);
    return pattern;
  };
  return async (c, next) => {
    const began = performance.now();
    await next();
    const seconds = (performance.now() - began) / 1_000;
    http({ method: c.req.method, route: patternOf(pathOf(c)), status: c.res.status, seconds });
  };
}

/** The most exact of the patterns that the request fits: middleware stands under wildcards. */
function pathOf(c: HttpContext): string {
  return (
    matchedRoutes(c)
      .map(({ path }) => path)
      .findLast((path) => !path.endsWith('*')) ?? '*'
  );
}
