import { getConnInfo } from '@hono/node-server/conninfo';
import type { Context as HttpContext } from 'hono';
import { checkSession, refuseImpersonated, type Visitor } from '../../src/auth/index.js';
import { type FieldProblem, isRefusal, type Refusal } from '../../src/billing/index.js';
import type { AppDeps } from '../deps.js';
import { malformedFields, problem, problemOf } from '../problem.js';
import { createAddressReader } from './clientAddress.js';
import {
  type ClosedPage,
  type FormState,
  type FormValues,
  type Outcome,
  type Page,
  type PageCall,
  type PublicCall,
  type PublicPage,
} from './page.js';
import { loginForm } from './pages/LoginForm.js';
import { parseFields, readFields, readJson } from './readFields.js';
import { refusePage } from './refusePage.js';
import { sendPage } from './respond.js';
import { isSameOrigin } from './sameOrigin.js';
import { cookiesOf } from './sessionCookies.js';
import { wantsJson } from './wantsJson.js';

type Bare = PublicCall<undefined, undefined>;
type Back = 'here' | 'home';

/** How every page is asked: in the order in which a request is looked at, with an end at each step. */
export function createPageAnswerer(deps: AppDeps) {
  const readAddress = createAddressReader(deps.trustedProxies);
  return async (c: HttpContext, page: Page, back: Back): Promise<Response> => {
    const call = callOf(c, deps, readAddress(socketAddress(c), c.req.header('x-forwarded-for')));
    if (page.method === 'post' && !isSameOrigin(c.req.raw.headers, call.baseUrl)) {
      return refusePage(
        c,
        deps,
        problem('forbidden', 'This form was sent from another site, so nothing was done.'),
      );
    }
    const visitor = await visitorOf(call);
    if (page.access === 'public') return run(page as PublicPage, call, null);
    if (visitor === undefined) return askToLogIn(call, back);
    return enter(page as ClosedPage, call, visitor);
  };
}

function socketAddress(c: HttpContext): string | undefined {
  // Asked without a socket, as a test does, a request comes from nowhere.
  return c.env === undefined || !('incoming' in (c.env as object))
    ? undefined
    : getConnInfo(c).remote.address;
}

function callOf(c: HttpContext, deps: AppDeps, address: string): Bare {
  const { slug = '', ...params } = c.req.param() as Record<string, string>;
  const { sql, secrets, letters } = deps;
  const baseUrl = deps.baseUrl();
  const now = deps.clock.now();
  const wallNow = Date.now();
  const requestId = c.get('requestId') as string;
  return {
    slug,
    address,
    browserName: (c.req.header('user-agent') ?? '').slice(0, 300),
    params,
    query: undefined,
    form: undefined,
    cookies: cookiesOf(c, slug, baseUrl),
    now,
    wallNow,
    requestId,
    nobody: { sql, secrets, letters, baseUrl, now, wallNow, requestId, actor: 'nobody' },
    wantsJson: wantsJson(c.req),
    baseUrl,
    deps,
    http: c,
  };
}

async function visitorOf({ nobody, cookies, slug }: Bare): Promise<Visitor | undefined> {
  const own = cookies.get('session');
  const impersonation = cookies.get('steppedIn');
  if (own === undefined && impersonation === undefined) return undefined;
  return checkSession(nobody, { own, impersonation, slug });
}

/** The same for a site that is not there: a stranger cannot tell. */
async function askToLogIn(call: Bare, back: Back): Promise<Response> {
  const { http: c, slug, cookies } = call;
  if (call.wantsJson) {
    return problem('unauthorized', 'Log in first.', {
      headers: { 'www-authenticate': 'Session realm="sitetab"' },
    });
  }
  const isPlainGet = c.req.method === 'GET' || back === 'here';
  const search = c.req.method === 'GET' ? new URL(c.req.url).search : '';
  const next = isPlainGet ? c.req.path + search : undefined;
  return sendPage(c, { slug, visitor: null, cookies }, { ...loginForm({ slug, next }), status: 401 });
}

async function enter(page: ClosedPage, call: Bare, visitor: Visitor): Promise<Response> {
  const { http: c, deps, nobody } = call;
  const { access, method, path } = page;
  const actedAs = visitor.actedAs === undefined ? {} : { actedAs: visitor.actedAs };
  const context = { ...nobody, nudge: deps.nudge, siteId: visitor.site.id, actor: visitor.actor, ...actedAs };
  if (page.impersonation !== 'open') {
    const tried = { method: method.toUpperCase(), route: path };
    const refusal = await refuseImpersonated(context, visitor, tried);
    if (refusal !== undefined) return refusePage(c, deps, problemOf(refusal), visitor);
  }
  if (access !== 'session' && !visitor.permissions.has(access)) {
    return refusePage(c, deps, problem('forbidden', `This needs the permission ${access}.`), visitor);
  }
  const own: Bare & Pick<PageCall, 'visitor' | 'context'> = { ...call, visitor, context };
  return run(page, own, visitor);
}

