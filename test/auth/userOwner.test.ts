import { beforeEach, describe, expect, it } from 'vitest';
import { loadEmailLink } from '../../src/auth/emails/useEmailLink.js';
import { handOver } from '../../src/auth/users/handOver.js';
import { inviteUser } from '../../src/auth/users/inviteUser.js';
import { changeUser, loadUsers } from '../../src/auth/users/manageUsers.js';
import type { Manager } from '../../src/auth/users/manager.js';
import type { User } from '../../src/store/auth/users.js';
import { granted } from '../setup/fixture.js';
import { createUsersFixture, only, PASSWORD, type UsersFixture } from './usersFixture.js';

let userFixture: UsersFixture;

beforeEach(async () => {
  userFixture = await createUsersFixture();
});

const FLORA = { email: 'flora@fenwick.example', name: 'Flora Fenwick' };
const NINA = { email: 'nina@fenwick.example', name: 'Nina Reyes' };

async function owners(): Promise<User[]> {
  return (await loadUsers(userFixture.at(), userFixture.childId, { limit: 200 })).filter(
    ({ group }) => group === 'Owner',
  );
}

describe('who may choose the Owner', () => {
  const REFUSED: readonly (readonly [string, () => Manager])[] = [
    ['the Owner themselves', () => userFixture.as('Owner')],
    ['an Administrator', () => userFixture.as('Administrator')],
    ['the site’s own key', () => userFixture.as(null)],
    ['an Administrator of the parent', () => userFixture.parent({ group: 'Administrator', userId: 'x' })],
    [
      'a key of the parent without owner.write',
      () => userFixture.parent({ permissions: only('users.write') }),
    ],
  ];

  it.each(REFUSED)('not %s', async (_who, manager) => {
    const viewer = await userFixture.add('viewer@fenwick.example', 'Viewer');
    expect(await handOver(userFixture.at(), manager(), viewer.id)).toMatchObject({ refused: 'forbidden' });
    expect(await handOver(userFixture.at(), manager(), NINA)).toMatchObject({ refused: 'forbidden' });
    const input = { ...NINA, group: 'Owner' };
    expect(await inviteUser(userFixture.at(), manager(), input)).toMatchObject({ refused: 'forbidden' });
    expect(await changeUser(userFixture.at(), manager(), viewer.id, { group: 'Owner' })).toMatchObject({
      refused: 'forbidden',
    });
    expect(await owners()).toMatchObject([FLORA]);
  });

  it('not the parent of another site, nor an impersonator', async () => {
    const elsewhere = userFixture.parent({ siteId: userFixture.childId });
    expect(await handOver(userFixture.at(), elsewhere, NINA)).toMatchObject({ refused: 'not_found' });
    const stepped = { ...userFixture.at(), actedAs: 'user/x' };
    expect(await handOver(stepped, userFixture.parent(), NINA)).toMatchObject({ refused: 'forbidden' });
  });

  it('no user may disable the Owner, move them or take over their unclaimed login', async () => {
    const [owner] = await owners();
    const id = owner?.id ?? '';
    for (const manager of [userFixture.as('Administrator'), userFixture.as(null), userFixture.parent()]) {
      for (const change of [
        { group: 'Viewer' },
        { disabled: true },
        { name: 'X' },
        { email: 'x@fenwick.example' },
      ]) {
        expect(await changeUser(userFixture.at(), manager, id, change)).toMatchObject({
          refused: 'forbidden',
        });
      }
      const input = { ...FLORA, group: 'Viewer', password: PASSWORD };
      expect(await inviteUser(userFixture.at(), manager, input)).toMatchObject({ refused: 'forbidden' });
    }
    expect(await owners()).toMatchObject([{ ...FLORA, state: 'invited' }]);
  });
});

