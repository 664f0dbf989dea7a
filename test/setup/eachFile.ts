import fc from 'fast-check';
import { afterAll, afterEach, vi } from 'vitest';
import type * as Argon2 from '@node-rs/argon2';
import { cheapPasswords } from './cheapPasswords.js';
import { endFile } from './ending.js';
import { SEED } from './seed.js';

fc.configureGlobal({ seed: SEED });
vi.mock('@node-rs/argon2', async (original) => cheapPasswords(await original<typeof Argon2>()));

const environment = { ...process.env };
const folder = process.cwd();

// The runner takes an answer for lost that a process has not read within a minute, and one test after the other may keep
// it busy for longer.
const atNextTurn = setImmediate;
afterEach(() => new Promise<void>((resolve) => void atNextTurn(resolve)));

// The next file runs in this process: nothing that a file changes for the whole process may reach it.
afterAll(async () => {
  await endFile();
  vi.useRealTimers();
  vi.restoreAllMocks();
  vi.unstubAllGlobals();
  process.chdir(folder);
  for (const name of Object.keys(process.env))
    if (!(name in environment)) Reflect.deleteProperty(process.env, name);
  Object.assign(process.env, environment);
});
