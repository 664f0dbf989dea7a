import { changeGroup, createGroup, loadGroups, removeGroup } from '../../../src/auth/groups/manageGroups.js';
import { isRefusal } from '../../../src/core/values/refusal.js';
import { CURSORS, limitUpTo, pageResponse, pageOfAll, pageQuery } from '../framework/paging.js';
import { defineRoute } from '../framework/route.js';
import { loadUsersCall } from './usersCall.js';
import { groupResponse, groupChange, newGroup } from './userShapes.js';

export const groupRoutes = [
  defineRoute({
    method: 'post',
    path: '/v1/sites/{id}/groups',
    idKind: 'slug',
    permission: 'users.write',
    summary: 'Create a group',
    description:
      'Must be placed under your own group or one of its descendants, with no permission that you do not ' +
      'have.',
    body: newGroup,
    status: 201,
    response: groupResponse,
    handle: async (call) => {
      const usersCall = await loadUsersCall(call);
      return isRefusal(usersCall) ? usersCall : createGroup(usersCall.context, usersCall.manager, call.body);
    },
  }),
  defineRoute({
    method: 'get',
    path: '/v1/sites/{id}/groups',
    idKind: 'slug',
    permission: 'users.read',
    impersonation: 'open',
    summary: 'List groups, built-in ones first',
    query: pageQuery(CURSORS.words, limitUpTo(200, 200)),
    response: pageResponse(groupResponse),
    handle: async (call) => {
      const usersCall = await loadUsersCall(call);
      if (isRefusal(usersCall)) return usersCall;
      return pageOfAll(
        await loadGroups(usersCall.context, usersCall.context.siteId),
        call.query,
        ({ name }) => name,
      );
    },
  }),
  defineRoute({
    method: 'patch',
    path: '/v1/sites/{id}/groups/{groupId}',
    idKind: 'slug',
    permission: 'users.write',
    summary: 'Update a group',
    body: groupChange,
    response: groupResponse,
    handle: async (call) => {
      const usersCall = await loadUsersCall(call);
      if (isRefusal(usersCall)) return usersCall;
      return changeGroup(usersCall.context, usersCall.manager, call.params['groupId'] ?? '', call.body);
    },
  }),
  defineRoute({
    method: 'delete',
    path: '/v1/sites/{id}/groups/{groupId}',
    idKind: 'slug',
    permission: 'users.write',
    summary: 'Delete an empty group',
    status: 204,
    handle: async (call) => {
      const usersCall = await loadUsersCall(call);
      if (isRefusal(usersCall)) return usersCall;
      const removed = await removeGroup(usersCall.context, usersCall.manager, call.params['groupId'] ?? '');
      return isRefusal(removed) ? removed : null;
    },
  }),
];
