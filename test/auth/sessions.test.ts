import { beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { digestOfSecret } from '../../src/auth/digest.js';
import { loadImpersonations } from '../../src/auth/impersonation/impersonate.js';
import { forgetOldLogins } from '../../src/auth/login/forgetOldLogins.js';
import {
  endAllSessions,
  endOtherSessions,
  endSession,
  endSessionByHandle,
  loadSessions,
} from '../../src/auth/sessions/endSessions.js';
import { checkSession } from '../../src/auth/sessions/sessions.js';
import type { Session } from '../../src/auth/sessions/session.js';
import { newId } from '../../src/platform/ids.js';
import { createAuthFixture, type Entered, type AuthFixture, OWNER } from './authFixture.js';

const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;
/** More than a check takes: lucia looks at the machine's own clock meanwhile. */
const JUST = MINUTE;

let auth: AuthFixture;
beforeAll(async () => {
  auth = await createAuthFixture();
  await auth.site('other');
});
beforeEach(async () => {
  await auth.fixture.database.sql`delete from login_failures`;
});

async function sessionOf(entered: Entered, slug: string): Promise<Session> {
  const session = await auth.check(entered, slug);
  if (session === undefined) throw new Error('not logged in');
  return session;
}

describe('a session', () => {
  it('ends 14 days after its last use', async () => {
    const entered = await auth.enter({});
    auth.time.now += 14 * DAY - JUST;
    expect(await auth.check(entered, 'agency')).toBeDefined();
    auth.time.now += 14 * DAY - JUST;
    expect(await auth.check(entered, 'agency')).toBeDefined();
    auth.time.now += 14 * DAY;
    expect(await auth.check(entered, 'agency')).toBeUndefined();
    expect(await auth.fixture.database.sql`select 1 from sessions`).toHaveLength(0);
  });

  it('ends after 60 days whatever happens', async () => {
    const entered = await auth.enter({});
    for (let days = 0; days < 59; days += 1) {
      auth.time.now += DAY;
      expect(await auth.check(entered, 'agency')).toBeDefined();
    }
    auth.time.now += DAY - JUST;
    expect(await auth.check(entered, 'agency')).toBeDefined();
    auth.time.now += JUST;
    expect(await auth.check(entered, 'agency')).toBeUndefined();
    expect(entered.endsAt).toBe(auth.time.now);
  });

  it('notes its use once a minute at most, up to its very end', async () => {
    const { sql } = auth.fixture.database;
    const entered = await auth.enter({});
    const seen = async () =>
      (await sql<{ at: number }[]>`select max(last_seen_at) as at from sessions`)[0]?.at;
    const first = await seen();
    auth.time.now += MINUTE - 1;
    await auth.check(entered, 'agency');
    expect(await seen()).toBe(first);
    auth.time.now += 1;
    await auth.check(entered, 'agency');
    expect(await seen()).toBe(auth.time.now);
  });

  it('is valid only at its own site, for the id it was issued with, and for its own kind', async () => {
    const { sql } = auth.fixture.database;
    const entered = await auth.enter({});
    expect(await auth.check(entered, 'other')).toBeUndefined();
    expect(await auth.check({ ...entered, kind: 'impersonation' }, 'agency')).toBeUndefined();
    const stored = await sql<{ id: string; handle: string }[]>`select id, handle from sessions`;
    expect(stored.map(({ id }) => id)).toContain(digestOfSecret(entered.token));
    const hostile = [
      ...stored.flatMap(({ id, handle }) => [id, handle]),
      entered.token.toUpperCase(),
      `${entered.token}=`,
      entered.token.replace(/.$/, (last) => (last === 'a' ? 'b' : 'a')),
      entered.token.slice(1),
      'x'.repeat(10_000),
      '\u0000',
      '',
      '__proto__',
    ];
    for (const token of hostile) {
      expect(
        await checkSession(auth.context(), { slug: 'agency', own: token, impersonation: token }),
      ).toBeUndefined();
    }
    const stepped = await auth.impersonate('other');
    expect(await auth.check({ ...stepped, kind: 'own' }, 'other')).toBeUndefined();
    expect(await auth.check(stepped, 'agency')).toBeUndefined();
    expect(await auth.check(stepped, 'other')).toBeDefined();
    expect(await auth.check(entered, 'agency')).toBeDefined();
  });

  it('is gone once signed out', async () => {
    const entered = await auth.enter({});
    const session = await sessionOf(entered, 'agency');
    auth.time.now += 1;
    await endSession(auth.context(), session);
    expect(await auth.check(entered, 'agency')).toBeUndefined();
    const { sql } = auth.fixture.database;
    const rows =
      await sql`select action from audit where subject = ${`session/${session.handle}`} order by id`;
    expect(rows.map(({ action }) => action as string)).toEqual(['session.start', 'session.end']);
  });

  it.each([
    ['disabled', 'disabled_at = now()'],
    ['given other credentials', 'credentials_version = credentials_version + 1'],
  ])('ends when its person is %s', async (what, change) => {
    const { sql } = auth.fixture.database;
    const name = `someone-${what.replace(' ', '-')}`.slice(0, 14);
    await auth.user('other', name, 'Viewer');
    const entered = await auth.enter({
      slug: 'other',
      identifier: `${name}@other.example`,
      password: `${name} has a secret`,
    });
    expect(await auth.check(entered, 'other')).toBeDefined();
    await sql.unsafe(`update users set ${change} where name = '${name}'`);
    expect(await auth.check(entered, 'other')).toBeUndefined();
  });

  it('has what its group may do at this moment', async () => {
    const { sql } = auth.fixture.database;
    const siteId = await auth.siteId('other');
    await sql`
      insert into groups values (gen_random_uuid(), ${siteId}, 'Helpers', 'Administrator', '{sites.read,nonsense}', now())`;
    await auth.user('other', 'hilde', 'Helpers');
    const hilde = { slug: 'other', identifier: 'hilde@other.example', password: 'hilde has a secret' };
    const entered = await auth.enter(hilde);
    expect([...(await sessionOf(entered, 'other')).permissions]).toEqual(['sites.read']);
    await sql`update groups set permissions = '{sites.write}'`;
    expect([...(await sessionOf(entered, 'other')).permissions]).toEqual(['sites.write']);
    await sql`delete from groups`;
    expect([...(await sessionOf(entered, 'other')).permissions]).toEqual([]);
  });
});

describe('the sessions of a person', () => {
  it('are listed, last used first, with impersonations, and ended one by one', async () => {
    const { sql } = auth.fixture.database;
    await sql`delete from sessions`;
    const phone = await auth.enter({ browser: 'Phone\u0000\n' });
    auth.time.now += MINUTE;
    const stepped = await auth.impersonate('other');
    auth.time.now += MINUTE;
    const desk = await sessionOf(await auth.enter({ browser: 'Desk' }), 'agency');
    const shown = await loadSessions(auth.context(), desk);
    expect(shown.map(({ browser, isThis, site }) => [browser, isThis, site.slug])).toEqual([
      ['Desk', true, 'agency'],
      ['A browser', false, 'other'],
      ['Phone', false, 'agency'],
    ]);
    const guest = await sessionOf(stepped, 'other');
    expect(await loadSessions(auth.context(), guest)).toHaveLength(1);
    expect(await endSessionByHandle(auth.context(), guest, desk.handle)).toMatchObject({
      refused: 'not_found',
    });
    expect(await endSessionByHandle(auth.context(), desk, 'nonsense')).toMatchObject({
      refused: 'not_found',
    });
    expect(await endSessionByHandle(auth.context(), desk, shown[2]?.handle ?? '')).toBeUndefined();
    expect(await auth.check(phone, 'agency')).toBeUndefined();
    await endOtherSessions(auth.context(), desk);
    expect(await auth.check(stepped, 'other')).toBeUndefined();
    expect(await loadSessions(auth.context(), desk)).toHaveLength(1);
    await endAllSessions(auth.context(), desk);
    expect(await loadSessions(auth.context(), desk)).toHaveLength(0);
  });

  it('cannot be ended by another user', async () => {
    await auth.user('agency', 'nora', 'Administrator');
    const nora = await auth.enter({ identifier: 'nora@agency.example', password: 'nora has a secret' });
    const owner = await sessionOf(await auth.enter({}), 'agency');
    const { handle } = await sessionOf(nora, 'agency');
    expect(await endSessionByHandle(auth.context(), owner, handle)).toMatchObject({ refused: 'not_found' });
    await endAllSessions(auth.context(), owner);
    expect(await auth.check(nora, 'agency')).toBeDefined();
  });
});

describe('an impersonation', () => {
  /** Each in a fixture where the agency's Owner is inside the child. */
  const endings: readonly (readonly [string, (auth: AuthFixture) => Promise<unknown>])[] = [
    ['60 minutes are over, however active', (h) => keepActive(h, 60)],
    ['nothing happens for 15 minutes', (h) => Promise.resolve((h.time.now += 15 * MINUTE))],
    [
      'the Owner of the parent site is demoted',
      (h) =>
        h.fixture.database
          .sql`update users set user_group = 'Administrator' where email = ${OWNER.identifier}`,
    ],
    [
      'they are disabled',
      (h) => h.fixture.database.sql`update users set disabled_at = now() where email = ${OWNER.identifier}`,
    ],
    [
      'their password is another',
      (h) =>
        h.fixture.database
          .sql`update users set credentials_version = credentials_version + 1 where email = ${OWNER.identifier}`,
    ],
    [
      'the child is moved to another site',
      async (h) => {
        const parent = await h.siteId('sister');
        await h.fixture.database.sql`update sites set parent_id = ${parent} where slug = 'child'`;
      },
    ],
    [
      'the child has a new Owner',
      (h) =>
        h.fixture.database.sql`update users set user_group = 'Viewer' where email = 'owner@child.example'`,
    ],
  ];

  async function keepActive(within: AuthFixture, minutes: number): Promise<void> {
    const [row] = await within.fixture.database.sql<{ id: string }[]>`select id from impersonations`;
    expect(row).toBeDefined();
    const until = within.time.now + minutes * MINUTE;
    while (within.time.now < until - MINUTE) {
      within.time.now += MINUTE;
      expect(await within.check(inside, 'child')).toBeDefined();
    }
    within.time.now = until;
  }

  let own: AuthFixture;
  let inside: Entered;
  beforeEach(async () => {
    own = await createAuthFixture();
    await own.site('child');
    await own.site('sister');
    inside = await own.impersonate('child');
  });

  it.each(endings)('ends when %s, and both sites’ logs record it', async (_when, happen) => {
    expect(await own.check(inside, 'child')).toBeDefined();
    await happen(own);
    const { sql } = own.fixture.database;
    await Promise.all([own.check(inside, 'child'), own.check(inside, 'child')]);
    expect(await own.check(inside, 'child')).toBeUndefined();
    expect(await sql`select 1 from sessions`).toHaveLength(0);
    expect(await sql`select end_reason from impersonations`).toEqual([{ endReason: 'ended' }]);
    const logs = await sql`
      select s.slug, a.actor from audit a join sites s on s.id = a.site_id
       where a.action = 'impersonation.end' order by s.slug`;
    expect(logs).toEqual([
      { slug: 'agency', actor: 'system/sessions' },
      { slug: 'child', actor: 'system/sessions' },
    ]);
  });

  it('ends the moment they log out at their own site', async () => {
    const desk = await own.check(await own.enter({}), 'agency');
    if (desk === undefined) throw new Error('not in');
    await endSession(own.context(), desk);
    expect(await own.check(inside, 'child')).toBeUndefined();
    const { sql } = own.fixture.database;
    expect(await sql`select end_reason from impersonations`).toEqual([{ endReason: 'left' }]);
  });

  it('ends when they leave; the log shows who came, how long, and what they did', async () => {
    const session = await own.check(inside, 'child');
    if (session?.actedAs === undefined) throw new Error('not inside');
    const [startedAt, siteId] = [own.time.now, session.site.id];
    const { sql } = own.fixture.database;
    own.time.now += 30_000;
    await own.check(inside, 'child');
    await sql`
      insert into audit (id, at, site_id, actor, acted_as, action, subject)
      values (${newId(own.time.now)}, ${own.time.now}, ${siteId}, ${session.actor}, ${session.actedAs}, 'plan.create', 'plan/1')`;
    own.time.now += MINUTE;
    const list = () => loadImpersonations(own.context(), siteId, { limit: 10 });
    expect(await list()).toMatchObject([{ endedAt: null, lastSeenAt: startedAt + 30_000 }]);
    await endAllSessions(own.context(), session);
    expect(await list()).toMatchObject([
      {
        impersonator: { email: OWNER.identifier, site: 'Northlight Studio' },
        address: '192.0.2.1',
        startedAt,
        endedAt: own.time.now,
        endReason: 'left',
        actions: [{ at: startedAt + 30_000, action: 'plan.create', subject: 'plan/1' }],
      },
    ]);
    expect(await own.check(inside, 'child')).toBeUndefined();
  });

  it('that expires unobserved is recorded as ended when it was due, and is deleted', async () => {
    const siteId = await own.siteId('child');
    const due = own.time.now + 15 * MINUTE;
    own.time.now += DAY;
    const list = () => loadImpersonations(own.context(), siteId, { limit: 10 });
    expect(await list()).toMatchObject([{ endedAt: due, endReason: 'ended' }]);
    await forgetOldLogins(own.context());
    const { sql } = own.fixture.database;
    expect(await sql`select 1 from sessions`).toHaveLength(0);
    expect(await sql`select 1 from impersonations where ended_at is null`).toHaveLength(0);
    expect(await sql`select 1 from audit where action = 'impersonation.end'`).toHaveLength(2);
    expect(await list()).toMatchObject([{ endedAt: due }]);
  });
});
