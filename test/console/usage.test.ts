import { gzipSync } from 'node:zlib';
import { beforeAll, describe, expect, it } from 'vitest';
import { unpackFile } from '../../src/platform/files/unpackFile.js';
import { workTasks } from '../../src/tasks/workTasks.js';
import { type Browser, createPagesFixture, type Reply, type PagesFixture } from '../web/fixture.js';

const PATH = '/sites/agency/console/usage';
let site: PagesFixture;
let owner: Browser;

beforeAll(async () => {
  site = await createPagesFixture();
  owner = await site.ownersBrowser();
  const { fixture, time } = site.api;
  const sites = [{ slug: 'tern', name: 'tern.example', hostnames: ['tern.example', 'www.tern.example'] }];
  await fixture.open({ name: 'Tern Coffee', sites }, time.now - 20 * 86_400_000);
});

function upload(
  content: string | Buffer,
  fields: Readonly<Record<string, string>> = {},
  name = 'access.log',
): Promise<Reply> {
  return owner.upload(PATH, { name, content }, fields);
}

/** Looks at a file, lets it count, and comes back when it has. */
async function bringIn(
  content: string | Buffer,
  fields: Readonly<Record<string, string>> = {},
): Promise<Reply> {
  const looked = await upload(content, fields);
  expect(looked.status, looked.text).toBe(303);
  const begun = await owner.post(looked.to ?? '');
  expect(begun.status).toBe(303);
  const { fixture, time } = site.api;
  while (await workTasks(fixture.at(time.now)));
  return owner.get(looked.to ?? '');
}

/** What stands on record: requests and bytes of a site. */
async function onRecord(slug: string, meter: string): Promise<number> {
  const [row] = await site.api.fixture.database.sql<{ total: number }[]>`
    select coalesce(sum(d.total), 0)::float8 as total from usage_days d
      join sites s on s.id = d.site_id join meters m on m.id = d.meter_id
     where s.slug = ${slug} and m.name = ${meter}`;
  return row?.total ?? 0;
}

/** Lines of a log, a minute apart, of the day before. */
function lines(count: number, { host = '', from = 0 } = {}): string {
  const began = site.api.time.now - 86_400_000;
  return Array.from({ length: count }, (_, index) => {
    const at = new Date(began + (from + index) * 60_000).toUTCString();
    const [, day = '', month = '', year = '', time = ''] = at.split(' ');
    return `${host}203.0.113.9 - - [${day}/${month}/${year}:${time} +0000] "GET /${from + index} HTTP/1.1" 200 1000\n`;
  }).join('');
}

