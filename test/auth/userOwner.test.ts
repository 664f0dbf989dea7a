import { afterAll, beforeEach, describe, expect, it } from 'vitest';
import { loadEmailLink } from '../../src/auth/emails/useEmailLink.js';
import { handOver } from '../../src/auth/users/handOver.js';
import { inviteUser } from '../../src/auth/users/inviteUser.js';
import { changeUser, readUsers } from '../../src/auth/users/manageUsers.js';
import type { Manager } from '../../src/auth/users/manager.js';
import type { User } from '../../src/store/auth/users.js';
import { granted } from '../setup/fixture.js';
import { createUsersWorld, only, PASSWORD, type UsersWorld } from './usersFixture.js';

let fixture: UsersWorld;
const worlds: UsersWorld[] = [];

beforeEach(async () => {
  fixture = await createUsersWorld();
  worlds.push(fixture);
});
afterAll(() => Promise.all(worlds.map(({ world }) => world.database.drop())));

const FLORA = { email: 'flora@fenwick.example', name: 'Flora Fenwick' };
const NINA = { email: 'nina@fenwick.example', name: 'Nina Reyes' };

async function owners(): Promise<User[]> {
  return (await readUsers(fixture.at(), fixture.childId, { limit: 200 })).filter(
    ({ group }) => group === 'Owner',
  );
}

describe('who may say who the Owner is', () => {
  const REFUSED: readonly (readonly [string, () => Manager])[] = [
    ['the Owner themselves', () => fixture.as('Owner')],
    ['an Administrator', () => fixture.as('Administrator')],
    ['the site’s own key', () => fixture.as(null)],
    ['an Administrator of the parent', () => fixture.parent({ group: 'Administrator', userId: 'x' })],
    ['a key of the parent without owner.write', () => fixture.parent({ permissions: only('users.write') })],
  ];

  it.each(REFUSED)('not %s', async (_who, manager) => {
    const viewer = await fixture.add('viewer@fenwick.example', 'Viewer');
    expect(await handOver(fixture.at(), manager(), viewer.id)).toMatchObject({ refused: 'forbidden' });
    expect(await handOver(fixture.at(), manager(), NINA)).toMatchObject({ refused: 'forbidden' });
    const input = { ...NINA, group: 'Owner' };
    expect(await inviteUser(fixture.at(), manager(), input)).toMatchObject({ refused: 'forbidden' });
    expect(await changeUser(fixture.at(), manager(), viewer.id, { group: 'Owner' })).toMatchObject({
      refused: 'forbidden',
    });
    expect(await owners()).toMatchObject([FLORA]);
  });

  it('not the parent of another site, nor an impersonator', async () => {
    const elsewhere = fixture.parent({ siteId: fixture.childId });
    expect(await handOver(fixture.at(), elsewhere, NINA)).toMatchObject({ refused: 'not_found' });
    const stepped = { ...fixture.at(), actedAs: 'user/x' };
    expect(await handOver(stepped, fixture.parent(), NINA)).toMatchObject({ refused: 'forbidden' });
  });

  it('nobody may shut the Owner out, move them or take their unclaimed login', async () => {
    const [owner] = await owners();
    const id = owner?.id ?? '';
    for (const manager of [fixture.as('Administrator'), fixture.as(null), fixture.parent()]) {
      for (const change of [
        { group: 'Viewer' },
        { disabled: true },
        { name: 'X' },
        { email: 'x@fenwick.example' },
      ]) {
        expect(await changeUser(fixture.at(), manager, id, change)).toMatchObject({ refused: 'forbidden' });
      }
      const input = { ...FLORA, group: 'Viewer', password: PASSWORD };
      expect(await inviteUser(fixture.at(), manager, input)).toMatchObject({ refused: 'forbidden' });
    }
    expect(await owners()).toMatchObject([{ ...FLORA, state: 'invited' }]);
  });
});

