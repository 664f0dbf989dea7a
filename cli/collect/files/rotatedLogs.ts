import { readdir } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import { inspectLog, type LogFile } from './readLog.js';

/** `access.log.2.gz`, `access.log-20150518`, `access.log.1`: the suffixes that rotation adds. */
const ROTATION_SUFFIX = /(?:[.-]\d[\d_-]*)?(?:\.(?:gz|zst))?$/;

/** The name a log had before it was rotated. */
export function unrotatedPath(path: string): string {
  const full = resolve(path);
  return join(dirname(full), basename(full).replace(ROTATION_SUFFIX, ''));
}

/** The files this log was rotated to, the least recently changed first. */
export async function findRotatedLogs(path: string): Promise<LogFile[]> {
  const full = resolve(path);
  const names = await readdir(dirname(full));
  const rotated = names.filter((name) => name !== basename(full) && isRotationOf(name, basename(full)));
  const logs = await Promise.all(rotated.map((name) => inspectIfReadable(join(dirname(full), name))));
  return logs.filter((log) => log !== undefined).sort((a, b) => a.changedAt - b.changedAt);
}

function isRotationOf(name: string, original: string): boolean {
  return name.startsWith(original) && name.replace(ROTATION_SUFFIX, '') === original;
}

/** A rotated log may be packed or deleted at any moment; it is then skipped. */
async function inspectIfReadable(path: string): Promise<LogFile | undefined> {
  try {
    return await inspectLog(path);
  } catch {
    return undefined;
  }
}
