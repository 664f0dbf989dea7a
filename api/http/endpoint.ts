import type { z } from '@hono/zod-openapi';
import type { Context as HttpContext, Hono } from 'hono';
import type { Permission } from '../../src/auth/groups/permissions.js';
import { refuseImpersonated } from '../../src/auth/impersonation/refuseImpersonated.js';
import type { Session } from '../../src/auth/sessions/session.js';
import type { FieldProblem } from '../../src/core/values/refusal.js';
import type { AppDeps } from '../deps.js';
import { createPlaces } from '../places.js';
import { malformedFields, problem, problemOf } from './problem.js';
import { readWhole, tooLarge } from './request/readBody.js';
import { parseFields, readQuery } from './request/readFields.js';
import type { UploadedFile } from './request/readUpload.js';

/** A row of a route table, with the fields that API routes and pages share. */
export interface Endpoint {
  readonly method: 'get' | 'post' | 'patch' | 'delete';
  /** As OpenAPI writes it: `/v1/accounts/{id}`. */
  readonly path: string;
  /** The permission it needs; `session`: any logged-in user; `public`: none. */
  readonly access: Permission | 'session' | 'public';
  /** Whether an impersonator may use it; closed by default. */
  readonly impersonation?: 'open';
  readonly query?: z.ZodType | undefined;
  /** The schema of the body, a form or JSON. */
  readonly body?: z.ZodType | undefined;
  /** Accepts files with its form; the size limit of the body. */
  readonly uploadBytesMax?: number;
}

/** The caller, with what decides on permissions. */
export interface EndpointCaller {
  readonly session?: Session | null | undefined;
  readonly permissions: ReadonlySet<Permission>;
}

/** A parsed body; a schema validates the values. */
export interface ParsedBody {
  readonly values: unknown;
  /** The files of a form, by field. */
  readonly files?: Readonly<Record<string, UploadedFile>>;
  /** The raw bytes, for a handler that parses them itself. */
  readonly bytes?: Buffer;
  /** The Idempotency-Key. */
  readonly key?: string | undefined;
}

/** An authorized request with its query and body validated. */
export interface CheckedRequest<Row, Who> {
  readonly c: HttpContext;
  readonly row: Row;
  readonly who: Who;
  readonly query: unknown;
}
export type ParsedRequest<Row, Who> = CheckedRequest<Row, Who> & {
  readonly sent: ParsedBody;
  readonly body: unknown;
};

type AnyResponse = Response | Promise<Response>;

/**
 * What differs between the API and pages: authentication, the format of bodies and of responses. The order of the
 * checks is the same for both (`createHandler`).
 */
export interface Door<Row extends Endpoint, Who extends EndpointCaller> {
  /** Whether the ids in the path have the form of ours; otherwise not found. */
  readonly hasOwnIds: (params: Readonly<Record<string, string>>, row: Row) => boolean;
  readonly nothingHere: string;
  /** The size limit of a body without files. */
  readonly bodyBytesMax: number;
  readonly identify: (c: HttpContext, row: Row) => Promise<Who | Response>;
  readonly parse: (
    c: HttpContext,
    row: Row,
    bytes: Buffer,
  ) => ParsedBody | Response | Promise<ParsedBody | Response>;
  readonly respond: (request: ParsedRequest<Row, Who>) => Promise<Response>;
  readonly refuse: (c: HttpContext, problem: Response, who?: Who) => AnyResponse;
  /** The response to a body that does not match the schema. */
  readonly refuseBody: (
    request: CheckedRequest<Row, Who>,
    sent: ParsedBody,
    problems: readonly FieldProblem[],
  ) => AnyResponse;
}

