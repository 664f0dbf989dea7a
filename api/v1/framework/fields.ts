import { z } from '@hono/zod-openapi';
import { parseInstant } from '../../../src/core/values/instant.js';
import { isLocalDate } from '../../../src/core/values/zone.js';
import { normaliseHostname } from '../../../src/platform/hostname.js';
import { isId } from '../../../src/platform/ids.js';
import { validateEmailAddress } from '../../../src/platform/mail/emailAddress.js';

/** The fields that several requests share. Their reasons continue after the field's name. */

/** A parsed text, or the reason why it is invalid. */
function readAs<Value>(
  written: z.ZodString,
  read: (written: string) => Value | undefined,
  reason: string,
): z.ZodPipe<z.ZodString, z.ZodTransform<Value, string>> {
  return written.transform((text, issues) => {
    const value = read(text);
    if (value !== undefined) return value;
    issues.addIssue({ code: 'custom', message: reason });
    return z.NEVER;
  });
}

/** Free text of several lines. */
export function boundedText(longest: number) {
  return z.string().trim().min(1).max(longest);
}

/** Text on one line: a subject, a recipient, a row of a statement. */
export function text(longest: number) {
  return boundedText(longest)
    .refine((written) => !/\p{Cc}/u.test(written), 'must be one line without control characters')
    .openapi({ pattern: '^[^\\u0000-\\u001F\\u007F-\\u009F]*$' });
}

/** A name stands in emails and lists, where what cannot be seen would mislead. */
export const name = text(200)
  .refine(
    (written) => written === '' || /[\p{L}\p{N}\p{P}\p{S}]/u.test(written),
    'must have a visible character',
  )
  .refine(
    (written) => !/[\u202a-\u202e\u2066-\u2069]/.test(written),
    'must not have characters that turn the direction of text',
  );

/** Text that mail programs turn into links. Hostnames are allowed, because sites are often named after them. */
const LINKED = /:\/\/|\bwww\.|\S@[^\s@]+\.[^\s@]|\.\p{L}{2,}[/:?#]\S/iu;

/** Text in emails to addresses a user chooses. It must not contain links, which could be used for spam in our name. */
export function unlinked<Written extends z.ZodType<string>>(boundedText: Written): Written {
  return boundedText.refine((written) => !LINKED.test(written), 'must not contain URLs or email addresses');
}

export const shownName = unlinked(name);

/** The operation validates it, because decimals depend on the currency. */
export const amount = z.string().max(60).openapi({
  description: 'Decimal string in major units, with at most the decimals of the currency.',
  pattern: '^-?(0|[1-9][0-9]*)([.][0-9]+)?$',
  example: '49.00',
});

export const decimal = z.string().max(60).openapi({
  description: 'A decimal string with up to 12 decimals.',
  pattern: '^(0|[1-9][0-9]*)([.][0-9]{1,12})?$',
  example: '0.25',
});

export const currency = z
  .string()
  .regex(/^[A-Z]{3}$/, 'must be an ISO 4217 currency code, such as "EUR"')
  .openapi({ example: 'EUR' });

export const idText = z.string().max(64).openapi({ example: '01a3c5e7-7000-7000-8000-000000000000' });

export const localDate = z
  .string()
  .refine(isLocalDate, 'must be a valid date (YYYY-MM-DD)')
  .openapi({ format: 'date', example: '2026-03-01' });

const EARLIEST = Date.UTC(1970, 0, 1);

/** Parsed to epoch milliseconds. */
export const instant = readAs(
  z.string(),
  (written) => {
    const at = parseInstant(written);
    return at >= EARLIEST ? at : undefined;
  },
  'must be a valid instant, such as 2026-03-01T12:00:00Z',
).openapi({ type: 'string', format: 'date-time', example: '2026-03-01T12:00:00Z' });

/** A valid email address, normalised. */
export const email = z
  .string()
  .max(1_000)
  .transform((written, issues) => {
    const read = validateEmailAddress(written);
    if (!('fault' in read)) return read.address;
    issues.addIssue({ code: 'custom', message: read.fault });
    return z.NEVER;
  })
  .openapi({ type: 'string', format: 'email', example: 'fenwick@client.example' });

export const hostname = readAs(
  z.string().max(255),
  (written) => normaliseHostname(written.trim()),
  'must be a hostname, such as "shop.example"',
).openapi({ type: 'string', example: 'fenwick.example' });

export const language = readAs(
  z.string().max(35),
  canonicalLanguage,
  'must be a language tag, such as "en" or "de-AT"',
).openapi({ type: 'string', example: 'en' });

function canonicalLanguage(written: string): string | undefined {
  try {
    return Intl.getCanonicalLocales(written)[0];
  } catch {
    return undefined;
  }
}

const SLUG = /^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/;

export function isSlug(written: string): boolean {
  return SLUG.test(written);
}

/** Addresses take slugs and ids, so a slug must not look like an id. */
export const slug = z
  .string()
  .regex(SLUG, 'must be 1 to 63 lowercase letters, digits and hyphens, with no hyphen at either end')
  .refine((written) => !isId(written), 'must not look like an id')
  .openapi({ example: 'fenwick' });

export const method = z
  .string()
  .regex(/^[a-zA-Z0-9][a-zA-Z0-9-]{0,31}$/, 'must be 1 to 32 letters, digits and hyphens')
  .toLowerCase()
  .openapi({ example: 'bank' });

export const category = z
  .string()
  .regex(/^[a-zA-Z0-9][a-zA-Z0-9_-]{0,31}$/, 'must be 1 to 32 letters, digits, hyphens and underscores')
  .toLowerCase()
  .openapi({ example: 'domain' });

export const month = z
  .string()
  .regex(/^[1-9]\d{3}-(?:0[1-9]|1[0-2])$/, 'must be a month, such as "2026-11"')
  .openapi({ example: '2026-11' });

/** Also the rule for meter names: property names that every object has are not allowed. */
export const meterName = z
  .string()
  .regex(
    /^[a-z0-9][a-z0-9_.-]{0,62}$/,
    'must be 1 to 63 lowercase letters, digits, dots, hyphens and underscores',
  )
  .refine((written) => !(written in {}), 'is reserved')
  .openapi({ example: 'bandwidth' });
