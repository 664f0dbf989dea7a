import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { currencyCodes, currencyExponent } from '../../src/core/values/currency.js';
import {
  divideRounded,
  formatAmount,
  formatPercent,
  minorPerMajor,
  parseAmount,
  parsePercent,
  type Percent,
  taxOn,
} from '../../src/core/values/money.js';
import { isRefusal } from '../../src/core/values/refusal.js';

const LIMIT = 10n ** 30n;
const currency = fc.constantFrom(...currencyCodes());
const minor = fc.oneof(
  fc.bigInt({ min: -10_000n, max: 10_000n }),
  fc.bigInt({ min: 1n - LIMIT, max: LIMIT - 1n }),
);

function absolute(value: bigint): bigint {
  return value < 0n ? -value : value;
}

function percent(text: string): Percent {
  const parsed = parsePercent(text);
  if (isRefusal(parsed)) throw new Error(parsed.detail);
  return parsed;
}

describe('currencies', () => {
  test.each([
    ['EUR', 2],
    ['JPY', 0],
    ['KWD', 3],
    ['IQD', 3],
    ['HUF', 2],
    ['CLF', 4],
  ])('%s has %i decimals', (code, exponent) => {
    expect(currencyExponent(code)).toBe(exponent);
  });

  test.each(['', 'eur', 'EURO', 'XAU', 'XXX', 'toString', 'constructor'])('%j is none', (code) => {
    expect(currencyExponent(code)).toBeUndefined();
    expect(parseAmount('1', code)).toMatchObject({ refused: 'invalid' });
    expect(() => formatAmount(1n, code)).toThrow(RangeError);
  });

  test('no code is listed twice', () => {
    expect(new Set(currencyCodes()).size).toBe(currencyCodes().length);
  });
});

describe('amounts', () => {
  test('written and read again they are the same, in every currency and far beyond 2^53', () => {
    fc.assert(
      fc.property(currency, minor, (code, amount) => {
        expect(parseAmount(formatAmount(amount, code), code)).toBe(amount);
      }),
    );
  });

  test('every currency writes exactly its own decimals', () => {
    for (const code of currencyCodes()) {
      const [, fraction = ''] = formatAmount(-5n, code).split('.');
      expect(fraction.length).toBe(currencyExponent(code));
    }
  });

  test('one decimal more than the currency has is refused, a zero too', () => {
    fc.assert(
      fc.property(currency, minor, fc.integer({ min: 0, max: 9 }), (code, amount, digit) => {
        const text = formatAmount(amount, code);
        const longer = currencyExponent(code) === 0 ? `${text}.${digit}` : `${text}${digit}`;
        expect(parseAmount(longer, code, 'amount')).toMatchObject({ refused: 'invalid', field: 'amount' });
      }),
    );
  });

  test('fewer decimals are read as written', () => {
    expect(parseAmount('49', 'EUR')).toBe(4900n);
    expect(parseAmount('49.5', 'EUR')).toBe(4950n);
    expect(parseAmount('-0.5', 'EUR')).toBe(-50n);
    expect(parseAmount('-0', 'EUR')).toBe(0n);
  });

  test.each([
    '',
    ' 1',
    '1 ',
    '+1',
    '1.',
    '.5',
    '01',
    '00',
    '-',
    '--1',
    '1e3',
    '1,5',
    '1_000',
    '0x1',
    'NaN',
    '١',
    '1\n',
  ])('%j is no amount', (text) => {
    expect(parseAmount(text, 'EUR')).toMatchObject({ refused: 'invalid' });
  });

  test.each([1, 49.5, null, undefined, true, {}, ['1']])('%j is no text', (value) => {
    expect(parseAmount(value, 'EUR')).toMatchObject({ refused: 'invalid' });
  });

  test('what the ledger cannot hold is out of range', () => {
    const largest = formatAmount(LIMIT - 1n, 'EUR');
    expect(parseAmount(largest, 'EUR')).toBe(LIMIT - 1n);
    expect(parseAmount(formatAmount(LIMIT, 'EUR'), 'EUR')).toMatchObject({ refused: 'out_of_range' });
    expect(parseAmount(formatAmount(-LIMIT, 'EUR'), 'EUR')).toMatchObject({ refused: 'out_of_range' });
    expect(parseAmount('9'.repeat(1_000_000), 'EUR')).toMatchObject({ refused: 'out_of_range' });
  });
});

describe('rounding', () => {
  const denominator = fc.oneof(fc.bigInt({ min: 1n, max: 20n }), fc.bigInt({ min: 1n, max: LIMIT }));

  test('is to the nearest, half away from zero, the same on both sides of zero', () => {
    fc.assert(
      fc.property(minor, denominator, (numerator, divisor) => {
        const rounded = divideRounded(numerator, divisor);
        const error = absolute(numerator - rounded * divisor) * 2n;
        expect(error <= divisor).toBe(true);
        if (error === divisor) expect(absolute(rounded) * divisor > absolute(numerator)).toBe(true);
        expect(divideRounded(-numerator, divisor)).toBe(-rounded);
        expect(divideRounded(numerator, -divisor)).toBe(-rounded);
      }),
    );
  });

  test('by zero is a bug', () => {
    expect(() => divideRounded(1n, 0n)).toThrow(RangeError);
  });
});

describe('tax', () => {
  test.each([
    [250n, '1', 3n],
    [-250n, '1', -3n],
    [249n, '1', 2n],
    [4900n, '19', 931n],
    [9_007_199_254_740_993n, '100', 9_007_199_254_740_993n],
    [1n, '49.999999999999', 0n],
    [1n, '50', 1n],
    [12_345n, '0', 0n],
  ])('on %s minor units at %s %% is %s', (amount, rate, tax) => {
    expect(taxOn(amount, percent(rate))).toBe(tax);
  });

  test('is odd, monotone, and never more than the charge', () => {
    const rate = fc.bigInt({ min: 0n, max: percent('100') });
    fc.assert(
      fc.property(minor, minor, rate, (one, other, share) => {
        expect(taxOn(-one, share)).toBe(-taxOn(one, share));
        expect(absolute(taxOn(one, share)) <= absolute(one)).toBe(true);
        if (one <= other) expect(taxOn(one, share) <= taxOn(other, share)).toBe(true);
      }),
    );
  });
});

describe('percentages', () => {
  test('written and read again they are the same', () => {
    fc.assert(
      fc.property(fc.bigInt({ min: 0n, max: percent('100') }), (value) => {
        expect(percent(formatPercent(value))).toBe(value);
      }),
    );
    expect(formatPercent(percent('100'))).toBe('100');
    expect(formatPercent(percent('7.70'))).toBe('7.7');
  });

  test.each(['-1', '100.000000000001', '1e1', '', '19 %', '0.0000000000001', 19])(
    '%j is refused',
    (value) => {
      expect(parsePercent(value, 'tax.percent')).toMatchObject({ refused: 'invalid', field: 'tax.percent' });
    },
  );
});

test('a major unit is a power of ten minor units', () => {
  expect([minorPerMajor('JPY'), minorPerMajor('EUR'), minorPerMajor('KWD')]).toEqual([1n, 100n, 1000n]);
});
