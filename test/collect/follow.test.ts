import {
  appendFileSync,
  copyFileSync,
  readFileSync,
  renameSync,
  rmSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import {
  collect,
  exitOf,
  logLine,
  makeFolder,
  optionsFor,
  spawnCollector,
  until,
  type Outcome,
} from './support.js';
import { startUsageServer, type UsageServer } from './usageServer.js';

let server: UsageServer;
let folder: ReturnType<typeof makeFolder>;
let file: string;
let stop: AbortController;
let running: Promise<Outcome> | undefined;
const now = Date.now();
const line = logLine(now, 1);
const requests = (): number => server.total('shop')[0];

function follow(clock?: () => number, onError?: (text: string) => void): void {
  stop = new AbortController();
  running = collect(
    { ...optionsFor(server, folder.path, file), follow: true, batchSeconds: 0 },
    stop.signal,
    clock,
    onError,
  );
}

/** The same as a process of its own. */
function spawnFollower(): ReturnType<typeof spawnCollector> {
  stop = new AbortController();
  return spawnCollector(server, folder.path, [file, '--site', 'shop', '--follow', '--batch-seconds', '0']);
}

async function end(): Promise<Outcome> {
  stop.abort();
  const outcome = await running;
  running = undefined;
  if (outcome === undefined) throw new Error('nothing was running');
  return outcome;
}

beforeEach(async () => {
  server = await startUsageServer();
  folder = makeFolder();
  file = join(folder.path, 'access.log');
});

afterEach(async () => {
  stop.abort();
  await running;
  await server.close();
  folder.remove();
});

describe('following', () => {
  it('waits for the log, counts what is added, and takes half lines when they are whole', async () => {
    let said = '';
    follow(undefined, (text) => (said += text));
    await until(() => said.includes('Waiting for'));
    writeFileSync(file, line.slice(0, 40));
    await new Promise((resolve) => setTimeout(resolve, 700));
    expect(requests()).toBe(0);
    appendFileSync(file, line.slice(40) + line + line.slice(0, 60));
    await until(() => requests() === 2);
    appendFileSync(file, line.slice(60));
    await until(() => requests() === 3);
    const { code, error } = await end();
    expect(code).toBe(0);
    expect(error).toContain('Waiting for');
  });

  it('sends at the end what waited, and goes on in the next run', async () => {
    writeFileSync(file, line);
    stop = new AbortController();
    let turns = 0;
    running = collect(
      { ...optionsFor(server, folder.path, file), follow: true, batchSeconds: 3_600 },
      stop.signal,
      () => now + (turns += 1),
    );
    // The clock is read at each turn, and what waits since the first is read by then.
    await until(() => turns > 10);
    expect(requests()).toBe(0);
    expect((await end()).code).toBe(0);
    expect(requests()).toBe(1);
    appendFileSync(file, line);
    follow();
    await until(() => requests() === 2);
    await end();
  });

  it('goes through a rename, and reads on what is still written to the old file', async () => {
    writeFileSync(file, line.repeat(100));
    follow();
    await until(() => requests() === 100);
    appendFileSync(file, line.repeat(7));
    renameSync(file, `${file}.1`);
    appendFileSync(`${file}.1`, line.repeat(5));
    // Every line is the same, so only the files themselves tell the two logs apart.
    writeFileSync(file, line.repeat(50));
    await until(() => requests() === 162);
    appendFileSync(`${file}.1`, line);
    appendFileSync(file, line);
    await until(() => requests() === 164);
    await end();
    await collect(optionsFor(server, folder.path, file));
    renameSync(`${file}.1`, `${file}.2`);
    writeFileSync(`${file}.2.gz`, gzipSync(readFileSync(`${file}.2`)));
    rmSync(`${file}.2`);
    await collect(optionsFor(server, folder.path, `${file}.2.gz`));
    expect(server.total('shop')).toEqual([164, 164]);
  });

  it('reads on an old file that was quiet for half a minute', async () => {
    let aheadMs = 0;
    let turns = 0;
    writeFileSync(file, line);
    follow(() => now + aheadMs + (turns += 1));
    await until(() => requests() === 1);
    renameSync(file, `${file}.1`);
    writeFileSync(file, line);
    await until(() => requests() === 2);
    aheadMs = 30_000;
    const before = turns;
    // The clock is read several times at each turn.
    await until(() => turns > before + 30);
    appendFileSync(`${file}.1`, line);
    await until(() => requests() === 3);
    await end();
  });

  it('goes through copy and truncation', async () => {
    writeFileSync(file, logLine(now, 2).repeat(100));
    follow();
    await until(() => requests() === 100);
    appendFileSync(file, logLine(now, 3).repeat(10));
    copyFileSync(file, `${file}.1`);
    truncateSync(file);
    appendFileSync(file, logLine(now, 4).repeat(20));
    await until(() => requests() === 130);
    appendFileSync(file, logLine(now, 4));
    await until(() => requests() === 131);
    await end();
    writeFileSync(`${file}.1.gz`, gzipSync(readFileSync(`${file}.1`)));
    rmSync(`${file}.1`);
    await collect(optionsFor(server, folder.path, `${file}.1.gz`));
    expect(server.total('shop')).toEqual([131, 200 + 30 + 84]);
  });

  it('notices a log that was begun anew and has grown past its old length', async () => {
    writeFileSync(file, logLine(now, 2).repeat(3));
    follow();
    await until(() => requests() === 3);
    writeFileSync(file, logLine(now, 5).repeat(9));
    await until(() => requests() === 12);
    await end();
    expect(server.total('shop')).toEqual([12, 51]);
  });

  it('closes a rotated log after a quiet minute, with its last half line', async () => {
    let ahead_ms = 0;
    writeFileSync(file, line + line.trimEnd());
    follow(() => Date.now() + ahead_ms);
    await until(() => requests() === 1);
    renameSync(file, `${file}.1`);
    writeFileSync(file, logLine(now, 9));
    await until(() => requests() === 2);
    ahead_ms = 61_000;
    await until(() => requests() === 3);
    await end();
  });

  it('survives many rotations in a row without losing or doubling a line', async () => {
    follow();
    let written = 0;
    for (let turn = 0; turn < 12; turn += 1) {
      const count = 1 + ((turn * 7) % 5);
      appendFileSync(file, line.repeat(count));
      written += count;
      await new Promise((resolve) => setTimeout(resolve, (turn * 131) % 600));
      if (turn % 3 !== 2) continue;
      // The writer is seen before the next rotation, as any logrotate of more than a second apart is.
      await until(() => requests() === written);
      renameSync(file, `${file}.${turn}`);
    }
    await until(() => requests() === written);
    await end();
  });

  it('ends in order on SIGINT', async () => {
    writeFileSync(file, line.repeat(10));
    const child = spawnFollower();
    const exit = exitOf(child);
    await until(() => requests() === 10);
    appendFileSync(file, line);
    await until(() => requests() === 11);
    child.kill('SIGINT');
    const { code, output } = await exit;
    expect(output).toContain('11 lines read');
    expect(code).toBe(0);
  });

  it('ends on SIGINT also while the system is down, and the next run sends the rest', async () => {
    server.status = 503;
    writeFileSync(file, line.repeat(10));
    const child = spawnFollower();
    const exit = exitOf(child);
    await until(() => server.posts > 1);
    child.kill('SIGINT');
    const { code, output } = await exit;
    expect(code).toBe(130);
    expect(output).toContain('the next run sends the rest');
    server.status = undefined;
    await collect(optionsFor(server, folder.path, file));
    expect(requests()).toBe(10);
  });
});
