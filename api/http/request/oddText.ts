import type { FieldProblem } from '../../../src/core/values/refusal.js';
import { fieldOf } from './describeIssue.js';

/** No accepted body is nested deeper. */
const DEPTH_MAX = 20;
const PROBLEMS_MAX = 20;

/** Finds texts that cannot be stored: PostgreSQL rejects NUL, and a lone surrogate has no UTF-8 form. */
export function oddTextIn(body: unknown): FieldProblem[] {
  const problems: FieldProblem[] = [];
  collect(body, [], problems);
  return problems;
}

function collect(value: unknown, path: readonly PropertyKey[], problems: FieldProblem[]): void {
  if (path.length > DEPTH_MAX || problems.length >= PROBLEMS_MAX) return;
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
