import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  exactQuantity,
  meterNamed,
  readableQuantity,
  usedQuantity,
} from '../../api/console/usage/quantities.js';

const METERS = [
  { name: 'requests', title: 'Requests', unit: '' },
  { name: 'bandwidth', title: 'Bandwidth', unit: 'bytes' },
  { name: 'mails', title: 'Mails', unit: 'mails' },
];
const said = (quantity: string, name: string): string[] =>
  [exactQuantity, readableQuantity, usedQuantity].map((write) => write(quantity, meterNamed(METERS, name)));

describe('a quantity on a page', () => {
  it.each([
    ['8368', 'requests', ['8,368 requests', '8,368 requests', '8,368 requests']],
    ['1', 'requests', ['1 request', '1 request', '1 request']],
    ['2333022838', 'bandwidth', ['2,333,022,838 bytes', '2.3 GB', '2.3 GB of bandwidth']],
    ['20', 'mails', ['20 mails', '20 mails', '20 mails']],
    ['20', 'gone', ['20 gone', '20 gone', '20 gone']],
  ])('of %s %s has its unit, in digits that can be read', (quantity, name, words) => {
    expect(said(quantity, name)).toEqual(words);
  });

  it('is never a bare number or one of more than three digits together', () => {
    const quantities = fc.bigInt({ min: 0n, max: 10n ** 14n }).map(String);
    fc.assert(
      fc.property(quantities, fc.constantFrom('requests', 'bandwidth', 'mails', 'gone'), (quantity, name) => {
        for (const words of said(quantity, name)) {
          expect(words).toMatch(/ \p{L}/u);
          expect(words, quantity).not.toMatch(/\d{4}/);
        }
      }),
    );
  });
});
