import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { runProgram } from '../program.js';
import { findTemporalServer, GoMissing } from './serverBuild.js';

const folder = mkdtempSync(join(tmpdir(), 'sitetab-no-go-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** No Go, and nothing built before. */
const env = { PATH: '/nonexistent', HOME: folder, XDG_CACHE_HOME: folder };

it('says where to get Go, and what to leave out, where the production server cannot be built', async () => {
  const found = findTemporalServer({ env });
  await expect(found).rejects.toThrow(
    /there is no go on the PATH\. Install Go .* leave out --temporal postgres/,
  );
  await expect(found).rejects.toBeInstanceOf(GoMissing);
});

it('ends with 3 and no stack where Go is missing', async () => {
  const program = await runProgram(new URL('programs/temporalPostgres.ts', import.meta.url), ['--build'], {
    env,
  });
  expect(await program.ended).toBe(3);
  expect(program.complaint().trim().split('\n')).toEqual([expect.stringContaining('Install Go')]);
});
