import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { createSite } from '../../src/sites/manageSites.js';
import { visibleParts } from './client.js';
import { type ServerFixture, startServerFixture, USERS, type User, type Slug } from './fixture.js';
import { sendFile } from './things.js';

// What `*` opens: a child site, to the Owner of its direct parent site, and nothing to any other user.

let fixture: ServerFixture;

beforeAll(async () => {
  fixture = await startServerFixture();
});
afterAll(() => fixture.close());
beforeEach(() => fixture.forgive());

const { agencyOwner, agencyAdministrator, agencyDisabled, clientOwner, shopOwner, otherOwner } = USERS;
const star = ({ email }: User): string => `*${email}`;

describe('The Owner of the parent site types * and their own address and password, and', () => {
  it('is in, as themselves, with the view of the child’s Owner', async () => {
    const browser = await fixture.impersonate('client');
    const me = await browser.me('client');
    expect(me.status).toBe(200);
    expect(me.json).toEqual({
      user: { email: clientOwner.email, name: 'The Owner of client', group: 'Owner' },
      site: { slug: 'client' },
      impersonator: { email: agencyOwner.email, site: 'agency' },
    });
  });

  it('sees on every page who they really are, and the way out', async () => {
    const browser = await fixture.impersonate('client');
    for (const page of [
      '',
      'users',
      'groups',
      'impersonations',
      'audit',
      'sites',
      `sites/${await fixture.siteId('shop')}`,
    ]) {
      const { status, text } = await browser.get(`/sites/client/${page}`);
      expect({ page, status }).toEqual({ page, status: 200 });
      expect(text).toContain(agencyOwner.email);
      expect(text).toContain('action="/sites/client/step-out"');
    }
    // A page that is closed to them says so, and has the banner as well.
    const { status, text } = await browser.get('/sites/client/api-keys');
    expect(status).toBe(403);
    expect(text).toContain('action="/sites/client/step-out"');
  });

  it('stands in the log of both sites, coming and going', async () => {
    const browser = await fixture.impersonate('client');
    await browser.post('/sites/client/step-out');
    const both = {
      actor: `user/${await fixture.userId(agencyOwner)}`,
      actedAs: `user/${await fixture.userId(clientOwner)}`,
    };
    for (const slug of ['agency', 'client'] as const) {
      const rows = (await fixture.audit(slug)).filter(({ action }) => action.startsWith('impersonation.'));
      expect(rows.slice(-2)).toMatchObject([
        { action: 'impersonation.start', ...both },
        { action: 'impersonation.end', ...both },
      ]);
    }
    expect((await browser.me('client')).status).toBe(401);
  });

  it('is reported to the child’s Owner by e-mail', async () => {
    const { length } = await fixture.emailsTo(shopOwner.email, 0);
    await fixture.impersonate('shop');
    const emails = await fixture.emailsTo(shopOwner.email, length + 1);
    const email = emails[length];
    expect(email?.subject).toContain('impersonates the Owner of Site of shop');
    expect(email?.text).toContain(clientOwner.email);
    const [link = ''] = /http:\S+\/sites\/shop\/\S+/.exec(email?.text ?? '') ?? [];
    const owner = await fixture.enter(shopOwner);
    expect((await owner.get(new URL(link).pathname)).status).toBe(200);
  });

  it('gives no session at their own site, nor at any other', async () => {
    const browser = await fixture.impersonate('client');
    for (const slug of ['agency', 'other', 'shop']) expect((await browser.me(slug)).status).toBe(401);
  });

  it('is in only while they know the code, where the child’s Owner wants one', async () => {
    const owner = await fixture.enter(otherOwner);
    const page = await owner.post('/sites/other/impersonations/invitation-code', { required: 'yes' });
    const [code = ''] = /[A-Z2-9]{4}-[A-Z2-9]{4}-[A-Z2-9]{4}/.exec(page.text) ?? [];
    const impersonate = (more: Record<string, string>) =>
      fixture.browser().logIn('other', star(agencyOwner), agencyOwner.password, more);
    const refused = await refusalAt('other');
    expect(visibleParts(await impersonate({}))).toEqual(refused);
    expect(visibleParts(await impersonate({ invitation: 'AAAA-BBBB-CCCC' }))).toEqual(refused);
    expect((await impersonate({ invitation: code })).status).toBe(303);
    await owner.post('/sites/other/impersonations/invitation-code', { required: 'no' });
    expect((await impersonate({})).status).toBe(303);
  });
});