/** Reads what was sent, lets the page answer, and shows the form again where it refuses. */
async function run(page: ClosedPage | PublicPage, call: Bare, visitor: Visitor | null): Promise<Response> {
  const { http: c, deps } = call;
  const query = readFields(new URL(c.req.url).searchParams);
  if ('problems' in query) return refusePage(c, deps, malformedFields(query.problems), visitor);
  const asked = parseFields(page.query, query.values, 'query');
  if ('problems' in asked) return refusePage(c, deps, malformedFields(asked.problems), visitor);
  const known = { ...call, query: asked.data };
  // The call has a visitor where the page asks for one; the table has forgotten which is which.
  const { handle, again } = page as unknown as AnyPage;
  if (page.method === 'get') return answer(known, visitor, await handle(known));
  const sent = await readBody(c, page.lists);
  if (sent instanceof Response) return refusePage(c, deps, sent, visitor);
  const form = parseFields(page.form, sent, 'form');
  if ('problems' in form) {
    const isForm =
      again !== undefined && !call.wantsJson && form.problems.every(({ field }) => isPlain(field, page));
    if (!isForm) return refusePage(c, deps, malformedFields(form.problems), visitor);
    const shown = await again(known, stateOf(call, sent, form.problems));
    return answer(known, visitor, 'body' in shown ? { status: 422, ...shown } : shown);
  }
  const outcome = await handle({ ...known, form: form.data });
  if (!isRefusal(outcome) || again === undefined || call.wantsJson) return answer(known, visitor, outcome);
  const shown = await again(known, refusedState(call, sent, outcome));
  const { status } = problemOf(outcome);
  return answer(known, visitor, 'body' in shown ? { ...shown, status: status as 422 } : shown);
}

interface AnyPage {
  readonly handle: (call: PublicCall) => Promise<Outcome>;
  readonly again?: (call: PublicCall, state: FormState) => Promise<Outcome>;
}

/** Only a field that the form has can be shown beside it; any other was not sent by our page. */
function isPlain(field: string, { form }: ClosedPage | PublicPage): boolean {
  const shape = (form as { readonly shape?: object } | undefined)?.shape ?? {};
  return Object.keys(shape).includes(field.replace(/[[.].*$/, ''));
}

async function readBody(
  c: HttpContext,
  lists: readonly string[] | undefined,
): Promise<FormValues | Response> {
  const type = (c.req.header('content-type') ?? '').split(';')[0]?.trim().toLowerCase() ?? '';
  const text = await c.req.text();
  if (text === '') return {};
  if (type !== 'application/json' && type !== 'application/x-www-form-urlencoded') {
    return problem('unsupported_media_type', 'Send a form, or JSON with Content-Type: application/json.');
  }
  const read = type === 'application/json' ? readJson(text) : readFields(new URLSearchParams(text), lists);
  return 'problems' in read ? malformedFields(read.problems) : read.values;
}

function stateOf({ http }: Bare, values: FormValues, problems: readonly FieldProblem[]): FormState {
  return { action: http.req.path, values, problems };
}

function refusedState(call: Bare, values: FormValues, { detail, field, problems }: Refusal): FormState {
  const named = problems ?? (field === undefined ? [] : [{ field, reason: detail }]);
  const unknown = named.filter((each) => !(each.field.replace(/[[.].*$/, '') in values));
  const complaint =
    named.length === 0 ? detail : unknown.map((each) => `${each.field} ${each.reason}`).join('; ');
  return { ...stateOf(call, values, named), ...(complaint === '' ? {} : { complaint }) };
}

async function answer(call: PublicCall, visitor: Visitor | null, outcome: Outcome): Promise<Response> {
  const { http: c, slug, cookies, deps } = call;
  if (outcome instanceof Response) return outcome;
  if (isRefusal(outcome)) return refusePage(c, deps, problemOf(outcome), visitor);
  if ('goTo' in outcome) {
    if (outcome.say !== undefined) cookies.set('flash', outcome.say);
    return c.body(null, 303, {
      location: outcome.goTo,
      'cache-control': 'no-store',
      'referrer-policy': 'no-referrer',
    });
  }
  return sendPage(c, { slug, visitor, cookies }, outcome);
}
