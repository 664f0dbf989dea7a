import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { findPythonTools, type PythonTools } from '../setup/pythonTools.js';

/**
 * Schemathesis (Python) reads the OpenAPI document and asks everything it allows and much it does not. It comes as
 * wheels, in the versions of requirements.txt, into the cache folder that the Temporal binaries are kept in, too.
 */
const REQUIREMENTS = fileURLToPath(new URL('requirements.txt', import.meta.url));
/** Finds it, or installs it; where neither can be, says why. */
export async function findSchemathesis(): Promise<PythonTools> {
  return findPythonTools('schemathesis', REQUIREMENTS);
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
