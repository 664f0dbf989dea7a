import { z } from '@hono/zod-openapi';
import {
  changeGroup,
  createGroup,
  type GroupView,
  loadGroups,
  removeGroup,
} from '../../src/auth/groups/manageGroups.js';
import { PERMISSIONS } from '../../src/auth/groups/permissions.js';
import { isRefusal, type Refusal, refuse } from '../../src/core/values/refusal.js';
import { shownName as name } from '../v1/framework/fields.js';
import {
  definePage,
  type FormState,
  redirectTo,
  type PageCall,
  type PageContent,
  UNTOUCHED,
} from '../web/page.js';
import { Confirm } from '../web/parts/forms.js';
import { isTheirs } from './givableGroups.js';
import { groupPage, groupsPage } from './pages/GroupsPage.js';
import { managerOf } from './managerOf.js';

const BASE = '/sites/{slug}/groups';
const NO_GROUP = refuse('not_found', 'Custom group not found.');

const groupForm = z.strictObject({
  name,
  placedUnder: name,
  permissions: z.array(z.enum(PERMISSIONS)).default([]),
});

export const groupPages = [
  definePage({
    method: 'get',
    path: BASE,
    access: 'users.read',
    impersonation: 'open',
    handle: async ({ context, session }) => groupsPage(session, await loadGroups(context, context.siteId)),
  }),
  definePage({
    method: 'get',
    path: `${BASE}/new`,
    access: 'users.write',
    handle: (call) => showNew(call, UNTOUCHED),
  }),
  definePage({
    method: 'post',
    path: `${BASE}/new`,
    access: 'users.write',
    form: groupForm,
    lists: ['permissions'],
    handle: async (call) => {
      const group = await createGroup(call.context, managerOf(call), call.form);
      return isRefusal(group) ? group : redirectTo(groupsPath(call), `Group ${group.name} created.`);
    },
    onError: showNew,
  }),
  definePage({
    method: 'get',
    path: `${BASE}/{id}`,
    access: 'users.write',
    handle: (call) => showGroup(call, UNTOUCHED),
  }),
  definePage({
    method: 'post',
    path: `${BASE}/{id}`,
    access: 'users.write',
    form: groupForm,
    lists: ['permissions'],
    handle: async (call) => {
      const group = await changeGroup(call.context, managerOf(call), call.params['id'] ?? '', call.form);
      return isRefusal(group) ? group : redirectTo(groupsPath(call), `Group ${group.name} saved.`);
    },
    onError: showGroup,
  }),
  definePage({
    method: 'get',
    path: `${BASE}/{id}/remove`,
    access: 'users.write',
    handle: (call) => showRemove(call, UNTOUCHED),
  }),
  definePage({
    method: 'post',
    path: `${BASE}/{id}/remove`,
    access: 'users.write',
    handle: async (call) => {
      const removed = await removeGroup(call.context, managerOf(call), call.params['id'] ?? '');
      return isRefusal(removed) ? removed : redirectTo(groupsPath(call), 'Group removed.');
    },
    onError: showRemove,
  }),
];

function groupsPath({ slug }: { readonly slug: string }): string {
  return `/sites/${slug}/groups`;
}

/** Possible parents of a new group: the user's own group, or one below it. */
function places({ session }: PageCall, groups: readonly GroupView[]): string[] {
  const own = session.user.group;
  return groups
    .filter((group) => group.name === own || isTheirs(session, group, groups))
    .map((group) => group.name);
}

async function showNew(call: PageCall, state: FormState): Promise<PageContent> {
  const groups = await loadGroups(call.context, call.context.siteId);
  return groupPage({ session: call.session, group: null, places: places(call, groups), state });
}

async function findGroup({ context, params }: PageCall): Promise<GroupView | Refusal> {
  const groups = await loadGroups(context, context.siteId);
  return groups.find(({ id }) => id !== null && id === params['id']) ?? NO_GROUP;
}

async function showGroup(call: PageCall, state: FormState): Promise<PageContent | Refusal> {
  const group = await findGroup(call);
  if (isRefusal(group)) return group;
  const groups = await loadGroups(call.context, call.context.siteId);
  const others = places(call, groups).filter((place) => place !== group.name);
  return groupPage({ session: call.session, group, places: others, state });
}

async function showRemove(call: PageCall, state: FormState): Promise<PageContent | Refusal> {
  const group = await findGroup(call);
  if (isRefusal(group)) return group;
  const path = `${groupsPath(call)}/${group.id ?? ''}`;
  const body = (
    <Confirm
      question={`Remove the group ${group.name}?`}
      effects={[
        group.members === 0
          ? 'The group has no users.'
          : `The group has ${group.members} users. Move them to another group first.`,
        'Other groups do not change.',
      ]}
      action={`${path}/remove`}
      button={`Remove ${group.name}`}
      back={path}
      state={state}
    />
  );
  return { title: `Remove ${group.name}`, body };
}
