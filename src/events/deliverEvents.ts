import type { Context } from '../core/context.js';
import { transact } from '../core/transact.js';
import { DAY_MS } from '../core/values/zone.js';
import { pageUrlOf, queueOwnerEmail } from '../emails/ownerEmails.js';
import {
  advance,
  insertAnswer,
  listDueEndpoints,
  markFailed,
  type OffReason,
  setOff,
  type WebhookAnswer,
  type WebhookEndpoint,
} from '../store/events/endpoints.js';
import {
  findLastPosition,
  listEvents,
  listSitesWithNewEvents,
  numberEvents,
  type StoredEvent,
} from '../store/events/events.js';
import { isReceived, postEvent, type WebhookTools } from './postEvent.js';

type DeliveryContext = Context & WebhookTools;

const HOUR_MS = 3_600_000;
const ENDPOINTS_PER_RUN = 20;
const EVENTS_PER_RUN = 50;
const GONE = 410;

/** The pauses after failed attempts, the last for all further ones: as Standard Webhooks recommends. */
const PAUSES_MS = [5_000, 60_000, 5 * 60_000, 30 * 60_000, 2 * HOUR_MS, 5 * HOUR_MS, 10 * HOUR_MS];
/** An endpoint that answers nothing for this long is turned off. */
const FAILING_MAX_MS = 5 * DAY_MS;

/**
 * Sends new events to the endpoints that want them: to each endpoint one after the other, in their order, so a failed
 * one holds back the next. Safe to repeat; a receiver may get an event twice, with the same id.
 */
export async function deliverEvents(
  context: DeliveryContext,
  format: (event: StoredEvent) => object,
): Promise<void> {
  for (const siteId of await listSitesWithNewEvents(context.sql)) await numberEvents(context.sql, siteId);
  const due = await listDueEndpoints(context.sql, context.wallNow, ENDPOINTS_PER_RUN);
  await Promise.all(due.map((endpoint) => deliverTo(context, endpoint, format)));
}

async function deliverTo(
  context: DeliveryContext,
  endpoint: WebhookEndpoint,
  format: (event: StoredEvent) => object,
): Promise<void> {
  const { sql } = context;
  const { id, siteId, types, position: after } = endpoint;
  const last = await findLastPosition(sql, siteId);
  const events = await listEvents(sql, { siteId, after, types, limit: EVENTS_PER_RUN });
  let state = endpoint;
  for (const event of events) {
    const { id: eventId, type } = event;
    const message = { id: eventId, eventId, type, body: format(event) };
    const answer = await postEvent(context, endpoint, message, Date.now());
    await insertAnswer(sql, id, answer);
    if (!isReceived(answer)) return fail(context, state, answer);
    await advance(sql, id, event.position);
    state = { ...state, position: event.position, failures: 0, failingSince: null };
  }
  // Events of other types are passed over.
  if (events.length < EVENTS_PER_RUN) await advance(sql, id, last);
}

async function fail(
  context: DeliveryContext,
  { id, siteId, url, failures, failingSince, position }: WebhookEndpoint,
  answer: WebhookAnswer,
): Promise<void> {
  const { sql } = context;
  const pause = PAUSES_MS[Math.min(failures, PAUSES_MS.length - 1)] ?? 0;
  await markFailed(sql, { id, at: answer.at, retryAt: answer.at + pause });
  const since = failingSince ?? answer.at;
  const reason: OffReason | undefined =
    answer.status === GONE ? 'gone' : answer.at - since >= FAILING_MAX_MS ? 'failed' : undefined;
  if (reason === undefined) return;
  await transact(sql, async (transaction) => {
    if (!(await setOff(transaction, id, { since: answer.at, reason }))) return;
    const pageUrl = await pageUrlOf(context, transaction, siteId, 'settings/webhooks');
    const message = {
      kind: 'webhook-off',
      host: new URL(url).host,
      answer: answer.status === null ? '' : String(answer.status),
      isGone: reason === 'gone',
      pageUrl,
    } as const;
    await queueOwnerEmail(context, transaction, siteId, { key: `webhook-off/${id}/${position}`, message });
  });
}
