import { beforeAll, describe, expect, it } from 'vitest';
import { sendPasswordReset } from '../../src/auth/emails/passwordReset.js';
import { loadEmailLink, useEmailLink } from '../../src/auth/emails/useEmailLink.js';
import { resendInvitation } from '../../src/auth/users/invitations.js';
import { inviteUser } from '../../src/auth/users/inviteUser.js';
import { changeUser } from '../../src/auth/users/manageUsers.js';
import type { UserContext } from '../../src/auth/users/manager.js';
import { granted } from '../setup/fixture.js';
import { createUsersFixture, HOUR_MS, PASSWORD, type UsersFixture } from './usersFixture.js';

let userFixture: UsersFixture;
let made = 0;

beforeAll(async () => {
  userFixture = await createUsersFixture();
});

const DAY_MS = 24 * HOUR_MS;
const REFUSED = { refused: 'not_found' };

function newEmail(): string {
  made += 1;
  return `person-${made}@fenwick.example`;
}

async function invite(email = newEmail()): Promise<{ id: string; email: string; token: string }> {
  const input = { email, name: 'Pat Morrow', group: 'Viewer' };
  const { id } = granted(await inviteUser(userFixture.at(), userFixture.as('Owner'), input));
  return { id, email, token: await userFixture.tokenFor(email) };
}

async function reset(email: string, afterMs = 0, address?: string): Promise<string> {
  expect(await sendPasswordReset(userFixture.at(afterMs), { slug: userFixture.slug, email, address })).toBe(
    'done',
  );
  return userFixture.tokenFor(email);
}

async function keptFor(email: string): Promise<number> {
  const rows = await userFixture.rows((sql) => sql`select 1 from emails where recipient_address = ${email}`);
  return rows.length;
}

describe('a site', () => {
  it('sends at most a hundred invitations an hour to all recipients together, and continues after that', async () => {
    const own = await createUsersFixture();
    const bid = (email: string, afterMs = 0) =>
      inviteUser(own.at(afterMs), own.as('Owner'), { email, name: 'Pat', group: 'Viewer' });
    const all = await Promise.all(Array.from({ length: 105 }, (_, index) => bid(`p${index}@many.example`)));
    expect(all.filter((one) => 'refused' in one)).toHaveLength(5);
    expect(await bid('late@many.example')).toMatchObject({ refused: 'throttled' });
    const password = { email: 'has@many.example', name: 'Pat', group: 'Viewer', password: PASSWORD };
    expect(await inviteUser(own.at(), own.as('Owner'), password)).toMatchObject({ state: 'active' });
    expect(await bid('late@many.example', HOUR_MS + 1_000)).toMatchObject({ state: 'invited' });
  });
});

