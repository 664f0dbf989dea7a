import fc from 'fast-check';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { renderStatement } from '../../documents/renderStatement.js';
import type { StatementLine } from '../../documents/statement.js';
import { groupsOf, statementFormatOf } from '../../documents/statementRows.js';
import { canDrawPdf, canReadQr, drawPdf, readQr } from '../setup/readQr.js';
import { sampleStatement } from './statements.js';

const rowsOf = (language: string) => {
  const document = sampleStatement({ language });
  return groupsOf(document, statementFormatOf(document)).map(({ title, rows, total }) => ({
    title,
    rows: rows.map(({ what, detail, amount }) => [what, detail, amount]),
    total,
  }));
};

/** An amount as it is written, back in minor units. */
function minorOf(amount: string): bigint {
  const digits = BigInt(amount.replace(/\D/g, ''));
  return amount.startsWith('−') ? -digits : digits;
}

/** Something posted, with its tax, and perhaps taken back. */
const postings: fc.Arbitrary<StatementLine[]> = fc
  .record({
    kind: fc.constantFrom('charge' as const, 'payment' as const, 'refund' as const, 'adjustment' as const),
    category: fc.constantFrom('recurring', 'usage', 'minimum', 'design'),
    minor: fc.bigInt(-9_999_999n, 9_999_999n),
    percent: fc.constantFrom(null, '19', '7', '7.7'),
    isReversed: fc.boolean(),
    isTaxReversed: fc.boolean(),
    at: fc.integer({ min: Date.parse('2026-10-20'), max: Date.parse('2026-12-05') }),
  })
  .map(({ kind, category, minor, percent, isReversed, isTaxReversed, at: effectiveAt }) => {
    const isTaxed = kind === 'charge' && percent !== null;
    const taxPart = kind === 'charge' ? ('net' as const) : ('none' as const);
    const line = { description: 'Something', effectiveAt };
    const taxMinor = minor / 5n;
    return [
      { ...line, kind, category, minor, taxPart },
      ...(isTaxed ? [{ ...line, kind: 'tax' as const, minor: taxMinor, taxPart: 'tax' as const }] : []),
      ...(isReversed ? [{ ...line, kind: 'reversal' as const, minor: -minor, taxPart }] : []),
      ...(isTaxed && isTaxReversed
        ? [{ ...line, kind: 'reversal' as const, minor: -taxMinor, taxPart: 'tax' as const }]
        : []),
    ];
  });

