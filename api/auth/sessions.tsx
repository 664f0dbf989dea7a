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
  listSessions,
} from '../../src/auth/sessions/endSessions.js';
import { changeEmail } from '../../src/auth/users/changeEmail.js';
import { changePassword } from '../../src/auth/users/changePassword.js';
import { readUser } from '../../src/auth/users/readUser.js';
import { isRefusal, type Refusal } from '../../src/core/values/refusal.js';
import { definePage, type FormState, goTo, type PageCall, type Shown, UNTOUCHED } from '../web/page.js';
import { factorPage, offerPage, recoveryPage } from './pages/SecondFactorPage.js';
import { emailPage, passwordPage, sessionsPage } from './pages/SessionsPage.js';

const BASE = '/sites/{slug}/sessions';
const password = z.string().max(1_000);

export const sessionPages = [
  definePage({
    method: 'get',
    path: BASE,
    access: 'session',
    handle: async ({ context, visitor }) => {
      const self = await readUser(context, context.siteId, visitor.user.id);
      if (isRefusal(self)) return self;
      return sessionsPage(visitor, self, await listSessions(context, visitor));
    },
  }),
  definePage({
    method: 'post',
    path: `${BASE}/end-others`,
    access: 'session',
    handle: async (call) => {
      await endOtherSessions(call.context, call.visitor);
      return goTo(sessionsPath(call), 'Every other session of yours has ended.');
    },
  }),
  definePage({
    method: 'post',
    path: `${BASE}/end-all`,
    access: 'session',
    handle: async ({ context, visitor, cookies, slug }) => {
      await endAllSessions(context, visitor);
      cookies.drop('session');
      return goTo(`/sites/${slug}/login`, 'You are logged out everywhere.');
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
      const { context, visitor, form } = call;
      const done = await changePassword(context, visitor, form.oldPassword, form.newPassword);
      if (isRefusal(done)) return done.field === 'password' ? { ...done, field: 'oldPassword' } : done;
      return goTo(
        sessionsPath(call),
        'Your password is changed, and every other session of yours has ended.',
      );
    },
    again: showPassword,
  }),
  definePage({
    method: 'get',
    path: `${BASE}/email`,
    access: 'session',
    handle: (call) => showEmail(call, UNTOUCHED),
  }),
  definePage({
    method: 'post',
    path: `${BASE}/email`,
    access: 'session',
    form: z.strictObject({ email: z.string().trim().max(254), password }),
    handle: async (call) => {
      const done = await changeEmail(call.context, call.visitor, call.form);
      if (isRefusal(done)) return done;
      return goTo(sessionsPath(call), 'Your e-mail is changed, and every other session of yours has ended.');
    },
    again: showEmail,
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
    handle: async ({ context, visitor }) => {
      const offer = await startSecondFactor(context, visitor);
      return isRefusal(offer) ? offer : offerPage(visitor, offer, UNTOUCHED);
    },
    again: showFactor,
  }),
  definePage({
    method: 'post',
    path: `${BASE}/second-factor/confirm`,
    access: 'session',
    form: z.strictObject({ code: z.string().trim().max(100) }),
    handle: async ({ context, visitor, form }) => {
      const confirmed = await confirmSecondFactor(context, visitor, form.code);
      return isRefusal(confirmed) ? confirmed : recoveryPage(visitor, confirmed.recoveryCodes);
    },
    again: ({ visitor }, state) => Promise.resolve(offerPage(visitor, null, state)),
  }),
  definePage({
    method: 'post',
    path: `${BASE}/second-factor/remove`,
    access: 'session',
    form: z.strictObject({ password }),
    handle: async (call) => {
      const done = await stopSecondFactor(call.context, call.visitor, call.form.password);
      return isRefusal(done) ? done : goTo(sessionsPath(call), 'Your second factor is off.');
    },
    again: showFactor,
  }),
  definePage({
    method: 'post',
    path: `${BASE}/{id}/end`,
    access: 'session',
    handle: async (call) => {
      const refusal = await endSessionByHandle(call.context, call.visitor, call.params['id'] ?? '');
      return refusal ?? goTo(sessionsPath(call), 'The session has ended.');
    },
  }),
];

function sessionsPath({ slug }: { readonly slug: string }): string {
  return `/sites/${slug}/sessions`;
}

function showPassword({ visitor }: PageCall, state: FormState): Promise<Shown> {
  return Promise.resolve(passwordPage(visitor, state));
}

function showEmail({ visitor }: PageCall, state: FormState): Promise<Shown> {
  return Promise.resolve(emailPage(visitor, state));
}

async function showFactor({ context, visitor }: PageCall, state: FormState): Promise<Shown | Refusal> {
  const self = await readUser(context, context.siteId, visitor.user.id);
  return isRefusal(self) ? self : factorPage(visitor, self.secondFactor, state);
}
