import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createFileDesk, type FileDesk } from '../../cli/processes/fileDesk.js';
import { createSiteTurns } from '../../cli/processes/siteTurns.js';
import { loadTask } from '../../src/tasks/loadTasks.js';
import { compileProgram } from '../setup/compileProgram.js';
import { createFixture, granted, type Fixture } from '../setup/fixture.js';

const NOW = Date.parse('2026-03-10T12:00:00Z');
const THREAD = compileProgram(new URL('../../cli/fileThread.ts', import.meta.url));
const CLIENTS = 'Name;Email;Currency;Time zone\nTern;tern@client.example;EUR;Europe/Berlin\n';

let fixture: Fixture;
let desk: FileDesk;

beforeAll(async () => {
  fixture = await createFixture();
  desk = createFileDesk(fixture.database.url, {}, THREAD);
});
afterAll(async () => {
  await desk.stop();
});

/** One that gives up at once: no file is read in a millisecond. */
const hasty = (waitingMax: number): FileDesk =>
  createFileDesk(fixture.database.url, { timeoutMs: 1, waitingMax }, THREAD);
const clients = (text: string) =>
  ({ kind: 'clients', file: { name: 'clients.csv', bytes: Buffer.from(text) } }) as const;

/** Lines of a log, each of an hour of its own. */
function log(count: number): string {
  return Array.from({ length: count }, (_, nth) => {
    const [, day = '', month = '', year = '', time = ''] = new Date(NOW - nth * 3_600_000)
      .toUTCString()
      .split(' ');
    return `203.0.113.9 - - [${day}/${month}/${year}:${time} +0000] "GET / HTTP/1.1" 200 1\n`;
  }).join('');
}

describe('a file', () => {
  it('is read by a thread of its own and kept as work', async () => {
    const id = granted(await desk.check(fixture.at(NOW), clients(CLIENTS)));
    expect(granted(await loadTask(fixture.at(NOW), id, 'import')).task).toMatchObject({
      title: 'clients.csv',
      total: 1,
    });
  });

  it('that cannot be read is refused with what is wrong with it, and the next one is read', async () => {
    const { check } = desk;
    const bad = await check(fixture.at(NOW), clients('x'.repeat(200_000)));
    expect(bad).toMatchObject({ refused: 'invalid', detail: expect.stringContaining('100,000') as unknown });
    granted(await check(fixture.at(NOW), clients(CLIENTS)));
  });

  it('that takes too long is given up', async () => {
    const any = {
      kind: 'usage',
      file: { name: 'log', bytes: gzipSync(log(100)) },
      options: {},
    } as const;
    const { check, stop } = hasty(9);
    expect(await check(fixture.at(NOW), any)).toMatchObject({
      detail: 'takes too long to read: split the file',
    });
    await stop();
  });

  it('that needs more memory than there is for one is refused, and the next one is read', async () => {
    // As much as the thread needs to start, and little more.
    const { check, stop } = createFileDesk(fixture.database.url, { heapMb: 48 }, THREAD);
    granted(await check(fixture.at(NOW), clients(CLIENTS)));
    const rows = 'as many emails and more;'.repeat(55) + '\n';
    expect(await check(fixture.at(NOW), clients(rows.repeat(20_000)))).toMatchObject({
      refused: 'invalid',
      detail: 'needs too much memory to read: split the file',
    });
    granted(await check(fixture.at(NOW), clients(CLIENTS)));
    await stop();
  });

  it('that adds up to too much is refused before all of it is held', async () => {
    const file = { name: 'log', bytes: gzipSync(log(120_000)) };
    const site = await siteOfAccount();
    const outcome = await desk.check(fixture.at(NOW), { kind: 'usage', file, options: { site } });
    expect(outcome).toMatchObject({
      detail: expect.stringContaining('more than 200,000 readings') as unknown,
    });
  });

  it('waits for its turn, and not with any number of others', async () => {
    const { check, stop } = hasty(2);
    const outcomes = await Promise.all(
      Array.from({ length: 4 }, () => check(fixture.at(NOW), clients(CLIENTS))),
    );
    const refusals = outcomes.map((outcome) => (typeof outcome === 'string' ? '' : outcome.refused));
    expect(refusals).toEqual(['invalid', 'invalid', 'throttled', 'throttled']);
    await stop();
  });

  it('of one site waits for one of another at most, and leaves places for others', async () => {
    const { ask, idle } = createSiteTurns({ each: 3, all: 4 });
    const done: string[] = [];
    const read = (site: string) => ask(site, () => Promise.resolve(void done.push(site)));
    const turns = ['much', 'much', 'much', 'much', 'little', 'more'].map(read);
    expect(turns.map((each) => each !== undefined)).toEqual([true, true, true, false, true, false]);
    await idle();
    expect(done).toEqual(['much', 'much', 'little', 'much']);
    await expect(ask('more', () => Promise.reject(new Error('broken')))).rejects.toThrow('broken');
    expect(await ask('more', () => Promise.resolve(1))).toBe(1);
  });
});

async function siteOfAccount(): Promise<string> {
  await fixture.open({ sites: [{ slug: 'tern', name: 'Tern', hostnames: ['tern.example'] }] }, NOW);
  return 'tern';
}
