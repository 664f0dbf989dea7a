import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { amountReader } from '../../api/console/import/cells.js';
import { readCurrency } from '../../api/console/import/currencyCell.js';

/** What every object has: a table that is one knows these words, too. */
const INHERITED = Object.getOwnPropertyNames(Object.prototype);
const word = fc.oneof(fc.constantFrom(...INHERITED, 'EUR', 'kr', '$', '(€)', '/'), fc.string());
const cell = fc.array(word, { maxLength: 3 }).map((words) => words.join(' '));

describe('a cell of a list of clients', () => {
  it('holds a currency or is refused, whatever stands in it', () => {
    fc.assert(
      fc.property(cell, fc.constantFrom('EUR', 'SEK', ''), (written, usual) => {
        const read = readCurrency(written, usual);
        expect(typeof ('value' in read ? read.value : read.fault)).toBe('string');
      }),
    );
  });

  it('holds no amount where a word beside it is no currency', () => {
    for (const name of INHERITED) {
      expect(amountReader([])(`5.00 ${name}`, 'EUR')).toMatchObject({ fault: expect.any(String) as string });
    }
  });

  it.each(['ＥＵＲ', '\u200fEUR', '\u202a€\u202c', 'EUR\u200b', 'Euro\ufeff'])(
    'holds euros in other letters or with invisible marks: %j',
    (written) => {
      expect(readCurrency(written, 'USD')).toEqual({ value: 'EUR' });
    },
  );
});
