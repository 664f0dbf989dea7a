import { existsSync, statfsSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { defineConfig } from 'vitest/config';

// Left alone, vitest keeps one core free, which on two cores means one file at a time; but most files wait for a
// database or a server half of their time, so that three at a time are done in less than two are.
const FORKS = Number(process.env['VITEST_MAX_FORKS'] ?? Math.max(3, availableParallelism()));

// Databases are made and thrown away by the hundred: in memory, where it has room for them all, nobody waits for a disk.
const MEMORY = '/dev/shm';
const ROOM_BYTES = 4_000_000_000;
if (existsSync(MEMORY) && freeBytes(MEMORY) > ROOM_BYTES) process.env['TMPDIR'] = MEMORY;

function freeBytes(folder: string): number {
  const { bavail, bsize } = statfsSync(folder);
  return bavail * bsize;
}

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts', 'test/**/*.test.tsx'],
    globalSetup: ['test/setup/global.ts'],
    setupFiles: ['test/setup/eachFile.ts'],
    // The Temporal worker is a native module that does not live in a worker thread.
    pool: 'forks',
    // Files share the modules that their process has read: reading them for each took a quarter of the time. So none
    // may leave anything behind; `atEndOfFile` closes what it opened. As many at least as at most, or an idle process
    // is ended twice, which counts as a failure.
    poolOptions: { forks: { isolate: false, minForks: FORKS, maxForks: FORKS } },
    // Against what hangs; how long anything takes depends on what else the machine does.
    testTimeout: 240_000,
    hookTimeout: 240_000,
    expect: { poll: { timeout: 60_000 } },
  },
});
