import { changeGroup, createGroup, readGroups, removeGroup } from '../../../src/auth/groups/manageGroups.js';
import { isRefusal } from '../../../src/core/values/refusal.js';
import { CURSORS, limitUpTo, pageAnswer, pageOfAll, pageQuery } from '../framework/paging.js';
import { defineRoute } from '../framework/route.js';
import { peopleOf } from './people.js';
import { groupAnswer, groupChange, newGroup } from './peopleShapes.js';

export const groupRoutes = [
  defineRoute({
    method: 'post',
    path: '/v1/sites/{id}/groups',
    idKind: 'slug',
    permission: 'users.write',
    summary: 'Make a group',
    description: 'Placed at or below one’s own group, and allowing nothing one may not do oneself.',
    body: newGroup,
    status: 201,
    answer: groupAnswer,
    handle: async (call) => {
      const people = await peopleOf(call);
      return isRefusal(people) ? people : createGroup(people.context, people.manager, call.body);
    },
  }),
  defineRoute({
    method: 'get',
    path: '/v1/sites/{id}/groups',
    idKind: 'slug',
    permission: 'users.read',
    impersonation: 'open',
    summary: 'List the groups of a site, the built-in ones first',
    query: pageQuery(CURSORS.words, limitUpTo(200, 200)),
    answer: pageAnswer(groupAnswer),
    handle: async (call) => {
      const people = await peopleOf(call);
      if (isRefusal(people)) return people;
      return pageOfAll(
        await readGroups(people.context, people.context.siteId),
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
    summary: 'Change a group below one’s own',
    body: groupChange,
    answer: groupAnswer,
    handle: async (call) => {
      const people = await peopleOf(call);
      if (isRefusal(people)) return people;
      return changeGroup(people.context, people.manager, call.params['groupId'] ?? '', call.body);
    },
  }),
  defineRoute({
    method: 'delete',
    path: '/v1/sites/{id}/groups/{groupId}',
    idKind: 'slug',
    permission: 'users.write',
    summary: 'Remove a group that nobody is in and none is placed under',
    status: 204,
    handle: async (call) => {
      const people = await peopleOf(call);
      if (isRefusal(people)) return people;
      const removed = await removeGroup(people.context, people.manager, call.params['groupId'] ?? '');
      return isRefusal(removed) ? removed : null;
    },
  }),
];
