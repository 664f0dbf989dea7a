import { appendFileSync, copyFileSync, readFileSync, renameSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { collect, exitOf, logLine, makeFolder, optionsFor, seeded, spawnCollector } from './support.js';
import { startUsageServer, type UsageServer } from './usageServer.js';

let server: UsageServer;
let folder: ReturnType<typeof makeFolder>;
let file: string;
const now = Date.now();
const pause = (wait_ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, wait_ms));

/** Long lines, so that the log is of several chunks. */
const LONG_PATH = 'x'.repeat(700);

/** Lines over two days, a third of them repeats of the line before, with what they add up to. */
function makeLines(count: number, random: () => number): { text: string; size: number } {
  let text = '';
  let size = 0;
  let last = '';
  for (let index = 0; index < count; index += 1) {
    const sent = Math.floor(random() * 100_000);
    const isRepeat = last !== '' && random() < 0.33;
    if (!isRepeat)
      last = logLine(now - Math.floor(random() * 2 * 86_400_000), sent, `/${index % 50}/${LONG_PATH}`);
    text += last;
    size += Number(/ 200 (\d+) /.exec(last)?.[1]);
  }
  return { text, size };
}

/** Lets a collector run for a while and kills it; how long, depends on when it has come up. */
async function runAndKill(args: readonly string[], random: () => number): Promise<boolean> {
  const postsBefore = server.posts;
  const child = spawnCollector(server, folder.path, args);
  const exit = exitOf(child);
  while (child.exitCode === null && server.posts === postsBefore) await pause(1);
  await pause(Math.floor(random() * 60));
  child.kill('SIGKILL');
  return (await exit).code === null;
}

beforeEach(async () => {
  server = await startUsageServer();
  folder = makeFolder();
  file = join(folder.path, 'access.log');
});

afterEach(async () => {
  await server.close();
  folder.remove();
});

describe('killed at any point and run again', () => {
  it.each([1, 2])(
    'a log counts exactly once (seed %i)',
    async (seed) => {
      const random = seeded(seed);
      const { text, size } = makeLines(60_000, random);
      file = seed === 1 ? file : `${file}.gz`;
      writeFileSync(file, seed === 1 ? text : gzipSync(text));
      let kills = 0;
      for (let turn = 0; turn < 5; turn += 1) {
        if (random() < 0.5) server.answersToLose = 1;
        if (await runAndKill([file, '--site', 'shop', '--batch-seconds', '0'], random)) kills += 1;
      }
      expect(kills).toBeGreaterThan(1);
      const last = await collect(optionsFor(server, folder.path, file));
      expect(last.code).toBe(0);
      expect(server.total('shop')).toEqual([60_000, size]);
    },
    120_000,
  );

  it.each([3, 4])(
    'a log that is followed, grows and is rotated counts exactly once (seed %i)',
    async (seed) => {
      const random = seeded(seed);
      let lines = 0;
      let size = 0;
      const grow = (): void => {
        const more = makeLines(1 + Math.floor(random() * 3_000), random);
        appendFileSync(file, more.text);
        lines += more.text.split('\n').length - 1;
        size += more.size;
      };
      grow();
      for (let turn = 0; turn < 5; turn += 1) {
        await runAndKill([file, '--site', 'shop', '--follow', '--batch-seconds', '0'], random);
        grow();
        if (turn % 3 === 1) rotate(turn);
        grow();
      }
      const last = await collect(optionsFor(server, folder.path, file));
      expect(last.error).not.toContain('lost');
      expect(server.total('shop')).toEqual([lines, size]);
      // The rotated logs, packed, bring nothing new.
      for (const turn of [1, 4]) {
        writeFileSync(`${file}.${turn}.gz`, gzipSync(readFileSync(`${file}.${turn}`)));
        await collect(optionsFor(server, folder.path, `${file}.${turn}.gz`));
      }
      expect(server.total('shop')).toEqual([lines, size]);

      function rotate(turn: number): void {
        if (seed === 3) {
          renameSync(file, `${file}.${turn}`);
        } else {
          copyFileSync(file, `${file}.${turn}`);
          truncateSync(file);
        }
      }
    },
    120_000,
  );
});
