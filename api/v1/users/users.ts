import { resendInvitation } from '../../../src/auth/users/invitations.js';
import { inviteUser } from '../../../src/auth/users/inviteUser.js';
import { changeUser, readUsers } from '../../../src/auth/users/manageUsers.js';
import { isRefusal, type Refusal } from '../../../src/core/values/refusal.js';
import type { User } from '../../../src/store/auth/users.js';
import { iso } from '../framework/answers.js';
import { CURSORS, pageAnswer, pageOf, pageQuery } from '../framework/paging.js';
import { defineRoute } from '../framework/route.js';
import { peopleOf } from './people.js';
import { newUser, userAnswer, userChange } from './peopleShapes.js';

export const userRoutes = [
  defineRoute({
    method: 'post',
    path: '/v1/sites/{id}/users',
    idKind: 'slug',
    permission: 'users.write',
    summary: 'Add somebody to a site, with a password or by an invitation',
    description:
      'Somebody whose login nobody has claimed yet is taken for the same person. The group Owner is only for the site above to give.',
    body: newUser,
    status: 201,
    answer: userAnswer,
    handle: async (call) => {
      const people = await peopleOf(call);
      if (isRefusal(people)) return people;
      return plainAnswer(await inviteUser(people.context, people.manager, call.body));
    },
  }),
  defineRoute({
    method: 'get',
    path: '/v1/sites/{id}/users',
    idKind: 'slug',
    permission: 'users.read',
    impersonation: 'open',
    summary: 'List the people of a site',
    query: pageQuery(CURSORS.id),
    answer: pageAnswer(userAnswer),
    handle: async (call) => {
      const people = await peopleOf(call);
      if (isRefusal(people)) return people;
      const { cursor, limit } = call.query;
      const page = { limit: limit + 1, ...(cursor && { after: cursor }) };
      const users = await readUsers(people.context, people.context.siteId, page);
      const { data, next } = pageOf(users, limit, (user) => user.id);
      return { data: data.map((user) => plainAnswer(user)), next };
    },
  }),
  defineRoute({
    method: 'patch',
    path: '/v1/sites/{id}/users/{userId}',
    idKind: 'slug',
    permission: 'users.write',
    summary: 'Change somebody’s name or group, or shut or open their login',
    description: 'The address can be changed only while the invitation is not accepted.',
    body: userChange,
    answer: userAnswer,
    handle: async (call) => {
      const people = await peopleOf(call);
      if (isRefusal(people)) return people;
      const { userId = '' } = call.params;
      return plainAnswer(await changeUser(people.context, people.manager, userId, call.body));
    },
  }),
  defineRoute({
    method: 'post',
    path: '/v1/sites/{id}/users/{userId}/invitation',
    idKind: 'slug',
    permission: 'users.write',
    summary: 'Send an invitation again',
    answer: userAnswer,
    handle: async (call) => {
      const people = await peopleOf(call);
      if (isRefusal(people)) return people;
      return plainAnswer(await resendInvitation(people.context, people.manager, call.params['userId'] ?? ''));
    },
  }),
];

function plainAnswer(user: User | Refusal): object {
  if (isRefusal(user)) return user;
  const { id, email, name, group, state, secondFactor } = user;
  const lastLoginAt = user.lastLoginAt === null ? null : iso(user.lastLoginAt);
  return { id, email, name, group, state, lastLoginAt, secondFactor, createdAt: iso(user.createdAt) };
}
