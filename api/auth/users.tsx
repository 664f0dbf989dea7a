import { z } from '@hono/zod-openapi';
import { resendInvitation } from '../../src/auth/users/invitations.js';
import { inviteUser } from '../../src/auth/users/inviteUser.js';
import { changeUser, loadUsers } from '../../src/auth/users/manageUsers.js';
import { isRefusal, type Refusal, refuse } from '../../src/core/values/refusal.js';
import type { User } from '../../src/store/auth/users.js';
import { email, shownName as name } from '../v1/framework/fields.js';
import {
  definePage,
  type FormState,
  redirectTo,
  type PageCall,
  type PageContent,
  UNTOUCHED,
} from '../web/page.js';
import { Confirm } from '../web/parts/forms.js';
import { givableGroups } from './givableGroups.js';
import { invitePage, userPage, usersPage } from './pages/UsersPage.js';
import { managerOf } from './managerOf.js';

/** More users than a site has; a page can show a thousand rows. */
const SHOWN_MAX = 1_000;
const NO_USER = refuse('not_found', 'User not found.');

const BASE = '/sites/{slug}/users';

export const userPages = [
  definePage({
    method: 'get',
    path: BASE,
    access: 'users.read',
    impersonation: 'open',
    handle: async ({ context, session }) =>
      usersPage(session, await loadUsers(context, context.siteId, { limit: SHOWN_MAX })),
  }),
  definePage({
    method: 'get',
    path: `${BASE}/invite`,
    access: 'users.write',
    handle: (call) => showInvite(call, UNTOUCHED),
  }),
  definePage({
    method: 'post',
    path: `${BASE}/invite`,
    access: 'users.write',
    form: z.strictObject({ email, name, group: name }),
    handle: async (call) => {
      const user = await inviteUser(call.context, managerOf(call), call.form);
      return isRefusal(user) ? user : redirectTo(usersPath(call), `Invitation sent to ${user.email}.`);
    },
    onError: showInvite,
  }),
  definePage({
    method: 'get',
    path: `${BASE}/{id}`,
    access: 'users.read',
    impersonation: 'open',
    handle: (call) => showUser(call, UNTOUCHED),
  }),
  definePage({
    method: 'post',
    path: `${BASE}/{id}`,
    access: 'users.write',
    form: z.strictObject({ name, group: name.optional() }),
    handle: async (call) => {
      const { context, form, params } = call;
      const before = await userOfCall(call);
      if (isRefusal(before)) return before;
      const group = form.group === before.group ? undefined : form.group;
      const user = await changeUser(context, managerOf(call), params['id'] ?? '', { name: form.name, group });
      return isRefusal(user) ? user : redirectTo(usersPath(call), `${user.name} saved.`);
    },
    onError: showUser,
  }),
  definePage({
    method: 'post',
    path: `${BASE}/{id}/invitation`,
    access: 'users.write',
    handle: async (call) => {
      const user = await resendInvitation(call.context, managerOf(call), call.params['id'] ?? '');
      if (isRefusal(user)) return user;
      return redirectTo(
        usersPath(call),
        `New invitation sent to ${user.email}. The old link no longer works.`,
      );
    },
    onError: showUser,
  }),
  definePage({
    method: 'get',
    path: `${BASE}/{id}/disable`,
    access: 'users.write',
    handle: (call) => showDisable(call, UNTOUCHED),
  }),
  definePage({
    method: 'post',
    path: `${BASE}/{id}/disable`,
    access: 'users.write',
    handle: async (call) => setDisabled(call, true),
    onError: showDisable,
  }),
  definePage({
    method: 'post',
    path: `${BASE}/{id}/enable`,
    access: 'users.write',
    handle: async (call) => setDisabled(call, false),
    onError: showUser,
  }),
];

function usersPath({ slug }: { readonly slug: string }): string {
  return `/sites/${slug}/users`;
}

async function userOfCall({ context, params }: PageCall): Promise<User | Refusal> {
  const users = await loadUsers(context, context.siteId, { limit: SHOWN_MAX });
  return users.find((user) => user.id === params['id']) ?? NO_USER;
}

async function showInvite(call: PageCall, state: FormState): Promise<PageContent> {
  return invitePage(call.session, await givableGroups(call), state);
}

async function showUser(call: PageCall, state: FormState): Promise<PageContent | Refusal> {
  const user = await userOfCall(call);
  return isRefusal(user) ? user : userPage(call.session, user, await givableGroups(call), state);
}

async function showDisable(call: PageCall, state: FormState): Promise<PageContent | Refusal> {
  const user = await userOfCall(call);
  if (isRefusal(user)) return user;
  const path = `${usersPath(call)}/${user.id}`;
  const body = (
    <Confirm
      question={`Disable the login of ${user.name}?`}
      effects={[
        `${user.email} is logged out everywhere and can no longer log in.`,
        'The user stays in the audit log. You can enable the login again at any time.',
      ]}
      action={`${path}/disable`}
      button={`Disable ${user.name}`}
      back={path}
      state={state}
    />
  );
  return { title: `Disable ${user.name}`, body };
}

async function setDisabled(call: PageCall, disabled: boolean) {
  const user = await changeUser(call.context, managerOf(call), call.params['id'] ?? '', { disabled });
  if (isRefusal(user)) return user;
  return redirectTo(
    usersPath(call),
    disabled ? `${user.name} can no longer log in.` : `${user.name} can log in again.`,
  );
}
