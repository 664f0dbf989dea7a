import {
  appendFileSync,
  copyFileSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { gunzipSync, gzipSync } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import {
  AFTER_REAL_LOG,
  clfTime,
  collect,
  logLine,
  makeFolder,
  optionsFor,
  REAL_LOG,
  until,
} from './support.js';
import { formatOf } from '../logs/read.js';
import { startUsageServer, type UsageServer } from './usageServer.js';

const REAL_DAYS = {
  'shop 2015-05-17': [1_632, 414_259_902],
  'shop 2015-05-18': [2_893, 788_636_158],
  'shop 2015-05-19': [2_896, 665_827_339],
  'shop 2015-05-20': [2_579, 878_559_341],
};

let server: UsageServer;
let folder: ReturnType<typeof makeFolder>;
let file: string;
const loseState = (): void => rmSync(join(folder.path, 'state'), { recursive: true });
const options = () => optionsFor(server, folder.path, file);
const now = Date.now();

beforeEach(async () => {
  server = await startUsageServer();
  folder = makeFolder();
  file = join(folder.path, 'access.log');
});

afterEach(async () => {
  await server.close();
  folder.remove();
});

describe('the real log', () => {
  beforeEach(() => {
    server.now = AFTER_REAL_LOG;
    file = REAL_LOG;
  });

  it('comes out at its known counts, in few events', async () => {
    const { code, out } = await collect(options());
    expect(code).toBe(0);
    expect(server.days()).toEqual(REAL_DAYS);
    expect(server.total('shop')).toEqual([10_000, 2_747_282_740]);
    expect(server.eventCount()).toBeLessThan(1_000);
    expect(out).toContain('2015-05-18           2,893             788,636,158');
  });

  it('counts nothing twice, with its state or without, packed or not', async () => {
    await collect(options());
    const again = await collect(options());
    expect(again.out).toContain('Nothing new');
    loseState();
    const withoutState = await collect(options());
    expect(withoutState.out).toMatch(/: 0 counted, \d+ duplicates, 0 refused/);
    loseState();
    file = join(folder.path, 'unpacked.log');
    writeFileSync(file, gunzipSync(readFileSync(REAL_LOG)));
    const unpacked = await collect(options());
    expect(unpacked.out).toMatch(/: 0 counted, \d+ duplicates, 0 refused/);
    expect(server.days()).toEqual(REAL_DAYS);
  });

  it('moves by whole days to where its first line is wanted', async () => {
    server.now = Date.parse('2026-03-06T00:00:00Z');
    const { code } = await collect({ ...options(), rebaseStart: '2026-03-02' });
    expect(code).toBe(0);
    expect(server.days()['shop 2026-03-02']).toEqual([1_632, 414_259_902]);
    expect(server.days()['shop 2026-03-05']).toEqual([2_579, 878_559_341]);
    // Another date is another import: it does not meet the ids of the first.
    await collect({ ...options(), rebaseStart: '2026-02-01' });
    expect(server.total('shop')).toEqual([20_000, 2 * 2_747_282_740]);
  });

  it('reports what was refused and why, and fails', async () => {
    server.now = Date.parse('2026-03-06T00:00:00Z');
    const { code, out } = await collect(options());
    expect(code).toBe(1);
    expect(out).toContain('refused 10,000 requests of shop (first in line 1): older than 60 days');
  });
});

describe('lines', () => {
  it('that are identical are requests of their own', async () => {
    writeFileSync(file, logLine(now, 100).repeat(5_000));
    await collect(options());
    expect(server.total('shop')).toEqual([5_000, 500_000]);
  });

  it('out of time order count in their own days', async () => {
    const day = 86_400_000;
    writeFileSync(file, [3, 1, 2, 1, 3, 0].map((ago) => logLine(now - ago * day, 10)).join(''));
    await collect(options());
    expect(
      Object.values(server.days())
        .map(([requests]) => requests)
        .sort(),
    ).toEqual([1, 1, 2, 2]);
  });

  it('that cannot be read are counted, shown and left out', async () => {
    const junk = `\x1b[31m\xff${'\x00'.repeat(5)}\n${'y'.repeat(200_000)}\n\r\n`;
    writeFileSync(file, `${junk}${logLine(now, 10)}${junk}${logLine(now, '-')}`, 'latin1');
    const { code, out } = await collect(options());
    expect(code).toBe(0);
    expect(server.total('shop')).toEqual([2, 10]);
    expect(out).toContain('4 requests left out, not in this format:\n  4, first in line 1: \\x1b[31m\\xff');
    expect(out).toContain('2 requests left out, too long:\n  2, first in line 2');
    expect(out).toContain('\\x1b[31m\\xff');
    expect(out).not.toContain('\x1b');
  });

  it('none of which is one of an access log make the run fail', async () => {
    writeFileSync(file, 'hello\nworld\n');
    const { code, error } = await collect(options());
    expect(code).toBe(1);
    expect(error).toContain('is refused. The first lines are neither all combined nor all vhost_combined');
    expect(error).toContain('  hello\n  world\n');
  });

  it('without a newline wait in a plain file and count in a packed one', async () => {
    const half = logLine(now, 20).trimEnd();
    writeFileSync(file, logLine(now, 10) + half);
    const { out } = await collect(options());
    expect(out).toContain('is incomplete and left for the next run');
    expect(server.total('shop')).toEqual([1, 10]);
    file = join(folder.path, 'access.log.1.gz');
    writeFileSync(file, gzipSync(logLine(now, 10) + half));
    await collect(options());
    expect(server.total('shop')).toEqual([2, 30]);
  });

  it('go to the site of their host', async () => {
    const line = (host: string): string => `${host}:443 ${logLine(now, 10)}`;
    writeFileSync(file, line('a.example') + line('b.example') + line('A.example') + line('c.example'));
    const hosts = new Map([
      ['a.example', 'shop'],
      ['b.example', 'blog'],
    ]);
    const { code, out } = await collect({ ...options(), site: undefined, hosts });
    expect(code).toBe(3);
    expect([server.total('shop'), server.total('blog')]).toEqual([
      [2, 20],
      [1, 10],
    ]);
    expect(out).toContain(
      '1 request left out, a host without a site:\n  1 of c.example, first in line 4: c.example:443',
    );
    const matched = { ...options(), site: 'blog', sourceName: 'c', matchHosts: new Set(['c.example']) };
    const others = await collect(matched);
    expect([others.code, others.out]).toEqual([
      0,
      expect.stringContaining('3 requests left out, another host:'),
    ]);
    expect(server.total('blog')).toEqual([2, 20]);
  });

  it('may be JSON', async () => {
    const line = JSON.stringify({ msec: String(now / 1_000), host: 'a.example', bytes_sent: '10' });
    writeFileSync(file, `${line}\r\n${line}\n`);
    const format = formatOf('ndjson:time=msec,size=bytes_sent,host=host');
    await collect({ ...options(), format });
    expect(server.total('shop')).toEqual([2, 20]);
  });
});

describe('a growing log', () => {
  it('is read on from where it was left', async () => {
    for (let run = 1; run <= 5; run += 1) {
      appendFileSync(file, logLine(now, run).repeat(3));
      await collect(options());
      expect(server.total('shop')[0]).toBe(run * 3);
    }
    expect(server.total('shop')).toEqual([15, 45]);
  });

  it('is never counted twice, even when the state is lost', async () => {
    writeFileSync(file, logLine(now, 1).repeat(3));
    await collect(options());
    loseState();
    appendFileSync(file, logLine(now, 1).repeat(3));
    const { code, out } = await collect(options());
    expect(code).toBe(1);
    expect(out).toContain('already counted with other content');
    expect(server.total('shop')[0]).toBeLessThanOrEqual(6);
  });

  it('is finished under its new name after a rotation, once', async () => {
    writeFileSync(file, logLine(now, 1).repeat(3));
    await collect(options());
    appendFileSync(file, logLine(now, 2).repeat(3));
    renameSync(file, `${file}.1`);
    writeFileSync(file, logLine(now, 1).repeat(2));
    await collect(options());
    expect(server.total('shop')).toEqual([8, 11]);
    writeFileSync(`${file}.2.gz`, gzipSync(readFileSync(`${file}.1`)));
    rmSync(`${file}.1`);
    await collect(options());
    await collect({ ...options(), file: `${file}.2.gz` });
    await collect(options());
    expect(server.total('shop')).toEqual([8, 11]);
  });

  it('may be rotated more than once between two runs', async () => {
    const line = (size: number): string => logLine(now, size);
    writeFileSync(file, line(1));
    await collect(options(), undefined, () => now - 5 * 3_600_000);
    appendFileSync(file, line(10));
    writeFileSync(`${file}.2.gz`, gzipSync(readFileSync(file)));
    rmSync(file);
    writeFileSync(`${file}.1`, line(100));
    const past = (ago: number): Date => new Date(now - ago * 3_600_000);
    utimesSync(`${file}.2.gz`, past(3), past(3));
    utimesSync(`${file}.1`, past(2), past(2));
    writeFileSync(file, line(1_000));
    await collect(options());
    expect(server.total('shop')).toEqual([4, 1_111]);
    await collect(options());
    expect(server.total('shop')).toEqual([4, 1_111]);
  });

  it('may be copied and truncated between two runs', async () => {
    writeFileSync(file, logLine(now, 1).repeat(3));
    await collect(options());
    appendFileSync(file, logLine(now, 2).repeat(3));
    copyFileSync(file, `${file}.1`);
    const { ino } = statSync(file);
    writeFileSync(file, logLine(now, 1).repeat(2));
    expect(statSync(file).ino).toBe(ino);
    await collect(options());
    await collect(options());
    expect(server.total('shop')).toEqual([8, 11]);
  });

  it('is distinguished from another that begins with the same line', async () => {
    writeFileSync(file, logLine(now, 1) + logLine(now, 2));
    await collect(options());
    writeFileSync(file, logLine(now, 1) + logLine(now, 30) + logLine(now, 400));
    await collect(options());
    expect(server.total('shop')).toEqual([5, 434]);
  });

  it('reports that its rest is gone', async () => {
    writeFileSync(file, logLine(now, 1).repeat(3));
    await collect(options());
    writeFileSync(file, logLine(now, 5));
    const { error } = await collect(options());
    expect(error).toContain('is gone');
    expect(server.total('shop')).toEqual([4, 8]);
  });

  it('that is an older copy of a known one adds nothing', async () => {
    const chunk = logLine(now, 7).repeat(20_000);
    writeFileSync(file, chunk);
    await collect(options());
    const copy = join(folder.path, 'backup.log');
    writeFileSync(copy, chunk.slice(0, 1_100_000));
    await collect({ ...options(), file: copy });
    expect(server.total('shop')).toEqual([20_000, 140_000]);
  });
});

describe('the system', () => {
  beforeEach(() => writeFileSync(file, logLine(now, 1).repeat(3)));

  it('may be down for a while, and lose an answer', async () => {
    server.status = 503;
    server.answersToLose = 1;
    setTimeout(() => (server.status = undefined), 300);
    const { code, error } = await collect(options());
    expect(code).toBe(0);
    expect(error).toContain('is not accepting usage (status 503). Retrying in');
    expect(error).toContain('The API is available again.');
    expect(server.total('shop')).toEqual([3, 3]);
  });

  it('may refuse the key', async () => {
    const { code, error, out } = await collect({ ...options(), apiKey: 'wrong' });
    expect(code).toBe(1);
    expect(error).toBe('Invalid API key (401). Set --api-key or SITETAB_API_KEY.\n');
    expect(out).not.toContain('refused 1');
    await collect(options());
    expect(server.total('shop')).toEqual([3, 3]);
  });

  it('may learn of the site only later', async () => {
    server.sites.delete('shop');
    expect((await collect(options())).code).toBe(1);
    expect((await collect(options())).code).toBe(1);
    server.sites.add('shop');
    appendFileSync(file, logLine(now, 1));
    const { code } = await collect(options());
    expect(code).toBe(0);
    expect(server.total('shop')).toEqual([4, 4]);
  });

  it('may be set up anew under the same address', async () => {
    await collect(options());
    await collect(options());
    server.reset();
    const { error } = await collect(options());
    expect(error).toContain('is read from its beginning');
    expect(server.total('shop')).toEqual([3, 3]);
  });

  it('takes one collector per source', async () => {
    const stop = new AbortController();
    const following = collect({ ...options(), follow: true }, stop.signal);
    await until(() => server.posts > 0);
    const second = await collect(options());
    expect(second.code).toBe(1);
    expect(second.error).toContain('its own --source');
    stop.abort();
    expect((await following).code).toBe(0);
  });
});

describe('what cannot be read', () => {
  it.each([
    ['a file that is not there', () => undefined, 'No such file'],
    [
      'a packed file cut short',
      () => writeFileSync(file, gzipSync(logLine(now, 1).repeat(9)).subarray(0, 60)),
      'ends early',
    ],
  ])('is reported in one line: %s', async (_name, make, text) => {
    make();
    const { code, error } = await collect(options());
    expect(code).toBe(1);
    expect(error).toContain(text);
    expect(error.trim().split('\n')).toHaveLength(1);
  });

  it('includes a state file of someone else, which is left alone', async () => {
    writeFileSync(file, `${clfTime(now)}\n${logLine(now, 1)}`);
    await collect(options());
    const system = new URL(server.url).host.replace(':', '_');
    const path = join(folder.path, 'state', `shop%40${system}`, 'state.json');
    writeFileSync(path, '{"version":9}');
    const { code, error } = await collect(options());
    expect(code).toBe(1);
    expect(error).toContain('is not readable');
    expect(readFileSync(path, 'utf8')).toBe('{"version":9}');
  });
});
