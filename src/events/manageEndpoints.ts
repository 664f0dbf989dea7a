import { randomBytes } from 'node:crypto';
import type { SiteContext } from '../core/context.js';
import { transact } from '../core/transact.js';
import { EVENT_TYPES, type EventType } from '../core/values/eventTypes.js';
import { isRefusal, type Refusal, refuse } from '../core/values/refusal.js';
import { isWebhookUrl } from '../core/values/webhookUrl.js';
import { DAY_MS } from '../core/values/zone.js';
import { checkLiteralAddress, ReceiverAddressError } from '../platform/http/guardedLookup.js';
import { isId, newId } from '../platform/ids.js';
import type { Queryable } from '../platform/sql/sql.js';
import { insertAudit } from '../store/core/audit.js';
import {
  deleteEndpoint,
  findEndpoint,
  insertAnswer,
  insertEndpoint,
  listAnswers,
  listEndpoints,
  setOff,
  updateEndpoint,
  updateSecret,
  type WebhookAnswer,
  type WebhookEndpoint,
} from '../store/events/endpoints.js';
import { findEvent, findLastPosition, numberEvents, type StoredEvent } from '../store/events/events.js';
import { sealedAt } from '../store/operations/sealed.js';
import { type Message, postEvent, type WebhookTools } from './postEvent.js';

type Tools = SiteContext & WebhookTools;

const NO_ENDPOINT = refuse('not_found', 'Webhook endpoint not found.');
const ENDPOINTS_MAX = 10;
const SECRET_BYTES = 32;
/** How long messages are signed with the former secret, too. */
const FORMER_SECRET_MS = DAY_MS;

/** The webhook endpoints of the caller's site. */
export async function loadEndpoints({ sql, siteId }: SiteContext): Promise<WebhookEndpoint[]> {
  return listEndpoints(sql, siteId);
}

export async function loadEndpoint(
  { sql, siteId }: SiteContext,
  id: string,
): Promise<WebhookEndpoint | Refusal> {
  return (isId(id) ? await findEndpoint(sql, siteId, id) : undefined) ?? NO_ENDPOINT;
}

/** The latest answers of an endpoint, newest first. */
export async function loadAnswers(
  context: SiteContext,
  id: string,
  limit: number,
): Promise<WebhookAnswer[] | Refusal> {
  const endpoint = await loadEndpoint(context, id);
  return isRefusal(endpoint) ? endpoint : listAnswers(context.sql, endpoint.id, limit);
}

export interface EndpointInput {
  readonly url: string;
  /** Left out: events of every type. */
  readonly types?: readonly EventType[] | null | undefined;
}

/** An endpoint with its secret, which is only said this once. */
export interface MadeEndpoint {
  readonly endpoint: WebhookEndpoint;
  readonly secret: string;
}

/** Adds an endpoint for events from now on. */
export async function addEndpoint(context: Tools, input: EndpointInput): Promise<MadeEndpoint | Refusal> {
  const { sql, siteId, secrets, now: createdAt } = context;
  const unsound = unsoundInput(context, input);
  if (unsound !== undefined) return unsound;
  await numberEvents(sql, siteId);
  const id = newId(createdAt);
  const secret = newSecret();
  return transact(sql, async (transaction) => {
    // Two at once count each other.
    await transaction`select 1 from sites where id = ${siteId} for no key update`;
    if ((await listEndpoints(transaction, siteId)).length >= ENDPOINTS_MAX)
      return refuse('conflict', `There are ${ENDPOINTS_MAX} webhook endpoints already. Delete one first.`);
    const sealed = secrets.seal(secret, sealedAt('secret of a webhook endpoint', id));
    const position = await findLastPosition(transaction, siteId);
    const types = typesOf(input);
    await insertEndpoint(transaction, { id, siteId, url: input.url, types, sealed, createdAt, position });
    await log(context, transaction, id, 'create', { url: hostOf(input.url), types });
    const endpoint = await findEndpoint(transaction, siteId, id);
    return endpoint === undefined ? NO_ENDPOINT : { endpoint, secret };
  });
}

export interface EndpointChange {
  readonly url?: string | undefined;
  readonly types?: readonly EventType[] | null | undefined;
  /** Whether events are sent. Turned on again, it goes on where it stopped. */
  readonly enabled?: boolean | undefined;
}

export async function changeEndpoint(
  context: Tools,
  id: string,
  change: EndpointChange,
): Promise<WebhookEndpoint | Refusal> {
  return onEndpoint(context, id, async (transaction, endpoint) => {
    const { url = endpoint.url, types = endpoint.types, enabled } = change;
    const unsound = unsoundInput(context, { url, types });
    if (unsound !== undefined) return unsound;
    if (change.url !== undefined || change.types !== undefined)
      await updateEndpoint(transaction, { id: endpoint.id, url, types: typesOf({ url, types }) });
    if (enabled !== undefined)
      await setOff(transaction, endpoint.id, enabled ? null : { since: context.wallNow, reason: 'owner' });
    const changed = { ...change, ...(change.url === undefined ? {} : { url: hostOf(url) }) };
    await log(context, transaction, endpoint.id, 'change', changed);
    return (await findEndpoint(transaction, context.siteId, endpoint.id)) ?? NO_ENDPOINT;
  });
}

