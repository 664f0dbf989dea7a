import { type Context as HttpContext, Hono } from 'hono';
import { isProviderKind, type ProviderKind } from '../../src/billing/payment.js';
import { loadProviderKeys } from '../../src/payments/openProvider.js';
import { findAcquainted, recordUnread, handleReports } from '../../src/payments/reports/handleReports.js';
import { readBytes } from '../../src/platform/files/readBytes.js';
import { isId } from '../../src/platform/ids.js';
import type { AppDeps } from '../deps.js';
import { createPlaces } from '../places.js';

const BODY_BYTES_MAX = 256 * 1_024;
/** Providers send their body at once, so a slow sender is cut off soon. */
const BODY_MS_MAX = 5_000;
/**
 * Webhooks need no login, and each may cost a request to a provider: beyond this many at a time, the response is to
 * retry later.
 */
const DELIVERIES = { each: 8, all: 200 };
/** Reports of unknown payments are verified one at a time; real reports have slots of their own. */
const STRANGERS = { each: 1, all: 20 };

type Deps = Pick<AppDeps, 'sql' | 'clock' | 'secrets' | 'payments' | 'wakeAccount' | 'log' | 'baseUrl'>;

/**
 * Receives reports of payment providers: `POST /webhooks/{provider}/{siteId}`, without a key; each report is verified
 * by the provider's own proof. Responses reveal neither which sites exist nor why a report is rejected.
 */
export function createWebhooks(deps: Deps): Hono {
  const app = new Hono();
  const takePlace = createPlaces(DELIVERIES);
  const takeStrangersPlace = createPlaces(STRANGERS);
  app.post('/webhooks/:provider/:siteId', async (c) => {
    const { provider, siteId } = c.req.param();
    if (!isProviderKind(provider) || !isId(siteId)) return sendStatus(400);
    const rawBody = await readBytes(c.req.raw, { bytesMax: BODY_BYTES_MAX, withinMs: BODY_MS_MAX });
    if (typeof rawBody === 'string') return sendStatus(400);
    // A request for a site without this provider takes no slot.
    const keys = await loadProviderKeys(deps, siteId, provider);
    if (keys === undefined) return sendStatus(400);
    const paymentId = deps.payments.namedPayment(provider, rawBody);
    const times = { sql: deps.sql, now: deps.clock.now() };
    const acquainted =
      paymentId === undefined ? 'known' : await findAcquainted(times, { siteId, provider, paymentId });
    const leave = (acquainted === undefined ? takeStrangersPlace : takePlace)(`${provider}/${siteId}`);
    if (leave === undefined) return sendStatus(503);
    const headers = new Map(Object.entries(c.req.header()));
    const requestId = (c as HttpContext).get('requestId') as string;
    const ours = acquainted === 'known' ? paymentId : undefined;
    return take(deps, { provider, siteId, keys, rawBody, headers, requestId, ours })
      .then(sendStatus)
      .finally(leave);
  });
  return app;
}

interface WebhookDelivery {
  readonly provider: ProviderKind;
  readonly siteId: string;
  readonly keys: Readonly<Record<string, string>>;
  readonly rawBody: Buffer;
  readonly headers: ReadonlyMap<string, string>;
  readonly requestId: string;
  /** The payment started here that an unverified report names. */
  readonly ours: string | undefined;
}

async function take(deps: Deps, delivery: WebhookDelivery): Promise<200 | 400 | 503> {
  const { sql, clock, secrets, payments, wakeAccount, log, baseUrl } = deps;
  const { provider: kind, siteId, keys, rawBody, headers, requestId, ours } = delivery;
  const receivedAt = Date.now();
  const provider = payments.open(kind, keys);
  const events = await provider.readEvents({ rawBody, headers, receivedAt });
  const times = { now: clock.now(), wallNow: receivedAt };
  const context = {
    sql,
    secrets,
    wakeAccount,
    siteId,
    requestId,
    actor: `system/${kind}`,
    ...times,
    baseUrl: baseUrl(),
  };
  if (events === 'unavailable' || events === 'missing') {
    if (ours !== undefined) await recordUnread(context, kind, ours);
    return events === 'missing' ? 200 : 503;
  }
  if (events === 'forged') return 400;
  if (events === 'ignored') return 200;
  const taken = await handleReports(context, kind, provider, events);
  const refused = taken.filter(({ state }) => state === 'refused');
  for (const { event } of refused) {
    const { eventId } = event;
    log.warn({ requestId, siteId, provider: kind, eventId }, 'a payment provider’s report was refused');
  }
  // A report that holds only an id is sent again; the second time we query the provider, so it is not rejected forever.
  return refused.some(({ event }) => event.kind === 'unread' && event.isPressing) ? 503 : 200;
}

function sendStatus(status: 200 | 400 | 503): Response {
  const headers = { 'cache-control': 'no-store', ...(status === 503 ? { 'retry-after': '30' } : {}) };
  return new Response(null, { status, headers });
}
