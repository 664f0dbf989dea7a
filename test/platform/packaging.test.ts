import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, describe, expect, it } from 'vitest';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const run = promisify(execFile);

describe('a tarball made by npm pack', () => {
  const folder = mkdtempSync(join(tmpdir(), 'sitetab-pack-'));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  it('brings the database driver with its changes, so that no script need run where it is installed', async () => {
    await run('npm', ['pack', '--pack-destination', folder, '--ignore-scripts'], { cwd: ROOT });
    await run('sh', ['-c', 'tar xzf *.tgz package/node_modules/postgres'], { cwd: folder });
    const bundled = join(folder, 'package/node_modules/postgres');
    const esm = (await import(pathToFileURL(join(bundled, 'src/index.js')).href)) as { default: Marked };
    const cjs = createRequire(import.meta.url)(join(bundled, 'cjs/src/index.js')) as Marked;
    const own = (await import('postgres')).default as unknown as Marked;
    expect(own.changes).toMatch(/^sitetab \d+$/);
    expect([esm.default.changes, cjs.changes]).toEqual([own.changes, own.changes]);
  });
});

interface Marked {
  readonly changes?: string;
}