describe('an invitation', () => {
  it('leads to the configured address, and nowhere stands in what is kept', async () => {
    const { email, token } = await invite();
    expect(token).toMatch(/^[A-Za-z0-9_-]{43}$/);
    const rows = await userFixture.rows(
      (sql) => sql`
        select kind, site_id, content, html, plain, subject, key, message_id, (select string_agg(m::text, '') from email_links m) as links,
               (select string_agg(a::text, '') from audit a) as audit
          from emails where recipient_address = ${email}`,
    );
    expect(rows).toMatchObject([{ kind: 'invitation', siteId: userFixture.childId }]);
    expect(JSON.stringify(rows)).not.toContain(token);
  });

  it('lets its holder choose a password, once', async () => {
    const { id, email, token } = await invite();
    expect(await loadEmailLink(userFixture.at(), token)).toEqual({
      purpose: 'invitation',
      userId: id,
      name: 'Pat Morrow',
      email,
    });
    expect(await useEmailLink(userFixture.at(), token, 'short')).toMatchObject({ refused: 'invalid' });
    expect(await useEmailLink(userFixture.at(), token, PASSWORD)).toBe('done');
    expect(await useEmailLink(userFixture.at(), token, `${PASSWORD}-two`)).toMatchObject(REFUSED);
    expect(await loadEmailLink(userFixture.at(), token)).toMatchObject(REFUSED);
    const [user] = await userFixture.rows<{ passwordHash: string }>(
      (sql) => sql`select password_hash from users where id = ${id}`,
    );
    expect(user?.passwordHash).toMatch(/^\$argon2id\$/);
    const again = await resendInvitation(userFixture.at(), userFixture.as('Owner'), id);
    expect(again).toMatchObject({ refused: 'conflict' });
  });

  it('lasts seven days and not a moment longer', async () => {
    const { token } = await invite();
    expect(await loadEmailLink(userFixture.at(7 * DAY_MS - 1), token)).toMatchObject({
      purpose: 'invitation',
    });
    expect(await loadEmailLink(userFixture.at(7 * DAY_MS), token)).toMatchObject(REFUSED);
    expect(await useEmailLink(userFixture.at(7 * DAY_MS), token, PASSWORD)).toMatchObject(REFUSED);
  });

  it('is void once a newer one went out, and cannot fill a mailbox', async () => {
    const { id, email, token } = await invite();
    granted(await resendInvitation(userFixture.at(), userFixture.as('Owner'), id));
    expect(await loadEmailLink(userFixture.at(), token)).toMatchObject(REFUSED);
    expect(await loadEmailLink(userFixture.at(), await userFixture.tokenFor(email))).toMatchObject({
      userId: id,
    });
    const outcomes = await Promise.all(
      Array.from({ length: 8 }, () => resendInvitation(userFixture.at(1), userFixture.as('Owner'), id)),
    );
    const refused = outcomes.filter((outcome) => 'refused' in outcome);
    expect(refused).toHaveLength(5);
    expect(refused[0]).toMatchObject({ refused: 'throttled' });
    const again = { email, name: 'Pat', group: 'Viewer' };
    expect(await inviteUser(userFixture.at(1), userFixture.as('Owner'), again)).toMatchObject({
      refused: 'throttled',
    });
    granted(await resendInvitation(userFixture.at(HOUR_MS + 2), userFixture.as('Owner'), id));
  });

  it('is no use at another site, nor changed by an email', async () => {
    const { token } = await invite();
    const elsewhere = userFixture.at(0, userFixture.fixture.siteId);
    expect(await loadEmailLink(elsewhere, token)).toMatchObject(REFUSED);
    expect(await useEmailLink(elsewhere, token, PASSWORD)).toMatchObject(REFUSED);
    const other = token.startsWith('A') ? `B${token.slice(1)}` : `A${token.slice(1)}`;
    for (const wrong of [other, `${token}A`, token.slice(1), '', '../../x', "' or 1=1"]) {
      expect(await loadEmailLink(userFixture.at(), wrong)).toMatchObject(REFUSED);
    }
    expect(await useEmailLink(userFixture.at(), token, PASSWORD)).toBe('done');
  });

  it('serves one of two who use it at once', async () => {
    const { id, token } = await invite();
    const outcomes = await Promise.all(
      [1, 2, 3, 4].map((n) => useEmailLink(userFixture.at(), token, `${PASSWORD}-${n}`)),
    );
    expect(outcomes.filter((outcome) => outcome === 'done')).toHaveLength(1);
    const rows = await userFixture.rows(
      (sql) => sql`select 1 from audit where subject = ${`user/${id}`} and action = 'user.password'`,
    );
    expect(rows).toHaveLength(1);
  });

  it('is invalid for a disabled user', async () => {
    const { id, token } = await invite();
    granted(await changeUser(userFixture.at(), userFixture.as('Owner'), id, { disabled: true }));
    expect(await useEmailLink(userFixture.at(), token, PASSWORD)).toMatchObject(REFUSED);
    granted(await changeUser(userFixture.at(), userFixture.as('Owner'), id, { disabled: false }));
    expect(await useEmailLink(userFixture.at(), token, PASSWORD)).toMatchObject(REFUSED);
  });

  it('is taken for the same user when they are added again before they claimed it', async () => {
    const { id, email, token } = await invite();
    const input = { email: email.toUpperCase(), name: 'Pat', group: 'Billing', password: PASSWORD };
    const user = granted(await inviteUser(userFixture.at(), userFixture.as('Owner'), input));
    expect(user).toMatchObject({ id, group: 'Billing', state: 'active' });
    expect(await useEmailLink(userFixture.at(), token, PASSWORD)).toMatchObject(REFUSED);
    expect(await inviteUser(userFixture.at(), userFixture.as('Owner'), input)).toMatchObject({
      refused: 'conflict',
    });
  });
});

