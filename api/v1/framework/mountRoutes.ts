import { createRoute, type OpenAPIHono, z } from '@hono/zod-openapi';
import type { Context as HttpContext, Handler, MiddlewareHandler } from 'hono';
import { refuseImpersonated } from '../../../src/auth/impersonation/refuseImpersonated.js';
import type { SiteContext } from '../../../src/core/context.js';
import { isRefusal } from '../../../src/core/values/refusal.js';
import { isId } from '../../../src/platform/ids.js';
import type { AppDeps } from '../../deps.js';
import { DATA_HEADERS, malformedFields, problem, problemOf } from '../../http/problem.js';
import { refuseDoubledKeys } from '../../http/request/doubledKeys.js';
import { refuseOddQuery, refuseOddText } from '../../http/request/oddText.js';
import { isSlug } from './fields.js';
import { PROBLEM_RESPONSES } from './problemResponses.js';
import type { ApiEnv, Call, Route } from './route.js';

/** Puts the table's routes under their paths, and an answer for every other method under them. */
export function mountRoutes(app: OpenAPIHono<ApiEnv>, routes: readonly Route[], deps: AppDeps): void {
  // Path by path in the table's order: `/plans/preview` must have refused a GET before `/plans/{id}` sees it.
  for (const path of new Set(routes.map((route) => route.path))) {
    const here = routes.filter((route) => route.path === path);
    for (const route of here) app.openapi(configOf(route, deps), handlerOf(route, deps));
    const methods = here.map(({ method }) => method.toUpperCase());
    app.all(path.replaceAll(/\{(\w+)\}/g, ':$1'), (c) => refuseMethod(c.req.method, methods));
  }
}

function refuseMethod(method: string, allowed: readonly string[]): Response {
  const all = allowed.includes('GET') ? [...allowed, 'HEAD'] : allowed;
  const detail = `Method ${method} not allowed. Allowed: ${all.join(', ')}.`;
  return problem('method_not_allowed', detail, { headers: { allow: all.join(', ') } });
}

const keyHeader = z.object({
  'Idempotency-Key': z
    .string()
    .regex(/^[\x21-\x7e]{1,255}$/, 'must be 1 to 255 visible ASCII characters')
    .optional()
    .openapi({ description: 'The same key with the same body returns the first response again.' }),
});

function configOf(route: Route, deps: AppDeps) {
  const { method, path, permission, summary, description, query, keyed } = route;
  const params = pathParams(path);
  const config = createRoute({
    method,
    path,
    operationId: operationIdOf(route),
    tags: [path.split('/')[2] ?? ''],
    summary,
    ...(description === undefined ? {} : { description }),
    security: [{ apiKey: [] }],
    'x-permission': permission,
    request: {
      ...(params === undefined ? {} : { params }),
      ...(query === undefined ? {} : { query: query as z.ZodObject }),
      ...(keyed === true ? { headers: keyHeader } : {}),
      ...bodyOf(route),
    },
    // Who may not do it learns nothing about what a sound request would be.
    middleware: [
      guard(route, deps),
      refuseOddQuery,
      ...(route.body === undefined ? [] : [refuseDoubledKeys, refuseOddText]),
    ],
    responses: answersOf(route),
  });
  return config;
}

function pathParams(path: string): z.ZodObject | undefined {
  const names = Array.from(path.matchAll(/\{(\w+)\}/g), ([, name = '']) => name);
  if (names.length === 0) return undefined;
  return z.object(Object.fromEntries(names.map((name) => [name, z.string()])));
}

/** `post /v1/accounts/{id}/payments` is `postAccountsPayments`. */
function operationIdOf({ method, path }: Route): string {
  const words = path.split('/').filter((part) => part !== '' && part !== 'v1');
  const isOne = path.endsWith('}');
  const names = words.filter((part) => !part.startsWith('{')).flatMap((part) => part.split('-'));
  const name = names.map((word) => word.charAt(0).toUpperCase() + word.slice(1)).join('');
  return `${method}${name}${isOne ? 'ById' : ''}`;
}

function bodyOf({ body, bodyOptional, ownBodies }: Route) {
  if (ownBodies !== undefined) {
    // Written down for the document without being schemas to the validator: the handler reads these itself.
    const content = Object.fromEntries(
      Object.entries(ownBodies).map(([type, schema]) => [type, { schema: documentOnly(schema) }]),
    );
    return { body: { required: true, content } };
  }
  if (body === undefined) return {};
  return { body: { required: bodyOptional !== true, content: { 'application/json': { schema: body } } } };
}

