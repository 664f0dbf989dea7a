import { existsSync, mkdirSync, readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { dirname, isAbsolute, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { StartupFailure, systemErrorCode } from '../processes/startupFailure.js';

let foundRoot: string | undefined;

/**
 * The folder that holds our package.json. It is looked for from this file upwards, because the same code runs
 * from `src/` under a test and from `dist/` under a command.
 */
export function packageRoot(): string {
  foundRoot ??= findPackageRoot(dirname(fileURLToPath(import.meta.url)));
  return foundRoot;
}

function findPackageRoot(start: string): string {
  for (let folder = start; ; folder = dirname(folder)) {
    if (isOurPackage(join(folder, 'package.json'))) return folder;
    if (dirname(folder) === folder) throw new Error(`no package.json of sitetab above ${start}`);
  }
}

function isOurPackage(path: string): boolean {
  if (!existsSync(path)) return false;
  const manifest = JSON.parse(readFileSync(path, 'utf8')) as { name?: unknown };
  return manifest.name === 'sitetab';
}

/** A file that is read while running (a migration, an email's template), by its place in the package. */
export function packagePath(...segments: string[]): string {
  return join(packageRoot(), ...segments);
}

/** Where downloaded binaries are kept between checkouts. */
export function cacheDir(env: NodeJS.ProcessEnv = process.env): string {
  const base = env['XDG_CACHE_HOME'];
  return join(base !== undefined && isAbsolute(base) ? base : join(homedir(), '.cache'), 'sitetab');
}

/** The data folder asked for, else `.sitetab` in the checkout; where the package is installed, in the current folder. */
export function resolveDataDir(asked?: string): string {
  if (asked !== undefined) return resolve(asked);
  return existsSync(packagePath('package-lock.json')) ? packagePath('.sitetab') : resolve('.sitetab');
}

/**
 * Makes a folder if it is not there.
 * The data folder itself may be entered but not listed by others (0711), because PostgreSQL may run as another
 * user inside it; every folder in it that holds something private is 0700.
 */
export function ensureFolder(path: string, mode: 0o700 | 0o711): void {
  try {
    mkdirSync(path, { recursive: true, mode });
  } catch (error) {
    throw new StartupFailure(
      `The folder ${path} cannot be made (${systemErrorCode(error) ?? 'unknown error'}).`,
    );
  }
}