describe('a new password by mail', () => {
  it('ends every session, half-finished login and known browser', async () => {
    const user = await userFixture.add(newEmail(), 'Viewer');
    const { sql } = userFixture.fixture.database;
    const at = userFixture.at().now;
    await sql`
      insert into sessions (id, handle, site_id, user_id, credentials_version, address, browser, created_at, last_seen_at,
             idle_at, ends_at)
      values ('s', gen_random_uuid(), ${userFixture.childId}, ${user.id}, 1, '', '', ${at}, ${at}, ${at}, ${at})`;
    await sql`
      insert into pending_logins (id, site_id, user_id, credentials_version, impersonates, expires_at)
      values ('p', ${userFixture.childId}, ${user.id}, 1, false, ${at})`;
    await sql`insert into known_browsers (id, user_id, last_used_at) values ('b', ${user.id}, ${at})`;
    const before = await version(user.id);
    const token = await reset(user.email);
    expect(await useEmailLink(userFixture.at(), token, `${PASSWORD}-new`)).toBe('done');
    expect(await version(user.id)).toBe(before + 1);
    const left = await userFixture.rows(
      (sql) => sql`
        select id from sessions where user_id = ${user.id} union all
        select id from pending_logins where user_id = ${user.id} union all
        select id from known_browsers where user_id = ${user.id}`,
    );
    expect(left).toEqual([]);
  });

  it('lasts an hour, and makes the link before it useless', async () => {
    const user = await userFixture.add(newEmail(), 'Viewer');
    const first = await reset(user.email);
    expect(await loadEmailLink(userFixture.at(HOUR_MS - 1), first)).toMatchObject({
      purpose: 'password-reset',
    });
    expect(await loadEmailLink(userFixture.at(HOUR_MS), first)).toMatchObject(REFUSED);
    const second = await reset(user.email, 1);
    expect(await loadEmailLink(userFixture.at(1), first)).toMatchObject(REFUSED);
    expect(await loadEmailLink(userFixture.at(1), second)).toMatchObject({ userId: user.id });
  });

  it('is not sent to an unknown address, to a look-alike address, or to a disabled user', async () => {
    const user = await userFixture.add(newEmail(), 'Viewer');
    const lookalike = user.email.replace('person', 'p\u0435rson');
    await sendPasswordReset(userFixture.at(), { slug: userFixture.slug, email: lookalike });
    expect(await keptFor(lookalike)).toBe(0);
    expect(await keptFor(user.email)).toBe(1);
    granted(await changeUser(userFixture.at(), userFixture.as('Owner'), user.id, { disabled: true }));
    await sendPasswordReset(userFixture.at(), { slug: userFixture.slug, email: user.email });
    expect(await keptFor(user.email)).toBe(1);
    await sendPasswordReset(userFixture.at(), { slug: userFixture.slug, email: 'nobody@fenwick.example' });
    await sendPasswordReset(userFixture.at(), { slug: 'nowhere', email: user.email });
    for (const email of ['nobody@fenwick.example', 'somebody@nowhere.invalid', `*${user.email}`]) {
      await sendPasswordReset(userFixture.at(), { slug: userFixture.slug, email });
      expect(await keptFor(email)).toBe(0);
    }
  });

  it('runs as many queries for an unknown address as for a known one', async () => {
    const user = await userFixture.add(newEmail(), 'Viewer');
    const known = await statements(user.email);
    const unknown = await statements('stranger@fenwick.example');
    expect(unknown).toEqual(known);
    expect(known).toEqual(expect.arrayContaining(['begin', 'savepoint']));
    expect(known.length).toBeGreaterThan(12);
  });

  it('cannot fill a mailbox, and comes again after an hour', async () => {
    const user = await userFixture.add(newEmail(), 'Viewer');
    for (let n = 0; n < 10; n += 1) await reset(user.email, n);
    expect(await keptFor(user.email)).toBe(3);
    await reset(user.email, HOUR_MS - 1);
    expect(await keptFor(user.email)).toBe(3);
    await reset(user.email, HOUR_MS + 2);
    expect(await keptFor(user.email)).toBe(4);
  });

  it('is limited per network', async () => {
    const before = await userFixture.rows((sql) => sql`select 1 from emails where kind = 'password-reset'`);
    const users = await Promise.all(Array.from({ length: 33 }, () => userFixture.add(newEmail(), 'Viewer')));
    for (const { email } of users) {
      await sendPasswordReset(userFixture.at(), { slug: userFixture.slug, email, address: '192.0.2.7' });
    }
    const after = await userFixture.rows((sql) => sql`select 1 from emails where kind = 'password-reset'`);
    expect(after.length - before.length).toBe(30);
  });
});

async function version(id: string): Promise<number> {
  const [row] = await userFixture.rows<{ credentialsVersion: number }>(
    (sql) => sql`select credentials_version from users where id = ${id}`,
  );
  return row?.credentialsVersion ?? 0;
}

/** What a request asks of the database, without the values. */
async function statements(email: string): Promise<string[]> {
  const seen: string[] = [];
  const { sql } = userFixture.fixture.database;
  const listen = (queryable: UserContext['sql']): UserContext['sql'] =>
    new Proxy(queryable, {
      apply: (target, self, given: unknown[]) => {
        const [strings] = given;
        if (Array.isArray(strings) && 'raw' in strings) seen.push(strings.join('?').trim().slice(0, 40));
        return Reflect.apply(target, self, given) as unknown;
      },
      get: (target, name) => {
        const value = Reflect.get(target, name) as unknown;
        if ((name !== 'begin' && name !== 'savepoint') || typeof value !== 'function') return value;
        return (work: (inner: UserContext['sql']) => unknown) => {
          seen.push(name);
          return Reflect.apply(value, target, [
            (inner: UserContext['sql']) => work(listen(inner)),
          ]) as unknown;
        };
      },
    });
  await sendPasswordReset({ ...userFixture.at(), sql: listen(sql) }, { slug: userFixture.slug, email });
  return seen;
}
