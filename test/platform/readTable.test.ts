import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readTable, type TableLimits } from '../../src/platform/files/readTable.js';

/** The cells of every row, or what is wrong with the file. */
async function cellsOf(
  content: string | Uint8Array,
  limits?: Partial<TableLimits>,
): Promise<string[][] | string> {
  const table = await readTable(content, limits);
  return 'fault' in table ? table.fault : table.rows.map(({ cells }) => [...cells]);
}

const TABLE = 'Größe;b\n1;2\n';

describe('a table is read', () => {
  it.each([
    ['UTF-8', Buffer.from(TABLE)],
    ['UTF-8 with a mark', Buffer.from(`\ufeff${TABLE}`)],
    ['UTF-16 with a mark', Buffer.from(`\ufeff${TABLE}`, 'utf16le')],
    ['UTF-16 the other way round', Buffer.from(`\ufeff${TABLE}`, 'utf16le').swap16()],
    ['UTF-16 without a mark', Buffer.from(TABLE, 'utf16le')],
    ['the code page of Windows', Buffer.from(TABLE, 'latin1')],
    ['packed', gzipSync(TABLE)],
  ])('from %s', async (_what, bytes) => {
    expect(await cellsOf(bytes)).toEqual([
      ['Größe', 'b'],
      ['1', '2'],
    ]);
  });

  it('with the letters that Windows has and Latin-1 has not', async () => {
    expect(await cellsOf(Buffer.from('Gr\xf6\xdfe;b\n\x80 \x841\x93;2\n', 'latin1'))).toEqual([
      ['Größe', 'b'],
      ['€ „1“', '2'],
    ]);
  });

  it.each([
    ['semicolons', 'a;b;c\n1,5;2;3\n', ';'],
    ['commas', 'a,b,c\n1,2;2,3\n', ','],
    ['tabs with empty cells between', 'a\tb\tc\n1\t\t3\n', '\t'],
    ['bars', 'a|b|c\n1|2|3\n', '|'],
    ['what its first line says', 'sep=,\na,b;c;d\n1,2;3;4\n', ','],
  ])('parted by %s', async (_what, text, separator) => {
    expect(await readTable(text)).toMatchObject({ separator });
  });

  it.each([
    ['a quote in a cell', 'a,b,c\n1,2 "x" y,3\n', ['1', '2 "x" y', '3']],
    ['a quoted cell with quotes of its own', 'a,b,c\n1,"2 "x" y",3\n', ['1', '2 "x" y', '3']],
    ['a space before the quotes', 'a,b,c\n1, "2,x",3\n', ['1', '2,x', '3']],
    ['a space behind the quotes', 'a,b,c\n1,"2" ,3\n', ['1', '2', '3']],
    ['a quote that is never closed', 'a,b,c\n1,"2,3\n', ['1', '2', '3']],
    ['one that seems to close rows below', 'a,b,c\n1,"2,3\n4,"5",6\n', ['1', '2', '3']],
    ['one and good quoting below', 'a,b,c\n1,"2,3\n4,5,"6,7"\n', ['1', '2', '3']],
  ])('with %s', async (_what, text, second) => {
    expect((await cellsOf(text))[1]).toEqual(second);
  });

  it('row by row below a quote that is never closed', async () => {
    const rows = Array.from({ length: 3_000 }, (_, nth) => `${nth},plain,"good, quoted"`);
    rows[1_000] = '1000,"open,bad';
    expect(await cellsOf(rows.join('\n'))).toEqual(
      rows.map((_row, nth) =>
        nth === 1_000 ? ['1000', 'open', 'bad'] : [String(nth), 'plain', 'good, quoted'],
      ),
    );
  });

  it('with the number of the line on which each row begins', async () => {
    const table = await readTable('a;b\r\n\r\n1;"x\r\ny"\r\n;\r2;z\n\n3;"w');
    expect('fault' in table ? [] : table.rows).toEqual([
      { line: 1, end: 1, cells: ['a', 'b'] },
      { line: 3, end: 4, cells: ['1', 'x\ny'] },
      { line: 6, end: 6, cells: ['2', 'z'] },
      { line: 8, end: 8, cells: ['3', 'w'] },
    ]);
  });

  it('as it was written, whatever stands in its cells', async () => {
    const cell = fc
      .string({ maxLength: 12, unit: fc.constantFrom('a', 'b', '1', ' ', '"', ',', ';', '\n', '|', 'ä') })
      .map((text) => text.trim());
    const rows = fc
      .integer({ min: 2, max: 5 })
      .chain((width) =>
        fc.array(fc.array(cell, { minLength: width, maxLength: width }), { minLength: 1, maxLength: 8 }),
      );
    await fc.assert(
      fc.asyncProperty(rows, fc.constantFrom(';', ',', '\t', '|'), async (wanted, separator) => {
        const quoted = wanted.map((row) => row.map((text) => `"${text.replaceAll('"', '""')}"`));
        const text = `sep=${separator}\n${quoted.map((row) => row.join(separator)).join('\n')}`;
        const plain = wanted
          .map((row) => row.map((each) => unwrapped(each)))
          .filter((row) => row.some((each) => each !== ''));
        expect(await cellsOf(text)).toEqual(plain);
      }),
      { numRuns: 200 },
    );
  });
});

