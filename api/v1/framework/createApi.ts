import { Hono } from 'hono';
import type { AppDeps } from '../../deps.js';
import { mountEndpoints } from '../../http/endpoint.js';
import { DATA_HEADERS } from '../../http/problem.js';
import { requireCaller } from './authorize.js';
import { describeApi } from './describeApi.js';
import { createJsonDoor } from './jsonDoor.js';
import { routeTable } from '../routes.js';

/** Everything under /v1. */
export function createApi(deps: AppDeps): Hono {
  const api = new Hono();
  const routes = routeTable(deps);
  // The OpenAPI document is public; everything after this needs a key or a session.
  let document: object | undefined;
  api.get('/v1/openapi.json', (c) => c.json((document ??= describeApi(routes)), 200, DATA_HEADERS));
  api.use('/v1/*', requireCaller(deps));
  mountEndpoints(api, routes, createJsonDoor(deps), deps);
  return api;
}
