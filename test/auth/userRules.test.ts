import { beforeAll, describe, expect, it } from 'vitest';
import { loadEmailLink } from '../../src/auth/emails/useEmailLink.js';
import { changeGroup, createGroup, loadGroups, removeGroup } from '../../src/auth/groups/manageGroups.js';
import { EVERY_PERMISSION, type Permission } from '../../src/auth/groups/permissions.js';
import { resendInvitation } from '../../src/auth/users/invitations.js';
import { inviteUser } from '../../src/auth/users/inviteUser.js';
import { changeUser, loadUsers } from '../../src/auth/users/manageUsers.js';
import type { Manager } from '../../src/auth/users/manager.js';
import type { User } from '../../src/store/auth/users.js';
import { granted } from '../setup/fixture.js';
import { createUsersFixture, only, PASSWORD, type UsersFixture } from './usersFixture.js';

let userFixture: UsersFixture;
const members = new Map<string, User>();
const groupIds = new Map<string, string>();

const HELPER_MAY: Permission[] = ['users.read', 'users.write', 'accounts.read'];

/** Owner > Administrator > (Billing, Viewer, Helpers > Juniors); Owner > Auditors, beside the Administrators. */
beforeAll(async () => {
  userFixture = await createUsersFixture();
  const places = [
    ['Helpers', 'Administrator'],
    ['Juniors', 'Helpers'],
    ['Auditors', 'Owner'],
  ] as const;
  for (const [name, placedUnder] of places) {
    const input = { name, placedUnder, permissions: name === 'Juniors' ? only('accounts.read') : HELPER_MAY };
    const made = granted(
      await createGroup(userFixture.at(), userFixture.as('Owner'), {
        ...input,
        permissions: [...input.permissions],
      }),
    );
    groupIds.set(name, made.id ?? '');
  }
  for (const group of ['Administrator', 'Billing', 'Viewer', 'Helpers', 'Juniors', 'Auditors']) {
    members.set(group, await userFixture.add(`${group.toLowerCase()}@fenwick.example`, group));
  }
  const [owner] = (await loadUsers(userFixture.at(), userFixture.childId, { limit: 50 })).filter(
    ({ group }) => group === 'Owner',
  );
  if (owner !== undefined) members.set('Owner', owner);
});

function managers(): Record<string, Manager> {
  const custom = { permissions: new Set(HELPER_MAY) };
  return {
    Owner: userFixture.as('Owner'),
    Administrator: userFixture.as('Administrator'),
    Billing: userFixture.as('Billing'),
    Helpers: userFixture.as('Helpers', custom),
    Juniors: userFixture.as('Juniors', { permissions: only('accounts.read', 'users.write') }),
    Auditors: userFixture.as('Auditors', custom),
    key: userFixture.as(null),
    'small key': userFixture.as(null, { permissions: only('users.write') }),
    parent: userFixture.parent(),
  };
}

/** Which group can change the name of which: they can change members of these groups and of no others. */
const CONTROL: Readonly<Record<string, readonly string[]>> = {
  Owner: ['Administrator', 'Billing', 'Viewer', 'Helpers', 'Juniors', 'Auditors'],
  Administrator: ['Billing', 'Viewer', 'Helpers', 'Juniors'],
  Billing: [],
  Helpers: ['Juniors'],
  Juniors: [],
  Auditors: [],
  key: ['Administrator', 'Billing', 'Viewer', 'Helpers', 'Juniors', 'Auditors'],
  'small key': ['Administrator', 'Billing', 'Viewer', 'Helpers', 'Juniors', 'Auditors'],
  parent: [],
};

/** Which group can add a user to which: those below their own, without a permission they lack. */
const GRANT: Readonly<Record<string, readonly string[]>> = {
  Owner: ['Administrator', 'Billing', 'Viewer', 'Helpers', 'Juniors', 'Auditors'],
  Administrator: ['Billing', 'Viewer', 'Helpers', 'Juniors'],
  Billing: [],
  Helpers: ['Juniors'],
  Juniors: [],
  Auditors: [],
  key: ['Administrator', 'Billing', 'Viewer', 'Helpers', 'Juniors', 'Auditors'],
  'small key': [],
  parent: ['Administrator', 'Billing', 'Viewer', 'Helpers', 'Juniors', 'Auditors'],
};

const GROUPS = ['Owner', 'Administrator', 'Billing', 'Viewer', 'Helpers', 'Juniors', 'Auditors'];

