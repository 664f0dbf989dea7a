import { z } from '@hono/zod-openapi';
import { METADATA_MAX, TAGS_MAX } from '../../../src/core/values/clientRecord.js';
import { text } from './fields.js';

/** The fields of what an owner keeps about a client, and of ids of other programs. */

export const tag = text(40).openapi({ example: 'priority' });

export const tags = z.array(tag).max(TAGS_MAX);

export const notes = z
  .string()
  .trim()
  .max(5_000)
  .transform((written) => written.replaceAll('\r\n', '\n'))
  .refine((written) => !/[^\P{Cc}\n\t]/u.test(written), 'must not have control characters')
  .openapi({ type: 'string', description: 'For the owner only; no client sees them.' });

export const externalIdText = z.union([z.literal(''), text(200)]);

export const externalId = externalIdText
  .nullable()
  .openapi({ type: 'string', description: 'The id in another program of yours, unique within your site.' });

const metadataKey = z
  .string()
  .regex(/^[A-Za-z0-9_.-]{1,40}$/, 'must be 1 to 40 letters, digits, dots, hyphens and underscores')
  .refine((key) => !(key in {}), 'is reserved');

export const metadata = z
  .record(metadataKey, z.string().max(500).refine(isClean, 'must not have control characters'))
  .refine((map) => Object.keys(map).length <= METADATA_MAX, `must not have more than ${METADATA_MAX} keys`)
  .openapi({ description: `Up to ${METADATA_MAX} texts of yours.`, example: { crm: '4711' } });

function isClean(written: string): boolean {
  return !/[^\P{Cc}\n\t]/u.test(written);
}

export const recordResponse = {
  tags: z.array(z.string()),
  notes: z.string(),
  externalId: z.string().nullable(),
  metadata: z.record(z.string(), z.string()),
};
