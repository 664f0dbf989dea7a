import { execFile } from 'node:child_process';
import { mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readBankFile } from '../../../src/bank/files/readBankFile.js';
import { findReferences } from '../../../src/core/values/reference.js';
import { bookings, writeCamt, writeMt940, writeOfx } from './writeFiles.js';

const run = promisify(execFile);
const FORMATS = [
  { name: 'camt.052', importer: 'xml', profile: 'camt_052_001_02', write: writeCamt.bind(null, '052', '02') },
  { name: 'OFX 1', importer: 'xml', profile: 'ofx1', write: writeOfx.bind(null, 1) },
  { name: 'OFX 2', importer: 'xml', profile: 'ofx2', write: writeOfx.bind(null, 2) },
  { name: 'MT940', importer: 'swift', profile: 'SWIFT-MT940', write: writeMt940 },
] as const;

const isThere = await run('aqbanking-cli', ['--help']).then(
  () => true,
  () => false,
);

/** Day, signed amount and reference of each booking, as AqBanking reads the file. */
async function readElsewhere(importer: string, profile: string, content: string): Promise<string[]> {
  const folder = await mkdtemp(join(tmpdir(), 'bank-file-'));
  const [file, context] = [join(folder, 'file'), join(folder, 'context')];
  await writeFile(file, content);
  const ask = async (...words: string[]) =>
    run('aqbanking-cli', ['-n', '-D', folder, ...words, '-c', context]);
  await ask('import', `--importer=${importer}`, `--profile=${profile}`, '-f', file);
  const { stdout } = await ask('listtrans');
  return stdout
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => {
      const [day = '', amount = ''] = line.split('\t');
      return [day.split('.').reverse().join('-'), amount, ...findReferences(line)].join(' ');
    });
}

async function readHere(content: string): Promise<string[]> {
  const file = await readBankFile(content);
  if ('fault' in file || file.is === 'table') throw new Error('no bookings');
  return file.file.bookings.map(({ bookedOn, amount, direction, text }) =>
    [bookedOn, `${direction === 'in' ? '' : '-'}${amount.replace(',', '.')}`, ...findReferences(text)].join(
      ' ',
    ),
  );
}

describe.skipIf(!isThere)('AqBanking (Debian’s aqbanking-tools) reads the same bookings', () => {
  it.each(FORMATS)('in $name', async ({ importer, profile, write }) => {
    const [drawn = []] = fc.sample(
      bookings.filter((all) => all.length > 5),
      { numRuns: 1, seed: 7 },
    );
    const content = write(drawn.filter(({ isPending }) => !isPending));
    const here = await readHere(content);
    expect(here.length).toBeGreaterThan(1);
    expect((await readElsewhere(importer, profile, content)).sort()).toEqual(here.sort());
  });
});
