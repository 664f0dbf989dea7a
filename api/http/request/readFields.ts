import type { z } from '@hono/zod-openapi';
import type { Context as HttpContext } from 'hono';
import type { FieldProblem } from '../../../src/core/values/refusal.js';
import { describeIssues } from './describeIssue.js';
import { oddTextIn } from './oddText.js';

/** The values of a form, by field; most fields have one value. */
export type FormValues = Readonly<Record<string, string | readonly string[]>>;

/** The sent fields, or the errors of their names and number. */
export type Read = { readonly values: FormValues } | { readonly problems: readonly FieldProblem[] };

/** More than any of our forms has. Each field costs the server more than the sender. */
export const FIELDS_MAX = 1_000;
const TOO_MANY = { field: 'form', reason: `has more than ${FIELDS_MAX.toLocaleString('en-US')} fields` };

/** Reads a form or a query. Rejects duplicate fields, because either value could be meant. */
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
    else if (before !== undefined) return { problems: [{ field: name, reason: 'must be given only once' }] };
    else values.set(name, lists.includes(name) ? [value] : value);
  }
  return checkNames(Object.fromEntries(values));
}

/** Property names that every object has. */
export function checkNames(values: FormValues): Read {
  const own = Object.keys(values).find((name) => name in {});
  if (own !== undefined) return { problems: [{ field: own, reason: 'is not a known field' }] };
  const problems = oddTextIn(values);
  return problems.length === 0 ? { values } : { problems };
}

type Parsed = { readonly data: unknown } | { readonly problems: readonly FieldProblem[] };

export function readQuery({ req: { url } }: HttpContext, schema: z.ZodType | undefined): Parsed {
  const read = url.includes('?') ? readFields(new URL(url).searchParams) : { values: {} };
  return 'problems' in read ? read : parseFields(schema, read.values, 'query');
}

/** The fields validated by a schema, or the errors of each. */
export function parseFields(
  schema: z.ZodType | undefined,
  values: unknown,
  whole: 'form' | 'body' | 'query',
): Parsed {
  if (schema === undefined) {
    const [field] = Object.keys(values as object);
    // A form without fields accepts none; unknown query parameters are ignored.
    if (field === undefined || whole === 'query') return { data: {} };
    return { problems: [{ field, reason: 'is not a known field' }] };
  }
  const read = schema.safeParse(values);
  return read.success ? { data: read.data } : { problems: describeIssues(read.error.issues, whole) };
}
