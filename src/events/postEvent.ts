import type { SecretBox } from '../platform/secretBox.js';
import {
  checkLiteralAddress,
  guardedLookup,
  type Resolve,
  resolveHostname,
} from '../platform/http/guardedLookup.js';
import { postJson } from '../platform/http/postJson.js';
import { signWebhook } from '../platform/http/signWebhook.js';
import type { WebhookAnswer, WebhookEndpoint } from '../store/events/endpoints.js';
import { sealedAt } from '../store/operations/sealed.js';

export interface WebhookSettings {
  /** Permits receivers on this machine or in its network. */
  readonly allowPrivate: boolean;
  /** Resolves names to addresses; the system's resolver if left out. */
  readonly resolve?: Resolve;
  /** 10 s if left out. */
  readonly timeoutMs?: number;
}

export interface WebhookTools {
  readonly secrets: SecretBox;
  readonly webhooks: WebhookSettings;
}

const TIMEOUT_MS = 10_000;

/** A message for an endpoint: the same id for every attempt, so that a receiver may drop repeats. */
export interface Message {
  readonly id: string;
  readonly eventId: string | null;
  readonly type: string;
  readonly body: object;
}

/** Posts a message once and says what came back. Whatever fails at the receiver is an answer. */
export async function postEvent(
  { secrets, webhooks }: WebhookTools,
  endpoint: WebhookEndpoint,
  { id, eventId, type, body }: Message,
  sentAt: number,
): Promise<WebhookAnswer> {
  const { allowPrivate, resolve = resolveHostname, timeoutMs = TIMEOUT_MS } = webhooks;
  const begun = performance.now();
  const answer = (result: Pick<WebhookAnswer, 'status' | 'error'>): WebhookAnswer => ({
    ...{ eventId, type, at: sentAt, ...result },
    tookMs: Math.round(performance.now() - begun),
  });
  const signal = AbortSignal.timeout(timeoutMs);
  try {
    const url = new URL(endpoint.url);
    checkLiteralAddress(url, allowPrivate);
    const text = JSON.stringify(body);
    const headers = signWebhook({ id, body: text, sentAt }, ...secretsOf(secrets, endpoint, sentAt));
    const lookup = guardedLookup(resolve, allowPrivate);
    const { status } = await postJson({ url, headers, body: text, signal, lookup });
    return answer({ status, error: null });
  } catch (error) {
    const reason = signal.aborted ? 'No answer in time.' : describe(error);
    return answer({ status: null, error: reason });
  }
}

/** Whether the receiver has the message. */
export function isReceived({ status }: Pick<WebhookAnswer, 'status'>): boolean {
  return status !== null && status >= 200 && status < 300;
}

function secretsOf(secrets: SecretBox, endpoint: WebhookEndpoint, wallNow: number): string[] {
  const { id, sealed, sealedBefore, beforeUntil } = endpoint;
  const now = secrets.open(sealed, sealedAt('secret of a webhook endpoint', id));
  if (sealedBefore === null || beforeUntil === null || beforeUntil <= wallNow) return [now];
  return [now, secrets.open(sealedBefore, sealedAt('former secret of a webhook endpoint', id))];
}

function describe(error: unknown): string {
  if (!(error instanceof Error)) return 'The connection failed.';
  return 'code' in error ? `The connection failed: ${String(error.code)}.` : error.message;
}
