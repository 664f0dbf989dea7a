import { Hono } from 'hono';
import { secureHeaders } from 'hono/secure-headers';
import type { App, AppDeps } from './deps.js';
import { createErrorHandler } from './http/errors.js';
import { createCalendar } from './public/calendar.js';
import { createHealth } from './public/health.js';
import { countRequests, traceRequests } from './http/countRequests.js';
import { addGauges } from './public/metrics.js';
import { createOwnGate } from './public/gate/ownGate.js';
import { createPages, sendError } from './public/pageRoutes.js';
import { createPayPages } from './public/pay/pay.js';
import { problem } from './http/problem.js';
import { nameRequests } from './http/requestId.js';
import { mountPages } from './web/mountPages.js';
import { PAGES } from './web/pageTable.js';
import { sandboxClockPages } from './console/sites/sandboxClock.js';
import { createApi } from './v1/framework/createApi.js';
import type { ApiEnv } from './v1/framework/route.js';
import { createWebhooks } from './public/webhooks.js';

/**
 * All routes: the gate first because it is requested for every page of every site, then the API, the operators'
 * routes and the pages.
 */
export function createApp(deps: AppDeps): App {
  addGauges(deps);
  const app = new Hono<ApiEnv>();
  app.onError(createErrorHandler(deps.log));
  app.notFound((c) => {
    const isHumanReadable = c.req.header('accept')?.includes('text/html') === true;
    if (isHumanReadable && !c.req.path.startsWith('/v1')) return sendError(c, 404, 'Page not found');
    return problem('not_found', 'No such route.');
  });
  app.route('/', createOwnGate(deps).app);
  app.use(countRequests(deps.instruments));
  if (deps.tracing !== undefined) app.use(traceRequests(deps.tracing));
  app.use('/v1/*', nameRequests());
  app.route('/', createApi(deps));
  app.route('/', createHealth(deps));
  app.use(nameRequests());
  app.route('/', createWebhooks(deps));
  app.route('/', createPayPages(deps));
  app.route('/', createCalendar(deps));
  app.route('/', mountPages(deps.sandbox === null ? PAGES : [...PAGES, ...sandboxClockPages], deps));
  // The other routes set their own headers: responses of the API and of the operators' routes must stay cheap.
  app.use(secureHeaders({ strictTransportSecurity: 'max-age=15552000' }));
  app.route('/', createPages(deps));
  return app;
}