function documentOnly(schema: z.ZodType): object {
  // Of the dialect the document has anyway.
  return { ...z.toJSONSchema(schema, { io: 'input' }), $schema: undefined };
}

function answersOf({ status = 200, response, answerType, dryRunResponse }: Route) {
  const description = status === 201 ? 'Created' : status === 204 ? 'No content' : 'OK';
  const file = { schema: { type: 'string', format: 'binary' } as const };
  if (answerType !== undefined)
    return { [status]: { description, content: { [answerType]: file } }, ...PROBLEM_RESPONSES };
  const made =
    response === undefined
      ? { description }
      : { description, content: { 'application/json': { schema: response } } };
  const dryRun =
    dryRunResponse === undefined
      ? {}
      : {
          200: {
            description: 'Result of the dry run',
            content: { 'application/json': { schema: dryRunResponse } },
          },
        };
  return { ...dryRun, [status]: made, ...PROBLEM_RESPONSES };
}

function handlerOf(route: Route, deps: AppDeps): Handler<ApiEnv> {
  return async (c) => {
    // A body without a type was refused before; without either, the validators saw an empty object.
    if (needsBody(route) && c.req.header('content-type') === undefined) {
      return malformedFields([{ field: 'body', reason: 'is required' }]);
    }
    const params = c.req.param();
    if (!Object.values(params).every((id) => isId(id) || (route.idKind === 'slug' && isSlug(id)))) {
      return problem('not_found', 'No resource with this id.');
    }
    const outcome = await route.handle(callOf(route, c, deps, params));
    if (outcome instanceof Response) return outcome;
    if (isRefusal(outcome)) return problemOf(outcome);
    const { status = 200 } = route;
    return outcome === null
      ? c.body(null, 204, DATA_HEADERS)
      : c.json(outcome, status === 204 ? 200 : status, DATA_HEADERS);
  };
}

function guard(route: Route, deps: AppDeps): MiddlewareHandler<ApiEnv> {
  return async (c, next) => {
    c.set('routePath', route.path);
    return (await refuseCaller(route, c, deps)) ?? next();
  };
}

/** Authenticates the caller, then checks the permission. */
async function refuseCaller(
  route: Route,
  c: HttpContext<ApiEnv>,
  deps: AppDeps,
): Promise<Response | undefined> {
  const { session, permissions } = c.get('caller');
  if (session !== undefined && route.impersonation !== 'open') {
    const context = { sql: deps.sql, now: deps.clock.now(), requestId: c.get('requestId') };
    const tried = { method: c.req.method, route: route.path };
    const refusal = await refuseImpersonated(context, session, tried);
    if (refusal !== undefined) return problemOf(refusal);
  }
  if (permissions.has(route.permission)) return undefined;
  return problem('forbidden', `Permission required: ${route.permission}.`);
}

function needsBody({ body, bodyOptional }: Route): boolean {
  return body !== undefined && bodyOptional !== true;
}

function callOf(route: Route, c: HttpContext<ApiEnv>, deps: AppDeps, params: Record<string, string>): Call {
  // The validators that ran before us left what they read; their types were erased with the table.
  const valid = c.req.valid.bind(c.req) as (target: string) => unknown;
  const headers = route.keyed === true ? (valid('header') as z.infer<typeof keyHeader>) : undefined;
  return {
    context: contextOf(c, deps),
    caller: c.get('caller'),
    id: params['id'] ?? '',
    params,
    query: route.query === undefined ? {} : valid('query'),
    body: route.body === undefined ? undefined : valid('json'),
    key: headers?.['Idempotency-Key'],
    deps,
    http: c,
  };
}

function contextOf(c: HttpContext<ApiEnv>, deps: AppDeps): Call['context'] {
  const { siteId, actor, actedAs } = c.get('caller');
  const { sql, wakeAccount, secrets } = deps;
  return {
    sql,
    wakeAccount,
    secrets,
    siteId,
    actor,
    ...(actedAs === undefined ? {} : { actedAs }),
    requestId: c.get('requestId'),
    baseUrl: deps.baseUrl(),
    connectorKinds: deps.connectorKinds,
    supportsSmtpUtf8: deps.supportsSmtpUtf8,
    mailFrom: deps.mailer.from.address,
    now: deps.clock.now(),
    wallNow: Date.now(),
  } satisfies SiteContext & { secrets: unknown };
}
