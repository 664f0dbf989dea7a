import { existsSync } from 'node:fs';
import axe from 'axe-core';
import { type Browser, chromium, type Page } from 'playwright-core';
import type { Sandbox } from '../setup/sandbox.js';

/** What a page may weigh in all, with what it brings along and the heads of the answers. */
const HEAVIEST_BYTES = 100_000;

const PLACES = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'];

/** Where a real browser is, or undefined. */
export function findChromium(): string | undefined {
  return PLACES.find((place) => existsSync(place));
}

export async function openChromium(executablePath: string): Promise<Browser> {
  // As root it has no sandbox to run in.
  const args = process.getuid?.() === 0 ? ['--no-sandbox'] : [];
  return chromium.launch({ executablePath, args });
}

/** A person at a browser of their own. What their pages complain of is collected. */
export async function openBrowserPage(
  browser: Browser,
  baseURL: string,
  complaints: string[],
): Promise<Page> {
  const context = await browser.newContext({ baseURL });
  const page = await context.newPage();
  page.setDefaultTimeout(60_000);
  page.on('pageerror', (error) => complaints.push(error.message));
  page.on('console', (message) => {
    // That an answer was a refusal is no fault of the page.
    const isRefusal = message.text().startsWith('Failed to load resource: the server responded with');
    if (message.type() === 'error' && !isRefusal) complaints.push(message.text());
  });
  page.on('request', (request) => {
    const { origin, protocol } = new URL(request.url());
    if (protocol !== 'data:' && origin !== baseURL)
      complaints.push(`requested another host: ${request.url()}`);
  });
  return page;
}

/** Presses a button that leads to another page, and waits for that. */
export async function press(page: Page, name: string): Promise<void> {
  await Promise.all([
    page.waitForEvent('domcontentloaded'),
    page.getByRole('button', { name, exact: true }).first().click(),
  ]);
}

/** Follows a link that leads to another page, and waits for that. */
export async function follow(page: Page, name: string | RegExp): Promise<void> {
  await Promise.all([
    page.waitForEvent('domcontentloaded'),
    page.getByRole('link', { name, exact: true }).first().click(),
  ]);
}

export async function headline(page: Page): Promise<string> {
  return (await page.locator('h1').textContent()) ?? '';
}

export async function fill(page: Page, fields: Readonly<Record<string, string>>): Promise<void> {
  for (const [label, value] of Object.entries(fields))
    await page.getByLabel(label, { exact: true }).fill(value);
}

/** Goes to a page that the login stands before, and logs in as the Owner; with `*` they impersonate in a child site. */
export async function logIn(
  page: Page,
  path: string,
  { owner }: Sandbox,
  mark: '' | '*' = '',
): Promise<void> {
  await page.goto(path);
  await fill(page, { Email: mark + owner.email, Password: owner.password });
  await press(page, 'Log in');
}

const WEIGHT_BYTES = `['navigation', 'resource']
  .flatMap((kind) => performance.getEntriesByType(kind))
  .reduce((sum, { transferSize, encodedBodySize }) => sum + Math.max(transferSize, encodedBodySize), 0)`;

/** What a web server hears when it asks whether it may serve a host. */
export async function gateSays({ url }: Sandbox, host: string): Promise<number> {
  const { status } = await fetch(`${url}/gate`, { headers: { 'x-forwarded-host': host } });
  return status;
}

interface AxeResults {
  readonly violations: readonly {
    readonly id: string;
    readonly nodes: readonly { readonly target: readonly string[] }[];
  }[];
}

/** What the dark scheme can make wrong: it changes colours only. */
const COLOUR_RULES = ['color-contrast', 'link-in-text-block'];

/** The narrowest screen of each layout: what fits there fits all wider ones that have the same. */
const NARROWEST = [320, 721, 901, 1_181];

/** What is wrong with the page as it stands, in light and dark, on a desk and on a phone. */
export async function findFaults(page: Page): Promise<string[]> {
  const weightBytes = await page.evaluate<number>(WEIGHT_BYTES);
  const faults = weightBytes < HEAVIEST_BYTES ? [] : [`${page.url()} weighs ${weightBytes} bytes`];
  for (const width of NARROWEST) {
    await page.setViewportSize({ width, height: 800 });
    if (await isTooWide(page)) faults.push(`${page.url()} is wider than ${width}`);
  }
  await page.evaluate(axe.source);
  for (const [width, colorScheme] of [
    [1_280, 'light'],
    [360, 'light'],
    [360, 'dark'],
  ] as const) {
    await page.setViewportSize({ width, height: 800 });
    await page.emulateMedia({ colorScheme });
    const found = await faultsNow(page, colorScheme === 'dark' ? { runOnly: COLOUR_RULES } : {});
    faults.push(...found.map((fault) => `${page.url()} at ${width} in the ${colorScheme}: ${fault}`));
  }
  return faults;
}

async function faultsNow(page: Page, options: object): Promise<string[]> {
  // To describe what is right takes axe twice as long as to look.
  const request = JSON.stringify({ ...options, resultTypes: ['violations'] });
  const { violations } = await page.evaluate<AxeResults>(`axe.run(${request})`);
  const isWide = await isTooWide(page);
  const named = violations.map(
    ({ id, nodes }) => `${id}: ${nodes.map(({ target }) => target.join(' ')).join(', ')}`,
  );
  return isWide ? [...named, 'wider than the screen'] : named;
}

async function isTooWide(page: Page): Promise<boolean> {
  return page.evaluate<boolean>('document.documentElement.scrollWidth > window.innerWidth');
}
