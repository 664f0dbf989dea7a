import { z } from '@hono/zod-openapi';
import {
  confirmSecondFactor,
  startSecondFactor,
  stopSecondFactor,
} from '../../src/auth/secondFactor/enrolSecondFactor.js';
import {
  endAllSessions,
  endOtherSessions,
  endSessionByHandle,
  loadSessions,
} from '../../src/auth/sessions/endSessions.js';
import { changeEmail } from '../../src/auth/users/changeEmail.js';
import { changePassword } from '../../src/auth/users/changePassword.js';
import { loadUser } from '../../src/auth/users/loadUser.js';
import { isRefusal, type Refusal } from '../../src/core/values/refusal.js';
import { email } from '../v1/framework/fields.js';
import {
  definePage,
  type FormState,
  redirectTo,
  type PageCall,
  type PageContent,
  UNTOUCHED,
} from '../web/page.js';
import { factorPage, offerPage, recoveryPage } from './pages/SecondFactorPage.js';
import { changeEmailPage, passwordPage, sessionsPage } from './pages/SessionsPage.js';

const BASE = '/sites/{slug}/sessions';
const password = z.string().max(1_000);

export const sessionPages = [
  definePage({
    method: 'get',
    path: BASE,
    access: 'session',
    handle: async ({ context, session }) => {
      const self = await loadUser(context, context.siteId, session.user.id);
      if (isRefusal(self)) return self;
      return sessionsPage(session, self, await loadSessions(context, session));
    },
  }),
  definePage({
    method: 'post',
    path: `${BASE}/end-others`,
    access: 'session',
    handle: async (call) => {
      await endOtherSessions(call.context, call.session);
      return redirectTo(sessionsPath(call), 'Your other sessions have ended.');
    },
  }),
  definePage({
    method: 'post',
    path: `${BASE}/end-all`,
    access: 'session',
    handle: async ({ context, session, cookies, slug }) => {
      await endAllSessions(context, session);
      cookies.drop('session');
      return redirectTo(`/sites/${slug}/login`, 'Logged out everywhere.');
    },
  }),
  definePage({
    method: 'get',
    path: `${BASE}/password`,
    access: 'session',
    handle: (call) => showPassword(call, UNTOUCHED),
  }),
  definePage({
    method: 'post',
    path: `${BASE}/password`,
    access: 'session',
    form: z.strictObject({ oldPassword: password, newPassword: password }),
    handle: async (call) => {
      const { context, session, form } = call;
      const done = await changePassword(context, session, form.oldPassword, form.newPassword);
      if (isRefusal(done)) return done.field === 'password' ? { ...done, field: 'oldPassword' } : done;
      return redirectTo(sessionsPath(call), 'Password changed. Your other sessions have ended.');
    },
    onError: showPassword,
  }),
  definePage({
    method: 'get',
    path: `${BASE}/email`,
    access: 'session',
    handle: (call) => showChangeEmail(call, UNTOUCHED),
  }),
  definePage({
    method: 'post',
    path: `${BASE}/email`,
    access: 'session',
    form: z.strictObject({ email, password }),
    handle: async (call) => {
      const done = await changeEmail(call.context, call.session, call.form);
      if (isRefusal(done)) return done;
      return redirectTo(sessionsPath(call), 'Email changed. Your other sessions have ended.');
    },
    onError: showChangeEmail,
  }),
  definePage({
    method: 'get',
    path: `${BASE}/second-factor`,
    access: 'session',
    handle: (call) => showFactor(call, UNTOUCHED),
  }),
  definePage({
    method: 'post',
    path: `${BASE}/second-factor`,
    access: 'session',
    handle: async ({ context, session }) => {
      const offer = await startSecondFactor(context, session);
      return isRefusal(offer) ? offer : offerPage(session, offer, UNTOUCHED);
    },
    onError: showFactor,
  }),
  definePage({
    method: 'post',
    path: `${BASE}/second-factor/confirm`,
    access: 'session',
    form: z.strictObject({ code: z.string().trim().max(100) }),
    handle: async ({ context, session, form }) => {
      const confirmed = await confirmSecondFactor(context, session, form.code);
      return isRefusal(confirmed) ? confirmed : recoveryPage(session, confirmed.recoveryCodes);
    },
    onError: ({ session }, state) => Promise.resolve(offerPage(session, null, state)),
  }),
  definePage({
    method: 'post',
    path: `${BASE}/second-factor/remove`,
    access: 'session',
    form: z.strictObject({ password }),
    handle: async (call) => {
      const done = await stopSecondFactor(call.context, call.session, call.form.password);
      return isRefusal(done) ? done : redirectTo(sessionsPath(call), 'Two-factor authentication is off.');
    },
    onError: showFactor,
  }),
  definePage({
    method: 'post',
    path: `${BASE}/{id}/end`,
    access: 'session',
    handle: async (call) => {
      const refusal = await endSessionByHandle(call.context, call.session, call.params['id'] ?? '');
      return refusal ?? redirectTo(sessionsPath(call), 'Session ended.');
    },
  }),
];

function sessionsPath({ slug }: { readonly slug: string }): string {
  return `/sites/${slug}/sessions`;
}

function showPassword({ session }: PageCall, state: FormState): Promise<PageContent> {
  return Promise.resolve(passwordPage(session, state));
}

function showChangeEmail({ session }: PageCall, state: FormState): Promise<PageContent> {
  return Promise.resolve(changeEmailPage(session, state));
}

async function showFactor({ context, session }: PageCall, state: FormState): Promise<PageContent | Refusal> {
  const self = await loadUser(context, context.siteId, session.user.id);
  return isRefusal(self) ? self : factorPage(session, self.secondFactor, state);
}
