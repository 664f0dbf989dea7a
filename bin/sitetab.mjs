#!/usr/bin/env node
// The command: readies the checkout, builds what is stale and runs the command line in this process, so that
// Ctrl-C and the exit code are its own.
import { spawnSync } from 'node:child_process';
import { existsSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { makeReady } from './ready.mjs';

const MAIN = new URL('../dist/main.js', import.meta.url);
const HEARTBEAT_MS = 10_000;
const SOURCES = new URL('../cli/main.ts', import.meta.url);

async function run() {
  await makeReady({ quiet: process.argv.includes('--json') });
  if (existsSync(SOURCES)) {
    const { staleParts } = await import('./build.mjs');
    if (staleParts().length > 0) build();
  }
  if (!existsSync(MAIN)) throw new Error(`${fileURLToPath(MAIN)} is not there: run npm run build.`);
}

/** In a separate process, since the bundlers would stay in this one's memory. */
function build() {
  const script = fileURLToPath(new URL('build.mjs', import.meta.url));
  const { status, stderr } = spawnSync(process.execPath, [script], { encoding: 'utf8' });
  if (status !== 0) throw new Error(stderr.trim());
}

/** For a supervisor: touches a file as long as this process's event loop runs. */
function beat(file) {
  const touch = () => writeFileSync(file, '');
  touch();
  setInterval(touch, HEARTBEAT_MS).unref();
}

try {
  await run();
  if (process.env.SITETAB_HEARTBEAT_FILE) beat(process.env.SITETAB_HEARTBEAT_FILE);
} catch (error) {
  console.error(`sitetab: ${error.message}`);
  process.exit(1);
}
await import(MAIN.href);
