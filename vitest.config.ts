import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    // The SDK's native worker and the embedded servers want processes of their own.
    pool: 'forks',
    testTimeout: 30_000,
    hookTimeout: 120_000,
  },
});