describe('who controls which users', () => {
  it.each(Object.keys(CONTROL))('%s changes only members of groups below', async (who) => {
    const manager = managers()[who];
    const changed: string[] = [];
    for (const group of GROUPS) {
      const outcome = await changeUser(
        userFixture.at(),
        manager ?? userFixture.as('Viewer'),
        members.get(group)?.id ?? '',
        {
          name: `Renamed by ${who}`,
        },
      );
      if ('refused' in outcome) expect(outcome.refused).toBe('forbidden');
      else changed.push(group);
    }
    expect(changed).toEqual(CONTROL[who]);
  });

  it.each(Object.keys(GRANT))('%s grants only what they have, and only below', async (who) => {
    const manager = managers()[who] ?? userFixture.as('Viewer');
    const given: string[] = [];
    for (const [index, group] of GROUPS.slice(1).entries()) {
      const email = `${who.replace(' ', '')}-${index}@new.example`;
      const outcome = await inviteUser(userFixture.at(), manager, { email, name: 'New', group });
      if ('refused' in outcome) expect(outcome.refused).toBe('forbidden');
      else given.push(group);
    }
    expect(given).toEqual(GRANT[who]);
  });

  it('moves no user into a group that allows more than the mover may do', async () => {
    const junior = members.get('Juniors')?.id ?? '';
    const helper = userFixture.as('Helpers', { permissions: new Set(HELPER_MAY) });
    const up = await changeUser(userFixture.at(), helper, junior, { group: 'Helpers' });
    expect(up).toMatchObject({ refused: 'forbidden' });
    const key = userFixture.as(null, { permissions: only('users.write') });
    expect(await changeUser(userFixture.at(), key, junior, { group: 'Billing' })).toMatchObject({
      refused: 'forbidden',
    });
    expect(await changeUser(userFixture.at(), key, junior, { group: 'Nowhere' })).toMatchObject({
      refused: 'invalid',
    });
  });

  it('lets no user change their own group, address or access, only their name', async () => {
    const administrator = members.get('Administrator');
    const self = userFixture.as('Administrator', { userId: administrator?.id ?? '' });
    const id = administrator?.id ?? '';
    for (const change of [{ group: 'Viewer' }, { disabled: true }, { email: 'other@fenwick.example' }]) {
      expect(await changeUser(userFixture.at(), self, id, change)).toMatchObject({ refused: 'forbidden' });
    }
    expect(await changeUser(userFixture.at(), self, id, { name: 'Ada' })).toMatchObject({ name: 'Ada' });
  });

  it('does nothing for an impersonator, nor from a site that is not the parent', async () => {
    const context = { ...userFixture.at(), actedAs: 'user/x' };
    const change = changeUser(context, userFixture.as('Owner'), members.get('Viewer')?.id ?? '', {
      name: 'X',
    });
    expect(await change).toMatchObject({ refused: 'forbidden' });
    const input = { email: 'someone@new.example', name: 'X', group: 'Viewer' };
    expect(await inviteUser(context, userFixture.as('Owner'), input)).toMatchObject({ refused: 'forbidden' });
    const stranger = userFixture.parent({ siteId: userFixture.childId });
    expect(await inviteUser(userFixture.at(), stranger, input)).toMatchObject({ refused: 'not_found' });
    const reversed = userFixture.as('Owner');
    const above = userFixture.at(0, userFixture.fixture.siteId);
    expect(await inviteUser(above, reversed, input)).toMatchObject({ refused: 'not_found' });
  });

  it('finds no user of another site', async () => {
    const { id } = members.get('Viewer') ?? { id: '' };
    const root = { ...userFixture.as('Owner'), siteId: userFixture.fixture.siteId };
    const above = userFixture.at(0, userFixture.fixture.siteId);
    expect(await changeUser(above, root, id, { name: 'X' })).toMatchObject({ refused: 'not_found' });
    expect(await resendInvitation(above, root, id)).toMatchObject({ refused: 'not_found' });
    expect(await changeGroup(above, root, groupIds.get('Helpers') ?? '', { name: 'X' })).toMatchObject({
      refused: 'not_found',
    });
  });

  it('ends the sessions of a user it disables, and lets them in again', async () => {
    const user = await userFixture.add('gone@fenwick.example', 'Viewer');
    const shut = granted(
      await changeUser(userFixture.at(), userFixture.as('Owner'), user.id, { disabled: true }),
    );
    expect(shut.state).toBe('disabled');
    const versions = await userFixture.rows<{ credentialsVersion: number }>(
      (sql) => sql`select credentials_version from users where id = ${user.id}`,
    );
    expect(versions[0]?.credentialsVersion).toBeGreaterThan(2);
    const open = granted(
      await changeUser(userFixture.at(), userFixture.as('Owner'), user.id, { disabled: false }),
    );
    expect(open.state).toBe('active');
  });
});

