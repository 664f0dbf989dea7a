/** `npm run pictures`: the main pages as they look, for the README, of a sandbox with a handful of invented clients. */
import { mkdirSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Browser, Page } from 'playwright-core';
import { type Sandbox, startWholeSandbox } from '../../setup/sandbox.js';
import { renderInvoice } from '../../../documents/invoice/renderInvoice.js';
import { sampleInvoice } from '../../documents/invoices.js';
import { canDrawPdf, drawPdf } from '../../setup/readQr.js';
import { fill, findChromium, logIn, openChromium } from '../chromium.js';
import { type PictureScenario, createPictureScenario } from './scenario.js';

const FOLDER = fileURLToPath(new URL('../../../docs/pictures/', import.meta.url));
const HEAVIEST_BYTES = 150_000;

/** What is looked at, and how. */
interface Picture {
  readonly name: string;
  readonly path: string;
  readonly scheme?: 'dark';
  readonly isPhone?: true;
  /** An email, which is no page of ours, instead of what is at the path. */
  readonly html?: string;
  /** Typed in, not sent. */
  readonly typed?: Readonly<Record<string, string>>;
  /** How far down one sees; the whole page when left out. */
  readonly height?: number;
}

async function main(): Promise<void> {
  const chromium = findChromium();
  if (chromium === undefined) throw new Error('There is no Chromium here to take the pictures with.');
  mkdirSync(FOLDER, { recursive: true });
  await drawInvoice();
  const [sandbox, browser] = await Promise.all([startWholeSandbox(), openChromium(chromium)]);
  try {
    const scenario = await createPictureScenario(sandbox);
    const owner = await openLens(browser, sandbox);
    await logIn(owner, `/sites/${sandbox.owner.site}/login`, sandbox);
    for (const picture of ownersPictures(sandbox, scenario)) await take(owner, picture);
    // A browser of its own: an impersonator sees what the client sees.
    const client = await openLens(browser, sandbox);
    for (const picture of emailPictures(scenario)) await take(client, picture);
    await take(client, {
      name: 'login',
      path: '/sites/fenwick/login',
      typed: { Email: `*${sandbox.owner.email}`, Password: 'not the real one' },
      height: 560,
    });
    await logIn(client, '/sites/fenwick/login', sandbox, '*');
    for (const picture of CLIENTS_PICTURES) await take(client, picture);
  } finally {
    await browser.close();
    await sandbox.stop();
  }
}

function ownersPictures({ owner: { site } }: Sandbox, { fenwick, planId }: PictureScenario): Picture[] {
  const console = `/sites/${site}/console/`;
  const account = `${console}accounts/${fenwick}`;
  return [
    { name: 'console', path: console },
    { name: 'console-dark', path: console, scheme: 'dark' },
    { name: 'console-phone', path: console, isPhone: true, height: 1_100 },
    { name: 'account', path: account, height: 800 },
    { name: 'account-dark', path: account, scheme: 'dark', height: 800 },
    { name: 'plan-designer', path: `${console}plans/${planId}/version`, height: 860 },
    { name: 'emails', path: `${console}emails?kind=week`, height: 800 },
  ];
}

function emailPictures({ emailHtml, payPath }: PictureScenario): Picture[] {
  return [
    { name: 'email', path: '', html: emailHtml, height: 900 },
    { name: 'pay-phone', path: payPath, isPhone: true },
  ];
}

/** A paper of a client's, as PDF programs show it. */
async function drawInvoice(): Promise<void> {
  if (!canDrawPdf) throw new Error('There is no pdftoppm here to take the picture of an invoice with.');
  const file = join(FOLDER, 'invoice.png');
  writeFileSync(file, await drawPdf(await renderInvoice(sampleInvoice())));
  weigh('invoice', file);
}

const CLIENTS_PICTURES: readonly Picture[] = [
  { name: 'portal', path: '/sites/fenwick/', height: 860 },
  { name: 'portal-phone', path: '/sites/fenwick/', isPhone: true, height: 1_100 },
];

/** A browser that shows the same on every machine, as far as its fonts are the same. */
async function openLens(browser: Browser, { url }: Sandbox): Promise<Page> {
  const context = await browser.newContext({
    baseURL: url,
    reducedMotion: 'reduce',
    locale: 'en-GB',
    timezoneId: 'UTC',
  });
  return context.newPage();
}

async function take(page: Page, picture: Picture): Promise<void> {
  const { name, path, scheme = 'light', isPhone, typed = {}, height, html } = picture;
  const width = isPhone === true ? 360 : 1_280;
  await page.emulateMedia({ colorScheme: scheme });
  await page.setViewportSize({ width, height: height ?? 800 });
  if (html === undefined) await open(page, path);
  else await page.setContent(html);
  // The clock of the sandbox is on no page of a system that runs for real.
  await page.evaluate("document.querySelector('aside.sandbox')?.remove()");
  await fill(page, typed);
  const file = join(FOLDER, `${name}.png`);
  await page.screenshot({ path: file, fullPage: height === undefined, caret: 'hide' });
  weigh(name, file);
}

function weigh(name: string, file: string): void {
  const bytes = statSync(file).size;
  if (bytes > HEAVIEST_BYTES) {
    process.exitCode = 1;
    console.error(`${name}.png has ${bytes} bytes, which is too many.`);
  }
  console.log(`${name}.png  ${Math.round(bytes / 1_000)} kB`);
}

async function open(page: Page, path: string): Promise<void> {
  const answer = await page.goto(path);
  // A requested login page is 200, one that stands in for another page is 401.
  if (answer?.ok() !== true) throw new Error(`${path} answered ${answer?.status() ?? 'nothing'}.`);
}

await main();
