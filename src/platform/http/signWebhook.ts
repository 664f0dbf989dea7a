import { Webhook } from 'standardwebhooks';

/**
 * The headers of a message, signed as Standard Webhooks defines. While a secret is being replaced, one signature by each
 * of both; `sentAt` is the wall clock, also under the test clock, since receivers refuse other times.
 */
export function signWebhook(
  { id, body, sentAt }: { readonly id: string; readonly body: string; readonly sentAt: number },
  ...secrets: readonly string[]
): Readonly<Record<string, string>> {
  const signatures = secrets.map((secret) => new Webhook(secret).sign(id, new Date(sentAt), body));
  return {
    'webhook-id': id,
    'webhook-timestamp': String(Math.floor(sentAt / 1000)),
    'webhook-signature': signatures.join(' '),
  };
}
