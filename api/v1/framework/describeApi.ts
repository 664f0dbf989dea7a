import { OpenAPIHono, z } from '@hono/zod-openapi';
import { PROBLEM_RESPONSES } from './problemResponses.js';
import type { Route } from './route.js';

/** The OpenAPI document, made from the same table and schemas as the checks. */
export function describeApi(routes: readonly Route[]): object {
  const api = new OpenAPIHono();
  for (const route of routes) api.openAPIRegistry.registerPath(configOf(route));
  api.openAPIRegistry.registerComponent('securitySchemes', 'apiKey', { type: 'http', scheme: 'bearer' });
  return api.getOpenAPI31Document({
    openapi: '3.1.0',
    info: {
      title: 'Sitetab',
      version: '1',
      description: 'Billing for hosted websites. Amounts are decimal strings in major units.',
    },
  });
}

export const keyHeader = z.object({
  'Idempotency-Key': z
    .string()
    .regex(/^[\x21-\x7e]{1,255}$/, 'must be 1 to 255 visible ASCII characters')
    .optional()
    .openapi({ description: 'The same key with the same body returns the first response again.' }),
});

function configOf(route: Route): Parameters<OpenAPIHono['openAPIRegistry']['registerPath']>[0] {
  const { method, path, permission, summary, description, query, keyed } = route;
  const params = pathParams(path);
  return {
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
    responses: responsesOf(route),
  };
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
    // Only documented, not validated here: the handler parses these itself.
    const content = Object.fromEntries(
      Object.entries(ownBodies).map(([type, schema]) => [type, { schema: documentOnly(schema) }]),
    );
    return { body: { required: true, content } };
  }
  if (body === undefined) return {};
  return { body: { required: bodyOptional !== true, content: { 'application/json': { schema: body } } } };
}

function documentOnly(schema: z.ZodType): object {
  // The document already declares this dialect.
  return { ...z.toJSONSchema(schema, { io: 'input' }), $schema: undefined };
}

function responsesOf({ status = 200, response, responseType, dryRunResponse }: Route) {
  const description = status === 201 ? 'Created' : status === 204 ? 'No content' : 'OK';
  const file = { schema: { type: 'string', format: 'binary' } as const };
  if (responseType !== undefined)
    return { [status]: { description, content: { [responseType]: file } }, ...PROBLEM_RESPONSES };
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
