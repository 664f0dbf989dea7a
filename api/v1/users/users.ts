import { resendInvitation } from '../../../src/auth/users/invitations.js';
import { inviteUser } from '../../../src/auth/users/inviteUser.js';
import { changeUser, loadUsers } from '../../../src/auth/users/manageUsers.js';
import { isRefusal, type Refusal } from '../../../src/core/values/refusal.js';
import type { User } from '../../../src/store/auth/users.js';
import { iso } from '../framework/responses.js';
import { CURSORS, pageResponse, pageOf, pageQuery } from '../framework/paging.js';
import { defineRoute } from '../framework/route.js';
import { loadUsersCall } from './usersCall.js';
import { newUser, userResponse, userChange } from './userShapes.js';

export const userRoutes = [
  defineRoute({
    method: 'post',
    path: '/v1/sites/{id}/users',
    idKind: 'slug',
    permission: 'users.write',
    summary: 'Create a user, with a password or by invitation',
    description:
      'A user who has not yet accepted an invitation is returned, not created again. Only the parent site ' +
      'can assign the group Owner.',
    body: newUser,
    status: 201,
    response: userResponse,
    handle: async (call) => {
      const usersCall = await loadUsersCall(call);
      if (isRefusal(usersCall)) return usersCall;
      return plainResponse(await inviteUser(usersCall.context, usersCall.manager, call.body));
    },
  }),
  defineRoute({
    method: 'get',
    path: '/v1/sites/{id}/users',
    idKind: 'slug',
    permission: 'users.read',
    impersonation: 'open',
    summary: 'List users',
    query: pageQuery(CURSORS.id),
    response: pageResponse(userResponse),
    handle: async (call) => {
      const usersCall = await loadUsersCall(call);
      if (isRefusal(usersCall)) return usersCall;
      const { cursor, limit } = call.query;
      const page = { limit: limit + 1, ...(cursor && { after: cursor }) };
      const users = await loadUsers(usersCall.context, usersCall.context.siteId, page);
      const { data, next } = pageOf(users, limit, (user) => user.id);
      return { data: data.map((user) => plainResponse(user)), next };
    },
  }),
  defineRoute({
    method: 'patch',
    path: '/v1/sites/{id}/users/{userId}',
    idKind: 'slug',
    permission: 'users.write',
    summary: 'Update or disable a user',
    description: 'The email address can be changed only until the invitation is accepted.',
    body: userChange,
    response: userResponse,
    handle: async (call) => {
      const usersCall = await loadUsersCall(call);
      if (isRefusal(usersCall)) return usersCall;
      const { userId = '' } = call.params;
      return plainResponse(await changeUser(usersCall.context, usersCall.manager, userId, call.body));
    },
  }),
  defineRoute({
    method: 'post',
    path: '/v1/sites/{id}/users/{userId}/invitation',
    idKind: 'slug',
    permission: 'users.write',
    summary: 'Resend an invitation',
    response: userResponse,
    handle: async (call) => {
      const usersCall = await loadUsersCall(call);
      if (isRefusal(usersCall)) return usersCall;
      return plainResponse(
        await resendInvitation(usersCall.context, usersCall.manager, call.params['userId'] ?? ''),
      );
    },
  }),
];

function plainResponse(user: User | Refusal): object {
  if (isRefusal(user)) return user;
  const { id, email, name, group, state, secondFactor } = user;
  const lastLoginAt = user.lastLoginAt === null ? null : iso(user.lastLoginAt);
  return { id, email, name, group, state, lastLoginAt, secondFactor, createdAt: iso(user.createdAt) };
}
