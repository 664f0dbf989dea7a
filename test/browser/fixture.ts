import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Sandbox, startSandbox } from '../setup/sandbox.js';
import { findChromium, openBrowserPage, openChromium } from './chromium.js';

/** A sandbox of its own, and people who look at it; there once the tests' own `beforeAll` runs. */
interface BrowserFixture {
  readonly sandbox: Sandbox;
  /** A person at a browser of their own. */
  openBrowserPage(): Promise<Page>;
}

/** Of the files that one process of the tests runs, and ended with it: starting one takes more than a second's work. */
let sharedBrowser: Promise<Browser> | undefined;

/**
 * Tests that need a real browser; where there is none they are left out, and that is said. The last of them is always
 * that no page requested anything of another host or logged an error.
 */
export function describeInBrowser(what: string, tests: (browserFixture: BrowserFixture) => void): void {
  const chromium = findChromium();
  if (chromium === undefined) console.warn(`There is no Chromium here, so not tried: ${what}.`);
  describe.skipIf(chromium === undefined)(what, () => {
    let sandbox: Sandbox;
    let browser: Browser;
    const complaints: string[] = [];

    beforeAll(async () => {
      sharedBrowser ??= openChromium(chromium ?? '');
      [sandbox, browser] = await Promise.all([startSandbox(), sharedBrowser]);
    });

    afterAll(async () => {
      for (const person of browser.contexts()) await person.close();
      await sandbox.stop();
    });

    tests({
      get sandbox() {
        return sandbox;
      },
      openBrowserPage: () => openBrowserPage(browser, sandbox.url, complaints),
    });

    it('requested nothing of another host and logged no error', () => {
      expect(complaints).toEqual([]);
    });
  });
}