describe('a field that is left out', () => {
  it('is not changed, and not audited', async () => {
    const { id = '' } = members.get('Viewer') ?? {};
    const rows = () => userFixture.rows((sql) => sql`select 1 from audit where subject = ${`user/${id}`}`);
    const before = await rows();
    expect(await changeUser(userFixture.at(), userFixture.as('Owner'), id, {})).toMatchObject({ id });
    expect(await rows()).toEqual(before);
    const both = { group: 'Owner', disabled: true };
    expect(await changeUser(userFixture.at(), userFixture.parent(), id, both)).toMatchObject({
      refused: 'invalid',
    });
  });
});

describe('groups', () => {
  const TRIES: readonly (readonly [string, string, string, readonly Permission[], string])[] = [
    ['Administrator', 'Night shift', 'Administrator', ['users.read'], 'made'],
    ['Administrator', 'Deputies', 'Owner', ['users.read'], 'forbidden'],
    ['Administrator', 'Crowned', 'Billing', ['owner.write'], 'forbidden'],
    ['Helpers', 'Trainees', 'Juniors', ['accounts.read'], 'made'],
    ['Helpers', 'Spenders', 'Juniors', ['payments.write'], 'forbidden'],
    ['Helpers', 'Beside', 'Viewer', [], 'forbidden'],
    ['Billing', 'Clerks', 'Billing', [], 'forbidden'],
    ['Owner', 'owner', 'Owner', [], 'conflict'],
    ['Owner', 'ＡＤＭＩＮＩＳＴＲＡＴＯＲ', 'Owner', [], 'conflict'],
    ['Owner', 'helpers', 'Owner', [], 'conflict'],
    ['Owner', 'Lost', 'Nowhere', [], 'invalid'],
    ['parent', 'Planted', 'Owner', [], 'forbidden'],
  ];

  it.each(TRIES)('%s makes %s under %s with %j: %s', async (who, name, placedUnder, permissions, outcome) => {
    const manager = managers()[who] ?? userFixture.as('Viewer');
    const made = await createGroup(userFixture.at(), manager, { name, placedUnder, permissions });
    expect('refused' in made ? made.refused : 'made').toBe(outcome);
  });

  it('are changed only from above, never by their own members', async () => {
    const helpers = groupIds.get('Helpers') ?? '';
    for (const who of ['Helpers', 'Juniors', 'Auditors', 'Billing', 'parent']) {
      const manager = managers()[who] ?? userFixture.as('Viewer');
      const outcome = await changeGroup(userFixture.at(), manager, helpers, {
        permissions: [...EVERY_PERMISSION],
      });
      expect(outcome, who).toMatchObject({ refused: 'forbidden' });
    }
    const more = { permissions: [...HELPER_MAY, 'owner.write' as const] };
    expect(await changeGroup(userFixture.at(), userFixture.as('Administrator'), helpers, more)).toMatchObject(
      {
        refused: 'forbidden',
      },
    );
  });

  it('form no cycle, also when two are moved at the same time', async () => {
    const owner = userFixture.as('Owner');
    const make = async (name: string): Promise<string> =>
      granted(await createGroup(userFixture.at(), owner, { name, placedUnder: 'Owner', permissions: [] }))
        .id ?? '';
    const [left, right] = [await make('Left'), await make('Right')];
    const moves = await Promise.all([
      changeGroup(userFixture.at(), owner, left, { placedUnder: 'Right' }),
      changeGroup(userFixture.at(), owner, right, { placedUnder: 'Left' }),
    ]);
    expect(moves.filter((outcome) => 'refused' in outcome)).toMatchObject([{ refused: 'invalid' }]);
    expect(await changeGroup(userFixture.at(), owner, left, { placedUnder: 'Left' })).toMatchObject({
      refused: 'invalid',
    });
    const renamed = { name: 'Port', placedUnder: 'Port' };
    expect(await changeGroup(userFixture.at(), owner, left, renamed)).toMatchObject({ refused: 'invalid' });
  });

  it('keep their members and what is placed under them when they are renamed', async () => {
    const helpers = groupIds.get('Helpers') ?? '';
    granted(
      await changeGroup(userFixture.at(), userFixture.as('Administrator'), helpers, { name: 'Support' }),
    );
    const groups = await loadGroups(userFixture.at(), userFixture.childId);
    expect(groups.find(({ name }) => name === 'Support')?.members).toBeGreaterThan(0);
    expect(groups.find(({ name }) => name === 'Juniors')?.placedUnder).toBe('Support');
    expect(groups.slice(0, 4)).toMatchObject([
      { id: null, name: 'Owner', placedUnder: null, members: 1 },
      { id: null, name: 'Administrator' },
      { id: null, name: 'Billing' },
      { id: null, name: 'Viewer' },
    ]);
    granted(
      await changeGroup(userFixture.at(), userFixture.as('Administrator'), helpers, { name: 'Helpers' }),
    );
  });

  it('are removed only when they have no members and no groups under them', async () => {
    const owner = userFixture.as('Owner');
    const helpers = groupIds.get('Helpers') ?? '';
    expect(await removeGroup(userFixture.at(), owner, helpers)).toMatchObject({ refused: 'conflict' });
    const input = { name: 'Short-lived', placedUnder: 'Viewer', permissions: [] };
    const { id } = granted(await createGroup(userFixture.at(), owner, input));
    const under = granted(
      await createGroup(userFixture.at(), owner, { ...input, name: 'Under', placedUnder: 'Short-lived' }),
    );
    expect(await removeGroup(userFixture.at(), owner, id ?? '')).toMatchObject({ refused: 'conflict' });
    expect(await removeGroup(userFixture.at(), owner, under.id ?? '')).toBe(true);
    expect(await removeGroup(userFixture.at(), owner, id ?? '')).toBe(true);
    expect(await removeGroup(userFixture.at(), owner, id ?? '')).toMatchObject({ refused: 'not_found' });
  });
});

