import { execFile, spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

/**
 * Schemathesis (Python) reads the OpenAPI document and asks everything it allows and much it does not. It comes as
 * wheels, in the versions of requirements.txt, into the cache folder that the Temporal binaries are kept in, too.
 */
const REQUIREMENTS = fileURLToPath(new URL('requirements.txt', import.meta.url));
const INSTALL_MS_MAX = 240_000;

export type Found = { readonly folder: string } | { readonly missing: string };

/** Finds it, or installs it; where neither can be, says why. */
export async function findSchemathesis(): Promise<Found> {
  const hash = createHash('sha256').update(readFileSync(REQUIREMENTS)).digest('hex').slice(0, 12);
  const cache = join(process.env['XDG_CACHE_HOME'] ?? join(homedir(), '.cache'), 'sitetab');
  const folder = join(cache, `schemathesis-${hash}`);
  if (existsSync(folder)) return { folder };
  mkdirSync(cache, { recursive: true });
  const draft = mkdtempSync(join(cache, '.draft-'));
  try {
    const flags = ['--quiet', '--no-input', '--no-deps', '--only-binary', ':all:', '--retries', '1'];
    const args = ['-m', 'pip', 'install', ...flags, '--target', draft, '-r', REQUIREMENTS];
    await promisify(execFile)('python3', args, { timeout: INSTALL_MS_MAX });
    if (!existsSync(folder)) renameSync(draft, folder);
    return { folder };
  } catch (error) {
    const said = error instanceof Error && 'stderr' in error ? String(error.stderr) : String(error);
    const last = said.trim().split('\n').at(-1);
    return {
      missing: `Schemathesis cannot be had (pip: ${last === undefined || last === '' ? 'no answer' : last})`,
    };
  } finally {
    rmSync(draft, { recursive: true, force: true });
  }
}

export interface SchemathesisRun {
  readonly folder: string;
  readonly url: string;
  readonly apiKey: string;
  readonly args: readonly string[];
  readonly cwd: string;
}

/** Lets it ask; answers with how it ended and what it said. */
export async function runSchemathesis(run: SchemathesisRun): Promise<{ status: number; says: string }> {
  const child = spawn(
    'python3',
    [
      ...['-m', 'schemathesis.cli', 'run', `${run.url}/v1/openapi.json`, '--url', run.url, '--no-color'],
      ...['--header', `Authorization: Bearer ${run.apiKey}`, '--generation-database', 'none', ...run.args],
    ],
    { cwd: run.cwd, env: { ...process.env, PYTHONPATH: run.folder, PYTHONDONTWRITEBYTECODE: '1' } },
  );
  let says = '';
  child.stdout.on('data', (bytes: Buffer) => (says += bytes.toString()));
  child.stderr.on('data', (bytes: Buffer) => (says += bytes.toString()));
  const status = await new Promise<number>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code) => resolve(code ?? 1));
  });
  return { status, says };
}
