import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { Page } from 'playwright-core';
import { beforeAll, expect, it } from 'vitest';
import { addDays } from '../../src/core/values/zone.js';
import type { Sandbox } from '../setup/sandbox.js';
import { findFaults, headline } from './chromium.js';
import { readGuide, type Step } from './guide.js';
import { describeInBrowser } from './fixture.js';

const ROOT = new URL('../../', import.meta.url);
const CHAPTERS = readGuide(readFileSync(new URL('docs/first-hour.md', ROOT), 'utf8'));
/** Going forward a week is some work, and the machine may have other work: more than the sandbox itself waits. */
const PATIENCE_MS = 100_000;

/** Everything on a page that has words of its own. */
const WORDS = `Array.from(document.querySelectorAll('a,button,label,legend,summary,h1,h2,h3,p,li,td,th,dt,dd'),
  (element) => element.textContent.replace(/\\s+/g, ' ').trim())`;

it('the guide gives instructions that can be read', () => {
  expect(CHAPTERS.map(({ title }) => title)).toHaveLength(9);
  for (const { title, steps } of CHAPTERS) expect(steps.length, title).toBeGreaterThan(1);
  const presses = CHAPTERS.flatMap(({ steps }) => steps).filter((step) => step.do === 'press');
  expect(presses.length).toBeGreaterThan(9);
});

describeInBrowser('the first hour, as its guide tells it', (browserFixture) => {
  let sandbox: Sandbox;
  let page: Page;
  let seen: string[] = [];

  beforeAll(async () => {
    ({ sandbox } = browserFixture);
    page = await browserFixture.openBrowserPage();
    page.setDefaultTimeout(PATIENCE_MS);
  });

  const look = async (): Promise<void> => {
    seen.push(...(await page.evaluate<string[]>(WORDS)));
  };

  const lead = async (act: () => Promise<void>): Promise<void> => {
    await Promise.all([page.waitForEvent('domcontentloaded', { timeout: PATIENCE_MS }), act()]);
    await look();
  };

  const press = (name: string): Promise<void> =>
    lead(() => page.getByRole('button', { name, exact: true }).first().click());

  const follow = async (name: string): Promise<void> => {
    const exact = page.getByRole('link', { name, exact: true });
    const begun = page.getByRole('link', { name });
    // An email may still be on its way; who waits for one looks again.
    for (let tries = 0; tries < 30 && (await begun.count()) === 0; tries += 1) {
      await page.waitForTimeout(1_000);
      await page.reload();
    }
    const link = (await exact.count()) > 0 ? exact : begun;
    await lead(() => link.first().click());
  };

  const valueOf = async (written: string): Promise<string> => {
    const typed = /^`([^`]+)`$/.exec(written)?.[1];
    if (typed !== undefined) return typed;
    const { email, password } = sandbox.owner;
    const values: Readonly<Record<string, string>> = {
      'the Owner’s email': email,
      'the Owner’s password': password,
      '`*` and the Owner’s email': `*${email}`,
      'the day four days before today’s': addDays((await sandbox.now()).slice(0, 10), -4),
    };
    const value = values[written.replaceAll("'", '’')];
    if (value === undefined) throw new Error(`The guide has "${written}" typed, which is impossible.`);
    return value;
  };

  const fill = async (label: string, written: string): Promise<void> => {
    const value = await valueOf(written);
    const field = page.getByLabel(label, { exact: true });
    const isOf = async (selector: string): Promise<boolean> =>
      (await field.and(page.locator(selector)).count()) > 0;
    if (await isOf('input[type=file]')) await field.setInputFiles(fileURLToPath(new URL(value, ROOT)));
    else if (await isOf('select')) await field.selectOption({ label: value });
    else await field.fill(value);
  };

  const says = async (where: 'first line' | 'page', words: string): Promise<void> => {
    const read = async (): Promise<string> =>
      where === 'first line' ? headline(page) : ((await page.locator('#content').textContent()) ?? '');
    for (let tries = 0; tries < 20 && !(await read()).includes(words); tries += 1) {
      await page.waitForTimeout(1_000);
      await page.reload();
    }
    expect(await read()).toContain(words);
    await look();
  };

  const take = async (step: Step): Promise<void> => {
    switch (step.do) {
      case 'go':
        return lead(async () => {
          await page.goto(step.path);
        });
      case 'follow':
        return follow(step.name);
      case 'press':
        for (let time = 0; time < step.times; time += 1) await press(step.name);
        return;
      case 'open':
        return page.locator('summary', { hasText: step.name }).click();
      case 'followInEmail': {
        const email = page.frameLocator('iframe');
        const [opened] = await Promise.all([
          page.waitForEvent('popup'),
          email.getByRole('link', { name: step.name }).first().click(),
        ]);
        seen.push(step.name);
        await opened.waitForLoadState();
        expect((await opened.locator('main').textContent()) ?? '').toContain('fenwick.example');
        return opened.close();
      }
      case 'pressUntil':
        for (let time = 0; time < 8 && !(await headline(page)).includes(step.says); time += 1) {
          await press(step.name);
        }
        return says('first line', step.says);
      case 'tick':
        return page.getByLabel(step.label, { exact: true }).check();
      case 'wait':
        return says(step.where, step.says);
      case 'fill':
        return fill(step.label, step.value);
    }
  };

  for (const { title, steps, names } of CHAPTERS) {
    it(
      title,
      async () => {
        seen = [];
        for (const step of steps) await take(step);
        await look();
        const missing = names.filter((name) => !seen.some((words) => words.includes(name)));
        expect(missing, `in bold in "${title}", and on none of its pages`).toEqual([]);
        expect(await findFaults(page)).toEqual([]);
        await page.setViewportSize({ width: 1_280, height: 800 });
      },
      240_000,
    );
  }
});
