import { z } from '@hono/zod-openapi';
import { finishLogIn, logIn } from '../../src/auth/login/logIn.js';
import type { LoginOrigin, LoginOutcome } from '../../src/auth/login/loginTypes.js';
import { endSession } from '../../src/auth/sessions/endSessions.js';
import { accountOfSite } from '../../src/core/accountOfSite.js';
import { isRefusal } from '../../src/core/values/refusal.js';
import { problem } from '../http/problem.js';
import {
  definePage,
  definePublicPage,
  redirectTo,
  type Outcome,
  type PageCall,
  type PublicCall,
  type PageContent,
} from '../web/page.js';
import { safeNext } from '../web/request/safeNext.js';
import { codeForm } from './pages/CodeForm.js';
import { loginForm } from './pages/LoginForm.js';

const next = z.string().max(2_000).optional();
const code = z.string().trim().max(100).optional();

const credentials = z.strictObject({
  email: z.string().max(1_000),
  password: z.string().max(1_000),
  code,
  invitation: z.string().trim().max(100).optional(),
  next,
});

const WRONG = 'Email or password is incorrect.';

export const loginPages = [
  definePublicPage({
    method: 'get',
    path: '/sites/{slug}/login',
    query: z.object({ next, email: z.string().max(300).optional() }),
    handle: ({ slug, query: { next, email } }) => Promise.resolve(loginForm({ slug, next, email })),
  }),
  definePublicPage({
    method: 'post',
    path: '/sites/{slug}/login',
    form: credentials,
    handle: async (call) => {
      const { email, password, code, invitation, next } = call.form;
      const attempt = {
        slug: call.slug,
        identifier: email,
        password,
        code: code === '' ? undefined : code,
        invitation: invitation === '' ? undefined : invitation,
      };
      const outcome = await logIn(call.anonymous, { ...attempt, ...originOf(call) });
      const form = (complaint: string): PageContent => loginForm({ slug: call.slug, next, email, complaint });
      return settle(call, outcome, { next, form });
    },
  }),
  definePublicPage({
    method: 'get',
    path: '/sites/{slug}/login/code',
    query: z.object({ next }),
    handle: ({ slug, query }) => Promise.resolve(codeForm({ slug, next: query.next })),
  }),
  definePublicPage({
    method: 'post',
    path: '/sites/{slug}/login/code',
    form: z.strictObject({ code: z.string().trim().max(100), next }),
    handle: async (call) => {
      const { code, next } = call.form;
      const pending = call.cookies.get('pending') ?? '';
      const outcome = await finishLogIn(call.anonymous, {
        slug: call.slug,
        pending,
        code,
        ...originOf(call),
      });
      const form = (complaint: string): PageContent => codeForm({ slug: call.slug, next, complaint });
      return settle(call, outcome, { next, form });
    },
  }),
  definePage({
    method: 'post',
    path: '/sites/{slug}/logout',
    access: 'session',
    impersonation: 'open',
    handle: async (call) => leave(call, call, 'You are logged out.'),
  }),
  definePage({
    method: 'post',
    path: '/sites/{slug}/step-out',
    access: 'session',
    impersonation: 'open',
    handle: async (call) => {
      const back = await whereItBegan(call);
      const left = await leave(call, call, 'Impersonation ended.');
      return back === undefined ? left : redirectTo(back);
    },
  }),
];

function originOf({ address, browserName, cookies }: PublicCall): LoginOrigin {
  const current = { own: cookies.get('session'), impersonation: cookies.get('impersonation') };
  return { address, browser: browserName, knownBrowser: cookies.browser(), current };
}

interface Around {
  readonly next: string | undefined;
  /** The form again, with a message above it. */
  readonly form: (complaint: string) => PageContent;
}

/** One response for every cause of failure. A required delay is the same for every email address, too. */
function settle(call: PublicCall, outcome: LoginOutcome, { next, form }: Around): Outcome {
  const { slug, cookies, http, baseUrl } = call;
  switch (outcome.outcome) {
    case 'in':
      cookies.drop('pending');
      cookies.drop(outcome.kind === 'own' ? 'impersonation' : 'session');
      cookies.set(outcome.kind === 'own' ? 'session' : 'impersonation', outcome.token);
      if (outcome.knownBrowser !== null) cookies.saveBrowser(outcome.knownBrowser);
      return redirectTo(safeNext(next, slug, baseUrl));
    case 'code': {
      cookies.set('pending', outcome.pending);
      const after = safeNext(next, slug, baseUrl);
      const query = after === `/sites/${slug}/` ? '' : `?next=${encodeURIComponent(after)}`;
      return redirectTo(`/sites/${slug}/login/code${query}`);
    }
    case 'blocked': {
      const seconds = outcome.retryAfterSeconds;
      const detail = `Too many attempts. Wait ${seconds} seconds, then try again.`;
      if (call.wantsJson)
        return problem('throttled', detail, { headers: { 'retry-after': String(seconds) } });
      http.header('retry-after', String(seconds));
      return { ...form(detail), status: 429 };
    }
    case 'refused':
      if (call.wantsJson) return problem('unauthorized', WRONG);
      return { ...form(WRONG), status: 401 };
  }
}

async function leave(call: PublicCall, { context, session }: Leaver, say: string): Promise<Outcome> {
  await endSession(context, session);
  call.cookies.drop('session');
  call.cookies.drop('impersonation');
  return redirectTo(`/sites/${call.slug}/login`, say);
}

/** The page about this site at the impersonator's own site: its account, or the site itself. */
async function whereItBegan({ context, session }: PageCall): Promise<string | undefined> {
  const { impersonator, site } = session;
  if (impersonator === null || impersonator.site === '') return undefined;
  const home = `/sites/${impersonator.site}/`;
  const paid = await accountOfSite(context);
  const isTheirs = !isRefusal(paid) && paid.tenant.siteId === site.parentId;
  return isTheirs ? `${home}console/accounts/${paid.accountId}` : `${home}sites/${site.id}`;
}

interface Leaver {
  readonly context: Parameters<typeof endSession>[0];
  readonly session: Parameters<typeof endSession>[1];
}
