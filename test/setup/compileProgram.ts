import { mkdirSync, renameSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { buildSync } from 'esbuild';
import { packagePath } from '../../src/platform/files/paths.js';

const FOLDER = packagePath('node_modules', '.cache', 'sitetab-programs');
const compiled = new Map<string, string>();

/** A TypeScript program of the tests as one file of JavaScript: each start through tsx compiles it all again. */
export function compileProgram(url: URL): string {
  const path = compiled.get(url.href) ?? compile(fileURLToPath(url));
  compiled.set(url.href, path);
  return path;
}

function compile(entry: string): string {
  const { outputFiles } = buildSync({
    entryPoints: [entry],
    bundle: true,
    platform: 'node',
    target: 'node20',
    format: 'esm',
    packages: 'external',
    tsconfig: packagePath('tsconfig.json'),
    write: false,
  });
  mkdirSync(FOLDER, { recursive: true });
  const path = join(FOLDER, `${basename(entry, '.ts')}.mjs`);
  // Another process of the tests may be starting the same program.
  writeFileSync(`${path}.${process.pid}`, outputFiles[0]?.contents ?? '');
  renameSync(`${path}.${process.pid}`, path);
  return path;
}
