import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readFonts } from '../../documents/fonts.js';
import { breakLines, runsOf } from '../../documents/layOut.js';
import { DocumentPage } from '../../documents/page.js';

const byLetter = (text: string): number => Array.from(text).length;

describe('a line of a document', () => {
  it('is never wider than its column, and no letter is lost between lines', () => {
    const texts = fc.array(
      fc.constantFrom('Hosting', ' ', '東京', '、', 'مكتبة', 'ספר', '-', '1,234,567.00', 'ä', '\n'),
      { maxLength: 30 },
    );
    fc.assert(
      fc.property(texts, fc.integer({ min: 2, max: 20 }), (parts, width) => {
        const text = parts.join('');
        const lines = breakLines(text, width, byLetter);
        for (const line of lines) expect(byLetter(line)).toBeLessThanOrEqual(width);
        expect(lines.join('').replaceAll(/\s/g, '')).toBe(text.replaceAll(/\s/g, ''));
      }),
    );
  });

  it('breaks between words, and between Japanese letters but not before their full stop', () => {
    expect(breakLines('one two three', 8, byLetter)).toEqual(['one two', 'three']);
    expect(breakLines('東京第一。', 4, byLetter)).toEqual(['東京第', '一。']);
  });

  it('keeps the spaces between right-to-left words, and the order of numbers and brackets in it', () => {
    expect(runsOf('مكتبة النور')).toEqual([{ text: 'مكتبة النور', isRightToLeft: true }]);
    const drawn = runsOf('ספר (2026) Ltd').map(({ text, isRightToLeft }) =>
      isRightToLeft ? Array.from(text).reverse().join('') : text,
    );
    expect(drawn.join('')).toBe('Ltd (2026) רפס');
    expect(runsOf('Library ספר')).toEqual([
      { text: 'Library ', isRightToLeft: false },
      { text: 'ספר', isRightToLeft: true },
    ]);
  });

  it('shows an amount of any size on one line', async () => {
    const about = { title: 'Statement', author: 'Alder', language: 'en', at: 0 };
    const page = new DocumentPage(about, await readFonts(''));
    const column = { width: 96, align: 'right', face: 'bold' } as const;
    const line = page.heightOf('1', column);
    for (const amount of ['−49.00', '−1,234,567,890.00', '999,999,999,999,999,999.00', '9,'.repeat(40)])
      expect(page.putAmount(amount, column)).toBeLessThanOrEqual(line);
  });

  it('has a font for every letter of names in East Asian scripts', async () => {
    const name = '東京第一ホスティング株式会社 北京汉语 臺灣 서울';
    const { faces, parts } = await readFonts(name);
    for (const letter of name) {
      const codePoint = letter.codePointAt(0) ?? 0;
      const fonts = [faces.sans, ...parts.filter((part) => part.has(codePoint)).map(({ font }) => font)];
      expect(fonts.some((font) => font.hasGlyphForCodePoint(codePoint))).toBe(true);
    }
    expect((await readFonts('Grünwald, Ελλάδα, Київ')).parts).toEqual([]);
  });
});
