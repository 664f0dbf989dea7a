import { Hono, type Context as HttpContext } from 'hono';
import type { AppDeps } from '../deps.js';
import { mountEndpoints } from '../http/endpoint.js';
import { createErrorHandler } from '../http/errors.js';
import { problem } from '../http/problem.js';
import { isSlug } from '../v1/framework/fields.js';
import { addAssets } from './assets.js';
import type { Page } from './page.js';
import { createPageDoor } from './pageDoor.js';
import { refusePage } from './refusePage.js';

/** Addresses of earlier versions that bookmarks and sent emails still use. */
const RENAMED_PATHS = [
  ['console/letters', 'console/emails'],
  ['visits', 'impersonations'],
] as const;

/** Registers the table's pages, and a 405 response for every other method on their paths. */
export function mountPages(pages: readonly Page[], deps: AppDeps): Hono {
  const app = new Hono();
  const toProblem = createErrorHandler(deps.log);
  app.onError(async (error, c) => refusePage(c, deps, await toProblem(error, c)));
  addAssets(app);
  mountEndpoints(app, pages, createPageDoor(pages, deps), deps);
  for (const [before, now] of RENAMED_PATHS) {
    app.get(`/sites/:slug/${before}`, async (c): Promise<Response> => {
      const slug = c.req.param('slug');
      const { search } = new URL(c.req.url);
      return isSlug(slug) ? c.redirect(`/sites/${slug}/${now}${search}`, 308) : nothingHere(c, deps);
    });
  }
  app.get('/sites/:slug', async (c): Promise<Response> => {
    const slug = c.req.param('slug');
    return isSlug(slug) ? c.redirect(`/sites/${slug}/`, 308) : nothingHere(c, deps);
  });
  app.all('/sites/*', (c) => nothingHere(c, deps));
  return app;
}

function nothingHere(c: HttpContext, deps: AppDeps): Promise<Response> {
  return refusePage(c, deps, problem('not_found', 'Page not found.'));
}
