import { existsSync, mkdirSync, readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { dirname, isAbsolute, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { StartupFailure, systemErrorCode } from '../processes/startupFailure.js';

let foundRoot: string | undefined;

/**
 * The folder of Sitetab's package.json. It is searched from this file upwards, because the same code runs from `src/`
 * under a test and from `dist/` under a command.
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

/** The path of a file in the package that is read at run time (a migration, an email's template). */
export function packagePath(...segments: string[]): string {
  return join(packageRoot(), ...segments);
}

/** The folder of downloaded binaries, shared between checkouts. */
export function cacheDir(env: NodeJS.ProcessEnv = process.env): string {
  const base = env['XDG_CACHE_HOME'];
  return join(base !== undefined && isAbsolute(base) ? base : join(homedir(), '.cache'), 'sitetab');
}

/** The requested data folder, or else `.sitetab` in the checkout; for an installed package, in the current folder. */
export function resolveDataDir(asked?: string): string {
  if (asked !== undefined) return resolve(asked);
  return existsSync(packagePath('package-lock.json')) ? packagePath('.sitetab') : resolve('.sitetab');
}

/**
 * Makes a folder if it does not exist. Others may enter the data folder but not list it (0711), because PostgreSQL may
 * run as another user inside it. Every folder in it with private content is 0700.
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
