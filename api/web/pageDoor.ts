import type { Context as HttpContext } from 'hono';
import type { Permission } from '../../src/auth/groups/permissions.js';
import { checkSession } from '../../src/auth/sessions/sessions.js';
import type { Session } from '../../src/auth/sessions/session.js';
import { isRefusal } from '../../src/core/values/refusal.js';
import { isId } from '../../src/platform/ids.js';
import { sawUnheededProxy, logUnheededProxy } from '../../src/suspension/unheededProxy.js';
import { loginForm } from '../auth/pages/LoginForm.js';
import type { AppDeps } from '../deps.js';
import { contextFor } from '../http/contexts.js';
import type { ParsedRequest, CheckedRequest, EndpointCaller, Door, ParsedBody } from '../http/endpoint.js';
import { malformedFields, problem, problemOf } from '../http/problem.js';
import { createAddressReader } from '../http/request/clientAddress.js';
import { mediaTypeOf, readJson } from '../http/request/readBody.js';
import { checkNames, FIELDS_MAX, type FormValues, readFields } from '../http/request/readFields.js';
import { readUpload } from '../http/request/readUpload.js';
import { isSameOrigin } from '../http/request/sameOrigin.js';
import { isSlug } from '../v1/framework/fields.js';
import { isOwnForm, stateOfRefusal } from './formState.js';
import type { Outcome, Page, PageCall, PageContent, PublicCall } from './page.js';
import { refusePage } from './refusePage.js';
import { type BareCall, callOf } from './request/callOf.js';
import { PAGE_HEADERS, sendPage } from './respond.js';

/** The caller of a page, and the request before its fields are read. */
interface PageCaller extends EndpointCaller {
  readonly session: Session | null;
  readonly call: BareCall & Partial<Pick<PageCall, 'session' | 'context'>>;
}

type PageRequest = ParsedRequest<Page, PageCaller>;

const BODY_BYTES_MAX = 100_000;
const NO_FORM = 'Send a form, or JSON with Content-Type: application/json.';
const FOREIGN_FORM = 'This form was sent from another site and was rejected.';
const NOTHING_ALLOWED: ReadonlySet<Permission> = new Set();

/** The pages' authentication, bodies and responses: sessions and forms. */
export function createPageDoor(pages: readonly Page[], deps: AppDeps): Door<Page, PageCaller> {
  const readAddress = createAddressReader(deps.trustedProxies, noticeOnce(deps));
  const shown = new Set(pages.filter(({ method }) => method === 'get').map(({ path }) => path));
  return {
    hasOwnIds,
    nothingHere: 'Page not found.',
    bodyBytesMax: BODY_BYTES_MAX,
    identify: async (c, page) => {
      const call = callOf(c, deps, readAddress);
      if (page.method === 'post' && !isSameOrigin(c.req.raw.headers, call.baseUrl)) {
        return refusePage(c, deps, problem('forbidden', FOREIGN_FORM));
      }
      if (page.access === 'public') return { call, session: null, permissions: NOTHING_ALLOWED };
      const session = await loadSession(call);
      if (session === undefined) return redirectToLogin(call, shown.has(page.path));
      const who = { siteId: session.site.id, actor: session.actor, actedAs: session.actedAs };
      const context = contextFor(deps, call.anonymous, who);
      return { call: { ...call, session, context }, session, permissions: session.permissions };
    },
    parse,
    respond,
    refuse: (c, refusal, who) => refusePage(c, deps, refusal, who?.session),
    refuseBody: async (request, sent, problems) => {
      const { c, row, who } = request;
      const values = sent.values as FormValues;
      const showForm = formOf(request);
      if (showForm === undefined || !isOwnForm(row, values, problems)) {
        return refusePage(c, deps, malformedFields(problems), who.session);
      }
      const call = fullCall({ ...request, sent, body: undefined });
      return sendOutcome(
        request,
        withStatus(await showForm(call, { action: c.req.path, values, problems }), 422),
      );
    },
  };
}

/** Only a link's token has a different form from an id. */
function hasOwnIds(params: Readonly<Record<string, string>>): boolean {
  return Object.entries(params).every(([name, value]) => {
    if (name === 'slug') return isSlug(value);
    return name === 'token' || isId(value);
  });
}

