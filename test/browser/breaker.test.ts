import type { Page } from 'playwright-core';
import { beforeAll, expect, it } from 'vitest';
import type { Sandbox } from '../setup/sandbox.js';
import { type Account, openAccount } from '../acceptance/account.js';
import { findFaults, follow, headline, logIn, press } from './chromium.js';
import { describeInBrowser } from './fixture.js';

const SLOW_MS = 120_000;

describeInBrowser('the breaker, in a browser', (browserFixture) => {
  let sandbox: Sandbox;
  let owner: Page;
  let console: string;

  beforeAll(async () => {
    ({ sandbox } = browserFixture);
    console = `/sites/${sandbox.owner.site}/console/`;
    for (let index = 0; index < 8; index += 1) {
      const { id } = await openAccount(sandbox);
      const charge = { amount: '9.00', description: 'Domain', category: 'domain' };
      await sandbox.post(`/v1/accounts/${id}/charges`, charge);
    }
    await sandbox.advance('PT10M');
    owner = await browserFixture.openBrowserPage();
    await logIn(owner, console, sandbox);
  });

  it(
    'is shown above the accounts, and on each account that it holds back',
    async () => {
      expect(await owner.getByRole('alert').textContent()).toContain('Suspensions are paused.');
      expect(await findFaults(owner)).toEqual([]);
      const { breaker } = await sandbox.get<{ breaker: { held: { id: string }[] } }>('/v1/breaker');
      await owner.goto(`${console}accounts/${breaker.held[0]?.id ?? ''}`);
      expect(await headline(owner)).toContain('would be suspended, but suspensions are paused');
      expect(await owner.locator('.timeline').textContent()).toContain('Limit reached, but not suspended');
      expect(await findFaults(owner)).toEqual([]);
    },
    SLOW_MS,
  );

  it(
    'is reset by one click, which shows how many accounts will be suspended',
    async () => {
      await owner.goto(console);
      await follow(owner, 'Review');
      expect(await headline(owner)).toBe('Suspensions are paused; 3 clients stay open');
      expect(await findFaults(owner)).toEqual([]);
      await press(owner, 'Suspend 3 clients');
      expect(await owner.getByRole('status').textContent()).toContain(
        'Suspensions resumed, starting with 3 clients.',
      );
      await sandbox.advance('PT1M');
      const states = (await sandbox.all<Account>('/v1/accounts')).map(({ state }) => state);
      expect(states).toEqual(Array<string>(8).fill('suspended'));
      await owner.goto(console);
      expect(await owner.getByRole('alert').count()).toBe(0);
    },
    SLOW_MS,
  );
});
