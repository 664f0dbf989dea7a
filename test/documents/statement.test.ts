import { setImmediate as nextTurn } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { renderStatement } from '../../documents/index.js';
import { groupsOf, speechOf } from '../../documents/statementRows.js';
import { sampleStatement } from './statements.js';

const rowsOf = (language: string) => {
  const document = sampleStatement({ language });
  return groupsOf(document, speechOf(document)).map(({ title, rows, total }) => ({
    title,
    rows: rows.map(({ what, detail, amount }) => [what, detail, amount]),
    total,
  }));
};

describe('the lines of a statement', () => {
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

  it('are in German for a German client', () => {
    const groups = rowsOf('de-AT');
    expect(groups[0]?.title).toBe('Wiederkehrend');
    expect(groups[6]?.rows[0]).toEqual(['VAT 20 %', 'Netto 97,52 · Steuer 19,50 · brutto 117,02', '−19,50']);
  });

  it('say nothing of tax where there is none', () => {
    const { lines } = sampleStatement();
    const document = sampleStatement({ lines: lines.filter(({ taxName }) => taxName === undefined) });
    expect(groupsOf(document, speechOf(document)).map(({ title }) => title)).not.toContain('Tax');
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