describe('handing over', () => {
  it('claims the login of the Owner that a new site has', async () => {
    const input = { ...FLORA, email: 'FLORA@fenwick.example', group: 'Owner', password: PASSWORD };
    const user = granted(await inviteUser(userFixture.at(), userFixture.parent(), input));
    expect(user).toMatchObject({ group: 'Owner', state: 'active' });
    expect(await loadUsers(userFixture.at(), userFixture.childId, { limit: 9 })).toHaveLength(1);
    expect(await inviteUser(userFixture.at(), userFixture.parent(), input)).toMatchObject({
      refused: 'conflict',
    });
  });

  it('makes the former Owner an Administrator, and deletes an unclaimed former Owner', async () => {
    const nina = granted(
      await handOver(userFixture.at(), userFixture.parent(), { ...NINA, password: PASSWORD }),
    );
    expect(await loadUsers(userFixture.at(), userFixture.childId, { limit: 9 })).toMatchObject([
      { id: nina.id, group: 'Owner' },
    ]);
    const omar = granted(
      await handOver(userFixture.at(1), userFixture.parent(), {
        name: 'Omar',
        email: 'omar@fenwick.example',
      }),
    );
    expect(omar).toMatchObject({ group: 'Owner', state: 'invited' });
    expect(await loadEmailLink(userFixture.at(), await userFixture.tokenFor(omar.email))).toMatchObject({
      userId: omar.id,
    });
    const all = await loadUsers(userFixture.at(), userFixture.childId, { limit: 9 });
    expect(all.map(({ id, group }) => [id, group])).toEqual([
      [nina.id, 'Administrator'],
      [omar.id, 'Owner'],
    ]);
    const back = granted(
      await changeUser(userFixture.at(), userFixture.parent(), nina.id, { group: 'Owner' }),
    );
    expect(back).toMatchObject({ id: nina.id, group: 'Owner' });
    expect(await loadUsers(userFixture.at(), userFixture.childId, { limit: 9 })).toHaveLength(1);
  });

  it('keeps the password of a user who has one', async () => {
    const viewer = await userFixture.add('viewer@fenwick.example', 'Viewer');
    const input = { email: viewer.email, name: 'Taken', password: `${PASSWORD}-other` };
    expect(await handOver(userFixture.at(), userFixture.parent(), input)).toMatchObject({
      refused: 'conflict',
    });
    const owner = granted(
      await handOver(userFixture.at(), userFixture.parent(), { email: viewer.email, name: 'Other' }),
    );
    expect(owner).toMatchObject({ id: viewer.id, name: viewer.name, group: 'Owner', state: 'active' });
    const emails = await userFixture.rows(
      (sql) => sql`select 1 from emails where recipient_address = ${viewer.email}`,
    );
    expect(emails).toEqual([]);
  });

  it('leaves one Owner, however many are named at once', async () => {
    const users = await Promise.all([1, 2, 3].map((n) => userFixture.add(`p${n}@fenwick.example`, 'Viewer')));
    const outcomes = await Promise.all([
      ...users.map(({ id }) => handOver(userFixture.at(), userFixture.parent(), id)),
      handOver(userFixture.at(), userFixture.parent(), NINA),
      handOver(userFixture.at(), userFixture.parent(), { ...FLORA, password: PASSWORD }),
    ]);
    expect(outcomes.filter((outcome) => !('refused' in outcome)).length).toBeGreaterThan(0);
    expect(await owners()).toHaveLength(1);
  });

  it('is on the logs of both sites, with who it was before', async () => {
    const viewer = await userFixture.add('viewer@fenwick.example', 'Viewer');
    const [former] = await owners();
    granted(
      await handOver(
        { ...userFixture.at(), actor: 'user/parent', requestId: 'r-1' },
        userFixture.parent(),
        viewer.id,
      ),
    );
    const rows = await userFixture.rows(
      (sql) => sql`
        select site_id, actor, request_id, subject, before, after from audit where action = 'owner.change'
         order by site_id = ${userFixture.childId} desc`,
    );
    const row = {
      actor: 'user/parent',
      requestId: 'r-1',
      subject: `user/${viewer.id}`,
      before: { owner: `user/${former?.id ?? ''}`, claimed: false },
      after: { owner: `user/${viewer.id}` },
    };
    expect(rows).toEqual([
      { ...row, siteId: userFixture.childId },
      { ...row, siteId: userFixture.fixture.siteId },
    ]);
  });

  it('keeps a former Owner disabled who was impersonated', async () => {
    const [former] = await owners();
    const { sql } = userFixture.fixture.database;
    const { now } = userFixture.at();
    await sql`
      insert into impersonations (id, site_id, parent_id, impersonator_id, viewed_as, credentials_version, address,
             started_at, last_seen_at, ends_at)
      select gen_random_uuid(), ${userFixture.childId}, ${userFixture.fixture.siteId}, u.id, ${former?.id ?? ''}, 1, '', ${now}, ${now}, ${now}
        from users u where u.site_id = ${userFixture.fixture.siteId}`;
    granted(await handOver(userFixture.at(), userFixture.parent(), NINA));
    const all = await loadUsers(userFixture.at(), userFixture.childId, { limit: 9 });
    expect(all.find(({ id }) => id === former?.id)).toMatchObject({
      group: 'Administrator',
      state: 'disabled',
    });
  });
});
