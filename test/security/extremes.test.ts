import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Browser } from './browser.js';
import { type ServerFixture, startServerFixture, USERS } from './fixture.js';
import {
  askPage,
  bodyOf,
  formOf,
  isChange,
  makeThings,
  nameOf,
  PAGES,
  pathWith,
  ROUTES,
  type Things,
} from './things.js';

// Texts and times at the edge of what can be written: every field of every route and page gets them, so that a new one
// does by itself. Whatever comes, nothing fails: it is done, or refused with a reason.

let fixture: ServerFixture;
let own: Things;
let owner: Browser;

beforeAll(async () => {
  fixture = await startServerFixture();
  own = await makeThings(fixture, 'client');
  owner = await fixture.enter(USERS.clientOwner);
});
afterAll(() => fixture.close());

const TEXTS = [
  'a\0b',
  '9999-12-31T23:59:59-23:59',
  '9999-12-31T23:59:59.999Z',
  '0001-01-01T00:00:00+23:59',
  '9999-12-31',
  '0001-01-01',
  '999999999999999',
];

/** Contents of cursors, as if written by hand. */
const CURSORS = [
  '999999999999999:0',
  '253402300800000:1',
  '253402300799999:99999',
  '0:999999999',
  '999999999999999',
  '9999-12-31',
  '0001-01-01',
  '2026-99-99 client-kid requests',
  '9999-12-31 client-kid requests',
  '2026-01-01 client-kid a\0b',
].map((inside) => Buffer.from(inside).toString('base64url'));

function fieldsOf(schema: unknown): string[] {
  return Object.keys((schema as { readonly shape?: object } | undefined)?.shape ?? {});
}

const queries = <Row extends { readonly query?: unknown }>({ query }: Row): string[] =>
  fieldsOf(query).flatMap((field) =>
    (field === 'cursor' ? CURSORS : TEXTS).map((text) => `${field}=${encodeURIComponent(text)}`),
  );

/** Fields of a body that take a day or an instant, whatever they are called. */
const TIMES = /(on|at|from|to|until|through|before|after|time|date|effective|when)$/i;
const TEXT = 'a\0b';

async function nothingFails(
  ask: () => Promise<{ readonly status: number; readonly text: string }>,
  what: unknown,
) {
  const { status, text } = await ask();
  expect(status, `${JSON.stringify(what)}: ${text}`).toBeLessThan(500);
}

describe('Nothing fails for what is written at the edge', () => {
  it('in a query of a route', async () => {
    for (const route of ROUTES.filter(({ query }) => query !== undefined)) {
      const path = pathWith(route.path, { ...own, sites: 'client' });
      for (const query of queries(route))
        await nothingFails(
          () => fixture.api(route.method, `${path}?${query}`, bodyOf(route), 'client'),
          [nameOf(route), query],
        );
    }
  });

  it('in a query of a page', async () => {
    for (const page of PAGES.filter(({ method, query }) => method === 'get' && query !== undefined)) {
      for (const query of queries(page))
        await nothingFails(() => owner.get(`${pathWith(page.path, own)}?${query}`), [nameOf(page), query]);
    }
  });

  it('in a body of a route', async () => {
    const id = own['accounts'] ?? '';
    for (const route of ROUTES.filter(({ body }) => body !== undefined)) {
      const path = pathWith(route.path, { ...own, sites: 'client' });
      const fields = fieldsOf(route.body);
      const times = fields.filter((field) => TIMES.test(field));
      for (const field of fields)
        await nothingFails(
          () => fixture.api(route.method, path, { ...bodyOf(route), [field]: TEXT }, 'client'),
          [nameOf(route), field],
        );
      for (const field of times) {
        for (const text of TEXTS.slice(1))
          await nothingFails(
            () => fixture.api(route.method, path, { ...bodyOf(route), [field]: text }, 'client'),
            [nameOf(route), field, text],
          );
      }
    }
    // Whatever of it was taken can be read.
    for (const path of ['', '/timeline', '/periods', '/projection', '/entries', '/usage'])
      await nothingFails(() => fixture.api('get', `/v1/accounts/${id}${path}`, undefined, 'client'), path);
  });

  it('in an event of usage', async () => {
    for (const time of TEXTS) {
      const event = {
        id: `at-${time}`,
        source: 'x',
        site: 'client-kid',
        meter: 'requests',
        quantity: 1,
        time,
      };
      await nothingFails(() => fixture.api('post', '/v1/usage', { events: [event] }, 'client'), time);
    }
  });

  it('in a form of a page', async () => {
    for (const page of PAGES.filter(
      (each) => isChange(each) && each.access !== 'public' && each.access !== 'session',
    )) {
      const times = fieldsOf(page.form).filter((field) => TIMES.test(field));
      for (const field of [...times, ...Object.keys(formOf(page)).slice(0, 1)]) {
        for (const text of times.includes(field) ? TEXTS : [TEXT])
          await nothingFails(
            () => askPage(owner, page, pathWith(page.path, own), { [field]: text }),
            [nameOf(page), field, text],
          );
      }
    }
  });
});
