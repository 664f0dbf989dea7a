import { z } from '@hono/zod-openapi';
import { isLocalDate, LATEST } from '../../../src/core/values/zone.js';
import { isId } from '../../../src/platform/ids.js';

/** Lists are pages `{data, next}`; `next` is opaque and is sent back as `cursor`. */
export interface Page<Row> {
  readonly data: readonly Row[];
  readonly next: string | null;
}

export function limitUpTo(most: number, usual: number) {
  return z
    .string()
    .regex(/^\d{1,6}$/, `must be a whole number from 1 to ${most}`)
    .transform(Number)
    .refine((limit) => limit >= 1 && limit <= most, `must be a whole number from 1 to ${most}`)
    .optional()
    .transform((limit) => limit ?? usual)
    .openapi({ type: 'integer', minimum: 1, maximum: most, default: usual });
}

function cursorOf(holds: (inside: string) => boolean) {
  return z
    .string()
    .max(200)
    .transform((written, issues) => {
      const inside = Buffer.from(written, 'base64url').toString();
      if (encodeCursor(inside) === written && holds(inside)) return inside;
      issues.addIssue({ code: 'custom', message: 'is not a cursor of this list' });
      return z.NEVER;
    })
    .optional()
    .openapi({ type: 'string', description: '`next` of the previous page.' });
}

function encodeCursor(inside: string): string {
  return Buffer.from(inside).toString('base64url');
}

/** The content of a cursor: the position where the next page begins. */
export const CURSORS = {
  id: isId,
  number: (inside: string) => /^\d{1,15}$/.test(inside),
  date: isLocalDate,
  hostname: (inside: string) => /^[a-z0-9._-]{1,253}$/.test(inside),
  /** Of a meter or a payment provider. */
  name: (inside: string) => /^[a-z0-9][a-z0-9_.-]{0,62}$/.test(inside),
  words: (inside: string) => inside !== '',
  /** A site and one of its meters. */
  siteMeter: (inside: string) => /^[0-9a-f-]{36} [a-z0-9][a-z0-9_.-]{0,62}$/.test(inside),
  /** An instant and how many rows of that instant were shown. */
  moment: (inside: string) =>
    /^\d{1,15}:\d{1,5}$/.test(inside) && Number(inside.slice(0, inside.indexOf(':'))) < LATEST,
  /** A day, a site and a meter. */
  reading: (inside: string) =>
    isLocalDate(inside.slice(0, 10)) && /^\S{10} [a-z0-9-]{1,63} [\w.-]{1,63}$/.test(inside),
};

export function pageQuery(holds: (inside: string) => boolean, limit = limitUpTo(200, 50)) {
  return z.strictObject({ cursor: cursorOf(holds), limit });
}

/** For reads without parameters: an unknown parameter is an error. */
export const noQuery = z.strictObject({});

/** A page of rows, from a query that fetched one more than is shown. */
export function pageOf<Row>(
  rows: readonly Row[],
  limit: number,
  placeOf: (last: Row) => string,
  isCut = false,
): Page<Row> {
  const data = rows.slice(0, limit);
  const last = data[data.length - 1];
  const goesOn = isCut || rows.length > limit;
  return { data, next: goesOn && last !== undefined ? encodeCursor(placeOf(last)) : null };
}

/** The same for a list that grows at its end: `next` asks again for what came since, even where nothing came yet. */
export function growingPageOf<Row>(
  rows: readonly Row[],
  { cursor, limit }: { readonly cursor?: string | undefined; readonly limit: number },
  placeOf: (last: Row) => string,
): Page<Row> {
  const page = pageOf(rows, limit, placeOf, true);
  return { ...page, next: page.next ?? (cursor === undefined ? null : encodeCursor(cursor)) };
}

/** The same for a list that is short enough to be loaded whole. */
export function pageOfAll<Row>(
  rows: readonly Row[],
  { cursor, limit }: { readonly cursor?: string | undefined; readonly limit: number },
  placeOf: (row: Row) => string,
): Page<Row> {
  const from = cursor === undefined ? 0 : rows.findIndex((row) => placeOf(row) === cursor) + 1;
  return pageOf(rows.slice(from, from + limit + 1), limit, placeOf);
}

export function pageResponse(row: z.ZodType) {
  return z.object({ data: z.array(row), next: z.string().nullable() });
}
