import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

const INSTALL_MS_MAX = 240_000;

export type PythonTools = { readonly folder: string } | { readonly missing: string };

/**
 * Finds packages of Python in the versions of a requirements.txt, or installs them as wheels into the cache folder that
 * the Temporal binaries are kept in, too; where neither can be, says why.
 */
export async function findPythonTools(name: string, requirements: string): Promise<PythonTools> {
  const hash = createHash('sha256').update(readFileSync(requirements)).digest('hex').slice(0, 12);
  const cache = join(process.env['XDG_CACHE_HOME'] ?? join(homedir(), '.cache'), 'sitetab');
  const folder = join(cache, `${name}-${hash}`);
  if (existsSync(folder)) return { folder };
  mkdirSync(cache, { recursive: true });
  const draft = mkdtempSync(join(cache, '.draft-'));
  try {
    const flags = ['--quiet', '--no-input', '--no-deps', '--only-binary', ':all:', '--retries', '1'];
    const args = ['-m', 'pip', 'install', ...flags, '--target', draft, '-r', requirements];
    await promisify(execFile)('python3', args, { timeout: INSTALL_MS_MAX });
    if (!existsSync(folder)) renameSync(draft, folder);
    return { folder };
  } catch (error) {
    const said = error instanceof Error && 'stderr' in error ? String(error.stderr) : String(error);
    const last = said.trim().split('\n').at(-1);
    return {
      missing: `${name} cannot be had (pip: ${last === undefined || last === '' ? 'no answer' : last})`,
    };
  } finally {
    rmSync(draft, { recursive: true, force: true });
  }
}
