import { Webhook } from 'standardwebhooks';
import type { Instant } from '../billing/index.js';
import type { ConnectorOrder } from './connector.js';

export type WebhookType = 'site.suspend' | 'site.reactivate' | 'site.status';

export interface SignedMessage {
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** The message for an order, signed the Standard Webhooks way as sent at `sentAt`. */
export function signMessage(
  order: ConnectorOrder,
  type: WebhookType,
  secret: string,
  sentAt: Instant,
): SignedMessage {
  const body = JSON.stringify({
    type,
    siteId: order.siteId,
    slug: order.slug,
    hostnames: order.hostnames,
    generation: order.generation,
    at: new Date(order.at).toISOString(),
    reason: order.reason,
  });
  const id = messageId(order, type, sentAt);
  return {
    body,
    headers: {
      'webhook-id': id,
      'webhook-timestamp': String(Math.floor(sentAt / 1000)),
      'webhook-signature': new Webhook(secret).sign(id, new Date(sentAt), body),
    },
  };
}

/**
 * An order keeps its id however often it is sent, so that a receiver may drop the repeats. A question does not:
 * a receiver that dropped the second asking would never tell that it has finished meanwhile.
 */
function messageId({ siteId, generation }: ConnectorOrder, type: WebhookType, sentAt: Instant): string {
  const verb = type.slice('site.'.length);
  return type === 'site.status'
    ? `${siteId}_${generation}_${verb}_${sentAt}`
    : `${siteId}_${generation}_${verb}`;
}
