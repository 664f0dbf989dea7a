import { type Context as HttpContext, Hono } from 'hono';
import { isProviderKind, type ProviderKind } from '../src/billing/index.js';
import { isKnownPayment, readProviderKeys, takeProviderEvent } from '../src/operations/index.js';
import { isId } from '../src/platform/index.js';
import type { AppDeps } from './deps.js';
import { createPlaces } from './places.js';
import { readBytes } from './readBytes.js';

const BODY_BYTES_MAX = 256 * 1_024;
/** Providers send theirs at once; whoever dawdles holds nothing but a connection, and that not for long. */
const BODY_MS_MAX = 5_000;
/** Anybody can knock here, and each knock may make us ask a provider: more at a time are told to come again. */
const DELIVERIES = { each: 8, all: 200 };
/** Whoever makes up payments makes us ask one at a time, and real reports have their places beside it. */
const STRANGERS = { each: 1, all: 20 };

type Deps = Pick<AppDeps, 'sql' | 'clock' | 'secrets' | 'payments' | 'nudge' | 'log'>;

/**
 * Where payment providers report: `POST /webhooks/{provider}/{siteId}`, without a key, each delivery judged by the
 * provider's own proof. A stranger learns nothing here: neither which sites there are, nor why one is not believed.
 */
export function createWebhooks(deps: Deps): Hono {
  const app = new Hono();
  const takePlace = createPlaces(DELIVERIES);
  const takeStrangersPlace = createPlaces(STRANGERS);
  app.post('/webhooks/:provider/:siteId', async (c) => {
    const rawBody = await readBytes(c.req.raw, { bytesMax: BODY_BYTES_MAX, withinMs: BODY_MS_MAX });
    const { provider, siteId } = c.req.param();
    if (typeof rawBody === 'string' || !isProviderKind(provider) || !isId(siteId)) return answer(400);
    // What names a site without this provider takes nobody's place.
    const keys = await readProviderKeys(deps, siteId, provider);
    if (keys === undefined) return answer(400);
    const paymentId = deps.payments.namedPayment(provider, rawBody);
    const isOurs =
      paymentId === undefined || (await isKnownPayment(deps.sql, { siteId, provider, paymentId }));
    const leave = (isOurs ? takePlace : takeStrangersPlace)(`${provider}/${siteId}`);
    if (leave === undefined) return answer(503);
    const headers = new Map(Object.entries(c.req.header()));
    const requestId = (c as HttpContext).get('requestId') as string;
    return take(deps, { provider, siteId, keys, rawBody, headers, requestId }).then(answer).finally(leave);
  });
  return app;
}

interface Knock {
  readonly provider: ProviderKind;
  readonly siteId: string;
  readonly keys: Readonly<Record<string, string>>;
  readonly rawBody: Buffer;
  readonly headers: ReadonlyMap<string, string>;
  readonly requestId: string;
}

async function take(deps: Deps, knock: Knock): Promise<200 | 400 | 503> {
  const { sql, clock, secrets, payments, nudge, log } = deps;
  const { provider, siteId, keys, rawBody, headers, requestId } = knock;
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
