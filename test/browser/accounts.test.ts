import type { Page } from 'playwright-core';
import { beforeAll, expect, it } from 'vitest';
import type { Sandbox } from '../setup/sandbox.js';
import { fill, findFaults, follow, headline, logIn, press } from './chromium.js';
import { describeInBrowser } from './fixture.js';

/** Every page is looked at four times. */
const SLOW_MS = 120_000;

/** The height of the tallest date in the table of accounts. */
const HEIGHT_OF_LIMIT_DATE = `Math.max(...Array.from(document.querySelectorAll('td[data-label="Limit date"] > span'), (span) =>
  span.getBoundingClientRect().height))`;

describeInBrowser('the accounts of the console, in a browser', (browserFixture) => {
  let sandbox: Sandbox;
  let owner: Page;
  let console: string;
  let account: string;

  beforeAll(async () => {
    ({ sandbox } = browserFixture);
    console = `/sites/${sandbox.owner.site}/console/`;
    owner = await browserFixture.openBrowserPage();
    await logIn(owner, console, sandbox);
  });

  it('shows what to do first where there is no account yet', async () => {
    expect(await headline(owner)).toBe('No accounts yet');
    expect(await findFaults(owner)).toEqual([]);
  });

  it('opens the first account for a client', async () => {
    await sandbox.post('/v1/plans', {
      name: 'Studio',
      currency: 'EUR',
      recurring: [{ id: 'hosting', name: 'Hosting', amount: '30.00', timing: 'arrears' }],
      usage: [{ id: 'hits', meter: 'requests', model: 'graduated', bands: [{ unitPrice: '0.01' }] }],
    });
    await follow(owner, 'Open the first account');
    expect(await findFaults(owner)).toEqual([]);
    await fill(owner, {
      Client: 'Fenwick & Daughters',
      Email: 'office@fenwick.example',
      'Name of the site': 'fenwick.example',
      'Short name': 'fenwick',
      'Credit limit (optional)': '5.00',
      'Time zone': 'Europe/London',
    });
    await press(owner, 'Open account');
    expect(await headline(owner)).toContain('Fenwick & Daughters has');
    account = owner.url();
    expect(await findFaults(owner)).toEqual([]);
  });

  it('takes a payment, which moves the limit away', async () => {
    await owner.goto(account);
    await follow(owner, 'Record payment');
    expect(await findFaults(owner)).toEqual([]);
    await fill(owner, { 'Amount in EUR': '20.00' });
    await press(owner, 'Record payment');
    expect(await owner.getByRole('status').textContent()).toContain('20.00 EUR');
    expect(await owner.locator('table.entries').textContent()).toContain('Payment (bank)');
  });

  it(
    'shows what a change of plans does, and every other form without a fault',
    async () => {
      for (const form of [
        'charges',
        'scheduled-charges',
        'promotions',
        'refunds',
        'limit',
        'exempt',
        'hold',
        'plans',
        'close',
      ]) {
        await owner.goto(`${account}/${form}`);
        expect(await findFaults(owner)).toEqual([]);
      }
      await owner.goto(`${account}/plans`);
      await owner.getByLabel(/Studio/).uncheck();
      await press(owner, 'Preview');
      expect(await headline(owner)).toContain('Change plans');
      expect(await findFaults(owner)).toEqual([]);
      await follow(owner, 'Cancel');
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
      await logIn(owner, account, sandbox);
      expect(await findFaults(owner)).toEqual([]);
      await owner
        .getByRole('link', { name: /^explain/ })
        .first()
        .click();
      await owner.getByRole('heading', { name: 'How it was calculated' }).waitFor();
      expect(await findFaults(owner)).toEqual([]);
      for (const path of [`${account}/entries`, `${account}/usage`, console, `${console}months`]) {
        await owner.goto(path);
        expect(await findFaults(owner)).toEqual([]);
      }
    },
    SLOW_MS,
  );

  it('shows an email as it was sent, which nothing in it can leave', async () => {
    await owner.goto(account);
    await owner.locator('a[href*="/emails/"]').first().click();
    const email = owner.frameLocator('iframe.email');
    await email.locator('body').waitFor();
    expect(await email.locator('body').textContent()).toContain('Fenwick');
  });

  it(
    'keeps its columns and its width for any name, amount and number of currencies',
    async () => {
      const name = 'Donaudampfschifffahrtsgesellschaftskapitänsmützenfabrik Grünwald GmbH & Co. KG';
      for (const [index, currency] of ['EUR', 'JPY', 'KWD', 'GBP'].entries()) {
        const { id } = await sandbox.post<{ id: string }>('/v1/accounts', {
          name: `${name} ${index}`,
          email: 'office@donau.example',
          currency,
          timeZone: 'Europe/Berlin',
          billingDay: 1,
          sites: [{ slug: `donau-${index}`, name: `${'donau'.repeat(12)}.example`, hostnames: [] }],
        });
        await sandbox.post(`/v1/accounts/${id}/payments`, { amount: '123456789', method: 'bank' });
      }
      for (const path of [console, `${console}months`]) {
        await owner.goto(path);
        expect(await findFaults(owner)).toEqual([]);
      }
      await owner.setViewportSize({ width: 1_280, height: 800 });
      await owner.goto(console);
      expect(await owner.evaluate<number>(HEIGHT_OF_LIMIT_DATE)).toBeLessThan(50);
      const first = await owner.locator('table.accounts tbody tr').first().boundingBox();
      expect(first?.y).toBeLessThan(800);
    },
    SLOW_MS,
  );

  it('has its pages and menus in one place at any width, and closes them by Esc or a click elsewhere', async () => {
    await owner.setViewportSize({ width: 360, height: 800 });
    for (const path of [console, `${console}plans`]) {
      await owner.goto(path);
      const menu = owner.getByRole('button', { name: /all pages$/ });
      await menu.click();
      const pages = owner.getByRole('navigation', { name: 'Pages of this site' }).getByRole('link');
      expect((await pages.allTextContents()).slice(0, 2)).toEqual(['Home', 'Clients']);
      expect(await pages.last().isVisible()).toBe(true);
      await owner.keyboard.press('Escape');
      expect(await pages.last().isVisible()).toBe(false);
    }
    await owner.goto(account);
    for (const [button, link] of [
      [/^More/, 'Close'],
      [/menu$/, 'Your login and sessions'],
    ] as const) {
      await owner.getByRole('button', { name: button }).click();
      expect(await owner.getByRole('link', { name: link, exact: true }).isVisible()).toBe(true);
      await owner.mouse.click(5, 780);
      expect(await owner.getByRole('link', { name: link, exact: true }).isVisible()).toBe(false);
    }
  });
});