describe('the lines of a statement', () => {
  it('names a payment and a refund in the reader’s language, unless the owner wrote something else', () => {
    const line = { effectiveAt: Date.parse('2026-11-05'), taxPart: 'none' as const, method: 'bank' };
    const lines = [
      { ...line, kind: 'payment' as const, minor: 5n, description: 'Payment (bank)' },
      { ...line, kind: 'refund' as const, minor: -1n, description: 'Refund (bank)' },
      { ...line, kind: 'payment' as const, minor: 1n, description: 'Gift of the house' },
    ];
    const document = sampleStatement({ language: 'de', lines, taxes: [] });
    const [payments] = groupsOf(document, statementFormatOf(document));
    expect(payments?.rows.map(({ what }) => what)).toEqual([
      'Zahlung (Überweisung)',
      'Erstattung (Überweisung)',
      'Gift of the house',
    ]);
  });

  it('stand under their headings in the order of a bill, with the tax at each rate', () => {
    const groups = rowsOf('en-GB');
    expect(groups.map(({ title }) => title)).toEqual([
      'Recurring',
      'Usage',
      'Minimum and maximum',
      'Design',
      'Books',
      'Domain',
      'Tax',
      'Corrections',
      'Payments and refunds',
    ]);
    expect(groups[1]?.rows).toEqual([
      ['Traffic, 1 Nov – 30 Nov 2026', '181.2 GB (181,200,000,000 bytes)', '−18.12'],
    ]);
    expect(groups[6]).toEqual({
      title: 'Tax',
      rows: [
        ['VAT 20 %', 'Net 97.52 · tax 19.50 · gross 117.02', '−19.50'],
        ['VAT 5 %', 'Net 12.00 · tax 0.60 · gross 12.60', '−0.60'],
        ['Without tax', 'Net 6.80 · tax 0.00 · gross 6.80', '0.00'],
      ],
      total: '−20.10',
    });
  });

  it('add up by heading, and the headings to the difference of the balances, whatever was reversed', () => {
    fc.assert(
      fc.property(
        fc.array(postings, { maxLength: 25 }),
        fc.constantFrom('en-GB', 'de-DE'),
        (drawn, language) => {
          const lines = drawn.flat();
          const openingBalance = 1_234n;
          const closingBalance = lines.reduce((sum, { minor }) => sum + minor, openingBalance);
          const document = sampleStatement({ language, lines, openingBalance, closingBalance });
          let all = 0n;
          for (const { title, rows, total } of groupsOf(document, statementFormatOf(document))) {
            const sum = rows.reduce((rest, { amount }) => rest + minorOf(amount), 0n);
            if (total !== undefined) expect(minorOf(total), title).toBe(sum);
            else expect(rows.length, title).toBe(1);
            all += sum;
          }
          expect(all).toBe(closingBalance - openingBalance);
        },
      ),
      { numRuns: 150 },
    );
  });

  it('list tax that was taken back with the tax', () => {
    const tax = { taxPart: 'tax' as const, effectiveAt: 0 };
    const taxes = [
      { name: 'VAT', percent: '20', category: 'S' as const, net: 100n, minor: 20n, byLine: 20n },
    ];
    const lines: StatementLine[] = [
      { kind: 'tax', description: 'VAT', minor: -602n, ...tax },
      { kind: 'reversal', description: 'Reversed: VAT', minor: 582n, ...tax },
    ];
    const document = sampleStatement({ lines, taxes, openingBalance: 0n, closingBalance: -20n });
    const [group, ...others] = groupsOf(document, statementFormatOf(document));
    expect(others).toEqual([]);
    expect(group?.rows.map(({ amount }) => amount)).toEqual(['−0.20', '0.00']);
  });

  it('explain in a sentence where the tax on the sum differs from that of the lines', () => {
    const tax = { name: 'VAT', percent: '19', category: 'S' as const, net: 150n, minor: 29n, byLine: 50n };
    const back = {
      name: 'VAT',
      percent: '19',
      category: 'S' as const,
      net: -75n,
      minor: -15n,
      byLine: -25n,
      corrects: '2026-00041',
    };
    const lines: StatementLine[] = [
      { kind: 'charge', description: 'Fifty', minor: -75n, effectiveAt: 0, taxPart: 'net' },
      { kind: 'tax', description: 'VAT on fifty', minor: -14n, effectiveAt: 0, taxPart: 'tax' },
    ];
    const document = sampleStatement({ lines, taxes: [tax, back] });
    const [, taxes] = groupsOf(document, statementFormatOf(document));
    const onTheSum = 'The tax is worked out on the sum of these amounts; added up line by line it was';
    expect(taxes?.rows.map(({ what, detail, amount }) => [what, detail, amount])).toEqual([
      ['VAT 19 %', `Net 1.50 · tax 0.29 · gross 1.79\n${onTheSum} 0.50.`, '−0.29'],
      [
        'VAT 19 %, correction of statement 2026-00041',
        `Net −0.75 · tax −0.15 · gross −0.90\n${onTheSum} −0.25.`,
        '0.15',
      ],
    ]);
    expect(taxes?.total).toBe('−0.14');
  });

  it('are in German for a German client', () => {
    const groups = rowsOf('de-AT');
    expect(groups[0]?.title).toBe('Wiederkehrend');
    expect(groups[6]?.rows[0]).toEqual(['USt. 20 %', 'Netto 97,52 · Steuer 19,50 · brutto 117,02', '−19,50']);
  });

  it('mention no tax where there is none', () => {
    const { lines } = sampleStatement();
    const document = sampleStatement({ taxes: [], lines: lines.filter(({ taxPart }) => taxPart !== 'tax') });
    expect(groupsOf(document, statementFormatOf(document)).map(({ title }) => title)).not.toContain('Tax');
  });
});

