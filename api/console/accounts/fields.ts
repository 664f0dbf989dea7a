import { z } from '@hono/zod-openapi';
import { newAccount } from '../../v1/accounts/accountShapes.js';
import { amount as apiAmount, text } from '../../v1/framework/fields.js';
import { tags } from '../../v1/framework/recordShapes.js';
import { newSite } from '../../v1/sites/siteShapes.js';

/** The value of an optional form field. */
export const optional = <Schema extends z.ZodType>(schema: Schema) =>
  z.preprocess((value) => (value === '' ? undefined : value), schema.optional());

/** Also accepts thousands separators. */
export const amount = z
  .string()
  .trim()
  .min(1, 'is required')
  .transform((written) => written.replaceAll(/[,\s](?=\d{3}(\D|$))/g, '').replace('−', '-'))
  .pipe(apiAmount);

/** One hostname per line. */
export const hostnames = z
  .string()
  .max(30_000)
  .transform((written) => written.split(/[\s,]+/).filter((host) => host !== ''))
  .pipe(newSite.shape.hostnames.unwrap());

/** Several addresses on one line of a form or a file. */
export const moreEmails = z
  .string()
  .max(3_000)
  .default('')
  .transform((written) => written.split(/[\s,;]+/).filter((address) => address !== ''))
  .pipe(newAccount.shape.moreEmails.unwrap());

export const key = z.string().regex(/^[\x21-\x7e]{1,255}$/, 'must be unchanged from the page that made it');
export const reason = text(500);
export const reference = text(200);

const TAGS_CHARS_MAX = 2_000;

/** Several tags on one line of a form or a file. */
export const tagsOnLine = z.string().max(TAGS_CHARS_MAX).default('').transform(splitTags).pipe(tags);

export function splitTags(written: string): string[] {
  return written
    .split(/[,;]/)
    .map((tag) => tag.trim())
    .filter((tag) => tag !== '');
}