describe('bringing in usage', () => {
  it('shows what is in a log before any of it counts, and then counts it', async () => {
    const looked = await upload(lines(40), { site: 'tern' });
    const page = await owner.get(looked.to ?? '');
    expect(page.text).toContain('40 requests and 40 kB can be counted');
    expect(page.text).toContain('Usage that was counted before');
    expect(await onRecord('tern', 'requests')).toBe(0);
    const done = await bringIn(lines(40), { site: 'tern' });
    expect(done.text).toContain('40 requests and 40 kB counted');
    // The day has fewer readings than requests, so the page says what a reading is.
    expect(done.text).toContain('A reading is the sum of one meter in a quarter of an hour.');
    expect(await onRecord('tern', 'requests')).toBe(40);
    expect(await onRecord('tern', 'bandwidth')).toBe(40_000);
  });

  it('counts a line once, however often it comes, packed or not', async () => {
    expect((await bringIn(lines(40), { site: 'tern' })).text).toContain('Everything was counted before');
    expect((await bringIn(gzipSync(lines(40)), { site: 'tern' })).text).toContain('counted before');
    expect(await onRecord('tern', 'requests')).toBe(40);
  });

  it('counts of a log that has grown what is new, to the line', async () => {
    const page = await bringIn(lines(47), { site: 'tern' });
    expect(page.text).toContain('counted');
    expect(await onRecord('tern', 'requests')).toBe(47);
    await bringIn(lines(52), { site: 'tern' });
    expect(await onRecord('tern', 'requests')).toBe(52);
  });

  it('leaves a last line without an end for the next time', async () => {
    const whole = lines(60);
    const page = await bringIn(whole.slice(0, -30), { site: 'tern' });
    expect(page.text).toContain('The last line is incomplete');
    expect(await onRecord('tern', 'requests')).toBe(59);
    await bringIn(whole, { site: 'tern' });
    expect(await onRecord('tern', 'requests')).toBe(60);
    expect(await onRecord('tern', 'bandwidth')).toBe(60_000);
  });

  it('warns before it counts what another source has counted for the same site and time', async () => {
    const proxy = lines(60, { from: 2 });
    const page = await owner.get((await upload(proxy, { site: 'tern' })).to ?? '');
    expect(page.text).toContain('Possible duplicates: another source covers the same time');
    expect(page.text).toContain('access-log:tern has counted 4 quarter hours');
    const again = await owner.get((await upload(lines(60), { site: 'tern' })).to ?? '');
    expect(again.text).not.toContain('Possible duplicates');
    const next = await owner.get((await upload(lines(60, { from: 59 }), { site: 'tern' })).to ?? '');
    expect(next.text).not.toContain('Possible duplicates');
  });

  it('finds a line’s site by the host it names, and lists the hosts it does not know', async () => {
    const log = lines(3, { host: 'www.tern.example:443 ' }) + lines(2, { host: 'else.example:80 ', from: 3 });
    const looked = await upload(log);
    const page = await owner.get(looked.to ?? '');
    expect(page.text).toContain('3 requests and 3 kB can be counted');
    expect(page.text).toContain('None of your sites has this host');
    expect(page.text).toContain('else.example');
  });

  it('moves an old log to the chosen day, and explains why it cannot count as it is', async () => {
    const old = '198.51.100.1 - - [17/May/2015:10:05:03 +0000] "GET / HTTP/1.1" 200 700\n';
    const asItIs = await owner.get((await upload(old, { site: 'tern' })).to ?? '');
    expect(asItIs.text).toContain('Nothing in this file can be counted');
    expect(asItIs.text).toContain('Older than 60 days');
    expect(asItIs.text).not.toContain('Import');
    const day = new Date(site.api.time.now - 2 * 86_400_000).toISOString().slice(0, 10);
    const moved = await owner.get((await upload(old, { site: 'tern', rebaseStart: day })).to ?? '');
    expect(moved.text).toContain('1 request and 700 B can be counted');
  });

  it('counts the rows of a table by site, meter and time', async () => {
    const day = new Date(site.api.time.now - 3 * 86_400_000).toISOString().slice(0, 10);
    const table = `Site;Meter;Quantity;Day\ntern;storage;5000;${day}\ntern;requests;7;${day}\nnobody;requests;1;${day}\n`;
    const before = await onRecord('tern', 'requests');
    const page = await bringIn(table);
    expect(page.text).toContain('Unknown site &quot;nobody&quot;');
    expect(await onRecord('tern', 'requests')).toBe(before + 7);
    expect((await bringIn(table)).text).toContain('Everything was counted before');
    const corrected = await bringIn(table.replace(';7;', ';8;'));
    expect(corrected.text).toContain('already counted with other content');
    expect(await onRecord('tern', 'requests')).toBe(before + 7);
  });

  it('refuses what it cannot read in words that stand with the field', async () => {
    for (const [content, words] of [
      ['', 'must be chosen'],
      ['\n\n', 'is empty'],
      ['hello\nthere\n', 'Say with --format what they are'],
      ['site,meter,quantity\n', 'has no column for time'],
      ['site,meter,quantity,time,colour\n', 'column &quot;colour&quot;'],
      ['site,meter,quantity,time,constructor\n', 'column &quot;constructor&quot;'],
      [gzipSync(lines(9)).subarray(0, 60), 'cannot be unpacked'],
      ['PK\x03\x04 and so on, a spreadsheet\n', 'is packed with zip'],
      [
        `site,meter,quantity,time\n${'x'.repeat(1_000_000)}`,
        'a line of more than 100,000 characters, line 2',
      ],
      [`site,meter,quantity,time\n${',\n'.repeat(500_000)}`, 'more than 400,000 lines'],
    ] as const) {
      const { status, text } = await upload(content);
      expect([status, text.includes(words)], words).toEqual([422, true]);
    }
    const stranger = await upload(lines(1), { site: 'not-mine' });
    expect([stranger.status, stranger.text.includes('is not one of your sites')]).toEqual([422, true]);
  });

  it('reports where a small file unpacks to a large one', async () => {
    const bomb = gzipSync(Buffer.alloc(5 * 1_048_576, 10));
    const unpacked = async (): Promise<number> => {
      let bytes = 0;
      for await (const piece of unpackFile(bomb, 2 * 1_048_576)) bytes += piece.length;
      return bytes;
    };
    await expect(unpacked()).rejects.toThrow('unpacks to more than 2 MB');
  });

  it('is recorded and shown to no other tenant', async () => {
    const rows = await site.api.fixture.database.sql<{ action: string }[]>`
      select action from audit where action = 'usage.import'`;
    expect(rows.length).toBeGreaterThan(3);
    const stranger = site.browser();
    expect((await stranger.get(PATH)).status).toBe(401);
  });
});
