import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import fc from 'fast-check';
import { afterAll, describe, expect, it } from 'vitest';
import { type FileDebit, groupDebits, writePain008 } from '../../../src/billing/debits/pain008.js';
import { sepaText } from '../../../src/billing/debits/sepaText.js';
import { findPythonTools } from '../../setup/pythonTools.js';

const here = (name: string): string => fileURLToPath(new URL(`proof/${name}`, import.meta.url));
const tools = await findPythonTools('sepaxml', here('requirements.txt'));
if ('missing' in tools)
  console.warn(`Skipped: ${tools.missing}. Install Python 3 with pip to validate pain.008 files.`);

const folder = mkdtempSync(join(tmpdir(), 'sitetab-pain-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** What the schema finds in each text; "ok" for nothing. */
async function validate(texts: readonly string[]): Promise<string[]> {
  if ('missing' in tools) return [];
  const paths = texts.map((text, index) => {
    const path = join(folder, `${index}.xml`);
    writeFileSync(path, text);
    return path;
  });
  const env = { ...process.env, PYTHONPATH: tools.folder, PYTHONDONTWRITEBYTECODE: '1' };
  const { stdout } = await promisify(execFile)('python3', [here('validate.py'), ...paths], { env });
  return stdout.trim().split('\n');
}

const CREDITOR = {
  name: 'Nordlicht Webstudio GmbH & Söhne',
  iban: 'DE89370400440532013000',
  creditorId: 'DE98ZZZ09999999999',
};
const createdAt = Date.parse('2026-11-30T09:30:00Z');

const ibans = [
  'DE89370400440532013000',
  'FR1420041010050500013M02606',
  'CH9300762011623852957',
  'GB29NWBK60161331926819',
];
const debit = fc.record({
  endToEndId: fc.integer({ min: 1, max: 99_999 }).map((number) => `ST283047196407-D${number}`),
  minor: fc.bigInt({ min: 1n, max: 99_999_999_999n }),
  collectOn: fc.constantFrom('2026-12-03', '2026-12-04', '2026-12-28'),
  mandateReference: fc.constantFrom('ST283047196407-M1', 'K 1001/b', "a'b"),
  signedOn: fc.constantFrom('2009-11-01', '2026-11-30'),
  holder: fc.oneof(
    fc.string({ unit: 'grapheme', maxLength: 90 }),
    fc.constantFrom('Ærø & Łódź', 'Γιώργος', '雪', '//'),
  ),
  iban: fc.constantFrom(...ibans),
  reference: fc.constant('ST-2830-4719-6407'),
  address: fc.record({
    street: fc.string(),
    postcode: fc.string(),
    city: fc.string(),
    country: fc.constantFrom('CH', 'GB', '', 'x'),
  }),
}) satisfies fc.Arbitrary<FileDebit>;

const write = (debits: readonly FileDebit[], bic?: string): string => {
  const creditor = { ...CREDITOR, bic };
  return writePain008({
    messageId: 'STDD-0A1B2C3D-000001',
    createdAt,
    creditor,
    groups: groupDebits(debits),
  });
};

describe.skipIf('missing' in tools)('a file of direct debits', () => {
  it('is valid for the schema whatever is in it, and says its sums right', async () => {
    const files = fc.sample(fc.array(debit, { minLength: 1, maxLength: 12 }), { numRuns: 60, seed: 1 });
    const texts = files.map((debits, index) => write(debits, index % 2 === 0 ? undefined : 'COBADEFFXXX'));
    expect(await validate(texts)).toEqual(texts.map(() => 'ok'));
    for (const [index, debits] of files.entries()) {
      const total = debits.reduce((sum, { minor }) => sum + minor, 0n);
      const text = texts[index] ?? '';
      const sums = [...text.matchAll(/<CtrlSum>([\d.]+)</g)].map(([, sum]) =>
        BigInt((sum ?? '').replace('.', '')),
      );
      const [whole, ...groups] = sums;
      expect(whole).toBe(total);
      expect(groups.reduce((sum, each) => sum + each, 0n)).toBe(total);
      expect(write(debits, index % 2 === 0 ? undefined : 'COBADEFFXXX')).toBe(text);
    }
  });

  it('is refused by the schema with a fault', async () => {
    const [one] = fc.sample(debit, { numRuns: 1, seed: 2 });
    const text = write(one === undefined ? [] : [one]);
    const faults: readonly [string, RegExp | string, string][] = [
      ['no mandate', /<MndtRltdInf>[\s\S]*?<\/MndtRltdInf>/, '<MndtRltdInf><MndtId/></MndtRltdInf>'],
      ['another currency', 'Ccy="EUR"', 'Ccy="euro"'],
      ['no IBAN', /<DbtrAcct>[\s\S]*?<\/DbtrAcct>/, ''],
      ['a date of the wrong form', '<ReqdColltnDt>2026-', '<ReqdColltnDt>26-'],
      ['another sequence type', 'RCUR', 'ONCE'],
      ['another method', '<PmtMtd>DD', '<PmtMtd>TRF'],
    ];
    const spoiled = faults.map(([, from, to]) => text.replace(from, to));
    for (const each of spoiled) expect(each).not.toBe(text);
    const said = await validate(spoiled);
    expect(said.filter((each) => each === 'ok')).toEqual([]);
    expect(said).toHaveLength(faults.length);
  });
});

describe('the characters of SEPA', () => {
  it('are all that is left of any text', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: 'binary', maxLength: 200 }),
        fc.integer({ min: 1, max: 70 }),
        (text, max) => {
          const plain = sepaText(text, max);
          expect(plain).toMatch(/^[A-Za-z0-9/\-?:().,'+ ]*$/);
          expect(plain.length).toBeLessThanOrEqual(max);
          expect(plain).not.toMatch(/^\/|\/$|\/\/|^ | $/);
        },
      ),
    );
  });

  it.each([
    ['Björn Müller & Söhne', 'Bjoern Mueller + Soehne'],
    ['Łódź, Ærøskøbing', 'Lodz, AEroskobing'],
    ['Παπαδόπουλος', 'Papadopoylos'],
    ['Иван', 'Ivan'],
    ['O’Brien – “Café”', "O'Brien - 'Cafe'"],
  ])('%s becomes %s', (text, plain) => expect(sepaText(text, 70)).toBe(plain));
});
