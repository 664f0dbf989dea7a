import { execFileSync } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const COPIED = ['cli', 'src', 'workflows', 'activities', 'api', 'emails', 'documents', 'bin', 'dist'];
const FILES = ['package.json', 'package-lock.json', 'tsconfig.json'];

/** A change to a copy of the source. */
export interface Edit {
  readonly file: string;
  readonly from: string;
  readonly to: string;
}

/** A copy of a checkout with something changed, built. */
export function buildCopy(copy: string, source: string, name: string, edits: readonly Edit[]): void {
  for (const each of [...COPIED, ...FILES]) {
    cpSync(join(source, each), join(copy, each), { recursive: true, preserveTimestamps: true });
  }
  symlinkSync(join(source, 'node_modules'), join(copy, 'node_modules'));
  for (const { file, from, to } of edits) {
    const path = join(copy, file);
    const text = readFileSync(path, 'utf8');
    if (!text.includes(from)) throw new Error(`${name} cannot be made: ${file} no longer has "${from}"`);
    // A function, since the text to put in has dollar signs of its own.
    writeFileSync(
      path,
      text.replace(from, () => to),
    );
  }
  execFileSync(process.execPath, ['bin/build.mjs'], { cwd: copy, stdio: 'inherit' });
}

/** The version after this one: its workflow has a patch in it, which what began before has to go on without. */
export function buildNext(source: string): string {
  const copy = mkdtempSync(join(tmpdir(), 'sitetab-next-'));
  buildCopy(copy, source, 'the next version', [
    {
      file: 'workflows/account.ts',
      from: "  let listed = input.view === undefined ? '' : listedOf(input.view);\n",
      to: "  let listed = input.view === undefined || patched('next-version') ? '' : listedOf(input.view);\n",
    },
  ]);
  return copy;
}
