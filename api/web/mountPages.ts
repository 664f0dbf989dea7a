import { Hono, type Context as HttpContext, type MiddlewareHandler } from 'hono';
import { isId } from '../../src/platform/ids.js';
import type { AppDeps } from '../deps.js';
import { answerErrors } from '../http/errors.js';
import { problem } from '../http/problem.js';
import { isSlug } from '../v1/framework/fields.js';
import { createPageHandler } from './handlePage.js';
import { addAssets } from './assets.js';
import type { Page } from './page.js';
import { BODY_BYTES_MAX, tooLarge } from '../http/request/readFields.js';
import { refusePage } from './refusePage.js';

/** Addresses of earlier versions, which bookmarks and sent emails still hold. */
const RENAMED_PATHS = [
  ['console/letters', 'console/emails'],
  ['visits', 'impersonations'],
] as const;

/** Puts the table's pages under their paths, and an answer for every other method under them. */
export function mountPages(pages: readonly Page[], deps: AppDeps): Hono {
  const app = new Hono();
  const answerProblem = answerErrors(deps.log);
  app.onError(async (error, c) => refusePage(c, deps, await answerProblem(error, c)));
  addAssets(app);
  app.use('/sites/*', limitBodies(pages, deps));
  const answer = createPageHandler(deps);
  // Path by path in the table's order: `/users/invite` must have refused a GET before `/users/{id}` sees it.
  for (const path of new Set(pages.map((page) => page.path))) {
    const here = pages.filter((page) => page.path === path);
    const plain = path.replaceAll(/\{(\w+)\}/g, ':$1');
    const isOurs = (c: HttpContext): boolean => hasOwnIds(c.req.param());
    for (const page of here) {
      const back = pages.some((other) => other.method === 'get' && other.path === path) ? 'here' : 'home';
      app.on(page.method.toUpperCase(), plain, (c) =>
        isOurs(c) ? answer(c, page, back) : nothingHere(c, deps),
      );
    }
    const methods = here.map(({ method }) => method.toUpperCase());
    app.all(plain, (c) => (isOurs(c) ? refuseMethod(c, deps, methods) : nothingHere(c, deps)));
  }
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

/**
 * A body is as large as a form may be, and larger only where files come with it. The length that is named is looked at
 * here; what comes is measured where it is read, which is after the session was looked at.
 */
function limitBodies(pages: readonly Page[], deps: AppDeps): MiddlewareHandler {
  const limits = limitsOf(pages);
  return (c, next) => {
    const bytesMax = limits.find(({ path }) => path.test(c.req.path))?.bytes ?? BODY_BYTES_MAX;
    const length = Number(c.req.header('content-length') ?? 0);
    return length > bytesMax ? refusePage(c, deps, tooLarge(bytesMax)) : next();
  };
}

/** The paths that take files, and how much they take. */
function limitsOf(pages: readonly Page[]): { readonly path: RegExp; readonly bytes: number }[] {
  return pages.flatMap(({ path, uploadBytesMax: bytes }) =>
    bytes === undefined ? [] : [{ path: new RegExp(`^${path.replaceAll(/\{\w+\}/g, '[^/]+')}$`), bytes }],
  );
}

/** Ids in a path are our own or else not found; only a link's token has another form. */
function hasOwnIds(params: Readonly<Record<string, string>>): boolean {
  return Object.entries(params).every(([name, value]) => {
    if (name === 'slug') return isSlug(value);
    return name === 'token' || isId(value);
  });
}

function nothingHere(c: HttpContext, deps: AppDeps): Promise<Response> {
  return refusePage(c, deps, problem('not_found', 'Page not found.'));
}

function refuseMethod(c: HttpContext, deps: AppDeps, methods: readonly string[]): Promise<Response> {
  const all = (methods.includes('GET') ? [...methods, 'HEAD'] : methods).join(', ');
  const detail = `Method ${c.req.method} not allowed. Allowed: ${all}.`;
  return refusePage(c, deps, problem('method_not_allowed', detail, { headers: { allow: all } }));
}
