#!/usr/bin/env node
// The command: readies the checkout, builds what is stale and runs the command line in this process, so that
// Ctrl-C and the exit code are its own.
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { makeReady } from './ready.mjs';

const MAIN = new URL('../dist/main.js', import.meta.url);
const SOURCES = new URL('../src/cli/main.ts', import.meta.url);

async function run() {
  await makeReady({ quiet: process.argv.includes('--json') });
  if (existsSync(SOURCES)) {
    const { buildIfStale } = await import('./build.mjs');
    await buildIfStale();
  }
  if (!existsSync(MAIN)) throw new Error(`${fileURLToPath(MAIN)} is not there: run npm run build.`);
}

try {
  await run();
} catch (error) {
  console.error(`sitetab: ${error.message}`);
  process.exit(1);
}
await import(MAIN.href);
