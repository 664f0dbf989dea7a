import { z } from 'zod';
import { isWebhookUrl } from '../../core/values/webhookUrl.js';

export interface WebhookConfig {
  readonly url: URL;
  /** `whsec_` and the base64 of the key, as Standard Webhooks writes it. */
  readonly secret: string;
}

const SECRET_BYTES_MIN = 24;
const SECRET_BYTES_MAX = 64;

/** Where a site's commands are sent and how they are signed: one rule, for the API and before each command. */
export const webhookSettings = z.object({
  url: z
    .string()
    .max(2_000)
    .refine(isWebhookUrl, 'must be an http or https URL without credentials')
    .meta({ format: 'uri', pattern: '^https?://.*$' }),
  secret: z
    .string()
    .max(100)
    .refine(isSecret, 'must be whsec_ followed by the base64 of 24 to 64 bytes')
    .meta({ writeOnly: true, pattern: '^whsec_[A-Za-z0-9+/]+={0,2}$' }),
});

/** Parses a site's webhook settings `{url, secret}`, or returns in one sentence what is wrong with them. */
export function parseWebhookConfig(config: unknown): WebhookConfig | { readonly fault: string } {
  const parsed = webhookSettings.safeParse(config);
  if (parsed.success) return { url: new URL(parsed.data.url), secret: parsed.data.secret };
  const [issue] = parsed.error.issues;
  const field = issue?.path.join('.') ?? '';
  return {
    fault: `The webhook's settings are wrong: ${field === '' ? 'config' : field} ${issue?.message ?? ''}.`,
  };
}

function isSecret(text: string): boolean {
  const encoded = /^whsec_([A-Za-z0-9+/]+={0,2})$/.exec(text)?.[1];
  if (encoded === undefined || encoded.length % 4 !== 0) return false;
  const bytes = Buffer.from(encoded, 'base64').length;
  return bytes >= SECRET_BYTES_MIN && bytes <= SECRET_BYTES_MAX;
}
