import type { Context as HttpContext } from 'hono';
import { refuseImpersonated } from '../../src/auth/impersonation/refuseImpersonated.js';
import { checkSession } from '../../src/auth/sessions/sessions.js';
import type { Session } from '../../src/auth/sessions/session.js';
import { isRefusal } from '../../src/core/values/refusal.js';
import { sawUnheededProxy, logUnheededProxy } from '../../src/suspension/unheededProxy.js';
import { loginForm } from '../auth/pages/LoginForm.js';
import type { AppDeps } from '../deps.js';
import { malformedFields, problem, problemOf } from '../http/problem.js';
import { createPlaces } from '../places.js';
import { type BareCall, callOf } from './request/callOf.js';
import { createAddressReader } from '../http/request/clientAddress.js';
import { isOwnForm, stateOfProblems, stateOfRefusal } from './formState.js';
import type {
  ClosedPage,
  FormState,
  Outcome,
  Page,
  PageCall,
  PublicCall,
  PublicPage,
  PageContent,
} from './page.js';
import { parseFields, readBody, readFields } from '../http/request/readFields.js';
import { readUpload } from '../http/request/readUpload.js';
import { refusePage } from './refusePage.js';
import { PAGE_HEADERS, sendPage } from './respond.js';
import { isSameOrigin } from '../http/request/sameOrigin.js';

/** Where a login leads that was asked for by a post: to the page that has the form, where there is one. */
export type Back = 'here' | 'home';

const BUSY = 'Too many files are being processed. Try again in a moment.';
/** One file at a time a site; each is held in memory while it is read. */
const UPLOADS = { each: 1, all: 8 };
const FOREIGN_FORM = 'This form was sent from another site and was rejected.';

/** How every page is asked: in the order in which a request is looked at, with an end at each step. */
export function createPageHandler(deps: AppDeps) {
  const readAddress = createAddressReader(deps.trustedProxies, noticeOnce(deps));
  const run = createRunner();
  return async (c: HttpContext, page: Page, back: Back): Promise<Response> => {
    const call = callOf(c, deps, readAddress);
    if (page.method === 'post' && !isSameOrigin(c.req.raw.headers, call.baseUrl)) {
      return refusePage(c, deps, problem('forbidden', FOREIGN_FORM));
    }
    if (page.access === 'public') return run(page, call, null);
    const session = await loadSession(call);
    return session === undefined ? redirectToLogin(call, back) : enter(page, call, session, run);
  };
}

/** Tells of the first proxy that is not trusted, in the log and to the doctor. */
function noticeOnce({ log, sql }: AppDeps): (address: string) => void {
  let isTold = false;
  return (address) => {
    if (isTold) return;
    isTold = true;
    log.warn({ address }, logUnheededProxy(address));
    // The log has said it; the doctor hears of it with the next start.
    sawUnheededProxy(sql, address).catch(() => undefined);
  };
}

async function loadSession({ anonymous, cookies, slug }: BareCall): Promise<Session | undefined> {
  const own = cookies.get('session');
  const impersonation = cookies.get('impersonation');
  if (own === undefined && impersonation === undefined) return undefined;
  return checkSession(anonymous, { own, impersonation, slug });
}

/** The same for a site that is not there: a stranger cannot tell. */
async function redirectToLogin(call: BareCall, back: Back): Promise<Response> {
  const { http: c, slug, cookies } = call;
  if (call.wantsJson) {
    const headers = { 'www-authenticate': 'Session realm="sitetab"' };
    return problem('unauthorized', 'Please log in.', { headers });
  }
  const isGet = c.req.method === 'GET';
  const search = isGet ? new URL(c.req.url).search : '';
  const next = isGet || back === 'here' ? c.req.path + search : undefined;
  return sendPage(
    c,
    { slug, session: null, cookies, sandbox: call.deps.sandbox, secrets: call.deps.secrets },
    { ...loginForm({ slug, next }), status: 401 },
  );
}

