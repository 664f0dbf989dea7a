import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Sandbox, startSandbox } from '../acceptance/sandbox.js';
import { fill, findChromium, findFaults, openChromium, openPerson, press } from './chromium.js';

/** Every page is looked at four times. */
const SLOW_MS = 120_000;

const chromium = findChromium();
if (chromium === undefined) console.warn('There is no Chromium here: the pages are not tried in a browser.');

describe.skipIf(chromium === undefined)('the accounts of the console, in a browser', () => {
  let sandbox: Sandbox;
  let browser: Browser;
  let owner: Page;
  let console: string;
  let account: string;
  const complaints: string[] = [];

  beforeAll(async () => {
    [sandbox, browser] = await Promise.all([startSandbox(), openChromium(chromium ?? '')]);
    console = `/sites/${sandbox.owner.site}/console/`;
    owner = await openPerson(browser, sandbox.url, complaints);
    await logIn(console);
  });

  const logIn = async (next: string): Promise<void> => {
    await owner.goto(next);
    await fill(owner, { 'E-mail': sandbox.owner.email, Password: sandbox.owner.password });
    await press(owner, 'Log in');
  };

  afterAll(async () => {
    await browser.close();
    await sandbox.stop();
  });

  const follow = async (name: string): Promise<void> => {
    await Promise.all([
      owner.waitForEvent('domcontentloaded'),
      owner.getByRole('link', { name, exact: true }).first().click(),
    ]);
  };
  const headline = async (): Promise<string> => (await owner.locator('h1').textContent()) ?? '';

  it('says what to do first, where there is no account yet', async () => {
    expect(await headline()).toBe('No accounts yet');
    expect(await findFaults(owner)).toEqual([]);
  });

  it('opens the first account for a client', async () => {
    await sandbox.post('/v1/plans', {
      name: 'Studio',
      currency: 'EUR',
      recurring: [{ id: 'hosting', name: 'Hosting', amount: '30.00', timing: 'arrears' }],
      usage: [{ id: 'hits', meter: 'requests', model: 'graduated', bands: [{ unitPrice: '0.01' }] }],
    });
    await follow('Open the first account');
    expect(await findFaults(owner)).toEqual([]);
    await fill(owner, {
      Client: 'Fenwick & Daughters',
      'E-mail': 'office@fenwick.example',
      'Name of the site': 'fenwick.example',
      'Short name': 'fenwick',
      'Credit limit (optional)': '5.00',
      'Time zone': 'Europe/London',
    });
    await press(owner, 'Open the account');
    expect(await headline()).toContain('Fenwick & Daughters has');
    account = owner.url();
    expect(await findFaults(owner)).toEqual([]);
  });

  it('takes a payment, which moves the limit away', async () => {
    await owner.goto(account);
    await follow('Record payment');
    expect(await findFaults(owner)).toEqual([]);
    await fill(owner, { 'Amount in EUR': '20.00' });
    await press(owner, 'Record the payment');
    expect(await owner.getByRole('status').textContent()).toContain('20.00 EUR');
    expect(await owner.locator('table.entries').textContent()).toContain('Payment (bank)');
  });

  it(
    'shows what a change of plans does, and every other form without a fault',
    async () => {
      for (const form of [
        'charges',
        'scheduled-charges',
        'refunds',
        'limit',
        'promise',
        'hold',
        'plans',
        'close',
      ]) {
        await owner.goto(`${account}/${form}`);
        expect(await findFaults(owner)).toEqual([]);
      }
      await owner.goto(`${account}/plans`);
      await owner.getByLabel(/Studio/).uncheck();
      await press(owner, 'Show what changes');
      expect(await headline()).toContain('Change the plans');
      expect(await findFaults(owner)).toEqual([]);
      await follow('Leave it as it is');
    },
    SLOW_MS,
  );

  it(
    'explains a line, and shows the entries, the usage, the months and the list without a fault',
    async () => {
      const time = await sandbox.now();
      const events = [1, 2, 3].map((id) => ({
        id: String(id),
        source: 'test',
        site: 'fenwick',
        meter: 'requests',
        quantity: 40 * id,
        time,
      }));
      await sandbox.post('/v1/usage', { events });
      await sandbox.advance('P32D');
      // No session lasts as long.
      await logIn(account);
      expect(await findFaults(owner)).toEqual([]);
      await owner
        .getByRole('link', { name: /^explain/ })
        .first()
        .click();
      await owner.getByRole('heading', { name: 'How it came to that' }).waitFor();
      expect(await findFaults(owner)).toEqual([]);
      for (const path of [`${account}/entries`, `${account}/usage`, console, `${console}months`]) {
        await owner.goto(path);
        expect(await findFaults(owner)).toEqual([]);
      }
    },
    SLOW_MS,
  );

  it('shows a letter as it was sent, which nothing in it can leave', async () => {
    await owner.goto(account);
    await owner.locator('a[href*="/letters/"]').first().click();
    const letter = owner.frameLocator('iframe.letter');
    await letter.locator('body').waitFor();
    expect(await letter.locator('body').textContent()).toContain('Fenwick');
  });

  it('kept every page small, quiet and to itself', () => {
    expect(complaints).toEqual([]);
  });
});
