import { beforeAll, expect, it } from 'vitest';
import { PAGES } from '../../api/web/pageTable.js';
import { type Browser, createPagesFixture, type PagesFixture } from '../web/fixture.js';
import { BODIES, type Body, PLAIN_ROWS } from './bodies.js';

// Whatever is sent to whichever door costs what its length costs. Doors are taken from their own tables, so that a new
// one is tried by itself. `npm run budget` tries every body at every door; here each door meets some of them in turn.

const IS_WHOLE = process.env['BUDGET'] === 'whole';
const BUDGET_MS = 50;
/** On a slow machine a body may cost so many times what reading its fields and no more costs there. */
const TIMES_FLOOR = 10;
const TRIES = 6;
/** A file is read by a thread of its own, one at a time, and unpacks to more than was sent. Here it is read in this one. */
const FILE_BUDGET_MS = 400;
/** Nor may it cost so many times what as many rows with nothing wrong in them cost at the same door. */
const TIMES_PLAIN = 1.5;

let site: PagesFixture;
let owner: Browser;

beforeAll(async () => {
  site = await createPagesFixture();
  owner = await site.ownersBrowser();
});

interface Door {
  readonly method: string;
  readonly path: string;
}

/** Every door that takes a body: pages as the Owner opens them, routes with a key that may do everything. */
const DOORS: readonly Door[] = PAGES.filter(({ method }) => method === 'post').map(({ method, path }) => ({
  method,
  path,
}));

const ID = '01a3c5e7-7000-7000-8000-000000000000';
const filled = (path: string): string =>
  path
    .replaceAll('{slug}', 'agency')
    .replaceAll(/\{(id|accountId)\}/g, ID)
    .replaceAll(/\{\w+\}/g, 'x');

function takesFiles({ path }: Door): boolean {
  return PAGES.some((page) => page.path === path && page.uploadBytesMax !== undefined);
}

async function costMs(work: () => unknown): Promise<number> {
  const before = process.cpuUsage();
  await work();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1_000;
}

/** The least of some tries: what else the process did in the others is no cost of the body's. */
async function leastMs(work: () => unknown, enoughMs: number): Promise<number> {
  let least = Number.POSITIVE_INFINITY;
  for (let nth = 0; nth < TRIES && least > enoughMs; nth += 1) least = Math.min(least, await costMs(work));
  return least;
}

/** What is over its budget, as sentences; nothing where all is within. */
async function tryDoors(doors: readonly Door[], send: (door: Door, body: Body) => Promise<number>) {
  const kinds = Object.entries(BODIES);
  const floor = await leastMs(() => [...new URLSearchParams(BODIES['many fields']?.content.toString())], 0);
  const budgetMs = Math.max(BUDGET_MS, floor * TIMES_FLOOR);
  const over: string[] = [];
  for (const [place, door] of doors.entries()) {
    let fileMs = FILE_BUDGET_MS;
    for (const [nth, [kind, body]] of kinds.entries()) {
      if (!IS_WHOLE && (nth + place) % 4 !== 0) continue;
      let status = 0;
      const isFile = takesFiles(door) && body.type.startsWith('multipart/');
      const work = async (): Promise<number> => (status = await send(door, body));
      let ms = await leastMs(work, isFile ? fileMs : budgetMs);
      if (isFile && ms > fileMs) {
        fileMs = Math.max(fileMs, TIMES_PLAIN * (await leastMs(() => send(door, PLAIN_ROWS), 0)));
        if (ms > fileMs) ms = await leastMs(work, fileMs);
      }
      const mostMs = isFile ? fileMs : budgetMs;
      const where = `${door.method} ${door.path}, ${kind}`;
      if (ms > mostMs) over.push(`${where}: ${ms.toFixed(0)} ms of ${mostMs.toFixed(0)}`);
      if (status >= 500) over.push(`${where}: ${status}`);
    }
  }
  return over;
}

it('no page spends more on a body than its length is worth', async () => {
  const over = await tryDoors(DOORS, async ({ path }, { type, content }) => {
    const headers = { 'content-type': type, 'sec-fetch-site': 'same-origin' };
    return (await owner.send(filled(path), { method: 'POST', body: content as string, headers })).status;
  });
  expect(over).toEqual([]);
});

it('no route spends more on a body than its length is worth', async () => {
  const routes = site.api.routes.filter(({ method }) => method === 'post' || method === 'patch');
  const over = await tryDoors(routes, async ({ method, path }, { type, content }) => {
    const response = await site.api.app.request(filled(path), {
      method: method.toUpperCase(),
      headers: { authorization: `Bearer ${site.api.apiKey}`, 'content-type': type },
      body: content as string,
    });
    await response.text();
    return response.status;
  });
  expect(over).toEqual([]);
});

it('no page and no route spends more on a query than its length is worth', async () => {
  const query = Array.from({ length: 2_500 }, (_, nth) => `${nth.toString(36)}=`).join('&');
  const gets: Door[] = [...PAGES, ...site.api.routes].filter(({ method }) => method === 'get');
  const over: string[] = [];
  for (const { path } of gets) {
    const ask = async (): Promise<void> => {
      await owner.get(`${filled(path)}?${query}`);
    };
    const ms = await leastMs(ask, BUDGET_MS);
    if (ms > BUDGET_MS) over.push(`${path}: ${ms.toFixed(0)} ms`);
  }
  expect(over).toEqual([]);
});
