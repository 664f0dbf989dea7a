import type { Page } from 'playwright-core';
import { beforeAll, expect, it } from 'vitest';
import type { Sandbox } from '../setup/sandbox.js';
import { fill, findFaults, follow, gateSays, headline, logIn, press } from './chromium.js';
import { describeInBrowser } from './fixture.js';

const HOST = 'marlow.example';

describeInBrowser('a bank’s statement, in a browser', (browserFixture) => {
  let sandbox: Sandbox;
  let owner: Page;
  let bank: string;
  let reference: string;
  let marlow: string;
  let day: string;

  beforeAll(async () => {
    ({ sandbox } = browserFixture);
    day = (await sandbox.now()).slice(0, 10);
    bank = `/sites/${sandbox.owner.site}/console/bank`;
    const fenwick = await openAccount('Fenwick & Daughters', 'fenwick');
    reference = (await sandbox.get<{ reference: string }>(`/v1/accounts/${fenwick}`)).reference;
    marlow = await openAccount('Marlow Ceramics', 'marlow');
    const charge = { amount: '60.00', description: 'Autumn catalogue', category: 'design' };
    await sandbox.post(`/v1/accounts/${marlow}/charges`, charge);
    await sandbox.advance('PT1H');
    owner = await browserFixture.openBrowserPage();
    await logIn(owner, bank, sandbox);
  }, 300_000);

  const openAccount = async (name: string, slug: string): Promise<string> => {
    const hostnames = [`${slug}.example`];
    const { id } = await sandbox.post<{ id: string }>('/v1/accounts', {
      name,
      email: `hello@${slug}.example`,
      currency: 'EUR',
      timeZone: 'Europe/London',
      billingDay: 1,
      creditLimit: '0.00',
      sites: [{ slug, name: `${slug}.example`, hostnames }],
    });
    return id;
  };

  /** Chooses a file and sends it off, then waits until it is taken in. */
  const takeIn = async (name: string, lines: readonly string[]): Promise<void> => {
    const buffer = Buffer.from(['Date;Payer;Description;Amount;Currency', ...lines].join('\n'));
    await owner
      .getByLabel('File from your bank, up to 32 MB')
      .setInputFiles({ name, mimeType: 'text/csv', buffer });
    await press(owner, 'Import statement');
    if ((await headline(owner)) === 'Check the import') {
      expect(await findFaults(owner)).toEqual([]);
      await owner.getByRole('button', { name: /^Confirm and/ }).click();
    }
    await expect.poll(() => headline(owner), { interval: 500 }).not.toContain('taken in');
  };

  const goodLine = (): string => `${day};J. Fenwick;Thank you ${reference.toLowerCase()};+25.00;EUR`;
  /** One digit of the reference is another. */
  const mistyped = (): string => `${reference.slice(0, -1)}${(Number(reference.slice(-1)) + 1) % 10}`;

  it('shows what to do where there is none yet', async () => {
    expect(await gateSays(sandbox, HOST)).toBe(403);
    expect(await headline(owner)).toBe('No bank statement yet');
    expect(await findFaults(owner)).toEqual([]);
  });

  it('posts what names an account, and leaves the rest to the owner', async () => {
    await takeIn('march.csv', [
      goodLine(),
      `${day};J. Fenwick;Thank you ${mistyped()};+26.00;EUR`,
      `${day};Marlow Ceramics;autumn catalogue;+60.00;EUR`,
    ]);
    expect(await headline(owner)).toBe('1 payment posted, 2 lines to match');
    expect(await owner.getByText('The reference has a wrong, missing or extra digit.').count()).toBe(1);
    expect(await findFaults(owner)).toEqual([]);
  });

  it('sees that a line came before', async () => {
    await owner.goto(bank);
    await takeIn('april.csv', [goodLine(), `${day};J. Fenwick;More for ${reference};+5.00;EUR`]);
    expect(await headline(owner)).toBe('1 payment posted');
    expect(await owner.getByRole('link', { name: 'line 2', exact: true }).count()).toBe(1);
    expect(await findFaults(owner)).toEqual([]);
    await follow(owner, 'line 2');
    expect(await headline(owner)).toContain('was posted to Fenwick & Daughters');
    expect(await findFaults(owner)).toEqual([]);
  });

  it('restores a site by the line that is assigned to its account', async () => {
    await owner.goto(bank);
    expect(await headline(owner)).toBe('Two transfers to match');
    expect(await findFaults(owner)).toEqual([]);
    const waiting = owner.getByRole('row').filter({ hasText: 'autumn catalogue' });
    expect(await waiting.locator('option').first().textContent()).toContain('Marlow Ceramics');
    await Promise.all([
      owner.waitForEvent('domcontentloaded'),
      waiting.getByRole('button', { name: /^Post/ }).click(),
    ]);
    expect(await owner.getByRole('status').textContent()).toContain('60.00 EUR posted to Marlow Ceramics.');
    await expect.poll(() => gateSays(sandbox, HOST), { interval: 200 }).toBe(204);
    await owner.goto(`/sites/${sandbox.owner.site}/console/accounts/${marlow}`);
    expect(await owner.locator('#content').textContent()).not.toContain('Suspended now');
  });

  it('finds whose the mistyped line is by a part of a name', async () => {
    await owner.goto(bank);
    expect(await headline(owner)).toBe('One transfer to match');
    await Promise.all([
      owner.waitForEvent('domcontentloaded'),
      owner.getByRole('link', { name: /^(Other account|Search) for .*26.00/ }).click(),
    ]);
    await fill(owner, { 'Name, reference or site': 'enwi' });
    await press(owner, 'Search');
    await owner.getByRole('radio', { name: /Fenwick & Daughters/ }).check();
    expect(await findFaults(owner)).toEqual([]);
    await press(owner, 'Post to this account');
    expect(await headline(owner)).toBe('All transfers are matched');
    expect(await findFaults(owner)).toEqual([]);
  });
});
