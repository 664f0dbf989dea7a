import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { headOf } from './readOptions.js';

const ROOT = new URL('../../', import.meta.url);
const { scripts } = JSON.parse(readFileSync(new URL('package.json', ROOT), 'utf8')) as {
  scripts: Record<string, string>;
};
/** Every program of the tests' that `npm run` starts and that takes options. */
const PROGRAMS = Object.entries(scripts).flatMap(([name, script]) => {
  const file = /tsx (\S+[.]ts)$/.exec(script)?.[1];
  const source = file === undefined ? '' : readFileSync(new URL(file, ROOT), 'utf8');
  return file === undefined || !/parseArgs|readOptions/.test(source) ? [] : [{ name, file, source }];
});

it('the head of a program is its first documenting comment, on one line or on many', () => {
  expect(headOf('import "x";\n/** One `--line`. */\n/** Not this. */')).toBe('One `--line`.');
  expect(headOf('/**\n * Two\n *   --lines N\n */')).toBe('Two\n  --lines N');
  expect(headOf('const nothing = 1;')).toBe('');
});

describe.each(PROGRAMS)('npm run $name', ({ name, source }) => {
  it('names itself and each of its options for --help', () => {
    const options = [...source.matchAll(/^ +(\w+): \{ type: '(?:string|boolean)'/gm)].map(
      ([, option]) => option,
    );
    expect(options.length).toBeGreaterThan(0);
    expect(source).toContain('readOptions(import.meta.url, {');
    const usage = headOf(source);
    expect(usage).toContain(`npm run ${name}`);
    expect(options.filter((option) => !new RegExp(`--(no-)?${option ?? ''}\\b`).test(usage))).toEqual([]);
  });
});

it('prints the head for --help, and beside an option that does not exist', () => {
  const program = fileURLToPath(new URL('test/fuzz/programs/fuzz.ts', ROOT));
  const run = (arg: string) =>
    spawnSync(process.execPath, ['--import', 'tsx', program, arg], { encoding: 'utf8' });
  const help = run('--help');
  expect(help).toMatchObject({ status: 0, stdout: expect.stringContaining('--minutes M') as string });
  const wrong = run('--hours=1');
  expect(wrong.status).toBe(2);
  expect(wrong.stderr).toContain("'--hours'");
  expect(wrong.stderr).toContain('--minutes M');
});
