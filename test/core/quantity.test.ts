import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  formatQuantity,
  normalizeQuantity,
  parseQuantity,
  QUANTITY_ONE,
  quantityToNumber,
} from '../../src/core/values/quantity.js';

const LIMIT = 10n ** 24n * QUANTITY_ONE;
const quantity = fc.oneof(fc.bigInt({ min: 0n, max: 10n ** 15n }), fc.bigInt({ min: 0n, max: LIMIT - 1n }));

test('written and read again it is the same, without trailing zeros', () => {
  fc.assert(
    fc.property(quantity, (value) => {
      const text = formatQuantity(value);
      expect(parseQuantity(text)).toBe(value);
      expect(text).toMatch(/^(0|[1-9]\d*)(\.\d{0,11}[1-9])?$/);
    }),
  );
});

test('the normal text of whatever is a quantity is that of the quantity', () => {
  const text = fc.stringMatching(/^-?[0-9]{0,18}(\.[0-9]{1,13})?$/);
  fc.assert(
    fc.property(fc.oneof(text, quantity.map(formatQuantity), fc.double()), (value) => {
      const read = parseQuantity(value);
      expect(normalizeQuantity(value)).toBe(read === undefined ? undefined : formatQuantity(read));
    }),
  );
});

test.each([
  [0, 0n],
  [-0, 0n],
  [1500, 1500n * QUANTITY_ONE],
  [0.1, QUANTITY_ONE / 10n],
  [1e-7, QUANTITY_ONE / 10n ** 7n],
  [2.5e-11, 25n],
  [1e-12, 1n],
  [1e21, 10n ** 21n * QUANTITY_ONE],
  [1.5e21, 15n * 10n ** 20n * QUANTITY_ONE],
  ['0.000000000001', 1n],
  ['1500.00', 1500n * QUANTITY_ONE],
])('reads %j', (value, expected) => {
  expect(parseQuantity(value)).toBe(expected);
});

test.each([
  -1,
  '-1',
  '-0.5',
  NaN,
  Infinity,
  1e24,
  1e-13,
  0.1 + 0.2,
  '1e3',
  '1000000000000000000000000',
  '0.0000000000001',
  '',
  ' 1',
  '1,5',
  null,
  undefined,
  true,
  {},
  [1],
])('%j is no quantity', (value) => {
  expect(parseQuantity(value)).toBeUndefined();
});

test('any number that JSON can carry with up to 12 decimals is read as it is written', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 0, max: 2 ** 53 - 1 }),
      fc.integer({ min: 0, max: 12 }),
      (digits, decimals) => {
        const value = Number(`${digits}e-${decimals}`);
        expect(Number(formatQuantity(parseQuantity(value) ?? -1n))).toBe(value);
      },
    ),
  );
});

test('as a number it is the nearest one', () => {
  expect(quantityToNumber(1500n * QUANTITY_ONE)).toBe(1500);
  expect(quantityToNumber(QUANTITY_ONE / 4n)).toBe(0.25);
});
