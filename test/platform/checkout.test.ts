import { execFileSync, spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { packagePath } from '../../src/platform/files/paths.js';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'sitetab-checkout-'));
  cpSync(packagePath('bin'), join(folder, 'bin'), { recursive: true });
  cpSync(packagePath('tsconfig.json'), join(folder, 'tsconfig.json'));
  write('package.json', {
    name: 'sitetab',
    version: '0.1.0',
    type: 'module',
    bin: { sitetab: 'bin/sitetab.mjs' },
  });
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

function write(path: string, content: unknown): void {
  writeFileSync(join(folder, path), typeof content === 'string' ? content : JSON.stringify(content));
}

/** A lockfile that wants one package, which lies beside it, so that npm needs no registry. */
function wantPackage(version: string): void {
  const specification = `file:part-${version}.tgz`;
  mkdirSync(join(folder, 'part'), { recursive: true });
  write('part/package.json', { name: 'part', version });
  const packing = ['czf', `part-${version}.tgz`, '--transform', 's/^part/package/', 'part/package.json'];
  execFileSync('tar', packing, { cwd: folder });
  const root = { name: 'sitetab', version: '0.1.0', dependencies: { part: specification } };
  write('package.json', { ...root, type: 'module' });
  const packages = { '': root, 'node_modules/part': { version, resolved: specification } };
  write('package-lock.json', { ...root, dependencies: undefined, lockfileVersion: 3, packages });
}

function ready(...flags: string[]): { status: number | null; stdout: string; stderr: string } {
  return spawnSync(process.execPath, [join(folder, 'bin/ready.mjs'), ...flags], { encoding: 'utf8' });
}

const installed = (): string =>
  execFileSync('node', ['-p', 'require("part/package.json").version'], { cwd: folder }).toString();

describe('a checkout', () => {
  it('installs its packages when they are missing or differ from the lockfile, and otherwise prints nothing', () => {
    wantPackage('1.0.0');
    expect(ready()).toMatchObject({
      status: 0,
      stderr: '',
      stdout: expect.stringContaining('npm ci') as string,
    });
    expect(installed()).toBe('1.0.0\n');
    expect(ready()).toMatchObject({ status: 0, stderr: '', stdout: '' });
    wantPackage('2.0.0');
    expect(ready('--quiet')).toMatchObject({ status: 0, stderr: '', stdout: '' });
    expect(installed()).toBe('2.0.0\n');
    expect(existsSync(join(folder, '.sitetab-installing'))).toBe(false);
  });

  it('takes what npm itself has installed', () => {
    wantPackage('1.0.0');
    execFileSync('npm', ['install', '--silent', '--offline'], { cwd: folder });
    expect(ready()).toMatchObject({ status: 0, stderr: '', stdout: '' });
  });

  it('prints in one line why it cannot install', () => {
    wantPackage('1.0.0');
    write('package.json', {
      name: 'sitetab',
      version: '0.1.0',
      dependencies: { part: 'file:part-1.0.0.tgz', other: '1.0.0' },
    });
    const failed = ready('--quiet');
    expect(failed.status).toBe(1);
    expect(failed.stderr).toMatch(/^npm ci failed: .+\n$/);
  });

  it('builds what is newer than the last build, and runs it in the same process', () => {
    symlinkSync(packagePath('node_modules'), join(folder, 'node_modules'));
    mkdirSync(join(folder, 'cli'), { recursive: true });
    write('cli/fileThread.ts', '');
    const run = (): string =>
      execFileSync(process.execPath, [join(folder, 'bin/sitetab.mjs'), 'one']).toString();
    write('cli/main.ts', 'const said: string = `first ${process.argv[2]}`; console.log(said);');
    expect(run()).toBe('first one\n');
    write('cli/main.ts', 'const said: string = `second ${process.argv[2]}`; console.log(said);');
    expect(run()).toBe('second one\n');
    // As in an image for production, where neither sources nor what builds them are.
    rmSync(join(folder, 'cli'), { recursive: true });
    rmSync(join(folder, 'bin/build.mjs'));
    expect(run()).toBe('second one\n');
  });

  it('prints in one line what does not build', () => {
    symlinkSync(packagePath('node_modules'), join(folder, 'node_modules'));
    mkdirSync(join(folder, 'cli'), { recursive: true });
    write('cli/fileThread.ts', '');
    write('cli/main.ts', 'const = 1;');
    const failed = spawnSync(process.execPath, [join(folder, 'bin/sitetab.mjs')], { encoding: 'utf8' });
    expect(failed.status).toBe(1);
    expect(failed.stderr).toMatch(/^sitetab: .*cli\/main\.ts:1.*\n$/);
  });
});
