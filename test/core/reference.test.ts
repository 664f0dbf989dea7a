import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { findReferences, formatCreditorReference, formatReference } from '../../src/core/values/reference.js';

const reference = fc
  .tuple(fc.integer({ min: 1_000_000_000, max: 2_147_483_647 }), fc.integer({ min: 0, max: 7 }))
  .map(([digits, shift]) =>
    formatReference(String((digits + shift * 1_000_000_000) % 10_000_000_000).padStart(10, '1')),
  );

const ONE = formatReference('1234567890');

describe('a reference in a bank’s text', () => {
  it.each([
    ONE,
    ONE.toLowerCase(),
    ONE.replaceAll('-', ''),
    ONE.replaceAll('-', ' '),
    `Rechnung ${ONE} vom 20.03.2026`,
    `${ONE}Danke`,
    `EREF+${ONE} KREF+NONREF`,
    ONE.replace('ST-', ''),
    ONE.replace('ST-', '').replaceAll('-', ' '),
    ONE.replace('ST', 'S T').split('').join(' '),
    ONE.replaceAll('0', 'O').replaceAll('1', 'l'),
    ONE.replaceAll('-', '\u2013'),
    ONE.replace('ST', 'SR'),
  ])('%s', (text) => {
    expect(findReferences(text)).toEqual([ONE]);
  });

  it('is none when its check digits do not hold, or it is part of something longer', () => {
    const digits = ONE.replace(/\D/g, '');
    for (const text of [
      'ST-1234-5678-9012',
      `9${digits}`,
      `${digits}9`,
      `DE12 ${digits.slice(0, 4)} 5678 9012 3456`,
    ]) {
      expect(findReferences(text)).toEqual([]);
    }
  });

  it('is found as ISO 11649 writes it, and is none with wrong check digits', () => {
    expect(formatCreditorReference('ST-4802-7519-3633')).toBe('RF08ST480275193633');
    fc.assert(
      fc.property(reference, fc.integer({ min: 1, max: 96 }), (one, off) => {
        const written = formatCreditorReference(one);
        const printed = written.match(/.{1,4}/g)?.join(' ') ?? '';
        expect([findReferences(written), findReferences(`Ref ${printed} x`)]).toEqual([[one], [one]]);
        const wrong = String((Number(written.slice(2, 4)) + off) % 97).padStart(2, '0');
        if (wrong !== written.slice(2, 4))
          expect(findReferences(`RF${wrong}${written.slice(4)}`)).toEqual([]);
      }),
    );
  });

  it('is found beside another one', () => {
    const other = formatReference('9876543210');
    expect(findReferences(`${ONE} und ${other}`)).toEqual([ONE, other]);
  });

  it('never becomes another one by a single wrong character, wherever it stands', () => {
    const typo = fc.constantFrom(...'0123456789OIL -./XST'.split(''));
    const kind = fc.constantFrom('replace', 'insert', 'delete', 'swap');
    const around = fc.constantFrom('', 'Rechnung ', 'vom 20.03. ', ' 12', ' Kd 7');
    fc.assert(
      fc.property(
        reference,
        fc.nat(16),
        typo,
        kind,
        around,
        fc.boolean(),
        (right, at, character, how, words, before) => {
          const place = Math.min(at, right.length - 1);
          const [head, one, tail] = [right.slice(0, place), right[place] ?? '', right.slice(place + 1)];
          const wrong = {
            replace: head + character + tail,
            insert: head + character + one + tail,
            delete: head + tail,
            swap: head + tail.slice(0, 1) + one + tail.slice(1),
          }[how];
          const inText = before ? `${words}${wrong}` : `${wrong}${words === '' ? '' : ` ; ${words}`}`;
          for (const found of findReferences(inText)) expect(found).toBe(right);
        },
      ),
      { numRuns: 20_000 },
    );
  });
});