describe('addresses', () => {
  const KNOWN = 'kim.okafor@köln.example';
  const LOOKS = [
    'KIM.OKAFOR@KÖLN.EXAMPLE',
    '\u212Aim.okafor@köln.example',
    'kim.\u043Ek\u0430for@köln.example',
    'kim.okafor@xn--kln-sna.example',
    'ｋｉｍ.okafor@köln.example',
    'kim.okafor@ko\u0308ln.example',
  ];

  it.each(LOOKS)('%s is taken by a user of the site', async (email) => {
    await inviteUser(userFixture.at(), userFixture.as(null), {
      email: KNOWN,
      name: 'Kim',
      group: 'Viewer',
      password: PASSWORD,
    });
    const again = await inviteUser(userFixture.at(), userFixture.as(null), {
      email,
      name: 'Kim',
      group: 'Viewer',
    });
    expect(again).toMatchObject({ refused: 'conflict', field: 'email' });
  });

  it.each(['*kim@x.example', ' *kim@x.example', '＊kim@x.example', '﹡kim@x.example', 'kim', 'a@b@c', ''])(
    '"%s" is refused',
    async (email) => {
      const outcome = await inviteUser(userFixture.at(), userFixture.as(null), {
        email,
        name: 'Kim',
        group: 'Viewer',
      });
      expect(outcome).toMatchObject({ refused: 'invalid', field: 'email' });
    },
  );

  it('are changed only while the login is unclaimed, and never to another user’s', async () => {
    const owner = userFixture.as('Owner');
    const claimed = await userFixture.add('claimed@fenwick.example', 'Viewer');
    const input = { email: 'typo@fenwick.example', name: 'Typo', group: 'Viewer' };
    const invited = granted(await inviteUser(userFixture.at(), owner, input));
    const token = await userFixture.tokenFor('typo@fenwick.example');
    const change = { email: 'right@fenwick.example' };
    expect(await changeUser(userFixture.at(), owner, claimed.id, change)).toMatchObject({
      refused: 'conflict',
    });
    expect(
      await changeUser(userFixture.at(), owner, invited.id, { email: 'CLAIMED@fenwick.example' }),
    ).toMatchObject({
      refused: 'conflict',
    });
    expect(await changeUser(userFixture.at(), owner, invited.id, change)).toMatchObject(change);
    expect(await loadEmailLink(userFixture.at(), token)).toMatchObject({ refused: 'not_found' });
  });
});
