import { open, readFile, rm, stat } from 'node:fs/promises';
import { setTimeout as pause } from 'node:timers/promises';
import { replaceFile } from '../../platform/files/replaceFile.js';

const ATTEMPT_EVERY_MS = 20;
const WAIT_MS = 5_000;
/** A lock this old belongs to a process that was killed. */
const ABANDONED_MS = 30_000;

/**
 * Replaces a file by the result of `change` for its text (empty if there is no file), or leaves it if the result is
 * undefined. Other processes that do the same wait for each other; readers see the old or the new file, whole.
 */
export async function changeFile(path: string, change: (text: string) => string | undefined): Promise<void> {
  const lock = `${path}.lock`;
  await takeLock(lock);
  try {
    const text = change(await readOptional(path));
    // An empty file, as a power cut can leave one, would open every site.
    if (text !== undefined) await replaceFile(path, text, 0o644);
  } finally {
    await rm(lock, { force: true });
  }
}

export async function readOptional(path: string): Promise<string> {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    if (hasCode(error, 'ENOENT')) return '';
    throw error;
  }
}

async function takeLock(lock: string): Promise<void> {
  const until = performance.now() + WAIT_MS;
  while (!(await tryLock(lock))) {
    if (performance.now() > until) throw Object.assign(new Error(`${lock} is held.`), { code: 'EBUSY' });
    await pause(ATTEMPT_EVERY_MS);
  }
}

async function tryLock(lock: string): Promise<boolean> {
  try {
    await (await open(lock, 'wx')).close();
    return true;
  } catch (error) {
    if (!hasCode(error, 'EEXIST')) throw error;
  }
  const age = await stat(lock).then(
    ({ mtimeMs }) => Date.now() - mtimeMs,
    () => 0,
  );
  if (age > ABANDONED_MS) await rm(lock, { force: true });
  return false;
}

function hasCode(error: unknown, code: string): boolean {
  return error instanceof Error && 'code' in error && error.code === code;
}
