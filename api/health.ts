import { Hono } from 'hono';
import type { AppDeps } from './deps.js';
import type { Metrics } from './metrics.js';
import { DATA_HEADERS, problem } from './problem.js';

/** What an operator's machinery asks: whether it lives, whether it can work, and its figures. */
export function createHealth({ health, clock }: Pick<AppDeps, 'health' | 'clock'>, metrics: Metrics): Hono {
  const app = new Hono();
  app.get('/healthz', (c) => c.json({ status: 'ok' }, 200, DATA_HEADERS));
  app.get('/readyz', async (c) => {
    const { ok, missing } = await health.ready();
    if (ok) return c.json({ status: 'ready' }, 200, DATA_HEADERS);
    const detail = `Not reached: ${missing.join(', ')}.`;
    return problem('unavailable', detail, { missing, headers: { 'retry-after': '5' } });
  });
  app.get('/metrics', async (c) =>
    c.body(await metrics.read(clock.now()), 200, { ...DATA_HEADERS, 'content-type': metrics.contentType }),
  );
  return app;
}
