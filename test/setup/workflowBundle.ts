import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { packagePath } from '../../src/platform/files/paths.js';

/** The workflow code as the program itself bundles it, made anew only when its sources are newer. */
export async function bundleWorkflows(): Promise<string> {
  await promisify(execFile)(process.execPath, [packagePath('bin/build.mjs'), '--workflows']);
  return packagePath('dist/workflows.js');
}