type Refused = readonly [attack: string, slug: Slug, identifier: string, password: string];

const REFUSED: readonly Refused[] = [
  ['the grandparent’s Owner at a grandchild', 'shop', star(agencyOwner), agencyOwner.password],
  ['a child’s Owner at a sibling', 'other', star(clientOwner), clientOwner.password],
  ['a child’s Owner at the parent', 'agency', star(clientOwner), clientOwner.password],
  ['an Owner at their own site', 'agency', star(agencyOwner), agencyOwner.password],
  ['an Owner at their own site that has a parent', 'client', star(clientOwner), clientOwner.password],
  ['the child’s own Owner with a *', 'shop', star(shopOwner), shopOwner.password],
  ['an Administrator of the parent', 'client', star(agencyAdministrator), agencyAdministrator.password],
  ['a disabled user of the parent', 'client', star(agencyDisabled), agencyDisabled.password],
  ['the parent’s Owner without the *', 'client', agencyOwner.email, agencyOwner.password],
  ['the child’s password with the parent’s address', 'client', star(agencyOwner), clientOwner.password],
  ['the parent’s password with the child’s address', 'client', star(clientOwner), agencyOwner.password],
  ['two *', 'client', `*${star(agencyOwner)}`, agencyOwner.password],
  ['a blank after the *', 'client', `* ${agencyOwner.email}`, agencyOwner.password],
  ['a blank before the *', 'client', ` ${star(agencyOwner)}`, agencyOwner.password],
  ['a no-break space after the *', 'client', `*\u00a0${agencyOwner.email}`, agencyOwner.password],
  ['a zero-width space after the *', 'client', `*\u200b${agencyOwner.email}`, agencyOwner.password],
  ['a * and nothing', 'client', '*', agencyOwner.password],
  ['nothing at all', 'client', '', agencyOwner.password],
  ['a full-width ＊', 'client', `＊${agencyOwner.email}`, agencyOwner.password],
  ['a small ﹡', 'client', `﹡${agencyOwner.email}`, agencyOwner.password],
  ['a * that is an operator (∗)', 'client', `\u2217${agencyOwner.email}`, agencyOwner.password],
  ['a * at the end', 'client', `${agencyOwner.email}*`, agencyOwner.password],
  ['a * in front of the domain', 'client', agencyOwner.email.replace('@', '@*'), agencyOwner.password],
  ['an SQL wildcard', 'client', '*%@agency.example', agencyOwner.password],
  ['two addresses', 'client', `*${agencyOwner.email},${clientOwner.email}`, agencyOwner.password],
  ['a NUL-free but endless address', 'client', `*${'a'.repeat(900)}@agency.example`, agencyOwner.password],
  ['no password', 'client', star(agencyOwner), ''],
  ['a password of a thousand characters', 'client', star(agencyOwner), 'x'.repeat(1_000)],
  ['the stored hash as the password', 'client', star(agencyOwner), 'HASH'],
];

