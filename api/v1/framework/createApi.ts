import { OpenAPIHono } from '@hono/zod-openapi';
import { describeIssues } from '../../http/request/describeIssue.js';
import type { AppDeps } from '../../deps.js';
import { DATA_HEADERS, malformedFields } from '../../http/problem.js';
import { requireCaller } from './authorize.js';
import { limitBody } from './limitBody.js';
import { mountRoutes } from './mountRoutes.js';
import type { ApiEnv } from './route.js';
import { routeTable } from '../routes.js';

/** Everything under /v1, with the document that is made from the same schemas as the checks. */
export function createApi(deps: AppDeps): OpenAPIHono<ApiEnv> {
  const api = new OpenAPIHono<ApiEnv>({
    defaultHook: (result) => {
      if (result.success) return undefined;
      return malformedFields(
        describeIssues(result.error.issues, result.target === 'json' ? 'body' : result.target),
      );
    },
  });
  // The OpenAPI document is public; everything after this needs a key or a session.
  let document: object | undefined;
  api.get('/v1/openapi.json', (c) => c.json((document ??= describe(api)), 200, DATA_HEADERS));
  api.use('/v1/*', requireCaller(deps));
  api.use('/v1/*', limitBody());
  mountRoutes(api, routeTable(deps), deps);
  return api;
}

function describe(api: OpenAPIHono<ApiEnv>): object {
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
