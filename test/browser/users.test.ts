import type { Page } from 'playwright-core';
import { beforeAll, expect, it } from 'vitest';
import type { Sandbox } from '../setup/sandbox.js';
import { fill, findFaults, logIn, press } from './chromium.js';
import { describeInBrowser } from './fixture.js';

const PASSWORD = 'four walls and a roof';

describeInBrowser('the users of a site, in a browser', (browserFixture) => {
  let sandbox: Sandbox;
  let owner: Page;
  let base: string;

  beforeAll(async () => {
    ({ sandbox } = browserFixture);
    base = `/sites/${sandbox.owner.site}`;
    owner = await browserFixture.openBrowserPage();
    await logIn(owner, `${base}/sites`, sandbox);
  });

  const linkTo = async (address: string): Promise<string> => {
    const found = async (): Promise<string | undefined> => {
      const mails = await sandbox.mailsTo(address);
      return /https?:\/\/\S+\/link\/\S+/.exec(mails.at(-1)?.text ?? '')?.[0];
    };
    await expect.poll(found).toBeDefined();
    return (await found()) ?? '';
  };

  it('leads on to where one wanted to go', () => {
    expect(owner.url()).toBe(`${sandbox.url}${base}/sites`);
  });

  it('invites a user, who follows the link, chooses a password and logs in', async () => {
    await owner.goto(`${base}/users`);
    await owner.getByRole('link', { name: 'Invite user' }).click();
    await fill(owner, { Name: 'Ann Ledger', Email: 'ann@agency.example' });
    await owner.getByLabel('Group').selectOption('Billing');
    await press(owner, 'Send invitation');
    expect(await owner.getByRole('status').textContent()).toContain('ann@agency.example');
    const link = await linkTo('ann@agency.example');
    const ann = await browserFixture.openBrowserPage();
    await ann.goto(link);
    expect(await findFaults(ann)).toEqual([]);
    await fill(ann, { Password: 'password123' });
    await press(ann, 'Save password');
    expect(await ann.locator('#password-error').textContent()).toContain('is too common');
    await fill(ann, { Password: PASSWORD });
    await press(ann, 'Save password');
    await fill(ann, { Email: 'ann@agency.example', Password: PASSWORD });
    await press(ann, 'Log in');
    expect(await ann.locator('h1').textContent()).toBe('No accounts yet');
    expect(await ann.getByRole('link', { name: 'Users' }).count()).toBe(0);
    await ann.goto(link);
    expect(await ann.locator('h1').textContent()).toBe('This link does not work');
    await ann.context().close();
  });

  it('makes a group and shows it', async () => {
    await owner.goto(`${base}/groups/new`);
    await fill(owner, { Name: 'Bookkeeping' });
    await owner.getByRole('checkbox', { name: /accounts\.read/ }).check();
    await press(owner, 'Create group');
    expect(await owner.getByRole('link', { name: 'Bookkeeping' }).count()).toBe(1);
  });

  it('makes a key that is shown once', async () => {
    await owner.goto(`${base}/api-keys/new`);
    await fill(owner, { Name: 'collector' });
    await press(owner, 'Create API key');
    expect(await owner.locator('#permissions-error').count()).toBe(1);
    await owner.getByRole('checkbox', { name: /usage\.write/ }).check();
    await press(owner, 'Create API key');
    expect(await owner.locator('#key').textContent()).toMatch(/^sk_/);
    expect(await findFaults(owner)).toEqual([]);
  });

  it('adds a child site, impersonates its Owner with *, and ends the impersonation', async () => {
    await owner.goto(`${base}/sites/new`);
    await fill(owner, {
      Name: 'Fenwick & Daughters',
      'Short name': 'fenwick',
      Hosts: 'fenwick.example',
      'Name of the Owner': 'Flora Fenwick',
      'Email of the Owner': 'flora@fenwick.example',
    });
    await press(owner, 'Add the site');
    await press(owner, 'Send invitation');
    await linkTo('flora@fenwick.example');
    expect(await findFaults(owner)).toEqual([]);
    await logIn(owner, '/sites/fenwick/impersonations', sandbox, '*');
    expect(await owner.getByRole('complementary', { name: 'You are impersonating' }).textContent()).toContain(
      'you are impersonating',
    );
    expect(await findFaults(owner)).toEqual([]);
    await owner.goto('/sites/fenwick/api-keys');
    expect(await owner.locator('h1').textContent()).not.toContain('API key');
    await press(owner, 'End impersonation');
    // Back at home, at the client's page, where one still is who one was.
    expect(new URL(owner.url()).pathname).toMatch(
      /^\/sites\/[^/]+\/(console\/accounts|sites)\/[0-9a-f-]{36}$/,
    );
    await owner.goto(`${base}/audit`);
    expect(await owner.locator('tbody').textContent()).toContain('Impersonation started');
  });

  it('has nothing for axe to find, in both schemes, on a desk and on a phone', async () => {
    const pages = [
      '/',
      '/users',
      '/users/invite',
      '/groups',
      '/groups/new',
      '/sessions',
      '/sessions/password',
    ];
    pages.push(
      '/sessions/second-factor',
      '/impersonations',
      '/audit',
      '/api-keys',
      '/api-keys/new',
      '/sites',
      '/sites/new',
    );
    pages.push('/login', '/login/code', '/forgot', '/nothing');
    const faults: string[] = [];
    for (const path of pages) {
      await owner.goto(base + path);
      faults.push(...(await findFaults(owner)));
    }
    expect(faults).toEqual([]);
  });

  it('shows a code to scan', async () => {
    await owner.goto(`${base}/sessions/second-factor`);
    await press(owner, 'Show QR code');
    expect(await owner.locator('.qr svg').count()).toBe(1);
    expect(await findFaults(owner)).toEqual([]);
  });

  it('lists the places one is logged in at, and logs out of all of them', async () => {
    await owner.goto(`${base}/sessions`);
    expect(await owner.locator('tbody').textContent()).toContain('This session');
    await press(owner, 'Log out everywhere');
    expect((await owner.goto(`${base}/`))?.status()).toBe(401);
  });
});
