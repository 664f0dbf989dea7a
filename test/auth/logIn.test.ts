import { beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { setImpersonationCode } from '../../src/auth/impersonation/impersonate.js';
import { finishLogIn } from '../../src/auth/login/logIn.js';
import { digestOfRecoveryCode, totpOf } from '../../src/auth/secondFactor/secondFactor.js';
import { sealedAt } from '../../src/store/operations/sealed.js';
import { useRealPasswordCost } from '../setup/cheapPasswords.js';
import { granted } from '../setup/fixture.js';
import { createAuthFixture, entered, hashOf, type AuthFixture, OWNER, STAR } from './authFixture.js';

let auth: AuthFixture;

beforeAll(async () => {
  auth = await createAuthFixture();
  await auth.site('child');
  await auth.site('grandchild', 'child');
  await auth.site('sibling');
  await auth.user('agency', 'adam', 'Administrator');
  await auth.user('child', 'vera', 'Viewer');
  await auth.user('child', 'dora', 'Administrator');
  await auth.fixture.database.sql`update users set disabled_at = now() where name = 'dora'`;
  await auth.site('fresh');
  await auth.fixture.database.sql`update users set password_hash = null where name = 'Owner of fresh'`;
});
beforeEach(async () => {
  await auth.fixture.database.sql`delete from login_failures`;
});

describe('a login', () => {
  it('lets the users of a site in, with what their group may do', async () => {
    const entered = await auth.enter({
      slug: 'child',
      identifier: ' VERA@child.example ',
      password: 'vera has a secret',
    });
    expect(entered.kind).toBe('own');
    const session = await auth.check(entered, 'child');
    expect(session).toMatchObject({
      site: { slug: 'child' },
      user: { name: 'vera', group: 'Viewer' },
      impersonator: null,
    });
    expect([...(session?.permissions ?? [])]).toContain('accounts.read');
    expect([...(session?.permissions ?? [])]).not.toContain('users.read');
    expect(session?.actedAs).toBeUndefined();
  });

  it('lets the Owner of the parent site in with the view of the site’s Owner, as themselves', async () => {
    const entered = await auth.impersonate('child');
    expect(entered.kind).toBe('impersonation');
    const session = await auth.check(entered, 'child');
    expect(session).toMatchObject({
      user: { email: 'owner@child.example', group: 'Owner' },
      impersonator: { email: 'owner@agency.example', site: 'agency', endsAt: auth.time.now + 3_600_000 },
      actor: `user/${await auth.ownerId('agency')}`,
      actedAs: `user/${await auth.ownerId('child')}`,
    });
  });

  it('that fails is in the log of the site, without what was typed, and of the parent site whose password it tried', async () => {
    const { sql } = auth.fixture.database;
    const log = async (slug: string): Promise<string[]> => {
      const rows = await sql<{ told: string }[]>`
        select concat_ws(' ', a.actor, a.action, coalesce(u.name, s.slug, a.subject), a.after) as told
          from audit a join sites here on here.id = a.site_id
          left join users u on a.subject = 'user/' || u.id left join sites s on a.subject = 'site/' || s.id
         where here.slug = ${slug} and a.action like '%.failed' order by a.id`;
      return rows.map(({ told }) => told);
    };
    const before = { child: await log('child'), agency: await log('agency') };
    const password = 'not the one';
    for (const identifier of ['vera@child.example', 'nobody@child.example', STAR.identifier])
      await auth.try({ slug: 'child', identifier, password });
    expect((await log('child')).slice(before.child.length)).toEqual([
      'nobody session.failed vera',
      'nobody session.failed user/unknown',
      'nobody impersonation.failed child',
    ]);
    expect((await log('agency')).slice(before.agency.length)).toEqual(['nobody impersonation.failed child']);
  });

  it('is reported to the child’s Owner and recorded in the logs of both sites', async () => {
    const { sql } = auth.fixture.database;
    const entered = await auth.impersonate('sibling');
    const session = await auth.check(entered, 'sibling');
    const key = `impersonation/${session?.impersonator?.impersonationId ?? ''}`;
    const emails = await sql`select kind, recipient_address, content from emails where key = ${key}`;
    expect(emails).toMatchObject([{ kind: 'impersonation', recipientAddress: 'owner@sibling.example' }]);
    expect(emails[0]?.['content']).toMatchObject({
      who: expect.stringContaining('<owner@agency.example>') as string,
      logUrl: 'https://tab.example/sites/sibling/impersonations',
      siteName: 'sibling',
      from: 'Northlight Studio',
    });
    const rows = await sql`
      select s.slug, a.actor, a.acted_as from audit a join sites s on s.id = a.site_id
       where a.action = 'impersonation.start' and a.subject = ${key} order by s.slug`;
    const who = {
      actor: `user/${await auth.ownerId('agency')}`,
      actedAs: `user/${await auth.ownerId('sibling')}`,
    };
    expect(rows).toEqual([
      { slug: 'agency', ...who },
      { slug: 'sibling', ...who },
    ]);
  });

  const agency = OWNER.password;
  it.each([
    ['of an unknown user', 'child', 'nobody@child.example', agency],
    ['with a wrong password', 'child', 'owner@child.example', agency],
    ['at a site that is none', 'nowhere', 'owner@agency.example', agency],
    ['at a site whose name is no name', "x'\u0000", 'owner@agency.example', agency],
    ['disabled', 'child', 'dora@child.example', 'dora has a secret'],
    ['of an unclaimed user', 'fresh', 'owner@fresh.example', ''],
    ['with a password beyond all length', 'agency', 'owner@agency.example', 'x'.repeat(5_000)],
    ['of the parent site without the *', 'child', 'owner@agency.example', agency],
    ['* at a grandchild', 'grandchild', '*owner@agency.example', agency],
    ['* at the site itself', 'agency', '*owner@agency.example', agency],
    ['* of the site’s own Owner', 'child', '*owner@child.example', 'child owner secret'],
    ['* of a sibling', 'child', '*owner@sibling.example', 'sibling owner secret'],
    ['* of another user of the parent site', 'child', '*adam@agency.example', 'adam has a secret'],
    ['* with the password of the child', 'child', '*owner@agency.example', 'child owner secret'],
    ['twice *', 'child', '**owner@agency.example', agency],
    ['* and a space', 'child', '* owner@agency.example', agency],
    ['a space and *', 'child', ' *owner@agency.example', agency],
    ['* alone', 'child', '*', agency],
    ['nothing', 'child', '', ''],
    ['a wide *', 'child', '＊owner@agency.example', agency],
    ['a small *', 'child', '﹡owner@agency.example', agency],
    ['* and a wide one', 'child', '*＊owner@agency.example', agency],
    ['a low *', 'child', '⁎owner@agency.example', agency],
    ['a * behind an invisible mark', 'child', '\u200b*owner@agency.example', agency],
  ])('%s is refused like any other failure', async (_what, slug, identifier, password) => {
    expect(await auth.try({ slug, identifier, password })).toEqual({ outcome: 'refused' });
    const [counted] = await auth.fixture.database.sql`select count(*) as keys from login_failures`;
    expect(counted).toEqual({ keys: 3 });
  });

  it('treats differently written forms of one address as the same', async () => {
    const spellings = ['ＯＷＮＥＲ@agency.example', 'оwner@AGENCY.example', 'owner@agency.example '];
    for (const identifier of spellings) {
      expect(await auth.try({ ...OWNER, identifier })).toMatchObject({ outcome: 'in' });
    }
    expect(await auth.try({ ...STAR, slug: 'child', identifier: '*Оwner@agency.example' })).toMatchObject({
      kind: 'impersonation',
    });
  });

  it('ends the sessions the browser held for that site, and takes no id from it', async () => {
    const first = await auth.enter({});
    const stranger = await auth.enter({
      slug: 'child',
      identifier: 'vera@child.example',
      password: 'vera has a secret',
    });
    const current = { own: first.token, impersonation: stranger.token };
    const second = await auth.enter({ current });
    expect(second.token).not.toBe(first.token);
    expect(await auth.check(first, 'agency')).toBeUndefined();
    expect(await auth.check(second, 'agency')).toBeDefined();
    expect(await auth.check(stranger, 'child')).toBeDefined();
    const chosen = 'a'.repeat(40);
    const third = await auth.enter({ current: { own: chosen } });
    expect(third.token).not.toBe(chosen);
    expect(await auth.check({ ...third, token: chosen }, 'agency')).toBeUndefined();
  });
});

describe('an invitation code', () => {
  it('must be known by an impersonator, while the Owner wants it', async () => {
    const owner = await auth.enter({
      slug: 'child',
      identifier: 'owner@child.example',
      password: 'child owner secret',
    });
    const session = await auth.check(owner, 'child');
    if (session === undefined) throw new Error('not logged in');
    const { code } = granted(await setImpersonationCode(auth.context(), session, true));
    const attempt = { ...STAR, slug: 'child' };
    expect(await auth.try(attempt)).toEqual({ outcome: 'refused' });
    expect(await auth.try({ ...attempt, invitation: 'WRONG-CODE' })).toEqual({ outcome: 'refused' });
    const [failures] = await auth.fixture.database.sql`select max(failures) as most from login_failures`;
    expect(failures).toEqual({ most: 2 });
    const stepped = await auth.enter({ ...attempt, invitation: ` ${code?.toLowerCase() ?? ''}` });
    const guest = await auth.check(stepped, 'child');
    if (guest === undefined) throw new Error('not impersonating');
    expect(await setImpersonationCode(auth.context(), guest, false)).toMatchObject({ refused: 'forbidden' });
    expect(await setImpersonationCode(auth.context(), session, false)).toEqual({ code: null });
    expect(await auth.try(attempt)).toMatchObject({ outcome: 'in' });
  });
});

describe('a second factor', () => {
  const secret = 'JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP';
  const codeAt = (at: number) => totpOf(secret).generate({ timestamp: at });
  const login = { slug: 'sibling', identifier: 'tom@sibling.example', password: 'tom has a secret' };
  let tom = '';
  beforeAll(async () => {
    tom = await auth.user('sibling', 'tom', 'Viewer');
    const { sql } = auth.fixture.database;
    const sealed = auth.fixture.secrets.seal(secret, sealedAt('second factor', tom));
    await sql`update users set totp_sealed = ${sealed}, totp_confirmed_at = now() where id = ${tom}`;
    await sql`insert into recovery_codes values (${tom}, ${digestOfRecoveryCode('abcd-efgh-jkmn-pqrs')})`;
  });
  const second = (pending: string, code: string, slug = 'sibling') =>
    finishLogIn(auth.context(), { slug, pending, code, address: '192.0.2.1', browser: '' });
  const ask = async (): Promise<string> => {
    const outcome = await auth.try(login);
    if (outcome.outcome !== 'code') throw new Error(outcome.outcome);
    return outcome.pending;
  };

  it('is required after the right password, and logs in', async () => {
    auth.time.now += 60_000;
    const outcome = await second(await ask(), codeAt(auth.time.now));
    expect(await auth.check(entered(outcome), 'sibling')).toMatchObject({ user: { name: 'tom' } });
  });

  it('is good once, also at once and with the password, and an earlier one not at all', async () => {
    auth.time.now += 120_000;
    const code = codeAt(auth.time.now);
    const pendings = [await ask(), await ask()];
    const outcomes = await Promise.all(pendings.map((pending) => second(pending, code)));
    expect(outcomes.map(({ outcome }) => outcome).sort()).toEqual(['in', 'refused']);
    expect(await auth.try({ ...login, code })).toEqual({ outcome: 'refused' });
    expect(await auth.try({ ...login, code: codeAt(auth.time.now - 30_000) })).toEqual({
      outcome: 'refused',
    });
    expect(await auth.try({ ...login, code: codeAt(auth.time.now + 30_000) })).toMatchObject({
      outcome: 'in',
    });
  });

  it('can be replaced by a recovery code, once', async () => {
    const pending = await ask();
    expect(await second(pending, 'ABCD efgh-jkmn pqrs')).toMatchObject({ outcome: 'in' });
    expect(await second(pending, codeAt(auth.time.now + 60_000))).toEqual({ outcome: 'refused' });
    expect(await second(await ask(), 'abcd-efgh-jkmn-pqrs')).toEqual({ outcome: 'refused' });
  });

  it('counts wrong codes as failures', async () => {
    const pending = await ask();
    for (let tries = 0; tries < 6; tries += 1)
      expect(await second(pending, '000')).toEqual({ outcome: 'refused' });
    expect(await second(pending, codeAt(auth.time.now + 90_000))).toMatchObject({ outcome: 'blocked' });
  });

  it('is not accepted at another site, too late, or after the password has changed', async () => {
    expect(await second(await ask(), codeAt(auth.time.now), 'child')).toEqual({ outcome: 'refused' });
    const pending = await ask();
    auth.time.now += 5 * 60_000;
    expect(await second(pending, codeAt(auth.time.now))).toEqual({ outcome: 'refused' });
    const another = await ask();
    const { sql } = auth.fixture.database;
    await sql`update users set credentials_version = credentials_version + 1 where id = ${tom}`;
    expect(await second(another, codeAt(auth.time.now))).toEqual({ outcome: 'refused' });
  });

  it('is required for impersonation, too', async () => {
    const { sql } = auth.fixture.database;
    const owner = await auth.ownerId('agency');
    const sealed = auth.fixture.secrets.seal(secret, sealedAt('second factor', owner));
    await sql`update users set totp_sealed = ${sealed}, totp_confirmed_at = now() where id = ${owner}`;
    const outcome = await auth.try({ ...STAR, slug: 'sibling' });
    if (outcome.outcome !== 'code') throw new Error(outcome.outcome);
    expect(await second(outcome.pending, '123456')).toEqual({ outcome: 'refused' });
    expect(await second(outcome.pending, codeAt(auth.time.now))).toMatchObject({ kind: 'impersonation' });
    await sql`update users set totp_sealed = null, totp_confirmed_at = null where id = ${owner}`;
  });
});

describe('the password check for an unknown user', () => {
  it('takes as long as a real one', async () => {
    useRealPasswordCost();
    const { parseOptions } = await import('@node-rs/argon2');
    const { DUMMY_HASH } = await import('../../src/auth/login/passwords.js');
    expect(parseOptions(DUMMY_HASH)).toEqual(parseOptions(await hashOf('whatever it is')));
  });
});