export async function removeEndpoint(context: Tools, id: string): Promise<Refusal | undefined> {
  const removed = await onEndpoint(context, id, async (transaction, endpoint) => {
    await deleteEndpoint(transaction, endpoint.id);
    await log(context, transaction, endpoint.id, 'delete', { url: hostOf(endpoint.url) });
    return endpoint;
  });
  return isRefusal(removed) ? removed : undefined;
}

/** Replaces the secret. For a day, messages are signed with both. */
export async function rotateSecret(context: Tools, id: string): Promise<MadeEndpoint | Refusal> {
  const { secrets, siteId } = context;
  const secret = newSecret();
  const rotated = await onEndpoint(context, id, async (transaction, endpoint) => {
    const former = secrets.open(endpoint.sealed, sealedAt('secret of a webhook endpoint', endpoint.id));
    await updateSecret(transaction, {
      id: endpoint.id,
      sealed: secrets.seal(secret, sealedAt('secret of a webhook endpoint', endpoint.id)),
      sealedBefore: secrets.seal(former, sealedAt('former secret of a webhook endpoint', endpoint.id)),
      beforeUntil: context.wallNow + FORMER_SECRET_MS,
    });
    await log(context, transaction, endpoint.id, 'rotate', {});
    return (await findEndpoint(transaction, siteId, endpoint.id)) ?? NO_ENDPOINT;
  });
  return isRefusal(rotated) ? rotated : { endpoint: rotated, secret };
}

/** Sends a test, also to an endpoint that is off; returns what came back. */
export async function sendTest(context: Tools, id: string): Promise<WebhookAnswer | Refusal> {
  const testId = newId(context.now);
  const body = { id: testId, type: 'test', at: new Date(context.now).toISOString(), data: {} };
  return sendNow(context, id, { id: testId, eventId: null, type: 'test', body });
}

/** Sends an event again, also to an endpoint that is off; returns what came back. */
export async function sendAgain(
  context: Tools,
  id: string,
  eventId: string,
  format: (event: StoredEvent) => object,
): Promise<WebhookAnswer | Refusal> {
  const event = isId(eventId) ? await findEvent(context.sql, context.siteId, eventId) : undefined;
  if (event === undefined) return refuse('not_found', 'Event not found.');
  const { id: messageId, type } = event;
  return sendNow(context, id, { id: messageId, eventId: event.id, type, body: format(event) });
}

async function sendNow(context: Tools, id: string, message: Message): Promise<WebhookAnswer | Refusal> {
  const endpoint = await loadEndpoint(context, id);
  if (isRefusal(endpoint)) return endpoint;
  const answer = await postEvent(context, endpoint, message, context.wallNow);
  await insertAnswer(context.sql, endpoint.id, answer);
  return answer;
}

function unsoundInput(
  { webhooks }: Pick<Tools, 'webhooks'>,
  { url, types }: EndpointInput,
): Refusal | undefined {
  if (url.length > 2_000 || !isWebhookUrl(url))
    return refuse('invalid', 'must be an http or https URL without credentials', 'url');
  try {
    checkLiteralAddress(new URL(url), webhooks.allowPrivate);
  } catch (error) {
    if (!(error instanceof ReceiverAddressError)) throw error;
    return refuse('invalid', 'must not name an address that is not on the public internet', 'url');
  }
  if (types != null && types.length === 0)
    return refuse('invalid', 'must name a type, or be left out', 'types');
  return undefined;
}

/** Each type once, in one order; null for all. */
function typesOf({ types }: EndpointInput): EventType[] | null {
  return types == null ? null : EVENT_TYPES.filter((type) => types.includes(type));
}

function newSecret(): string {
  return `whsec_${randomBytes(SECRET_BYTES).toString('base64')}`;
}

/** The log keeps no paths: they may contain a secret. */
function hostOf(url: string): string {
  return new URL(url).host;
}

async function onEndpoint(
  { sql, siteId }: Tools,
  id: string,
  work: (transaction: Queryable, endpoint: WebhookEndpoint) => Promise<WebhookEndpoint | Refusal>,
): Promise<WebhookEndpoint | Refusal> {
  if (!isId(id)) return NO_ENDPOINT;
  return transact(sql, async (transaction) => {
    await transaction`select 1 from webhook_endpoints where id = ${id} for update`;
    const endpoint = await findEndpoint(transaction, siteId, id);
    return endpoint === undefined ? NO_ENDPOINT : work(transaction, endpoint);
  });
}

async function log(
  context: SiteContext,
  transaction: Queryable,
  id: string,
  verb: 'create' | 'change' | 'delete' | 'rotate',
  after: object,
): Promise<void> {
  await insertAudit(transaction, context, {
    siteId: context.siteId,
    action: `webhook-endpoint.${verb}`,
    subject: `webhook-endpoint/${id}`,
    after,
  });
}
