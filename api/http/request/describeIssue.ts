import type { z } from '@hono/zod-openapi';
import type { FieldProblem } from '../../../src/core/values/refusal.js';

type Issue = z.core.$ZodIssue;

/** The errors of a request by field; each reason continues after the field's name. */
export function describeIssues(issues: readonly Issue[], whole: string): FieldProblem[] {
  return issues
    .slice(0, PROBLEMS_MAX)
    .flatMap((issue) => describeIssue(issue, whole))
    .slice(0, PROBLEMS_MAX);
}

/** The maximum number of listed errors; a longer list would not be read. */
const PROBLEMS_MAX = 100;

function describeIssue(issue: Issue, whole: string): FieldProblem[] {
  if (issue.code === 'unrecognized_keys') {
    return issue.keys.slice(0, PROBLEMS_MAX).map((key) => ({
      field: fieldOf([...issue.path, key], whole),
      reason: 'is not a known field',
    }));
  }
  // A query parameter that is not a string was sent more than once.
  const isRepeated = whole === 'query' && issue.code === 'invalid_type' && !isMissing(issue);
  const reason = isRepeated ? 'must be given only once' : reasonOf(issue);
  return [{ field: fieldOf(issue.path, whole), reason }];
}

/** `usage[0].bands[1].upTo`; `whole` for an error about no single field. */
export function fieldOf(path: readonly PropertyKey[], whole: string): string {
  const field = path.reduce<string>((start, part) => {
    if (typeof part === 'number') return `${start}[${part}]`;
    return start === '' ? String(part) : `${start}.${String(part)}`;
  }, '');
  return field === '' ? whole : field;
}

function reasonOf(issue: Issue): string {
  switch (issue.code) {
    case 'invalid_type':
      return isMissing(issue) ? 'is required' : `must be ${nameOf(issue.expected)}`;
    case 'invalid_value':
      return `must be ${oneOf(issue.values)}`;
    case 'invalid_union':
      return describeUnion(issue);
    case 'too_small':
      return tooSmall(issue);
    case 'too_big':
      return tooBig(issue);
    default:
      return issue.message;
  }
}

function isMissing(issue: Issue): boolean {
  return issue.message.endsWith('received undefined');
}

const NAMES: Readonly<Record<string, string>> = {
  string: 'a text',
  number: 'a number',
  int: 'a whole number',
  boolean: 'true or false',
  array: 'a list',
  object: 'an object',
  record: 'an object',
};

function nameOf(expected: string): string {
  return NAMES[expected] ?? expected;
}

function oneOf(values: readonly unknown[]): string {
  const named = values.map((value) => JSON.stringify(value));
  return named.length === 1 ? (named[0] ?? '') : `one of ${named.join(', ')}`;
}

function describeUnion(issue: Extract<Issue, { code: 'invalid_union' }>): string {
  if ('options' in issue && Array.isArray(issue.options)) return `must be ${oneOf(issue.options)}`;
  const reasons = issue.errors.flatMap((branch) => branch.slice(0, 1).map(reasonOf));
  return reasons.length === 0 ? 'has a value this field does not take' : [...new Set(reasons)].join(', or ');
}

function tooSmall({ origin, minimum }: Extract<Issue, { code: 'too_small' }>): string {
  if (origin === 'string')
    return minimum === 1 ? 'must not be empty' : `must have at least ${minimum} characters`;
  if (origin === 'array') return `must have at least ${minimum} items`;
  return `must be at least ${minimum}`;
}

function tooBig({ origin, maximum }: Extract<Issue, { code: 'too_big' }>): string {
  if (origin === 'string') return `must have at most ${maximum} characters`;
  if (origin === 'array') return `must have at most ${maximum} items`;
  return `must be at most ${maximum}`;
}