describe('handing over', () => {
  it('claims the login of the Owner that a new site has', async () => {
    const input = { ...FLORA, email: 'FLORA@fenwick.example', group: 'Owner', password: PASSWORD };
    const user = granted(await inviteUser(fixture.at(), fixture.parent(), input));
    expect(user).toMatchObject({ group: 'Owner', state: 'active' });
    expect(await readUsers(fixture.at(), fixture.childId, { limit: 9 })).toHaveLength(1);
    expect(await inviteUser(fixture.at(), fixture.parent(), input)).toMatchObject({ refused: 'conflict' });
  });

  it('makes the former Owner an Administrator, and a former one whom nobody claimed goes', async () => {
    const nina = granted(await handOver(fixture.at(), fixture.parent(), { ...NINA, password: PASSWORD }));
    expect(await readUsers(fixture.at(), fixture.childId, { limit: 9 })).toMatchObject([
      { id: nina.id, group: 'Owner' },
    ]);
    const omar = granted(
      await handOver(fixture.at(1), fixture.parent(), { name: 'Omar', email: 'omar@fenwick.example' }),
    );
    expect(omar).toMatchObject({ group: 'Owner', state: 'invited' });
    expect(await loadEmailLink(fixture.at(), await fixture.tokenFor(omar.email))).toMatchObject({
      userId: omar.id,
    });
    const all = await readUsers(fixture.at(), fixture.childId, { limit: 9 });
    expect(all.map(({ id, group }) => [id, group])).toEqual([
      [nina.id, 'Administrator'],
      [omar.id, 'Owner'],
    ]);
    const back = granted(await changeUser(fixture.at(), fixture.parent(), nina.id, { group: 'Owner' }));
    expect(back).toMatchObject({ id: nina.id, group: 'Owner' });
    expect(await readUsers(fixture.at(), fixture.childId, { limit: 9 })).toHaveLength(1);
  });

  it('keeps the password of somebody who has one', async () => {
    const viewer = await fixture.add('viewer@fenwick.example', 'Viewer');
    const input = { email: viewer.email, name: 'Taken', password: `${PASSWORD}-other` };
    expect(await handOver(fixture.at(), fixture.parent(), input)).toMatchObject({ refused: 'conflict' });
    const owner = granted(
      await handOver(fixture.at(), fixture.parent(), { email: viewer.email, name: 'Other' }),
    );
    expect(owner).toMatchObject({ id: viewer.id, name: viewer.name, group: 'Owner', state: 'active' });
    expect(fixture.queued).toEqual([]);
  });

  it('leaves one Owner, however many are named at once', async () => {
    const users = await Promise.all([1, 2, 3].map((n) => fixture.add(`p${n}@fenwick.example`, 'Viewer')));
    const outcomes = await Promise.all([
      ...users.map(({ id }) => handOver(fixture.at(), fixture.parent(), id)),
      handOver(fixture.at(), fixture.parent(), NINA),
      handOver(fixture.at(), fixture.parent(), { ...FLORA, password: PASSWORD }),
    ]);
    expect(outcomes.filter((outcome) => !('refused' in outcome)).length).toBeGreaterThan(0);
    expect(await owners()).toHaveLength(1);
  });

  it('is on the logs of both sites, with who it was before', async () => {
    const viewer = await fixture.add('viewer@fenwick.example', 'Viewer');
    const [former] = await owners();
    granted(
      await handOver(
        { ...fixture.at(), actor: 'user/parent', requestId: 'r-1' },
        fixture.parent(),
        viewer.id,
      ),
    );
    const rows = await fixture.rows(
      (sql) => sql`
        select site_id, actor, request_id, subject, before, after from audit where action = 'owner.change'
         order by site_id = ${fixture.childId} desc`,
    );
    const row = {
      actor: 'user/parent',
      request_id: 'r-1',
      subject: `user/${viewer.id}`,
      before: { owner: `user/${former?.id ?? ''}`, claimed: false },
      after: { owner: `user/${viewer.id}` },
    };
    expect(rows).toEqual([
      { ...row, site_id: fixture.childId },
      { ...row, site_id: fixture.world.siteId },
    ]);
  });

  it('keeps a former Owner as whom somebody impersonated its Owner, shut', async () => {
    const [former] = await owners();
    const { sql } = fixture.world.database;
    const { now } = fixture.at();
    await sql`
      insert into impersonations (id, site_id, parent_id, impersonator_id, viewed_as, credentials_version, address,
             started_at, last_seen_at, ends_at)
      select gen_random_uuid(), ${fixture.childId}, ${fixture.world.siteId}, u.id, ${former?.id ?? ''}, 1, '', ${now}, ${now}, ${now}
        from users u where u.site_id = ${fixture.world.siteId}`;
    granted(await handOver(fixture.at(), fixture.parent(), NINA));
    const all = await readUsers(fixture.at(), fixture.childId, { limit: 9 });
    expect(all.find(({ id }) => id === former?.id)).toMatchObject({
      group: 'Administrator',
      state: 'disabled',
    });
  });
});
