import { serve } from '@hono/node-server';
import { appendFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { CollectOptions } from '../../cli/collect/options.js';
import { listDoubleSources } from '../../src/store/usage/otherSources.js';
import { type ApiFixture, createApiFixture } from '../api/fixture.js';
import { AFTER_REAL_LOG, collect, logLine, makeFolder, REAL_LOG, until } from './support.js';

let api: ApiFixture;
let server: ReturnType<typeof serve>;
let url: string;
const folder = makeFolder();

beforeAll(async () => {
  api = await createApiFixture({ now: new Date(AFTER_REAL_LOG).toISOString() });
  const sites = ['shop-a', 'shop-b', 'shop-c', 'constructor'].map((slug) => ({
    slug,
    name: slug,
    hostnames: [],
  }));
  await api.fixture.open({ sites, timeZone: 'UTC' }, AFTER_REAL_LOG - 10 * 86_400_000);
  const made = await api.post('/v1/sites', { slug: 'unpaid', name: 'unpaid', hostnames: [] });
  expect(made.status, JSON.stringify(made.body)).toBe(201);
  await new Promise<void>((resolve) => {
    server = serve({ fetch: api.app.fetch, port: 0, hostname: '127.0.0.1' }, () => resolve());
  });
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});

afterAll(async () => {
  await new Promise<void>((resolve) => {
    server.close(() => resolve());
    if ('closeAllConnections' in server) server.closeAllConnections();
  });
  folder.remove();
});

function optionsOf(file: string, site: string, more: Partial<CollectOptions> = {}): CollectOptions {
  return {
    file,
    site,
    format: undefined,
    wrap: undefined,
    rebaseStart: undefined,
    follow: false,
    url,
    apiKey: api.apiKey,
    sourceName: site,
    stateDir: join(folder.path, 'state'),
    timeZone: 'UTC',
    hosts: new Map(),
    matchHosts: new Set(),
    batchSeconds: 5,
    ...more,
  };
}

function run(...given: Parameters<typeof optionsOf>): ReturnType<typeof collect> {
  return collect(optionsOf(...given));
}

async function days(site: string): Promise<[string, number, number][]> {
  const { sql } = api.fixture.database;
  const rows = await sql<{ day: string; requests: string; bandwidth: string }[]>`
    select d.day::text as day, sum(d.total) filter (where m.name = 'requests') as requests,
           sum(d.total) filter (where m.name = 'bandwidth') as bandwidth
      from usage_days d join meters m on m.id = d.meter_id join sites s on s.id = d.site_id
     where s.slug = ${site} group by d.day order by d.day`;
  return rows.map((row) => [row.day, Number(row.requests), Number(row.bandwidth)]);
}

const REAL_DAYS = [
  ['2015-05-17', 1_632, 414_259_902],
  ['2015-05-18', 2_893, 788_636_158],
  ['2015-05-19', 2_896, 665_827_339],
  ['2015-05-20', 2_579, 878_559_341],
];

const QUARTER_MS = 900_000;
const start = AFTER_REAL_LOG - 40 * QUARTER_MS;

function linesOf(name: string, quarters: readonly number[]): string {
  return quarters.map((quarter) => logLine(start + quarter * QUARTER_MS, 1, `/${name}`)).join('');
}

function log(name: string, quarters: readonly number[]): string {
  const file = join(folder.path, name);
  writeFileSync(file, linesOf(name, quarters));
  return file;
}

const on = (machine: string, sourceName: string) => ({
  sourceName,
  stateDir: join(folder.path, `state-of-${machine}`),
});

describe('the collector and the API', () => {
  it('count the real log exactly, once, with the state and without', async () => {
    expect((await run(REAL_LOG, 'shop-a')).code).toBe(0);
    expect(await days('shop-a')).toEqual(REAL_DAYS);
    expect((await run(REAL_LOG, 'shop-a')).code).toBe(0);
    rmSync(join(folder.path, 'state'), { recursive: true });
    const again = await run(REAL_LOG, 'shop-a');
    expect(again.code).toBe(0);
    expect(again.out).toMatch(/: 0 counted, \d+ duplicates, 0 refused/);
    expect(await days('shop-a')).toEqual(REAL_DAYS);
  });

  it('read on in a growing log, and never count twice when the state is lost', async () => {
    const file = join(folder.path, 'access.log');
    const at = AFTER_REAL_LOG - 3_600_000;
    writeFileSync(file, logLine(at, 5).repeat(10));
    expect((await run(file, 'shop-b')).code).toBe(0);
    appendFileSync(file, logLine(at, 5).repeat(10));
    expect((await run(file, 'shop-b')).code).toBe(0);
    expect(await days('shop-b')).toEqual([['2015-05-20', 20, 100]]);
    rmSync(join(folder.path, 'state'), { recursive: true });
    const { code, out } = await run(file, 'shop-b');
    expect(code).toBe(1);
    expect(out).toContain('already counted with other content');
    // Such a refusal is final: it is not offered again.
    expect((await run(file, 'shop-b')).code).toBe(0);
    expect(await days('shop-b')).toEqual([['2015-05-20', 20, 100]]);
  });

  it('leave out what no account pays for, report it, and offer it no second time', async () => {
    const { code, out } = await run(REAL_LOG, 'unpaid');
    expect([code, out]).toEqual([
      0,
      expect.stringMatching(
        /[\d,]+ requests? of \S+ \(first in line \d+\) were made when no account held the site/,
      ),
    ]);
    expect((await run(REAL_LOG, 'unpaid')).out).toContain('0 events: 0 counted');
    expect(await days('unpaid')).toEqual([]);
  });

  it('name what is wrong with the key and with the site', async () => {
    const wrongKey = await run(REAL_LOG, 'shop-c', { apiKey: 'nobody' });
    expect([wrongKey.code, wrongKey.error]).toEqual([1, expect.stringContaining('Invalid API key')]);
    const wrongSite = await run(REAL_LOG, 'nowhere');
    expect(wrongSite.code).toBe(1);
    expect(wrongSite.out).toMatch(/refused [\d,]+ requests of \S+ \(first in line \d+\): .*site/);
    expect(await days('shop-c')).toEqual([]);
  });

  it('B19: warn of a second log of the same requests, with both names, also of an archive', async () => {
    const CASE = new URL('../cases/access-log/B19-one-request-in-two-logs/input/', import.meta.url);
    const read = (name: string, sourceName: string, rebaseStart = '2015-05-19'): ReturnType<typeof collect> =>
      run(fileURLToPath(new URL(name, CASE)), 'constructor', { sourceName, rebaseStart });
    expect((await read('proxy_access_ssl_log', 'nginx')).error).not.toContain('Warning');
    const apache = await read('access_ssl_log', 'apache');
    expect(apache.error).toContain(
      'Warning: constructor was counted before by the source access-log:nginx for the same time, from ' +
        '2015-05-19 10:00 UTC. It now comes from access_ssl_log.',
    );
    // A month's archive begins otherwise than the day's log that it holds, so no id can know it.
    await read('fenwick.example-ssl_log', 'domlogs');
    const archive = await read('fenwick.example-ssl_log-Nov-2026.gz', 'domlogs', '2015-05-15');
    expect(archive.error).toContain('before by fenwick.example-ssl_log of the source access-log:domlogs for');
  });

  it('warn before they count what another machine counts, and not of a log that follows another', async () => {
    const front = await run(log('front', [0, 1, 2, 3]), 'shop-c', on('one', 'front'));
    expect(front.error).not.toContain('Warning');
    const rotated = await run(log('front.1', [3, 4, 5]), 'shop-c', on('one', 'front'));
    expect(rotated.error).not.toContain('Warning');
    const back = await run(log('back', [2, 3, 4]), 'shop-c', on('two', 'back'));
    expect(back.error).toContain(
      `Warning: shop-c was counted before by the source access-log:front for the same time, from ${new Date(
        start + 2 * QUARTER_MS,
      )
        .toISOString()
        .slice(0, 16)
        .replace('T', ' ')} UTC.`,
    );
    const namesake = await run(log('namesake', [0, 1]), 'shop-c', on('three', 'front'));
    expect(namesake.error).toContain(
      'shop-c was counted before by another log of the source access-log:front',
    );
    const later = await run(log('later', [9, 10]), 'shop-c', on('four', 'later'));
    expect([later.code, later.error]).toEqual([0, expect.not.stringContaining('Warning')]);
    const since = new Date(AFTER_REAL_LOG - 86_400_000).toISOString().slice(0, 10);
    const found = await listDoubleSources(api.fixture.database.sql, { since, limit: 10 });
    expect(found.map(({ slug, sources }) => [slug, ...sources].join(' ')).sort()).toEqual([
      'shop-c access-log:back access-log:front',
      'shop-c access-log:front access-log:front',
    ]);
  });

  it('warn of another machine while they follow, at the second quarter of an hour that both count', async () => {
    await run(log('old', [20, 21]), 'shop-c', on('five', 'old'));
    const file = log('new', [19]);
    const stop = new AbortController();
    let said = '';
    const following = collect(
      optionsOf(file, 'shop-c', { ...on('six', 'new'), follow: true, batchSeconds: 0 }),
      stop.signal,
      undefined,
      (text) => (said += text),
    );
    for (const quarter of [20, 21]) {
      const { sql } = api.fixture.database;
      await expect
        .poll(
          () => sql`select from usage_events u join usage_sources o on o.id = u.source_id
             where o.source = 'access-log:new' and u.quantity > 0`,
          {
            timeout: 60_000,
          },
        )
        .toHaveLength(2 * (quarter - 19));
      expect(said).not.toContain('Warning');
      appendFileSync(file, linesOf('new', [quarter]));
    }
    await until(
      () => said.includes('Warning: shop-c was counted before by the source access-log:old'),
      60_000,
    );
    stop.abort();
    expect((await following).error.match(/Warning/g)).toHaveLength(1);
  });

  it('warn of no log that follows another by rotation, even where slow requests end after it', async () => {
    const file = log('web', [25, 26]);
    await run(file, 'shop-c', on('seven', 'web'));
    renameSync(file, `${file}.1`);
    appendFileSync(`${file}.1`, linesOf('web', [27]));
    log('web', [26, 27, 28]);
    const { error, out } = await run(file, 'shop-c', on('seven', 'web'));
    expect([error, out]).toEqual([
      expect.not.stringContaining('Warning'),
      expect.stringContaining('8 counted'),
    ]);
  });
});