/** What is quoted twice over loses both pairs: a cell in quotes of its own is bad quoting more often than meant. */
function unwrapped(text: string): string {
  if (text.length < 2 || !text.startsWith('"') || !text.endsWith('"')) return text;
  return text.slice(1, -1).replaceAll('""', '"').trim();
}

describe('what is too much is refused in a sentence', () => {
  it.each<[what: string, content: string | Uint8Array, fault: string, limits?: Partial<TableLimits>]>([
    ['a long line', `a,b\n${'x'.repeat(200_000)}`, 'has a line of more than 100,000 characters, line 2'],
    ['a million commas', ','.repeat(1_000_000), 'has a line of more than 100,000 characters, line 1'],
    ['many cells', `a,b\n${','.repeat(600)}1`, 'has more than 500 cells in a row, line 2'],
    ['many rows', 'a,b\n'.repeat(11), 'has more than 10 rows', { rows: 10 }],
    ['many empty lines', '\n'.repeat(30), 'has more than 20 lines', { rows: 10 }],
    ['many cells in all', 'a,b\n'.repeat(11), 'has more than 20 cells', { allCells: 20 }],
    ['a bomb', gzipSync(Buffer.alloc(40_000_000, 44)), 'unpacks to more than 32 MB'],
    ['a spreadsheet', Buffer.from('PK\x03\x04…'), 'is a spreadsheet or another archive: save it as CSV'],
    ['a PDF', Buffer.from('%PDF-1.7 …'), 'is a PDF: save it as CSV'],
    ['half of a packed file', gzipSync(TABLE).subarray(0, 20), 'cannot be unpacked'],
  ])('%s', async (_what, content, fault, limits) => {
    expect(await cellsOf(content, limits)).toContain(fault);
  });

  it.each([
    ['quotes that open on every line', '"x,y\n'],
    ['quotes that open and do not close', '"x"y,"y\n'],
    ['rows of every width', 'a,b\na,b,c\n"a\n'],
    ['rows that go on for ever', '"\n",,,,,,,,'],
    ['nothing but quotes', `${'"'.repeat(999)}\n`],
  ])('%s cost what their length costs', async (_what, pattern) => {
    const costOf = async (length: number): Promise<number> => {
      const text = pattern.repeat(length / pattern.length);
      const { user } = process.cpuUsage();
      await readTable(text);
      return process.cpuUsage().user - user;
    };
    await costOf(20_000);
    // Four times as long is four times the work; were it squared, it would be sixteen times.
    const ratios: number[] = [];
    for (let nth = 0; nth < 5 && Math.min(99, ...ratios) > 9; nth += 1) {
      ratios.push((await costOf(120_000)) / (await costOf(30_000)));
    }
    expect(Math.min(...ratios)).toBeLessThanOrEqual(9);
  });

  it.each([
    ['rows of bad quoting', `a,b\n${'"x,y\n'.repeat(20_000)}`],
    ['a row over as many lines as one may have', `${'x,y\n'.repeat(3)}"${'b\n'.repeat(45_000)}"`],
    ['well quoted lines in a bad row', `${'x,y\n'.repeat(3)}"${'"a,a",b\n'.repeat(9_000)}"`],
  ])('%s cost no more than twice what good rows do', async (_what, text) => {
    const costOf = async (each: string): Promise<number> => {
      const { user } = process.cpuUsage();
      await readTable(each);
      return process.cpuUsage().user - user;
    };
    const good = 'ab,cd\n'.repeat(text.length / 6);
    const ratios: number[] = [];
    for (let nth = 0; nth < 6 && Math.min(99, ...ratios) > 2; nth += 1) {
      ratios.push((await costOf(text)) / (await costOf(good)));
    }
    expect(Math.min(...ratios)).toBeLessThanOrEqual(2);
  });
});
