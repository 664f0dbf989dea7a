import {
  appendFileSync,
  copyFileSync,
  existsSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  truncateSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { collect, logLine, makeFolder, optionsFor, seeded } from './support.js';
import { startUsageServer, type UsageServer } from './usageServer.js';

let server: UsageServer;
let folder: ReturnType<typeof makeFolder>;
const now = Date.now();

beforeEach(async () => {
  server = await startUsageServer();
  folder = makeFolder();
});

afterEach(async () => {
  await server.close();
  folder.remove();
});

/** Two large writes make more than a chunk. */
const LONG_PATH = 'x'.repeat(1_000);

/** A log with its writer, its rotation, and a collector that breaks off now and then. */
class Fixture {
  lines = 0;
  size = 0;
  scenario: string[] = [];
  #rotations = 0;
  readonly #random: () => number;
  readonly #file: string;
  #half = '';
  #written = 0;
  #clock = now;

  constructor(random: () => number, file: string) {
    this.#random = random;
    this.#file = file;
    writeFileSync(file, '');
  }

  #below(limit: number): number {
    return Math.floor(this.#random() * limit);
  }

  /** Writes some lines, repeats and old ones among them; the last may be left in the middle. */
  write(): void {
    let text = this.#half;
    const count = this.#below(5) === 0 ? 9_000 : 1 + this.#below(20);
    let last = '';
    // Within one bucket lines add up in one event; over days almost each has its own.
    const spread_ms = this.#below(2) === 0 ? 600_000 : 3 * 86_400_000;
    for (let index = 0; index < count; index += 1) {
      const size = this.#below(1_000);
      const isRepeat = last !== '' && this.#below(3) === 0;
      if (!isRepeat)
        last = logLine(
          now - this.#below(spread_ms),
          size,
          `/${this.#random()}/${count > 1_000 ? LONG_PATH : ''}`,
        );
      text += last;
      this.lines += 1;
      this.size += Number(/ 200 (\d+) /.exec(last)?.[1]);
    }
    const keep = this.#below(3) === 0 ? this.#below(60) : 0;
    appendFileSync(this.#file, text.slice(this.#half === '' ? 0 : this.#written, text.length - keep));
    this.#half = keep === 0 ? '' : lastLineOf(text);
    this.#written = this.#half.length - keep;
    this.#touch(this.#file);
    this.scenario.push(`write ${count}, ${keep} held back`);
  }

  #finishLine(): void {
    if (this.#half === '') return;
    appendFileSync(this.#file, this.#half.slice(this.#written));
    this.#touch(this.#file);
    this.#half = '';
  }

  rotate(): void {
    this.#finishLine();
    if (readFileSync(this.#file).length === 0) return;
    this.#rotations += 1;
    const rotated = `${this.#file}.${this.#rotations}`;
    if (this.#below(2) === 0) {
      renameSync(this.#file, rotated);
      writeFileSync(this.#file, '');
      this.scenario.push('rename');
    } else {
      copyFileSync(this.#file, rotated);
      this.#touch(rotated);
      truncateSync(this.#file);
      this.scenario.push('copy and truncate');
    }
    this.#touch(this.#file);
  }

  pack(): void {
    const rotated = `${this.#file}.${1 + this.#below(Math.max(1, this.#rotations))}`;
    if (!existsSync(rotated)) return;
    writeFileSync(`${rotated}.gz`, gzipSync(readFileSync(rotated)));
    this.#touch(`${rotated}.gz`, statSync(rotated).mtimeMs);
    rmSync(rotated);
    this.scenario.push(`pack ${rotated.split('.').at(-1)}`);
  }

  /** The time of the scenario; files are dated by it, and the collector reads it. */
  #touch(path: string, at = this.#clock): void {
    utimesSync(path, new Date(at), new Date(at));
  }

  async run(): Promise<void> {
    const breaks = this.#below(3) > 0;
    server.breakAt = breaks ? { posts: this.#below(3), counted: this.#below(2) === 0 } : undefined;
    const before = server.posts;
    const { code } = await collect(
      { ...optionsFor(server, folder.path, this.#file), batchSeconds: 0 },
      undefined,
      () => this.#clock,
    );
    server.breakAt = undefined;
    this.scenario.push(`run: ${code} after ${server.posts - before} posts`);
  }

  async importRotated(): Promise<void> {
    const number = 1 + this.#below(Math.max(1, this.#rotations));
    const path = [`${this.#file}.${number}`, `${this.#file}.${number}.gz`].find(existsSync);
    if (path === undefined) return;
    await collect(optionsFor(server, folder.path, path), undefined, () => this.#clock);
    this.scenario.push(`import ${path.split('access.log')[1] ?? ''}`);
  }

  async end(): Promise<void> {
    this.#finishLine();
    await collect(optionsFor(server, folder.path, this.#file), undefined, () => this.#clock);
  }

  async step(): Promise<void> {
    this.#clock += 1_000 + this.#below(100_000);
    const random = this.#below(100);
    if (random < 40) this.write();
    else if (random < 70) await this.run();
    else if (random < 83) this.rotate();
    else if (random < 91) this.pack();
    else await this.importRotated();
  }
}

function lastLineOf(text: string): string {
  return text.slice(text.lastIndexOf('\n', text.length - 2) + 1);
}

describe('a log that is written, rotated, packed and imported while runs break off', () => {
  it.each(Array.from({ length: 25 }, (_, index) => index + 1))(
    'counts exactly once (seed %i)',
    async (seed) => {
      const fixture = new Fixture(seeded(seed), join(folder.path, 'access.log'));
      fixture.write();
      // Until a first run has seen the log, its rotated files are none of the collector's business.
      await fixture.run();
      for (let turn = 0; turn < 25; turn += 1) await fixture.step();
      await fixture.end();
      expect(server.total('shop'), fixture.scenario.join('\n')).toEqual([fixture.lines, fixture.size]);
    },
  );
});
