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

/** A row of a table: what everything that is asked of us has, whoever asks for it. */
export interface Endpoint {
  readonly method: 'get' | 'post' | 'patch' | 'delete';
  /** As OpenAPI writes it: `/v1/accounts/{id}`. */
  readonly path: string;
  /** The permission it needs; `session`: any logged-in user; `public`: nobody is asked. */
  readonly access: Permission | 'session' | 'public';
  /** Whether the parent's Owner who is impersonating may do it; what says nothing is closed to them. */
  readonly impersonation?: 'open';
  readonly query?: z.ZodType | undefined;
  /** What the body, a form or JSON, is read with. */
  readonly body?: z.ZodType | undefined;
  /** Takes files with its form, and a body of up to so many bytes. */
  readonly uploadBytesMax?: number;
}

/** Whoever asks, as far as it decides what they may do. */
export interface Asking {
  readonly session?: Session | null | undefined;
  readonly permissions: ReadonlySet<Permission>;
}

/** What a door has made of a body; a schema reads the values. */
export interface Sent {
  readonly values: unknown;
  /** The files that came with a form, by their fields. */
  readonly files?: Readonly<Record<string, UploadedFile>>;
  /** As it came, for a handler that reads it itself. */
  readonly bytes?: Buffer;
  /** The Idempotency-Key. */
  readonly key?: string | undefined;
}

/** A request whose asker may do it, once its query and its body are read. */
export interface Asked<Row, Who> {
  readonly c: HttpContext;
  readonly row: Row;
  readonly who: Who;
  readonly query: unknown;
}
export type Accepted<Row, Who> = Asked<Row, Who> & { readonly sent: Sent; readonly body: unknown };

type Answer = Response | Promise<Response>;

/**
 * What programs and pages differ in: how a caller is known, what a body is, and what an answer looks like. The order in
 * which a request is looked at, and all its ends, are the same for both (`createAnswer`).
 */
export interface Door<Row extends Endpoint, Who extends Asking> {
  /** Ids in a path are our own, or else there is nothing. */
  readonly hasOwnIds: (params: Readonly<Record<string, string>>, row: Row) => boolean;
  readonly nothingHere: string;
  /** What a body may have where no files come with it. */
  readonly bodyBytesMax: number;
  readonly identify: (c: HttpContext, row: Row) => Promise<Who | Response>;
  readonly parse: (c: HttpContext, row: Row, bytes: Buffer) => Sent | Response | Promise<Sent | Response>;
  readonly respond: (request: Accepted<Row, Who>) => Promise<Response>;
  readonly refuse: (c: HttpContext, problem: Response, who?: Who) => Answer;
  /** A body whose fields are not what the row takes. */
  readonly refuseBody: (asked: Asked<Row, Who>, sent: Sent, problems: readonly FieldProblem[]) => Answer;
}

/** Puts a table's rows under their paths, and an answer for every other method under them. */
export function mountEndpoints<Row extends Endpoint, Who extends Asking>(
  app: Hono,
  rows: readonly Row[],
  door: Door<Row, Who>,
  deps: AppDeps,
): void {
  const answer = createAnswer(door, deps);
  // Path by path in the table's order: `/plans/preview` must have refused a GET before `/plans/{id}` sees it.
  for (const path of new Set(rows.map((row) => row.path))) {
    const here = rows.filter((row) => row.path === path);
    const plain = path.replaceAll(/\{(\w+)\}/g, ':$1');
    for (const row of here) app.on(row.method.toUpperCase(), plain, (c) => answer(c, row));
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

/** One file at a time a site; each is held in memory while it is read. */
const UPLOADS = { each: 1, all: 8 };
const BUSY = 'Too many files are being processed. Try again in a moment.';

/** The one order in which every request is looked at, with an end at each step. */
function createAnswer<Row extends Endpoint, Who extends Asking>(door: Door<Row, Who>, deps: AppDeps) {
  const takePlace = createPlaces(UPLOADS);
  return async (c: HttpContext, row: Row): Promise<Response> => {
    if (!door.hasOwnIds(c.req.param(), row)) return door.refuse(c, problem('not_found', door.nothingHere));
    // The length that is named is looked at here; what comes is measured where it is read, by whoever may send it.
    const bytesMax = row.uploadBytesMax ?? door.bodyBytesMax;
    if (Number(c.req.header('content-length') ?? 0) > bytesMax) return door.refuse(c, tooLarge(bytesMax));
    const who = await door.identify(c, row);
    if (who instanceof Response) return who;
    // Who may not do it learns nothing about what a sound request would be.
    const refusal = await refuseAsking(c, row, who, deps);
    if (refusal !== undefined) return door.refuse(c, refusal, who);
    const query = readQuery(c, row.query);
    if ('problems' in query) return door.refuse(c, malformedFields(query.problems), who);
    const asked = { c, row, who, query: query.data };
    if (row.uploadBytesMax === undefined) return take(door, asked, bytesMax);
    const leave = takePlace(who.session?.site.id ?? '');
    if (leave !== undefined) return take(door, asked, bytesMax).finally(leave);
    const headers = { 'retry-after': '5', connection: 'close' };
    return door.refuse(c, problem('throttled', BUSY, { headers }), who);
  };
}

/** Reads the body, once, and answers. */
async function take<Row extends Endpoint, Who extends Asking>(
  door: Door<Row, Who>,
  asked: Asked<Row, Who>,
  bytesMax: number,
): Promise<Response> {
  const { c, row, who } = asked;
  const bytes = row.method === 'get' ? Buffer.alloc(0) : await readWhole(c, bytesMax);
  const sent = bytes instanceof Response ? bytes : await door.parse(c, row, bytes);
  if (sent instanceof Response) return door.refuse(c, sent, who);
  const body = parseFields(row.body, sent.values, 'body');
  if ('problems' in body) return door.refuseBody(asked, sent, body.problems);
  return door.respond({ ...asked, sent, body: body.data });
}

/** Whether somebody may do it: the one place, for programs and pages. What is not allowed is forbidden. */
async function refuseAsking(
  c: HttpContext,
  { method, path, access, impersonation }: Endpoint,
  { session, permissions }: Asking,
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