describe('The uniform 401, byte for byte, is the answer to', () => {
  it.each(REFUSED)('%s', async (_attack, slug, identifier, written) => {
    const wanted = await refusalAt(slug);
    const sessions = await fixture.sql`select count(*) from sessions`;
    const [stored] = await fixture.sql<{ hash: string }[]>`
      select password_hash as hash from users where email = ${agencyOwner.email}`;
    const password = written === 'HASH' ? (stored?.hash ?? '') : written;
    const browser = fixture.browser();
    expect(visibleParts(await browser.logIn(slug, identifier, password))).toEqual(wanted);
    expect(browser.cookies.size).toBe(0);
    expect(await fixture.sql`select count(*) from sessions`).toEqual(sessions);
  });

  it('a site that is not there', async () => {
    const answer = await fixture.browser().logIn('nowhere', star(agencyOwner), agencyOwner.password);
    expect(visibleParts(answer)).toEqual(await refusalAt('client'));
  });

  it('an Owner of the parent who is disabled, or has no password yet', async () => {
    const { sql } = fixture;
    const id = await fixture.userId(otherOwner);
    const wanted = await refusalAt('other');
    const logIn = () => fixture.browser().logIn('other', otherOwner.email, otherOwner.password);
    await sql`update users set disabled_at = now() where id = ${id}`;
    expect(visibleParts(await logIn())).toEqual(wanted);
    await sql`update users set disabled_at = null where id = ${id}`;
    const hashes = await sql<{ hash: string }[]>`select password_hash as hash from users where id = ${id}`;
    await sql`update users set password_hash = null where id = ${id}`;
    expect(visibleParts(await logIn())).toEqual(wanted);
    await sql`update users set password_hash = ${hashes[0]?.hash ?? ''} where id = ${id}`;
    expect((await logIn()).status).toBe(303);
  });

  it('an impersonator and tries to step further from there', async () => {
    const browser = await fixture.impersonate('client');
    const onwards = await browser.logIn('shop', star(agencyOwner), agencyOwner.password);
    expect(visibleParts(onwards)).toEqual(await refusalAt('shop'));
    const asTheChild = await browser.logIn('shop', star(clientOwner), agencyOwner.password);
    expect(visibleParts(asTheChild)).toEqual(await refusalAt('shop'));
    // A second impersonation of the same site is a new one, not one inside the other.
    expect((await browser.logIn('client', star(agencyOwner), agencyOwner.password)).status).toBe(303);
    const [open] = await fixture.sql<{ count: string }[]>`
      select count(*) from impersonations i join sites s on s.id = i.site_id
       where s.slug = 'client' and i.ended_at is null and exists (select 1 from sessions t where t.impersonation_id = i.id)`;
    expect(Number(open?.count)).toBeGreaterThanOrEqual(1);
    expect((await browser.me('client')).json['impersonator']).toEqual({
      email: agencyOwner.email,
      site: 'agency',
    });
  });
});

/** How a site refuses an unknown user. */
async function refusalAt(slug: string) {
  const answer = await fixture.browser().logIn(slug, 'nobody@nowhere.example', 'not a password of anybody');
  expect(answer.status).toBe(401);
  return visibleParts(answer);
}

const STARRED = ['*a@x.example', '＊a@x.example', '﹡a@x.example', '**a@x.example', ' *a@x.example'];

describe('No user can be called', () => {
  describe.each(STARRED)('%s', (email) => {
    it('when an API key adds or invites them, also as an Owner', async () => {
      const before = await fixture.fingerprint();
      for (const group of ['Viewer', 'Owner']) {
        const body = { email, name: 'A', group };
        const answer = await fixture.api('post', '/v1/sites/client/users', body, 'agency');
        expect([400, 422]).toContain(answer.status);
        expect(answer.json['errors']).toMatchObject([{ field: 'email' }]);
      }
      expect(await fixture.fingerprint()).toEqual(before);
    });

    it('when they are invited on a page', async () => {
      const owner = await fixture.enter(clientOwner);
      const before = await fixture.fingerprint();
      const invitation = { email, name: 'A', group: 'Viewer' };
      const { status, text } = await owner.post('/sites/client/users/invite', invitation);
      expect(status).toBe(422);
      expect(text).toContain('must not start with *');
      expect(await fixture.fingerprint()).toEqual(before);
    });

    it('when they are made the Owner of a child on a page', async () => {
      const owner = await fixture.enter(clientOwner);
      const before = await fixture.fingerprint();
      const shop = `/sites/client/sites/${await fixture.siteId('shop')}/owner`;
      expect((await owner.post(shop, { email, name: 'A' })).status).toBe(422);
      const site = { name: 'New', slug: 'new', hostnames: '', ownerName: 'A', ownerEmail: email };
      expect((await owner.post('/sites/client/sites/new', site)).status).toBe(422);
      expect(await fixture.fingerprint()).toEqual(before);
    });

    it('when an account is opened, or a site made', async () => {
      const before = await fixture.fingerprint();
      const account = {
        name: 'A',
        email,
        currency: 'EUR',
        timeZone: 'Europe/Berlin',
        billingDay: 1,
        sites: [{ slug: 'starred', name: 'S', hostnames: [] }],
      };
      const opened = await fixture.api('post', '/v1/accounts', account);
      expect(opened.status).toBe(400);
      expect(opened.json['errors']).toMatchObject([{ field: 'email' }]);
      const site = { slug: 'starred', name: 'S', owner: { email, name: 'A' } };
      const made = await fixture.api('post', '/v1/sites', site);
      expect([400, 422]).toContain(made.status);
      expect(made.json['errors']).toMatchObject([{ field: 'owner.email' }]);
      expect(await fixture.fingerprint()).toEqual(before);
    });

    it('when a file of clients is imported', async () => {
      const owner = await fixture.enter(clientOwner);
      const file = `name,email,currency,time zone\nA,${email},EUR,Europe/Berlin\n`;
      const checked = await sendFile(owner, '/sites/client/console/import', file);
      const before = (await fixture.sql`select count(*) from accounts`)[0];
      if (checked.headers.location !== undefined) {
        const { text } = await owner.get(checked.headers.location);
        expect(text).toContain('must not start with *');
        await owner.post(checked.headers.location);
        await new Promise((resolve) => setTimeout(resolve, 200));
      }
      expect((await fixture.sql`select count(*) from accounts`)[0]).toEqual(before);
    });

    it('when an invited user is changed', async () => {
      const invited = {
        email: `invited${STARRED.indexOf(email)}@client.example`,
        name: 'A',
        group: 'Viewer',
      };
      const { json } = await fixture.api('post', '/v1/sites/client/users', invited, 'client');
      const path = `/v1/sites/client/users/${String(json['id'])}`;
      const answer = await fixture.api('patch', path, { email }, 'client');
      expect([400, 422]).toContain(answer.status);
    });
  });
});

