import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts', 'test/**/*.test.tsx'],
    globalSetup: ['test/setup/global.ts'],
    // The Temporal worker is a native module that does not live in a worker thread.
    pool: 'forks',
    testTimeout: 30_000,
    hookTimeout: 120_000,
  },
});
