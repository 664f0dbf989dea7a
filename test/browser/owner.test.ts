import type { Page } from 'playwright-core';
import { beforeAll, expect, it } from 'vitest';
import type { Sandbox } from '../setup/sandbox.js';
import { fill, findFaults, follow, headline, logIn, press } from './chromium.js';
import { describeInBrowser } from './fixture.js';

describeInBrowser('plans, emails, settings and imports, in a browser', (browserFixture) => {
  let sandbox: Sandbox;
  let owner: Page;
  let base: string;

  beforeAll(async () => {
    ({ sandbox } = browserFixture);
    base = `/sites/${sandbox.owner.site}/console`;
    owner = await browserFixture.openBrowserPage();
    await logIn(owner, `${base}/plans`, sandbox);
  });

  it('creates a plan row by row, previews its price, and saves it', async () => {
    expect(await headline(owner)).toBe('No plans yet');
    await follow(owner, 'New plan');
    await fill(owner, { Name: 'Studio', Description: 'Hosting', 'Amount, EUR': '15.00' });
    await press(owner, 'Add graduated prices');
    await press(owner, 'Add band');
    await owner.getByLabel('Up to, × 1 GB').fill('50');
    await owner.getByLabel('EUR for each 1 GB').first().fill('0');
    await press(owner, 'Save plan');
    expect(await owner.getByText('This must be').count()).toBe(1);
    expect(await findFaults(owner)).toEqual([]);
    await owner.getByLabel('EUR for each 1 GB').last().fill('0.10');
    await press(owner, 'Update');
    expect(await owner.locator('.bill tr').last().textContent()).toContain('22.00');
    expect(await owner.locator('.preview svg').count()).toBe(1);
    expect(await findFaults(owner)).toEqual([]);
    await press(owner, 'Save plan');
    expect(await headline(owner)).toBe('Studio: no accounts');
    expect(await findFaults(owner)).toEqual([]);
  });

  it('imports clients from a file, and looks how far it is', async () => {
    await owner.goto(`${base}/import`);
    expect(await findFaults(owner)).toEqual([]);
    const lines = [
      'name,email,currency,timezone,plan,slug,hostnames',
      'Fenwick & Daughters,office@fenwick.example,EUR,Europe/London,Studio,fenwick,fenwick.example',
      'Marlow Ceramics,shop@marlow.example,EUR,Europe/London,Studio,marlow,marlow.example',
      'Nobody,nobody,EUR,Europe/London,Studio,nobody,',
    ];
    const buffer = Buffer.from(lines.join('\n'));
    await owner
      .getByLabel('A CSV file, up to 4 MB')
      .setInputFiles({ name: 'c.csv', mimeType: 'text/csv', buffer });
    await press(owner, 'Check file');
    expect(await headline(owner)).toBe('2 clients can be imported');
    expect(await findFaults(owner)).toEqual([]);
    await press(owner, 'Import 2 clients');
    await expect.poll(() => headline(owner), { interval: 500 }).toBe('2 accounts opened');
    expect(await findFaults(owner)).toEqual([]);
  });

  it('brings everybody to a new version, having seen what that does', async () => {
    await owner.goto(`${base}/plans`);
    await follow(owner, 'Studio');
    await follow(owner, 'New version');
    await fill(owner, { 'Amount, EUR': '18.00' });
    await press(owner, 'Save version 2');
    await follow(owner, 'Move all accounts to version 2');
    expect(await headline(owner)).toBe('Move 2 accounts from Studio to version 2?');
    expect(await owner.getByText('+3.00').count()).toBe(2);
    expect(await findFaults(owner)).toEqual([]);
    await press(owner, 'Move 2 accounts');
    await expect.poll(() => headline(owner), { interval: 500 }).toBe('2 accounts moved');
  });

  it('shows every email, and sends one to the owner', async () => {
    for (const kind of ['week', 'statement', 'invitation']) {
      await owner.goto(`${base}/emails?kind=${kind}&language=de`);
      expect(await owner.locator('iframe.email').first().contentFrame().locator('h1').count()).toBe(1);
      expect(await findFaults(owner)).toEqual([]);
    }
    await press(owner, `Send a test email to ${sandbox.owner.email}`);
    expect(await owner.getByRole('status').textContent()).toContain('Test email sent to');
    expect(await sandbox.mailsTo(sandbox.owner.email)).toHaveLength(1);
  });

  it('changes the settings of the tenant', async () => {
    await owner.goto(`${base}/settings`);
    await fill(owner, {
      'Other ways to pay': 'By cheque',
      'Tax of new accounts': 'VAT',
      Percent: '20',
    });
    await press(owner, 'Save');
    expect(await headline(owner)).toContain('how clients can reach you');
    for (const part of [
      '',
      '/payments',
      '/taxes',
      '/invoices',
      '/accounting',
      '/meters',
      '/connectors',
      '/webhooks',
    ]) {
      await owner.goto(`${base}/settings${part}`);
      expect(await findFaults(owner)).toEqual([]);
    }
    for (const page of ['payments', 'accounting', 'search?q=a']) {
      await owner.goto(`${base}/${page}`);
      expect(await findFaults(owner)).toEqual([]);
    }
  });
});
