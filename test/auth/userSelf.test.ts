import { TOTP } from 'otpauth';
import { beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { EVERY_PERMISSION } from '../../src/auth/groups/permissions.js';
import { verifyPassword } from '../../src/auth/login/passwords.js';
import {
  confirmSecondFactor,
  startSecondFactor,
  stopSecondFactor,
} from '../../src/auth/secondFactor/enrolSecondFactor.js';
import type { Session } from '../../src/auth/sessions/session.js';
import { changeEmail } from '../../src/auth/users/changeEmail.js';
import { changePassword } from '../../src/auth/users/changePassword.js';
import { changeUser } from '../../src/auth/users/manageUsers.js';
import type { User } from '../../src/store/auth/users.js';
import { granted } from '../setup/fixture.js';
import { createUsersFixture, PASSWORD, type UsersFixture } from './usersFixture.js';

let userFixture: UsersFixture;
let user: User;
let session: Session;
let made = 0;

const NEW = 'copper-lantern-meadow';
const HANDLES = ['00000000-0000-7000-8000-000000000001', '00000000-0000-7000-8000-000000000002'];

beforeAll(async () => {
  userFixture = await createUsersFixture();
});

/** A user with two sessions; the first is the current one. */
beforeEach(async () => {
  made += 1;
  user = await userFixture.add(`self-${made}@fenwick.example`, 'Viewer');
  const { sql } = userFixture.fixture.database;
  const { now } = userFixture.at();
  await sql`delete from sessions`;
  for (const handle of HANDLES) {
    await sql`
      insert into sessions (id, handle, site_id, user_id, credentials_version, address, browser, created_at, last_seen_at,
             idle_at, ends_at)
      select ${handle}, ${handle}, site_id, id, credentials_version, '', '', ${now}, ${now}, ${now}, ${now}
        from users where id = ${user.id}`;
  }
  session = {
    handle: HANDLES[0] ?? '',
    site: {
      id: userFixture.childId,
      slug: userFixture.slug,
      name: 'Fenwick',
      parentId: userFixture.fixture.siteId,
      hasAccount: false,
      hasChildren: false,
    },
    user: { id: user.id, email: user.email, name: user.name, group: user.group },
    permissions: EVERY_PERMISSION,
    impersonator: null,
    actor: `user/${user.id}`,
  };
});

/** Handles of sessions that are of the person's present credentials. */
async function alive(): Promise<string[]> {
  const rows = await userFixture.rows<{ handle: string }>(
    (sql) => sql`
      select t.handle from sessions t join users u on u.id = t.user_id and u.credentials_version = t.credentials_version
       where u.id = ${user.id} order by t.handle`,
  );
  return rows.map(({ handle }) => handle);
}

async function hasPassword(password: string): Promise<boolean> {
  const [row] = await userFixture.rows<{ passwordHash: string }>(
    (sql) => sql`select password_hash from users where id = ${user.id}`,
  );
  return (await verifyPassword(row?.passwordHash ?? null, password)) === 'right';
}

/** How many emails went to the address they had at first, that how they log in was changed. */
async function countChangeEmails(): Promise<number> {
  const rows = await userFixture.rows<{ key: string }>(
    (sql) => sql`select key from emails where recipient_address = ${user.email} and kind = 'login-changed'`,
  );
  return rows.length;
}

function impersonated(): Session {
  const impersonator = {
    id: 'x',
    email: 'x@x.example',
    name: 'X',
    site: 'agency',
    impersonationId: 'x',
    endsAt: 0,
  };
  return { ...session, impersonator };
}

describe('one’s own password', () => {
  it('changes for a user who knows the old one, and ends the other sessions', async () => {
    expect(await changePassword(userFixture.at(), session, PASSWORD, NEW)).toBe('done');
    expect(await hasPassword(NEW)).toBe(true);
    expect(await alive()).toEqual([HANDLES[0]]);
    expect(await countChangeEmails()).toBe(1);
  });

  it('stays when the old one is wrong, and too many tries are not looked at', async () => {
    for (let n = 0; n < 6; n += 1) {
      const outcome = await changePassword(userFixture.at(), session, 'wrong-wrong-wrong', NEW);
      expect(outcome).toMatchObject({ refused: 'invalid', field: 'password' });
    }
    expect(await changePassword(userFixture.at(), session, PASSWORD, NEW)).toMatchObject({
      refused: 'throttled',
    });
    expect(await stopSecondFactor(userFixture.at(), session, PASSWORD)).toMatchObject({
      refused: 'throttled',
    });
    expect(await hasPassword(PASSWORD)).toBe(true);
    expect(await changePassword(userFixture.at(16 * 60_000), session, PASSWORD, NEW)).toBe('done');
  });

  it('must be fit, and is not for an impersonator', async () => {
    expect(await changePassword(userFixture.at(), session, PASSWORD, 'password12')).toMatchObject({
      refused: 'invalid',
      field: 'newPassword',
    });
    expect(await changePassword(userFixture.at(), impersonated(), PASSWORD, NEW)).toMatchObject({
      refused: 'forbidden',
    });
    expect(await alive()).toEqual(HANDLES);
    expect(await countChangeEmails()).toBe(0);
  });

  it('goes to one of two changes made at once', async () => {
    const outcomes = await Promise.all([
      changePassword(userFixture.at(), session, PASSWORD, `${NEW}-one`),
      changePassword(userFixture.at(), session, PASSWORD, `${NEW}-two`),
    ]);
    expect(outcomes.filter((outcome) => outcome === 'done')).toHaveLength(1);
    expect(await countChangeEmails()).toBe(1);
  });
});

describe('one’s own email', () => {
  const wanted = { email: 'new@fenwick.example', password: PASSWORD };

  it('changes for a user who knows the password, and ends the other sessions', async () => {
    expect(await changeEmail(userFixture.at(), session, wanted)).toBe('done');
    const [row] = await userFixture.rows<{ email: string; canonicalEmail: string }>(
      (sql) => sql`select email, canonical_email from users where id = ${user.id}`,
    );
    expect(row).toEqual({ email: 'new@fenwick.example', canonicalEmail: 'new@fenwick.example' });
    expect(await alive()).toEqual([HANDLES[0]]);
    expect(await countChangeEmails()).toBe(1);
    const [audit] = await userFixture.rows<{ action: string; after: object }>(
      (sql) =>
        sql`select action, after from audit where subject = ${`user/${user.id}`} order by id desc limit 1`,
    );
    expect(audit).toEqual({ action: 'user.email', after: { email: 'changed' } });
  });

  it.each([
    ['*new@fenwick.example', PASSWORD, 'invalid', 'email'],
    ['no address', PASSWORD, 'invalid', 'email'],
    ['other@fenwick.example', 'not-my-password', 'invalid', 'password'],
    ['NEW@fenwick.example', PASSWORD, 'conflict', 'email'],
  ])('to %s is refused', async (email, password, refused, field) => {
    expect(await changeEmail(userFixture.at(), session, { email, password })).toMatchObject({
      refused,
      field,
    });
    expect(await alive()).toHaveLength(2);
    expect(await countChangeEmails()).toBe(0);
  });

  it('is not changed by an impersonator', async () => {
    const other = { ...wanted, email: 'other@fenwick.example' };
    expect(await changeEmail(userFixture.at(), impersonated(), other)).toMatchObject({
      refused: 'forbidden',
    });
  });
});

describe('one’s own second factor', () => {
  it('counts once a code is confirmed, and gives ten recovery codes once', async () => {
    const { secret, uri, picture } = granted(await startSecondFactor(userFixture.at(), session));
    expect(uri).toMatch(/^otpauth:\/\/totp\/Sitetab:/);
    expect(picture).toMatch(/^<svg[^]*<\/svg>\s*$/);
    const { wallNow } = userFixture.at();
    const code = new TOTP({ secret }).generate({ timestamp: wallNow });
    const wrong = String((Number(code) + 1) % 1_000_000).padStart(6, '0');
    expect(await confirmSecondFactor(userFixture.at(), session, wrong)).toMatchObject({ refused: 'invalid' });
    const { recoveryCodes } = granted(await confirmSecondFactor(userFixture.at(), session, code));
    expect(new Set(recoveryCodes).size).toBe(10);
    for (const recoveryCode of recoveryCodes) expect(recoveryCode).toMatch(/^[a-z2-9]{4}(-[a-z2-9]{4}){3}$/);
    const kept = await userFixture.rows<{ totpSealed: string; totpLastStep: number; codeHash: string }>(
      (sql) => sql`
        select u.totp_sealed, u.totp_last_step, c.code_hash from users u join recovery_codes c on c.user_id = u.id
         where u.id = ${user.id}`,
    );
    expect(kept).toHaveLength(10);
    expect(JSON.stringify(kept)).not.toContain(secret);
    expect(JSON.stringify(kept)).not.toContain(recoveryCodes[0] ?? 'none');
    expect(kept[0]?.totpLastStep).toBeGreaterThan(0);
    expect(await alive()).toEqual([HANDLES[0]]);
    expect(await startSecondFactor(userFixture.at(), session)).toMatchObject({ refused: 'conflict' });
    expect(await confirmSecondFactor(userFixture.at(), session, code)).toMatchObject({ refused: 'conflict' });
  });

  it('is taken away only with the password', async () => {
    const { secret } = granted(await startSecondFactor(userFixture.at(), session));
    expect(await stopSecondFactor(userFixture.at(), session, PASSWORD)).toMatchObject({
      refused: 'conflict',
    });
    const code = new TOTP({ secret }).generate({ timestamp: userFixture.at().wallNow });
    granted(await confirmSecondFactor(userFixture.at(), session, code));
    expect(await stopSecondFactor(userFixture.at(), session, 'not-my-password')).toMatchObject({
      refused: 'invalid',
    });
    expect(await stopSecondFactor(userFixture.at(), impersonated(), PASSWORD)).toMatchObject({
      refused: 'forbidden',
    });
    expect(await stopSecondFactor(userFixture.at(), session, PASSWORD)).toBe('done');
    const codes = await userFixture.rows(
      (sql) => sql`select 1 from recovery_codes where user_id = ${user.id}`,
    );
    expect(codes).toEqual([]);
    expect(await countChangeEmails()).toBe(2);
  });

  it('that was lost is removed only by a user above', async () => {
    const { secret } = granted(await startSecondFactor(userFixture.at(), session));
    const code = new TOTP({ secret }).generate({ timestamp: userFixture.at().wallNow });
    granted(await confirmSecondFactor(userFixture.at(), session, code));
    const lost = { secondFactor: false } as const;
    expect(await changeUser(userFixture.at(), userFixture.as('Billing'), user.id, lost)).toMatchObject({
      refused: 'forbidden',
    });
    const changed = await changeUser(userFixture.at(), userFixture.as('Administrator'), user.id, lost);
    expect(changed).toMatchObject({ secondFactor: false });
    expect(await alive()).toEqual([]);
    expect(await countChangeEmails()).toBe(2);
    const kept = await userFixture.rows(
      (sql) => sql`
      select 1 from recovery_codes where user_id = ${user.id}
      union all select 1 from users where id = ${user.id} and totp_sealed is not null`,
    );
    expect(kept).toEqual([]);
    const [row] = await userFixture.rows<{ before: object; after: object }>(
      (sql) =>
        sql`select before, after from audit where subject = ${`user/${user.id}`} order by id desc limit 1`,
    );
    expect(row).toEqual({ before: { secondFactor: true }, after: { secondFactor: false } });
  });

  it('that is set up again invalidates the former setup code', async () => {
    const first = granted(await startSecondFactor(userFixture.at(), session));
    granted(await startSecondFactor(userFixture.at(), session));
    const code = new TOTP({ secret: first.secret }).generate({ timestamp: userFixture.at().wallNow });
    expect(await confirmSecondFactor(userFixture.at(), session, code)).toMatchObject({ refused: 'invalid' });
  });
});
