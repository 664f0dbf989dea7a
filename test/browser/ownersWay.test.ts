import { fileURLToPath } from 'node:url';
import type { Page } from 'playwright-core';
import { beforeAll, expect, it } from 'vitest';
import { addDays } from '../../src/core/values/zone.js';
import { runSitetab } from '../setup/program.js';
import type { Sandbox } from '../setup/sandbox.js';
import { fill, findFaults, follow, gateSays, headline, press } from './chromium.js';
import { describeInBrowser } from './fixture.js';

const LOG = fileURLToPath(new URL('../data/access-log-2015.gz', import.meta.url));
const HOST = 'fenwick.example';

describeInBrowser('the owner’s way, from a plan to a restored site', (browserFixture) => {
  let sandbox: Sandbox;
  let owner: Page;
  let account: string;
  let opened: string;

  beforeAll(async () => {
    ({ sandbox } = browserFixture);
    owner = await browserFixture.openBrowserPage();
    opened = (await sandbox.now()).slice(0, 10);
  });

  const open = async (path: string): Promise<void> => {
    await owner.goto(path);
    // After some weeks of the test clock one has to log in again.
    if ((await owner.getByRole('button', { name: 'Log in' }).count()) === 0) return;
    await fill(owner, { Email: sandbox.owner.email, Password: sandbox.owner.password });
    await press(owner, 'Log in');
  };

  const isWarned = async (): Promise<boolean> => {
    const emails = await sandbox.all<{ kind: string }>(`/v1/accounts/${account.split('/').at(-1)}/emails`);
    return emails.some(({ kind }) => kind === 'week');
  };

  it('creates a plan', async () => {
    await open(`/sites/${sandbox.owner.site}/console/plans`);
    await follow(owner, 'New plan');
    await fill(owner, { Name: 'Studio hosting', Description: 'Hosting', 'Amount, EUR': '15.00' });
    await owner.getByLabel('Due', { exact: true }).selectOption('at the end');
    await press(owner, 'Add graduated prices');
    await owner.getByLabel('EUR for each 1 GB', { exact: true }).fill('1.50');
    expect(await findFaults(owner)).toEqual([]);
    await press(owner, 'Save plan');
    expect(await headline(owner)).toContain('Studio hosting');
    expect(await findFaults(owner)).toEqual([]);
  });

  it('adds a client with a site', async () => {
    await owner.goto(`/sites/${sandbox.owner.site}/console/`);
    await follow(owner, 'Open the first account');
    await fill(owner, {
      Client: 'Fenwick & Daughters',
      Email: 'office@fenwick.example',
      'Name of the site': HOST,
      'Short name': 'fenwick',
      Hosts: HOST,
      'Credit limit (optional)': '20.00',
      'Time zone': 'UTC',
    });
    expect(await findFaults(owner)).toEqual([]);
    await press(owner, 'Open account');
    account = owner.url();
    expect(await headline(owner)).toContain('Fenwick & Daughters has');
    expect(await owner.locator('#content').textContent()).toContain('Studio hosting v1');
  });

  it('has a real access log counted', async () => {
    await sandbox.advance('P5D');
    // As an operator runs the collector beside a web server.
    const { said } = await runSitetab([
      ...['collect', 'access-log', LOG, '--site', 'fenwick', '--rebase-start', addDays(opened, 1)],
      ...['--url', sandbox.url, '--api-key', sandbox.apiKey],
    ]);
    expect(said).toMatch(/\d+ counted, 0 duplicates, 0 refused/);
    await owner.goto(`${account}/usage`);
    expect(await owner.locator('#content').textContent()).toContain('879 MB');
    expect(await findFaults(owner)).toEqual([]);
  });

  it('sees the warning coming, and it comes', async () => {
    await sandbox.advance('PT1H');
    await owner.goto(account);
    const ahead = owner.locator('.timeline .ahead');
    expect(await headline(owner)).toMatch(/has .+ left$/);
    expect(await ahead.textContent()).toContain('Limit reached: the site is suspended');
    expect(await ahead.textContent()).toContain('Week notice to office@fenwick.example');
    expect(await findFaults(owner)).toEqual([]);
    for (let days = 0; days < 40 && !(await isWarned()); days += 1) {
      await sandbox.advance('P1D');
    }
    const mails = await sandbox.mailsTo('office@fenwick.example');
    expect(mails.filter(({ text }) => text.includes('/pay/'))).not.toEqual([]);
    await open(account);
    expect(await owner.locator('.timeline').textContent()).toContain('Week notice sent');
    expect(await gateSays(sandbox, HOST)).toBe(204);
  });

  it('sees it suspended when no payment comes', async () => {
    for (let days = 0; days < 40 && (await gateSays(sandbox, HOST)) === 204; days += 1) {
      await sandbox.advance('P1D');
    }
    expect(await gateSays(sandbox, HOST)).toBe(403);
    await open(account);
    expect(await headline(owner)).toContain('is suspended');
    expect(await findFaults(owner)).toEqual([]);
    await owner.goto(`/sites/${sandbox.owner.site}/console/`);
    expect(await headline(owner)).toContain('One client is suspended');
  });

  it('takes a payment, and it is back', async () => {
    await owner.goto(account);
    await follow(owner, 'Record payment');
    expect(await findFaults(owner)).toEqual([]);
    await fill(owner, { 'Amount in EUR': '50.00' });
    await press(owner, 'Record payment');
    expect(await owner.getByRole('status').textContent()).toContain('50.00 EUR');
    await expect.poll(() => gateSays(sandbox, HOST)).toBe(204);
    await expect
      .poll(async () => {
        await owner.goto(account);
        return headline(owner);
      })
      .not.toContain('suspended');
    expect(await findFaults(owner)).toEqual([]);
  });

  it('steers by what is ahead: the list of the morning, the forecast, what if, and a plan compared', async () => {
    const console = `/sites/${sandbox.owner.site}/console`;
    for (const path of ['morning', 'forecast']) {
      await owner.goto(`${console}/${path}`);
      expect(await findFaults(owner)).toEqual([]);
    }
    await owner.goto(`${account}/what-if`);
    await fill(owner, { 'Traffic, times': '3' });
    await press(owner, 'Compare');
    expect(await owner.locator('#content').textContent()).toContain('Suggested top-up');
    expect(await findFaults(owner)).toEqual([]);
    await owner.goto(`${console}/plans`);
    await follow(owner, 'Studio hosting');
    await follow(owner, 'Compare with the last months');
    expect(await findFaults(owner)).toEqual([]);
    await owner
      .getByRole('button', { name: /^Compare/ })
      .first()
      .click();
    await owner.waitForURL(/backtests/);
    expect(await findFaults(owner)).toEqual([]);
  });
});
