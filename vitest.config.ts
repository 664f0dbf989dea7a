import { availableParallelism } from 'node:os';
import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts', 'test/**/*.test.tsx'],
    globalSetup: ['test/setup/global.ts'],
    setupFiles: ['test/setup/eachFile.ts'],
    // The Temporal worker is a native module that does not live in a worker thread.
    pool: 'forks',
    // The files that a process runs share the modules it has read: reading them again for each took a quarter of the time.
    // So no file may leave anything behind in one; `atEndOfFile` closes what it opened.
    // Left alone, vitest keeps one core free, which on two cores means one file at a time; but most files wait for a
    // database or a server half of their time, so that three at a time are done in less than two are.
    poolOptions: { forks: { isolate: false, maxForks: Math.max(3, availableParallelism()) } },
    // Against what hangs; how long anything takes depends on what else the machine does.
    testTimeout: 90_000,
    hookTimeout: 120_000,
  },
});