describe('An impersonator does not touch, by whichever door,', () => {
  const settingsOf = async (): Promise<Record<string, string>> => {
    const [row] = await fixture.sql<{ settings: Record<string, string> }[]>`
      select settings from sites where slug = 'client'`;
    return row?.settings ?? {};
  };
  const form = {
    name: 'Client',
    email: 'help@client.example',
    address: '',
    phone: '',
    paymentInstructions: 'IBAN of the client',
    defaultCreditLimit: '',
    taxName: '',
    taxPercent: '',
    taxNumber: '',
    suspendedWords: '',
  };

  it('where the site’s clients pay and write to, but may change what stands beside it', async () => {
    const owner = await fixture.enter(clientOwner);
    expect((await owner.post('/sites/client/console/settings', form)).status).toBe(303);
    const browser = await fixture.impersonate('client');
    for (const change of [
      { paymentInstructions: 'IBAN of another' },
      { email: 'me@agency.example' },
      { email: '' },
    ]) {
      const { status } = await browser.post('/sites/client/console/settings', { ...form, ...change });
      expect([change, status]).toEqual([change, 403]);
      const patched = await browser.send('PATCH', '/v1/sites/client', { settings: change });
      expect([change, patched.status]).toEqual([change, 403]);
    }
    const iban = 'DE89370400440532013000';
    const bank = { bankHolder: 'Me', bankIban: iban, bankBic: '' };
    expect((await browser.post('/sites/client/console/settings', { ...form, ...bank })).status).toBe(403);
    const settings = { bankAccount: { holder: 'Me', iban } };
    expect((await browser.send('PATCH', '/v1/sites/client', { settings })).status).toBe(403);
    expect((await browser.post('/sites/client/console/settings', { ...form, phone: '0123' })).status).toBe(
      303,
    );
    expect({ name: 'Client', ...(await settingsOf()) }).toMatchObject({ ...form, phone: '0123' });
    for (const slug of ['agency', 'client'] as const) {
      const last = (await fixture.audit(slug))
        .filter(({ action }) => action === 'impersonation.refused')
        .at(-1);
      expect(last?.after).toMatchObject({ site: 'client' });
    }
  });

  it('who is an Owner: no file of clients is read or started, and no job makes one for them', async () => {
    const file = 'name,email,currency,time zone,slug\nA,a@b.example,EUR,Europe/Berlin,made-by-file\n';
    const browser = await fixture.impersonate('client');
    expect((await sendFile(browser, '/sites/client/console/import', file)).status).toBe(403);
    const owner = await fixture.enter(clientOwner);
    const { headers } = await sendFile(owner, '/sites/client/console/import', file);
    const task = headers.location ?? '';
    expect((await browser.post(task)).status).toBe(403);
    expect((await browser.get(task)).status).toBe(403);
    const siteId = await fixture.siteId('client');
    const context = {
      ...fixture.system,
      siteId,
      now: fixture.now(),
      wallNow: Date.now(),
      wakeAccount: () => undefined,
    };
    const made = await createSite(
      { ...context, actor: 'user/x', actedAs: 'user/y' },
      { slug: 'made-stepped-in', name: 'Made', hostnames: [] },
    );
    expect(made).toMatchObject({ refused: 'forbidden' });
    expect(
      await fixture.sql`select from sites where slug in ('made-stepped-in', 'made-by-file')`,
    ).toHaveLength(0);
  });
});
