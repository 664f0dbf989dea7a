import type { Context as HttpContext } from 'hono';
import { isRefusal } from '../../../src/core/values/refusal.js';
import { isId } from '../../../src/platform/ids.js';
import type { AppDeps } from '../../deps.js';
import { anonymousContext, contextFor } from '../../http/contexts.js';
import type { ParsedRequest, Door, ParsedBody } from '../../http/endpoint.js';
import { DATA_HEADERS, malformedFields, problem, problemOf } from '../../http/problem.js';
import { mediaTypeOf, readJson } from '../../http/request/readBody.js';
import { describeIssues } from '../../http/request/describeIssue.js';
import { keyHeader } from './describeApi.js';
import { isSlug } from './fields.js';
import type { ApiEnv, Call, Caller, Route } from './route.js';

const BODY_BYTES_MAX = 5_000_000;

/** The API's authentication, bodies and responses: keys and JSON. */
export function createJsonDoor(deps: AppDeps): Door<Route, Caller> {
  return {
    hasOwnIds: (params, { idKind }) =>
      Object.values(params).every((id) => isId(id) || (idKind === 'slug' && isSlug(id))),
    nothingHere: 'No resource with this id.',
    bodyBytesMax: BODY_BYTES_MAX,
    identify: (c: HttpContext<ApiEnv>) => Promise.resolve(c.get('caller')),
    parse,
    respond: (request) => respond(request, deps),
    refuse: (_c, refusal) => refusal,
    refuseBody: (_request, _sent, problems) => malformedFields(problems),
  };
}

function parse(c: HttpContext, route: Route, bytes: Buffer): ParsedBody | Response {
  const key = route.keyed === true ? readKey(c) : {};
  if (key instanceof Response) return key;
  const { body, bodyOptional = false, ownBodies } = route;
  if (ownBodies !== undefined || body === undefined) return { ...key, bytes, values: {} };
  const isEmpty = bytes.length === 0 && c.req.header('content-type') === undefined;
  if (isEmpty) return { ...key, values: bodyOptional ? {} : undefined };
  if (mediaTypeOf(c) !== 'application/json') return notJson();
  const read = readJson(bytes);
  return read instanceof Response ? read : { ...key, ...read };
}

function readKey(c: HttpContext): Pick<ParsedBody, 'key'> | Response {
  const read = keyHeader.safeParse({ 'Idempotency-Key': c.req.header('idempotency-key') });
  if (!read.success) return malformedFields(describeIssues(read.error.issues, 'header'));
  return { key: read.data['Idempotency-Key'] };
}

export function notJson(): Response {
  return problem('unsupported_media_type', 'The body must be JSON with Content-Type: application/json.');
}

async function respond(request: ParsedRequest<Route, Caller>, deps: AppDeps): Promise<Response> {
  const { c, row } = request;
  const outcome = await row.handle(callOf(request, deps));
  if (outcome instanceof Response) return outcome;
  if (isRefusal(outcome)) return problemOf(outcome);
  const { status = 200 } = row;
  return outcome === null
    ? c.body(null, 204, DATA_HEADERS)
    : c.json(outcome, status === 204 ? 200 : status, DATA_HEADERS);
}

function callOf({ c, who, query, sent, body }: ParsedRequest<Route, Caller>, deps: AppDeps): Call {
  const params = c.req.param() as Record<string, string>;
  return {
    context: contextFor(deps, anonymousContext(deps, c), who),
    caller: who,
    id: params['id'] ?? '',
    params,
    query,
    body,
    bytes: sent.bytes ?? Buffer.alloc(0),
    key: sent.key,
    deps,
    http: c,
  };
}
