import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readStatement, type Statement } from '../../src/bank/reading/statement.js';
import { isRefusal, type Refusal } from '../../src/core/values/refusal.js';
import { readTable } from '../../src/platform/files/readTable.js';

async function readText(csv: string): Promise<Statement | Refusal> {
  const table = await readTable(csv);
  if ('fault' in table) throw new Error(table.fault);
  return readStatement(table);
}

async function read(csv: string): Promise<Statement> {
  const statement = await readText(csv);
  if (isRefusal(statement)) throw new Error(statement.detail);
  return statement;
}

/** What came in, in short. */
const inShort = async (csv: string): Promise<string[]> =>
  (await read(csv)).lines.map(({ bookedOn, amount, currency, payer, text }) =>
    [bookedOn, amount, currency ?? '-', payer, text].join(' | '),
  );

describe('a bank’s statement', () => {
  it('of a Sparkasse, with what is only announced left out', async () => {
    const csv = `"Auftragskonto";"Buchungstag";"Valutadatum";"Buchungstext";"Verwendungszweck";"Glaeubiger ID";"Beguenstigter/Zahlungspflichtiger";"Kontonummer/IBAN";"Betrag";"Waehrung";"Info"
"DE1";"02.03.26";"02.03.26";"GUTSCHRIFT";"ST-1234-5678-9012 Danke";"";"Fenwick GmbH";"DE2";"1.234,56";"EUR";"Umsatz gebucht"
"DE1";"03.03.26";"03.03.26";"LASTSCHRIFT";"Strom";"";"Stadtwerke";"DE3";"-80,00";"EUR";"Umsatz gebucht"
"DE1";"04.03.26";"";"GUTSCHRIFT";"kommt noch";"";"Fenwick GmbH";"DE2";"5,00";"EUR";"Umsatz vorgemerkt"
`;
    expect(await inShort(csv)).toEqual([
      '2026-03-02 | 1234.56 | EUR | Fenwick GmbH | GUTSCHRIFT · ST-1234-5678-9012 Danke',
    ]);
    expect(await read(csv)).toMatchObject({ outgoing: 1, pending: 1, unreadable: [] });
  });

  it('of a DKB, with the account’s data above the table', async () => {
    const csv = `"Girokonto";"DE12 3456"\r
"Kontostand vom 10.03.2026:";"1.000,00 €"\r
""\r
"Buchungsdatum";"Wertstellung";"Status";"Zahlungspflichtige*r";"Zahlungsempfänger*in";"Verwendungszweck";"Umsatztyp";"Betrag (€)"\r
"09.03.26";"09.03.26";"Gebucht";"Jane Doe";"Agency";"ST 1234 5678 9012";"Eingang";"49,5"\r
`;
    expect(await inShort(csv)).toEqual(['2026-03-09 | 49.5 | EUR | Jane Doe | ST 1234 5678 9012']);
  });

  it('of a British bank with money in and out in columns of their own', async () => {
    const csv = `Transaction Date,Transaction Type,Sort Code,Account Number,Transaction Description,Debit Amount,Credit Amount,Balance
31/03/2026,FPI,12-34-56,12345678,"FENWICK, REF ST-1234-5678-9012",,"1,250.00",2250.00
01/04/2026,DD,12-34-56,12345678,ELECTRIC,80.00,,2170.00
`;
    expect(await inShort(csv)).toEqual(['2026-03-31 | 1250.00 | - |  | FENWICK, REF ST-1234-5678-9012']);
    expect((await read(csv)).outgoing).toBe(1);
  });

  it('of an American bank, with the month first', async () => {
    const csv = `Posting Date,Description,Amount,Type
03/04/2026,DEPOSIT ST123456789012,"1,000",CREDIT
03/28/2026,FEE,-5.00,DEBIT
`;
    expect(await inShort(csv)).toEqual(['2026-03-04 | 1000 | - |  | DEPOSIT ST123456789012']);
  });

  it('of a bank that writes months in letters and separates with tabs', async () => {
    const csv =
      'Date\tName\tReference\tAmount (GBP)\n2 Mär 2026\tJane\tST-1\t(5.00)\n02 Mar 2026\tJane\tST-2\t£5.00\n';
    expect(await inShort(csv)).toEqual(['2026-03-02 | 5.00 | GBP | Jane | ST-2']);
    expect((await read(csv)).outgoing).toBe(1);
  });

  it('with a line that cannot be read is refused with its number and the reason', async () => {
    const csv =
      'Date;Amount;Reference\n2026-02-30;5,00;x\n2026-02-01;5,00,00;x\n2026-02-01;;fee\n;;\n2026-02-02;0,00;zero\n';
    expect(await read(csv)).toMatchObject({
      lines: [],
      unreadable: [
        { line: 2, reason: '"2026-02-30" is not a date' },
        { line: 3, reason: '"5,00,00" is not an amount' },
        { line: 4, reason: '"" is not an amount' },
      ],
    });
  });

  it('that is none is refused', async () => {
    expect(await readText('hello')).toMatchObject({ refused: 'invalid', field: 'csv' });
    expect(await readText('')).toMatchObject({ refused: 'invalid' });
  });

  it('keeps quoted separators, quotes and line breaks in their cell', async () => {
    const csv = 'Date;Amount;Reference\n2026-02-01;+5,00;"a;b ""c""\nST-1"\n2026-02-02;+6,00;d\n';
    expect(await inShort(csv)).toEqual(
      ['2026-02-01 | 5,00 | - |  | a;b "c" ST-1', '2026-02-02 | 6.00 | - |  | d'].map((line) =>
        line.replace('5,00', '5.00'),
      ),
    );
    expect((await read(csv)).lines[1]?.line).toBe(4);
  });

  it('is read the same in whichever dialect it is written', async () => {
    const line = fc.record({
      day: fc.integer({ min: 1, max: 28 }),
      month: fc.integer({ min: 1, max: 12 }),
      cents: fc.integer({ min: 1, max: 99_999_999 }),
    });
    const dialects = [
      {
        separator: ';',
        point: ',',
        group: '.',
        date: (d: string, m: string) => `${d}.${m}.2026`,
        head: 'Buchungstag;Betrag;Verwendungszweck',
      },
      {
        separator: ',',
        point: '.',
        group: ',',
        date: (d: string, m: string) => `2026-${m}-${d}`,
        head: 'Date,Amount,Reference',
      },
      {
        separator: '\t',
        point: '.',
        group: '',
        date: (d: string, m: string) => `2026${m}${d}`,
        head: 'Date\tAmount\tReference',
      },
    ];
    await fc.assert(
      fc.asyncProperty(
        fc.array(line, { minLength: 1, maxLength: 12 }),
        fc.constantFrom(...dialects),
        async (lines, dialect) => {
          const rows = lines.map(({ day, month, cents }) => {
            const whole = String(Math.floor(cents / 100)).replace(/\B(?=(\d{3})+$)/g, dialect.group);
            const amount = `${whole}${dialect.point}${String(cents % 100).padStart(2, '0')}`;
            const date = dialect.date(String(day).padStart(2, '0'), String(month).padStart(2, '0'));
            return [date, `"+${amount}"`, 'x'].join(dialect.separator);
          });
          const statement = await read([dialect.head, ...rows].join('\n'));
          expect(statement.unreadable).toEqual([]);
          expect(statement.lines.map(({ bookedOn, amount }) => `${bookedOn} ${amount}`)).toEqual(
            lines.map(({ day, month, cents }) => {
              const date = `2026-${String(month).padStart(2, '0')}-${String(day).padStart(2, '0')}`;
              return `${date} ${Math.floor(cents / 100)}.${String(cents % 100).padStart(2, '0')}`;
            }),
          );
        },
      ),
    );
  });
});
