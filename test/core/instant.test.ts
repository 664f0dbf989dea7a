import fc from 'fast-check';
import { expect, test } from 'vitest';
import { parseInstant } from '../../src/core/values/instant.js';

const number = (max: number, digits: number): fc.Arbitrary<string> =>
  fc.integer({ min: 0, max }).map((value) => String(value).padStart(digits, '0'));

test('an instant by UTC is the same as with an offset of zero, and just as often none', () => {
  const date = fc.tuple(number(9_999, 4), number(13, 2), number(32, 2)).map((parts) => parts.join('-'));
  const time = fc.tuple(number(25, 2), number(61, 2), number(61, 2)).map((parts) => parts.join(':'));
  const fraction = fc.oneof(fc.constant(''), fc.stringMatching(/^\.[0-9 ]{1,4}$/));
  fc.assert(
    fc.property(date, time, fraction, (day, hour, rest) => {
      const text = `${day}T${hour}${rest}`;
      expect(parseInstant(`${text}Z`)).toBe(parseInstant(`${text}+00:00`));
    }),
  );
});

test('every instant that JavaScript writes is read', () => {
  fc.assert(
    fc.property(
      fc.date({ min: new Date(0), max: new Date('9999-12-31T23:59:59.999Z'), noInvalidDate: true }),
      (at) => {
        expect(parseInstant(at.toISOString())).toBe(at.getTime());
        expect(parseInstant(at.toISOString().replace(/\.\d+/, ''))).toBe(
          Math.floor(at.getTime() / 1_000) * 1_000,
        );
      },
    ),
  );
});
