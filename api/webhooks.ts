import { type Context as HttpContext, Hono } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import { isProviderKind } from '../src/billing/index.js';
import { readProviderKeys, takeProviderEvent } from '../src/operations/index.js';
import { isId } from '../src/platform/index.js';
import type { AppDeps } from './deps.js';

const BODY_BYTES_MAX = 512 * 1024;
/** Anybody can knock here, and each knock may make us ask a provider: more at a time are told to come again. */
const DELIVERIES_MAX = 40;

type Deps = Pick<AppDeps, 'sql' | 'clock' | 'secrets' | 'payments' | 'nudge' | 'log'>;

/**
 * Where payment providers report: `POST /webhooks/{provider}/{siteId}`, without a key, each delivery judged by the
 * provider's own proof. A stranger learns nothing here: neither which sites there are, nor why one is not believed.
 */
export function createWebhooks(deps: Deps): Hono {
  const app = new Hono();
  let deliveries = 0;
  app.use('/webhooks/*', bodyLimit({ maxSize: BODY_BYTES_MAX, onError: () => answer(400) }));
  app.post('/webhooks/:provider/:siteId', async (c) => {
    if (deliveries >= DELIVERIES_MAX) return answer(503);
    deliveries += 1;
    try {
      const rawBody = Buffer.from(await c.req.arrayBuffer());
      const headers = new Map(Object.entries(c.req.header()));
      const { provider, siteId } = c.req.param();
      const requestId = (c as HttpContext).get('requestId') as string;
      return answer(await take(deps, { provider, siteId, rawBody, headers, requestId }));
    } finally {
      deliveries -= 1;
    }
  });
  return app;
}

interface Knock {
  readonly provider: string;
  readonly siteId: string;
  readonly rawBody: Buffer;
  readonly headers: ReadonlyMap<string, string>;
  readonly requestId: string;
}

async function take(deps: Deps, knock: Knock): Promise<200 | 400 | 503> {
  const { sql, clock, secrets, payments, nudge, log } = deps;
  const { provider, siteId, rawBody, headers, requestId } = knock;
  if (!isProviderKind(provider) || !isId(siteId)) return 400;
  const keys = await readProviderKeys({ sql, secrets }, siteId, provider);
  if (keys === undefined) return 400;
  const receivedAt = Date.now();
  const events = await payments.open(provider, keys).readEvents({ rawBody, headers, receivedAt });
  if (events === 'forged') return 400;
  if (events === 'unavailable') return 503;
  if (events === 'ignored') return 200;
  const times = { now: clock.now(), wallNow: receivedAt };
  const context = { sql, secrets, nudge, siteId, requestId, actor: `system/${provider}`, ...times };
  for (const event of events) {
    const state = await takeProviderEvent(context, provider, event);
    if (state === 'refused') {
      log.warn(
        { requestId, siteId, provider, eventId: event.eventId },
        'a payment provider’s report was refused',
      );
    }
  }
  return 200;
}

function answer(status: 200 | 400 | 503): Response {
  const headers = { 'cache-control': 'no-store', ...(status === 503 ? { 'retry-after': '30' } : {}) };
  return new Response(null, { status, headers });
}