async function enter(page: ClosedPage, call: BareCall, session: Session, run: Run): Promise<Response> {
  const { http: c, deps, anonymous } = call;
  const { access, method, path } = page;
  const actedAs = session.actedAs === undefined ? {} : { actedAs: session.actedAs };
  const who = { siteId: session.site.id, actor: session.actor, ...actedAs };
  const context: PageCall['context'] = {
    ...anonymous,
    wakeAccount: deps.wakeAccount,
    supportsSmtpUtf8: deps.supportsSmtpUtf8,
    mailFrom: deps.mailer.from.address,
    ...who,
  };
  if (page.impersonation !== 'open') {
    const tried = { method: method.toUpperCase(), route: path };
    const refusal = await refuseImpersonated(context, session, tried);
    if (refusal !== undefined) return refusePage(c, deps, problemOf(refusal), session);
  }
  if (access !== 'session' && !session.permissions.has(access)) {
    return refusePage(c, deps, problem('forbidden', `Permission required: ${access}.`), session);
  }
  const own: BareCall & Pick<PageCall, 'session' | 'context'> = { ...call, session, context };
  return run(page, own, session);
}

type Run = (page: ClosedPage | PublicPage, call: BareCall, session: Session | null) => Promise<Response>;

/** Reads what was sent and lets the page answer. */
function createRunner(): Run {
  const takePlace = createPlaces(UPLOADS);
  return async (page, call, session) => {
    const { http: c, deps } = call;
    const query = readFields(new URL(c.req.url).searchParams);
    const asked = 'problems' in query ? query : parseFields(page.query, query.values, 'query');
    if ('problems' in asked) return refusePage(c, deps, malformedFields(asked.problems), session);
    const known = { ...call, query: asked.data };
    // The call has a session where the page asks for one; the table has forgotten which is which.
    const { handle } = page as unknown as AnyPage;
    if (page.method === 'get') return answer(known, session, await handle(known));
    if (page.uploadBytesMax === undefined) return take(page, known, session);
    const leave = takePlace(session?.site.id ?? '');
    if (leave === undefined) {
      const busy = problem('throttled', BUSY, { headers: { 'retry-after': '5', connection: 'close' } });
      return refusePage(c, deps, busy, session);
    }
    return take(page, known, session).finally(leave);
  };
}

/** Takes a form, or shows it again with what is wrong with it. */
async function take(
  page: ClosedPage | PublicPage,
  call: PublicCall,
  session: Session | null,
): Promise<Response> {
  const { http: c, deps } = call;
  const { handle, onError } = page as unknown as AnyPage;
  const mayShow = onError !== undefined && !call.wantsJson;
  const read =
    page.uploadBytesMax === undefined ? undefined : await readUpload(c, page.uploadBytesMax, page.lists);
  if (read instanceof Response) return refusePage(c, deps, read, session);
  const sent = read?.values ?? (await readBody(c, page.lists));
  if (sent instanceof Response) return refusePage(c, deps, sent, session);
  const form = parseFields(page.form, sent, 'form');
  if ('problems' in form) {
    if (!mayShow || !isOwnForm(page, sent, form.problems)) {
      return refusePage(c, deps, malformedFields(form.problems), session);
    }
    const state = stateOfProblems(c.req.path, sent, form.problems);
    return answer(call, session, withStatus(await onError(call, state), 422));
  }
  const outcome = await handle({ ...call, form: form.data, files: read?.files ?? {} });
  if (!mayShow || !isRefusal(outcome)) return answer(call, session, outcome);
  const shown = await onError(call, stateOfRefusal(page, c.req.path, sent, outcome));
  return answer(call, session, withStatus(shown, problemOf(outcome).status));
}

interface AnyPage {
  readonly handle: (call: PublicCall) => Promise<Outcome>;
  readonly onError?: (call: PublicCall, state: FormState) => Promise<Outcome>;
}

/** A page that has a status of its own keeps it. */
function withStatus(outcome: Outcome, status: number): Outcome {
  if (outcome instanceof Response || isRefusal(outcome) || 'redirectTo' in outcome) return outcome;
  return { status: status as NonNullable<PageContent['status']>, ...outcome };
}

async function answer(call: PublicCall, session: Session | null, outcome: Outcome): Promise<Response> {
  const { http: c, slug, cookies, deps } = call;
  if (outcome instanceof Response) return outcome;
  if (isRefusal(outcome)) return refusePage(c, deps, problemOf(outcome), session);
  if (!('redirectTo' in outcome))
    return sendPage(c, { slug, session, cookies, sandbox: deps.sandbox, secrets: deps.secrets }, outcome);
  if (outcome.say !== undefined) cookies.set('flash', outcome.say);
  return c.body(null, 303, { ...PAGE_HEADERS, location: outcome.redirectTo });
}
