/** Logs packed with what Debian has: read where Node can, else named with the command that unpacks them. */
import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import * as zlib from 'node:zlib';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { collect, logLine, makeFolder, optionsFor } from '../collect/support.js';
import { startUsageServer, type UsageServer } from '../collect/usageServer.js';
import { formatOf } from './read.js';

const NOW = Date.parse('2026-11-06T00:00:00Z');
const LOG = logLine(NOW - 3_600_000, 5).repeat(3);

let server: UsageServer;
let folder: ReturnType<typeof makeFolder>;

beforeEach(async () => {
  server = await startUsageServer({ now: NOW });
  folder = makeFolder();
});

afterEach(async () => {
  await server.close();
  folder.remove();
});

/** The content as a program packs it; undefined where the machine does not have the program. */
function packedBy(program: string, content: string): Buffer | undefined {
  const { status, stdout } = spawnSync(program, ['-c'], { input: content });
  return status === 0 ? stdout : undefined;
}

async function collectContent(name: string, content: Buffer) {
  const file = join(folder.path, name);
  writeFileSync(file, content);
  return collect(optionsFor(server, folder.path, file));
}

describe('a packed log, whatever its name is', () => {
  it.each([
    ['xz', 'xz -dk'],
    ['bzip2', 'bzip2 -dk'],
  ])('that is packed with %s is refused with the command that unpacks it', async (program, command) => {
    const content = packedBy(program, LOG);
    if (content === undefined) {
      console.log(`${program} is not on this machine: not tried`);
      return;
    }
    const { code, error } = await collectContent('access.log', content);
    expect([code, error]).toEqual([
      1,
      expect.stringContaining(`is packed with ${program}: unpack it first (${command})`),
    ]);
    expect(server.posts).toBe(0);
  });

  it('that is packed with zstd is read where Node can, else refused with the command', async () => {
    const content = packedBy('zstd', LOG);
    if (content === undefined) {
      console.log('zstd is not on this machine: not tried');
      return;
    }
    const { code, error } = await collectContent('access.log', content);
    if ('createZstdDecompress' in zlib) {
      expect([code, server.total('shop')]).toEqual([0, [3, 15]]);
      return;
    }
    expect([code, error]).toEqual([
      1,
      expect.stringContaining('unpack it first (zstd -dk), or use Node 22.15'),
    ]);
    expect(server.posts).toBe(0);
  });
});

it('a W3C log without a date is refused with that reason', async () => {
  const file = join(folder.path, 'u_ex261105.log');
  writeFileSync(file, '#Fields: time c-ip sc-bytes cs-host\r\n10:00:01 198.51.100.7 5 shop.example\r\n');
  const { code, error } = await collect({
    ...optionsFor(server, folder.path, file),
    format: formatOf('w3c'),
  });
  expect([code, error]).toEqual([1, expect.stringContaining('(no date and time in #Fields)')]);
});
