import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Sandbox, startSandbox } from '../acceptance/sandbox.js';
import { type Account, openAccount } from '../acceptance/tab.js';
import {
  fill,
  findChromium,
  findFaults,
  follow,
  headline,
  openChromium,
  openPerson,
  press,
} from './chromium.js';

const SLOW_MS = 120_000;

const chromium = findChromium();
if (chromium === undefined) console.warn('There is no Chromium here: the pages are not tried in a browser.');

describe.skipIf(chromium === undefined)('the brake, in a browser', () => {
  let sandbox: Sandbox;
  let browser: Browser;
  let owner: Page;
  let console: string;
  const complaints: string[] = [];

  beforeAll(async () => {
    [sandbox, browser] = await Promise.all([startSandbox(), openChromium(chromium ?? '')]);
    console = `/sites/${sandbox.owner.site}/console/`;
    for (let index = 0; index < 8; index += 1) {
      const { id } = await openAccount(sandbox);
      const charge = { amount: '9.00', description: 'Domain', category: 'domain' };
      await sandbox.post(`/v1/accounts/${id}/charges`, charge);
    }
    await sandbox.advance('PT10M');
    owner = await openPerson(browser, sandbox.url, complaints);
    await owner.goto(console);
    await fill(owner, { 'E-mail': sandbox.owner.email, Password: sandbox.owner.password });
    await press(owner, 'Log in');
  }, 240_000);

  afterAll(async () => {
    await browser.close();
    await sandbox.stop();
  });

  it(
    'is told of above the accounts, and on each that it keeps open',
    async () => {
      expect(await owner.getByRole('alert').textContent()).toContain('Suspensions are paused.');
      expect(await findFaults(owner)).toEqual([]);
      const { brake } = await sandbox.get<{ brake: { held: { id: string }[] } }>('/v1/brake');
      await owner.goto(`${console}accounts/${brake.held[0]?.id ?? ''}`);
      expect(await headline(owner)).toContain('would be suspended; suspensions are paused');
      expect(await owner.locator('.timeline').textContent()).toContain('Would have been suspended');
      expect(await findFaults(owner)).toEqual([]);
    },
    SLOW_MS,
  );

  it(
    'is released by one click, which says how many it closes',
    async () => {
      await owner.goto(console);
      await follow(owner, 'Look, and decide');
      expect(await headline(owner)).toBe('Suspensions are paused; 3 clients stay open');
      expect(await findFaults(owner)).toEqual([]);
      await press(owner, 'Go on and suspend 3 clients');
      expect(await owner.getByRole('status').textContent()).toContain(
        'Suspensions go on; 3 clients come first.',
      );
      await sandbox.advance('PT1M');
      const states = (await sandbox.all<Account>('/v1/accounts')).map(({ state }) => state);
      expect(states).toEqual(Array<string>(8).fill('suspended'));
      await owner.goto(console);
      expect(await owner.getByRole('alert').count()).toBe(0);
      expect(complaints).toEqual([]);
    },
    SLOW_MS,
  );
});