/** Reports the first untrusted proxy, in the log and to the doctor. */
function noticeOnce({ log, sql }: AppDeps): (address: string) => void {
  let isReported = false;
  return (address) => {
    if (isReported) return;
    isReported = true;
    log.warn({ address }, logUnheededProxy(address));
    // It is in the log; the next start tries again to store it for the doctor.
    sawUnheededProxy(sql, address).catch(() => undefined);
  };
}

async function loadSession({ anonymous, cookies, slug }: BareCall): Promise<Session | undefined> {
  const own = cookies.get('session');
  const impersonation = cookies.get('impersonation');
  if (own === undefined && impersonation === undefined) return undefined;
  return checkSession(anonymous, { own, impersonation, slug });
}

/** The same for a missing site, so its existence stays secret. After a POST, the login leads to the form's page. */
async function redirectToLogin(call: BareCall, isShown: boolean): Promise<Response> {
  const { http: c, slug, cookies } = call;
  if (call.wantsJson) {
    const headers = { 'www-authenticate': 'Session realm="sitetab"' };
    return problem('unauthorized', 'Please log in.', { headers });
  }
  const isGet = c.req.method === 'GET';
  const search = isGet ? new URL(c.req.url).search : '';
  const next = isGet || isShown ? c.req.path + search : undefined;
  return sendPage(
    c,
    { slug, session: null, cookies, deps: call.deps },
    { ...loginForm({ slug, next }), status: 401 },
  );
}

/** The fields of a form or JSON, or an error response. */
function parse(
  c: HttpContext,
  { lists, uploadBytesMax }: Page,
  bytes: Buffer,
): Promise<ParsedBody | Response> | ParsedBody | Response {
  if (uploadBytesMax !== undefined) return readUpload(bytes, c.req.header('content-type') ?? '', lists);
  const values = bytes.length === 0 ? {} : valuesOf(bytes, mediaTypeOf(c), lists);
  return values instanceof Response ? values : { values };
}

function valuesOf(bytes: Buffer, type: string, lists?: readonly string[]): FormValues | Response {
  if (type === 'application/x-www-form-urlencoded') {
    const read = readFields(new URLSearchParams(new TextDecoder().decode(bytes)), lists);
    return 'problems' in read ? malformedFields(read.problems) : read.values;
  }
  if (type !== 'application/json') return problem('unsupported_media_type', NO_FORM);
  // Values in lists count towards the same limit as form fields.
  const read = readJson(bytes, FIELDS_MAX);
  if (read instanceof Response) return read;
  const { values } = read;
  if (typeof values !== 'object' || values === null || Array.isArray(values)) {
    return malformedFields([{ field: 'body', reason: 'must be a JSON object' }]);
  }
  const named = checkNames(values as FormValues);
  return 'problems' in named ? malformedFields(named.problems) : named.values;
}

async function respond(request: PageRequest): Promise<Response> {
  const { c, row, sent } = request;
  const call = fullCall(request);
  const outcome = await row.handle(call);
  const showForm = formOf(request);
  if (showForm === undefined || !isRefusal(outcome)) return sendOutcome(request, outcome);
  const shown = await showForm(call, stateOfRefusal(row, c.req.path, sent.values as FormValues, outcome));
  return sendOutcome(request, withStatus(shown, problemOf(outcome).status));
}

/** The handler that shows a form again with its errors; programs get the error response instead. */
function formOf({ row, who }: CheckedRequest<Page, PageCaller>): Page['onError'] {
  return who.call.wantsJson ? undefined : row.onError;
}

/** Sets the status unless the page has its own. */
function withStatus(outcome: Outcome, status: number): Outcome {
  if (outcome instanceof Response || isRefusal(outcome) || 'redirectTo' in outcome) return outcome;
  return { status: status as NonNullable<PageContent['status']>, ...outcome };
}

function fullCall({ who, query, body, sent }: PageRequest): PublicCall {
  return { ...who.call, query, form: body, files: sent.files ?? {} };
}

async function sendOutcome(
  { c, who }: CheckedRequest<Page, PageCaller>,
  outcome: Outcome,
): Promise<Response> {
  const { session, call } = who;
  const { slug, cookies, deps } = call;
  if (outcome instanceof Response) return outcome;
  if (isRefusal(outcome)) return refusePage(c, deps, problemOf(outcome), session);
  if (!('redirectTo' in outcome)) return sendPage(c, { slug, session, cookies, deps }, outcome);
  if (outcome.say !== undefined) cookies.set('flash', outcome.say);
  return c.body(null, 303, { ...PAGE_HEADERS, location: outcome.redirectTo });
}