describe('a statement on paper', () => {
  it('is the same to the byte every time, with its number and the time it was issued in it', async () => {
    const [one, other] = await Promise.all([
      renderStatement(sampleStatement()),
      renderStatement(sampleStatement()),
    ]);
    expect(one.equals(other)).toBe(true);
    const text = one.toString('latin1');
    expect(text).toMatch(/^%PDF-1\./);
    expect(text).toContain('(D:20261201002300Z)');
    expect(text.match(/\/Type \/Page\b/g)).toHaveLength(2);
  });

  it('can be written for any name, any length and nothing at all', async () => {
    const long = 'A'.repeat(2_000);
    const line = sampleStatement().lines[0];
    const odd = [
      { client: { name: 'شركة المثال المحدودة', email: 'x@y.example', reference: 'R' } },
      {
        client: { name: '株式会社テスト 🙂 \u202Egnp', email: '', reference: '' },
        sender: { name: 'משרד העיצוב' },
      },
      { sender: { name: long, address: long, paymentInstructions: `${long}\n`.repeat(30) } },
      { lines: [], siteNames: [], openingBalance: 0n, closingBalance: 0n },
      { siteNames: Array.from({ length: 500 }, (_, index) => `site-${index}.example`) },
      { currency: 'JPY', closingBalance: 10n ** 30n, language: 'xx' },
      { lines: Array.from({ length: 400 }, () => line).flatMap((each) => each ?? []) },
    ];
    for (const changes of odd) {
      const pdf = await renderStatement(sampleStatement(changes));
      expect(pdf.toString('latin1')).toContain('%%EOF');
    }
  });

  it('lets others have their turn while a long one is written', async () => {
    const { lines } = sampleStatement();
    const [line] = lines;
    if (line === undefined) throw new Error('the sample has no lines');
    const long = sampleStatement({ lines: Array.from({ length: 400 }, () => line) });
    let turns = 0;
    const over = new AbortController();
    const others = (async () => {
      for (; !over.signal.aborted; turns += 1) await nextTurn();
    })();
    await renderStatement(long);
    over.abort();
    await others;
    expect(turns).toBeGreaterThanOrEqual(20);
  });
});

describe('the code for banking apps', () => {
  const bankAccount = { holder: 'Northlight Studio', iban: 'DE89370400440532013000' };
  const drawn = (changes: object) =>
    renderStatement({ ...sampleStatement(), sender: { name: 'Northlight Studio', bankAccount }, ...changes });

  it.skipIf(!canReadQr || !canDrawPdf)(
    'is on a statement that is owed, with the amount and the reference',
    async () => {
      const client = { name: 'Fenwick', email: 'accounts@fenwick.example', reference: 'ST-4802-7519-3633' };
      const pdf = await drawn({ client, lines: [], taxes: [], closingBalance: -3_712n });
      expect(await readQr(await drawPdf(pdf))).toBe(
        'BCD\n002\n1\nSCT\n\nNorthlight Studio\nDE89370400440532013000\nEUR37.12\n\nRF08ST480275193633',
      );
    },
  );

  it('is not on one that is paid, or in another currency', async () => {
    const owed = (await drawn({ lines: [], taxes: [], closingBalance: -3_712n })).length;
    const paid = (await drawn({ lines: [], taxes: [], closingBalance: 3_712n })).length;
    const pounds = (await drawn({ lines: [], taxes: [], closingBalance: -3_712n, currency: 'GBP' })).length;
    expect([owed - paid > 500, owed - pounds > 500]).toEqual([true, true]);
  });
});
