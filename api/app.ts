import { Hono } from 'hono';
import { secureHeaders } from 'hono/secure-headers';
import type { App, AppDeps } from './deps.js';
import { answerErrors } from './errors.js';
import { createHealth } from './health.js';
import { countRequests, traceRequests } from './countRequests.js';
import { addGauges } from './metrics.js';
import { createOwnGate } from './ownGate.js';
import { createPages, sendError } from './pageRoutes.js';
import { createPayPages } from './pay.js';
import { problem } from './problem.js';
import { nameRequests } from './requestId.js';
import { mountPages } from './site/mountPages.js';
import { PAGES } from './site/pageTable.js';
import { sandboxClockPages } from './site/sandboxClock.js';
import { createApi } from './v1/createApi.js';
import type { ApiEnv } from './v1/route.js';
import { createWebhooks } from './webhooks.js';

/**
 * Every door of the system: the gate first, since it answers for every page of every site, then the API, what
 * operators ask, and the pages.
 */
export function createApp(deps: AppDeps): App {
  addGauges(deps);
  const app = new Hono<ApiEnv>();
  app.onError(answerErrors(deps.log));
  app.notFound((c) => {
    const isForPeople = c.req.header('accept')?.includes('text/html') === true;
    if (isForPeople && !c.req.path.startsWith('/v1')) return sendError(c, 404, 'There is no such page');
    return problem('not_found', 'There is nothing at this address.');
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
  app.route('/', mountPages(deps.sandbox === null ? PAGES : [...PAGES, ...sandboxClockPages], deps));
  // The others send their own; the answers of the API and of the operators' routes must stay cheap.
  app.use(secureHeaders({ strictTransportSecurity: 'max-age=15552000' }));
  app.route('/', createPages(deps));
  return app;
}
