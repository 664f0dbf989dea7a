import type { MiddlewareHandler } from 'hono';
import type { FieldProblem } from '../../../src/core/values/refusal.js';
import { malformedFields } from '../problem.js';
import { fieldOf } from './describeIssue.js';

/** Bodies we take are never nested deeper; below that no schema would look. */
const DEPTH_MAX = 20;

/**
 * Refuses texts that cannot be stored as they were sent: PostgreSQL keeps no NUL, and half a surrogate pair has no
 * form in UTF-8. In JSON both can only be written as escapes, so a body without one costs a single search.
 */
export const refuseOddText: MiddlewareHandler = async (c, next) => {
  if (c.req.header('content-type') === undefined) return next();
  const text = await c.req.text();
  if (!text.includes('\\u')) return next();
  const problems: FieldProblem[] = [];
  collect(parsed(text), [], problems);
  return problems.length === 0 ? next() : malformedFields(problems);
};

/** The same in a query, where it can only be written as %00. */
export const refuseOddQuery: MiddlewareHandler = async (c, next) => {
  if (!c.req.url.includes('%00')) return next();
  const problems: FieldProblem[] = [];
  for (const [name, value] of new URL(c.req.url).searchParams) {
    note(name, ['query'], problems);
    note(value, [name], problems);
    if (problems.length >= 20) break;
  }
  return problems.length === 0 ? next() : malformedFields(problems);
};

/** What is no JSON is refused where it is read. */
function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

function collect(value: unknown, path: readonly PropertyKey[], problems: FieldProblem[]): void {
  if (path.length > DEPTH_MAX || problems.length >= 20) return;
  if (typeof value === 'string') note(value, path, problems);
  else if (Array.isArray(value)) value.forEach((item, index) => collect(item, [...path, index], problems));
  else if (typeof value === 'object' && value !== null) {
    for (const [key, item] of Object.entries(value)) {
      note(key, [...path, key], problems);
      collect(item, [...path, key], problems);
    }
  }
}

function note(text: string, path: readonly PropertyKey[], problems: FieldProblem[]): void {
  const reason = text.includes('\0')
    ? 'must not contain the character U+0000'
    : /\p{Surrogate}/u.test(text)
      ? 'contains half of a surrogate pair'
      : undefined;
  if (reason !== undefined) problems.push({ field: fieldOf(path, 'body'), reason });
}
