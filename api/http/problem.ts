import type { FieldProblem, Refusal, RefusalName } from '../../src/core/values/refusal.js';

/** All error codes of responses. */
export type ProblemName =
  | RefusalName
  | 'malformed'
  | 'unauthorized'
  | 'method_not_allowed'
  | 'too_large'
  | 'unsupported_media_type'
  | 'unavailable'
  | 'internal';

/** The HTTP status of each error code, defined only here. */
const PROBLEMS: Readonly<Record<ProblemName, { readonly status: number; readonly title: string }>> = {
  malformed: { status: 400, title: 'Malformed request' },
  unauthorized: { status: 401, title: 'Authentication required' },
  forbidden: { status: 403, title: 'Forbidden' },
  not_found: { status: 404, title: 'Not found' },
  method_not_allowed: { status: 405, title: 'Method not allowed' },
  conflict: { status: 409, title: 'Conflict' },
  idempotency_conflict: { status: 409, title: 'Idempotency-Key already used' },
  account_closed: { status: 409, title: 'Account closed' },
  too_large: { status: 413, title: 'Request too large' },
  unsupported_media_type: { status: 415, title: 'Unsupported media type' },
  invalid: { status: 422, title: 'Invalid request' },
  currency_mismatch: { status: 422, title: 'Currency mismatch' },
  out_of_range: { status: 422, title: 'Amount too large' },
  throttled: { status: 429, title: 'Too many requests' },
  internal: { status: 500, title: 'Internal error' },
  unavailable: { status: 503, title: 'Temporarily unavailable' },
};

/** An error response in the format of RFC 9457. */
export interface Problem {
  readonly type: string;
  readonly title: string;
  readonly status: number;
  readonly detail: string;
  readonly errors?: readonly FieldProblem[];
  /** Identifies this occurrence in the log. */
  readonly instance?: string;
  /** Of a process that is not ready: what it lacks, and other troubles. */
  readonly missing?: readonly string[];
  readonly troubles?: readonly string[];
}

interface ProblemParts {
  readonly errors?: readonly FieldProblem[];
  readonly instance?: string;
  readonly missing?: readonly string[];
  readonly troubles?: readonly string[];
  readonly headers?: Readonly<Record<string, string>>;
}

/** Headers of all responses under /v1, which must not be cached. */
export const DATA_HEADERS = {
  'cache-control': 'no-store',
  'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
  'referrer-policy': 'no-referrer',
  'strict-transport-security': 'max-age=15552000',
  'x-content-type-options': 'nosniff',
} as const;

export function problem(name: ProblemName, detail: string, parts: ProblemParts = {}): Response {
  const { headers, ...extensions } = parts;
  const { status, title } = PROBLEMS[name];
  const body: Problem = { type: `urn:sitetab:problem:${name}`, title, status, detail, ...extensions };
  return new Response(JSON.stringify(body), {
    status,
    headers: { ...DATA_HEADERS, 'content-type': 'application/problem+json', ...headers },
  });
}

/** The maximum number of listed errors; a longer list would not be read. */
const ERRORS_MAX = 100;

/** A refusal as an error response, with the fields it names. */
export function problemOf(refusal: Refusal): Response {
  const { refused, detail, field, problems } = refusal;
  const all = problems ?? (field === undefined ? [] : [{ field, reason: detail }]);
  const errors = all.slice(0, ERRORS_MAX);
  return problem(refused, detailOf(detail, errors), errors.length === 0 ? {} : { errors });
}

/** The response to a request with invalid fields. */
export function malformedFields(errors: readonly FieldProblem[]): Response {
  return problem('malformed', detailOf('Malformed request.', errors), { errors });
}

/** A field's reason continues after its name. */
function detailOf(detail: string, errors: readonly FieldProblem[]): string {
  const [first, ...others] = errors;
  if (first === undefined) return detail;
  const more = others.length === 0 ? '' : ` (and ${others.length} more)`;
  return `${first.field}: ${first.reason}${more}`;
}