/** Registers a table's rows, and a 405 response for every other method on their paths. */
export function mountEndpoints<Row extends Endpoint, Who extends EndpointCaller>(
  app: Hono,
  rows: readonly Row[],
  door: Door<Row, Who>,
  deps: AppDeps,
): void {
  const handle = createHandler(door, deps);
  // Path by path in the table's order: `/plans/preview` must reject a GET before `/plans/{id}` matches it.
  for (const path of new Set(rows.map((row) => row.path))) {
    const here = rows.filter((row) => row.path === path);
    const plain = path.replaceAll(/\{(\w+)\}/g, ':$1');
    for (const row of here) app.on(row.method.toUpperCase(), plain, (c) => handle(c, row));
    const methods = here.map(({ method }) => method.toUpperCase());
    app.all(plain, (c) => door.refuse(c, wrongMethod(c.req.method, methods)));
  }
}

function wrongMethod(method: string, allowed: readonly string[]): Response {
  const all = (allowed.includes('GET') ? [...allowed, 'HEAD'] : allowed).join(', ');
  return problem('method_not_allowed', `Method ${method} not allowed. Allowed: ${all}.`, {
    headers: { allow: all },
  });
}

/** One upload at a time per site, because each is held in memory. */
const UPLOADS = { each: 1, all: 8 };
const BUSY = 'Too many files are being processed. Try again in a moment.';

/** Handles every request: the checks in order; the first that fails ends it. */
function createHandler<Row extends Endpoint, Who extends EndpointCaller>(
  door: Door<Row, Who>,
  deps: AppDeps,
) {
  const takePlace = createPlaces(UPLOADS);
  return async (c: HttpContext, row: Row): Promise<Response> => {
    if (!door.hasOwnIds(c.req.param(), row)) return door.refuse(c, problem('not_found', door.nothingHere));
    // Checks the declared length here; the real length is checked while reading, after authorization.
    const bytesMax = row.uploadBytesMax ?? door.bodyBytesMax;
    if (Number(c.req.header('content-length') ?? 0) > bytesMax) return door.refuse(c, tooLarge(bytesMax));
    const who = await door.identify(c, row);
    if (who instanceof Response) return who;
    // Before validation: a caller without permission learns nothing about valid requests.
    const refusal = await refuseCaller(c, row, who, deps);
    if (refusal !== undefined) return door.refuse(c, refusal, who);
    const query = readQuery(c, row.query);
    if ('problems' in query) return door.refuse(c, malformedFields(query.problems), who);
    const request = { c, row, who, query: query.data };
    if (row.uploadBytesMax === undefined) return take(door, request, bytesMax);
    const leave = takePlace(who.session?.site.id ?? '');
    if (leave !== undefined) return take(door, request, bytesMax).finally(leave);
    const headers = { 'retry-after': '5', connection: 'close' };
    return door.refuse(c, problem('throttled', BUSY, { headers }), who);
  };
}

/** Reads the body once and responds. */
async function take<Row extends Endpoint, Who extends EndpointCaller>(
  door: Door<Row, Who>,
  request: CheckedRequest<Row, Who>,
  bytesMax: number,
): Promise<Response> {
  const { c, row, who } = request;
  const bytes = row.method === 'get' ? Buffer.alloc(0) : await readWhole(c, bytesMax);
  const sent = bytes instanceof Response ? bytes : await door.parse(c, row, bytes);
  if (sent instanceof Response) return door.refuse(c, sent, who);
  const body = parseFields(row.body, sent.values, 'body');
  if ('problems' in body) return door.refuseBody(request, sent, body.problems);
  return door.respond({ ...request, sent, body: body.data });
}

/** The only permission check, for the API and pages. Denies by default. */
async function refuseCaller(
  c: HttpContext,
  { method, path, access, impersonation }: Endpoint,
  { session, permissions }: EndpointCaller,
  { sql, clock }: AppDeps,
): Promise<Response | undefined> {
  if (access === 'public') return undefined;
  if (session != null && impersonation !== 'open') {
    const context = { sql, now: clock.now(), requestId: c.get('requestId') as string };
    const tried = { method: method.toUpperCase(), route: path };
    const refusal = await refuseImpersonated(context, session, tried);
    if (refusal !== undefined) return problemOf(refusal);
  }
  if (access === 'session' ? session != null : permissions.has(access)) return undefined;
  return problem('forbidden', `Permission required: ${access}.`);
}
