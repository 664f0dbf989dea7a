import type { Context as HttpContext } from 'hono';
import type { Session } from '../../src/auth/sessions/session.js';
import { countWaitingLines } from '../../src/bank/loadPayments.js';
import type { SiteCookies } from '../auth/sessionCookies.js';
import type { AppDeps } from '../deps.js';
import type { Problem } from '../http/problem.js';
import { viewerKey } from '../public/viewerKey.js';
import { maySearch, sectionsFor, type Waiting } from './navigation.js';
import type { PageContent } from './page.js';
import { pageHtml } from './parts/Page.js';
import { SandboxBar } from './parts/SandboxBar.js';
import { SitePage } from './parts/SitePage.js';

/** Headers of every page: it runs no script but ours, loads only our own style, and may not be framed or cached. */
export const PAGE_HEADERS = {
  'cache-control': 'no-store',
  'content-security-policy':
    "default-src 'none'; style-src 'self'; img-src 'self' data:; base-uri 'none'; form-action 'self'; " +
    "frame-ancestors 'none'",
  'strict-transport-security': 'max-age=15552000',
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
  'referrer-policy': 'no-referrer',
  'cross-origin-opener-policy': 'same-origin',
  'permissions-policy': 'camera=(), geolocation=(), microphone=()',
  // The response depends on the cookie and on the accepted type.
  vary: 'Cookie, Accept',
} as const;

/** What every page needs. */
export type PageDeps = Pick<AppDeps, 'sql' | 'baseUrl' | 'sandbox' | 'secrets'>;

interface Around {
  readonly slug: string;
  readonly deps: PageDeps;
  readonly session: Session | null;
  readonly cookies: SiteCookies;
}

/** Sends a page. The last page's message is shown on the first successful one. */
export async function sendPage(
  c: HttpContext,
  { slug, session, cookies, deps: { sql, sandbox, secrets } }: Around,
  page: PageContent,
): Promise<Response> {
  const { title, body, status = 200, alone = false } = page;
  const left = status === 200 ? cookies.get('flash') : undefined;
  if (left !== undefined) cookies.drop('flash');
  const path = c.req.path.slice(`/sites/${slug}/`.length);
  const mayMove = session?.permissions.has('sandbox.use') === true;
  const bar =
    sandbox === null || !mayMove ? undefined : (
      <SandboxBar
        slug={slug}
        now={sandbox.now()}
        back={backOf(c)}
        mailboxUrl={isTopOwner(session) ? `/mailbox?key=${viewerKey(secrets)}` : null}
      />
    );
  // A page that reports a failure asks nothing of the database.
  const waiting =
    session === null || status === 429 || status >= 500 ? null : await loadWaiting(sql, session);
  const html = await pageHtml(
    <SitePage
      title={title}
      session={session}
      path={path}
      waiting={waiting}
      said={left}
      alone={alone}
      script={page.script}
      frame={page.frame}
      above={bar}
    >
      {body}
    </SitePage>,
  );
  return c.body(html, status, {
    ...PAGE_HEADERS,
    'content-security-policy': policyOf(c, page, session !== null && maySearch(session)),
    'content-type': 'text/html; charset=UTF-8',
  });
}

/** Null where the navigation has no place for it, as at a client's site. */
async function loadWaiting(sql: AppDeps['sql'], session: Session): Promise<Waiting | null> {
  if (sectionsFor(session).every(({ waiting }) => waiting === undefined)) return null;
  return { transfers: await countWaitingLines({ sql, siteId: session.site.id }) };
}

/** Emails contain login links, so only the Owner of the root site may read them, and not by impersonation. */
function isTopOwner({ site, user, impersonator }: Session): boolean {
  return site.parentId === null && user.group === 'Owner' && impersonator === null;
}

/** The return path for forms on every page; a response to a POST cannot be requested again. */
function backOf(c: HttpContext): string {
  return c.req.method === 'GET' ? c.req.path + new URL(c.req.url).search : '';
}

/** Forms may redirect to other sites only if the page allows it, and never from https to http. */
function policyOf(
  c: HttpContext,
  { frames = false, leadsOut = false, script }: PageContent,
  hasScript: boolean,
): string {
  const strict = [
    PAGE_HEADERS['content-security-policy'],
    ...(frames ? ["frame-src 'self'"] : []),
    ...(script === undefined && !hasScript ? [] : ["script-src 'self'"]),
    ...(script === undefined ? [] : ["connect-src 'self'"]),
  ].join('; ');
  const targets = new URL(c.req.url).protocol === 'https:' ? 'https:' : 'https: http:';
  return leadsOut ? strict.replace("form-action 'self'", `form-action 'self' ${targets}`) : strict;
}

/** An error response as a page with the same content. */
export async function sendProblemPage(c: HttpContext, around: Around, problem: Response): Promise<Response> {
  const { title, detail } = (await problem.json()) as Problem;
  for (const name of ['allow', 'retry-after', 'connection']) {
    const value = problem.headers.get(name);
    if (value !== null) c.header(name, value);
  }
  const body = (
    <>
      <h1>{title}</h1>
      <p class="lead">{detail}</p>
      <p>
        <a href={`/sites/${around.slug}/`}>Go to the overview</a>
      </p>
    </>
  );
  const alone = around.session === null;
  return sendPage(c, around, { title, body, status: problem.status as 400, alone });
}
