import { Hono } from 'hono';
import type { AppDeps } from '../deps.js';
import { maySeeMetrics } from './metrics.js';
import { DATA_HEADERS, problem } from '../http/problem.js';

/** Routes for monitoring: liveness, readiness and metrics. */
export function createHealth(
  deps: Pick<AppDeps, 'health' | 'instruments' | 'metricsToken' | 'secrets' | 'sandbox' | 'baseUrl'>,
): Hono {
  const { health, instruments } = deps;
  const { registry } = instruments;
  const app = new Hono();
  app.get('/healthz', (c) => c.json({ status: 'ok' }, 200, DATA_HEADERS));
  app.get('/readyz', async (c) => {
    const { ok, missing, troubles = [] } = await health.ready();
    if (ok) return c.json({ status: 'ready', troubles }, 200, DATA_HEADERS);
    const detail = `Not reached: ${missing.join(', ')}.`;
    return problem('unavailable', detail, { missing, troubles, headers: { 'retry-after': '5' } });
  });
  app.get('/metrics', async (c) => {
    if (!maySeeMetrics(c, deps)) {
      const detail = 'METRICS_TOKEN required. Metrics are also served at METRICS_PORT.';
      return problem('unauthorized', detail, { headers: { 'www-authenticate': 'Bearer' } });
    }
    return c.body(await registry.metrics(), 200, { ...DATA_HEADERS, 'content-type': registry.contentType });
  });
  return app;
}
