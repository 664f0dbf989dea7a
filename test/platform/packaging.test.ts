import { execFile, spawn } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { freePort } from '../../src/embedded/ports.js';
import { processesLeft } from '../setup/program.js';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const run = promisify(execFile);

describe('a tarball made by npm pack', () => {
  const folder = mkdtempSync(join(tmpdir(), 'sitetab-pack-'));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  beforeAll(async () => {
    // The embedded PostgreSQL may run as another user, who must get into the folder.
    chmodSync(folder, 0o711);
    await run(process.execPath, [join(ROOT, 'bin/build.mjs')]);
    await run('npm', ['pack', '--pack-destination', folder, '--ignore-scripts'], { cwd: ROOT });
  });

  it('brings the database driver with its changes, so that no script need run where it is installed', async () => {
    await run('sh', ['-c', 'tar xzf *.tgz package/node_modules/postgres'], { cwd: folder });
    const bundled = join(folder, 'package/node_modules/postgres');
    const esm = (await import(pathToFileURL(join(bundled, 'src/index.js')).href)) as { default: Marked };
    const cjs = createRequire(import.meta.url)(join(bundled, 'cjs/src/index.js')) as Marked;
    const own = (await import('postgres')).default as unknown as Marked;
    expect(own.changes).toMatch(/^sitetab \d+$/);
    expect([esm.default.changes, cjs.changes]).toEqual([own.changes, own.changes]);
  });

  it('is installed and started from an empty folder, where it keeps its data', async () => {
    const [prefix, empty] = [join(folder, 'global'), join(folder, 'empty')];
    mkdirSync(empty, { mode: 0o711 });
    await (process.env['INSTALL'] === 'npm' ? installWithNpm(folder, prefix) : unpack(folder, prefix));
    const env = {
      ...process.env,
      BASE_URL: undefined,
      SITETAB_DATA: undefined,
      PORT: String(await freePort()),
      GATE_PORT: String(await freePort()),
    };
    const child = spawn(join(prefix, 'bin/sitetab'), ['start'], { cwd: empty, env, detached: true });
    let output = '';
    const ended = new Promise((resolve) =>
      child.once('close', (code) => resolve((output += `\nended with ${code}`))),
    );
    for (const stream of [child.stdout, child.stderr])
      stream.on('data', (bytes: Buffer) => (output += bytes.toString()));
    try {
      await expect.poll(() => output).toContain('Ctrl-C stops');
      expect((await fetch(`http://127.0.0.1:${env.PORT}/readyz`)).status).toBe(200);
      expect(existsSync(join(empty, '.sitetab'))).toBe(true);
    } finally {
      if (child.exitCode === null && child.pid !== undefined) process.kill(-child.pid, 'SIGINT');
      await ended;
    }
    expect(await processesLeft(empty)).toEqual([]);
  });
});

/** As a user does; fetching and unpacking all its packages takes most of a minute: `npm run test:short` does it. */
async function installWithNpm(folder: string, prefix: string): Promise<void> {
  await run('sh', ['-c', `npm install --global --prefix '${prefix}' --no-audit --no-fund *.tgz`], {
    cwd: folder,
  });
}

/** As npm lays it out, with the packages of this checkout that it says it needs, and no other. */
async function unpack(folder: string, prefix: string): Promise<void> {
  const home = join(prefix, 'lib/node_modules/sitetab');
  for (const made of [home, join(prefix, 'bin')]) mkdirSync(made, { recursive: true });
  await run('sh', ['-c', `tar xzf *.tgz --strip-components 1 -C '${home}'`], { cwd: folder });
  const read = JSON.parse(readFileSync(join(home, 'package.json'), 'utf8')) as PackageFile;
  for (const name of Object.keys(read.dependencies).filter(
    (each) => !read.bundleDependencies.includes(each),
  )) {
    const place = join(home, 'node_modules', name);
    mkdirSync(dirname(place), { recursive: true });
    symlinkSync(join(ROOT, 'node_modules', name), place);
  }
  symlinkSync(join(home, read.bin.sitetab), join(prefix, 'bin/sitetab'));
  chmodSync(join(home, read.bin.sitetab), 0o755);
}

interface PackageFile {
  readonly dependencies: Readonly<Record<string, string>>;
  readonly bundleDependencies: readonly string[];
  readonly bin: { readonly sitetab: string };
}

interface Marked {
  readonly changes?: string;
}
