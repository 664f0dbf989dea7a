import type { z } from '@hono/zod-openapi';
import type { Context } from 'hono';
import type { FieldProblem } from '../../../src/core/values/refusal.js';
import { readBytes } from '../../../src/platform/files/readBytes.js';
import { malformedFields, problem } from '../problem.js';
import type { FormValues } from '../../web/page.js';
import { describeIssues, fieldOf } from './describeIssue.js';
import { findDoubledKey } from './doubledKeys.js';

/** Fields as they were sent, or what is wrong with the sending itself. */
export type Read = { readonly values: FormValues } | { readonly problems: readonly FieldProblem[] };

/** More than any of our forms has; each field costs the server more than the sender. */
export const FIELDS_MAX = 1_000;
const TOO_MANY = { field: 'form', reason: `has more than ${FIELDS_MAX.toLocaleString('en-US')} fields` };
const GIVEN_TWICE = 'must be given only once';

/** Reads a form or a query. A field that comes twice could be read as either, so it is refused. */
export function readFields(
  fields: Iterable<readonly [name: string, value: string]>,
  lists: readonly string[] = [],
): Read {
  const values = new Map<string, string | string[]>();
  let count = 0;
  for (const [name, value] of fields) {
    count += 1;
    if (count > FIELDS_MAX) return { problems: [TOO_MANY] };
    const before = values.get(name);
    if (Array.isArray(before)) before.push(value);
    else if (before !== undefined) return { problems: [{ field: name, reason: GIVEN_TWICE }] };
    else values.set(name, lists.includes(name) ? [value] : value);
  }
  return checked(Object.fromEntries(values));
}

/** What a body may have where no files come with it. */
export const BODY_BYTES_MAX = 100_000;

/** Reads the body of a post, a form or JSON; or answers with what is wrong with it. */
export async function readBody(c: Context, lists: readonly string[] = []): Promise<FormValues | Response> {
  const type = (c.req.header('content-type') ?? '').split(';')[0]?.trim().toLowerCase() ?? '';
  const bytes = await readBytes(c.req.raw, { bytesMax: BODY_BYTES_MAX });
  if (typeof bytes === 'string') return tooLarge(BODY_BYTES_MAX);
  const text = new TextDecoder().decode(bytes);
  if (text === '') return {};
  if (type !== 'application/json' && type !== 'application/x-www-form-urlencoded') {
    const detail = 'Send a form, or JSON with Content-Type: application/json.';
    return problem('unsupported_media_type', detail);
  }
  const read = type === 'application/json' ? readJson(text) : readFields(new URLSearchParams(text), lists);
  return 'problems' in read ? malformedFields(read.problems) : read.values;
}

export function tooLarge(bytesMax: number): Response {
  return problem('too_large', `The body is larger than ${Math.floor(bytesMax / 1_000)} kB.`, {
    headers: { connection: 'close' },
  });
}

/** Reads a JSON body; what is no object has no fields. What is in its lists counts as fields of a form do. */
function readJson(text: string): Read {
  const fault = findDoubledKey(text, FIELDS_MAX);
  if (typeof fault === 'string') return { problems: [{ field: 'body', reason: fault }] };
  if (fault !== undefined) return { problems: [{ field: fieldOf(fault, 'body'), reason: GIVEN_TWICE }] };
  try {
    const body: unknown = JSON.parse(text);
    if (typeof body === 'object' && body !== null && !Array.isArray(body)) {
      return checked(body as FormValues);
    }
  } catch {
    // Said below, as for what is JSON and no object.
  }
  return { problems: [{ field: 'body', reason: 'must be a JSON object' }] };
}

/** PostgreSQL keeps no NUL, half a surrogate pair has no form in UTF-8, and some names every object has already. */
function checked(values: FormValues): Read {
  for (const [name, value] of Object.entries(values)) {
    if (name in {}) return { problems: [{ field: name, reason: 'is not a known field' }] };
    const isOdd = [name, ...(Array.isArray(value) ? (value as unknown[]) : [value])].some(
      (text) => typeof text === 'string' && (text.includes('\0') || /\p{Surrogate}/u.test(text)),
    );
    if (isOdd) return { problems: [{ field: name, reason: 'contains a character that cannot be stored' }] };
  }
  return { values };
}

/** The fields as a schema reads them, or what is wrong with each. */
export function parseFields(
  schema: z.ZodType | undefined,
  values: FormValues,
  whole: 'form' | 'query',
): { readonly data: unknown } | { readonly problems: readonly FieldProblem[] } {
  if (schema === undefined) {
    const [field] = Object.keys(values);
    // A button's form without fields accepts none; an unknown query is ignored.
    if (field === undefined || whole === 'query') return { data: {} };
    return { problems: [{ field, reason: 'is not a known field' }] };
  }
  const read = schema.safeParse(values);
  return read.success ? { data: read.data } : { problems: describeIssues(read.error.issues, whole) };
}
