import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { listCountries, parseCountry } from '../../../src/billing/particulars/countries.js';
import { isLeitwegId } from '../../../src/billing/particulars/electronicAddress.js';
import {
  mergeParticulars,
  parseParticulars,
  type ParticularsInput,
} from '../../../src/billing/particulars/parseParticulars.js';
import { countryOfVatId, parseVatId } from '../../../src/billing/particulars/vatId.js';
import { isRefusal } from '../../../src/core/values/refusal.js';
import vatIds from './vatIds.json' with { type: 'json' };

/** Drawn at random and judged by an independent implementation (python-stdnum). */
const COUNTRIES = Object.entries(vatIds);

describe('VAT ids', () => {
  it.each(COUNTRIES)(
    'of %s are accepted and refused as an independent implementation does',
    (prefix, ids) => {
      for (const id of ids.valid) expect(parseVatId(`${prefix}${id}`), id).toBe(`${prefix}${id}`);
      for (const id of ids.invalid) expect(parseVatId(`${prefix}${id}`), id).toBeUndefined();
    },
  );

  it('are read in any spelling: small letters, dots, spaces, without their prefix', () => {
    const valid = COUNTRIES.flatMap(([prefix, ids]) => ids.valid.map((id) => [prefix, id] as const));
    fc.assert(
      fc.property(
        fc.constantFrom(...valid),
        fc.constantFrom(' ', '.', '-', ' / ', '\u00a0', '\u200e'),
        fc.boolean(),
        (of, mark, hasPrefix) => {
          const [prefix, id] = of;
          const spelled = Array.from(`${hasPrefix ? prefix : ''}${id}`)
            .join(mark)
            .toLowerCase();
          const country = parseCountry(prefix);
          expect(parseVatId(spelled, country)).toBe(`${prefix}${id}`);
        },
      ),
      { numRuns: 200 },
    );
  });

  it.each([
    ['gr094259216', undefined, 'EL094259216'],
    ['094259216', 'GR', 'EL094259216'],
    ['UK 980 7806 84', undefined, 'GB980780684'],
    ['xi 980 7806 84', 'GB', 'XI980780684'],
    ['CHE-116.281.710 MWST', undefined, 'CHE116281710MWST'],
    ['NO 995 525 828 MVA', undefined, 'NO995525828MVA'],
    ['US12-3456789', undefined, 'US123456789'],
    ['DE123', undefined, undefined],
    ['DE', 'DE', undefined],
    ['ZZ123456789', undefined, undefined],
    ['١٢٣٤٥٦٧٨٩', 'DE', undefined],
  ])('%s in %s is %s', (text, country, id) => {
    expect(parseVatId(text, country)).toBe(id);
  });

  it('of Greece and Northern Ireland belong to the countries that documents name', () => {
    expect(['EL094259216', 'XI980780684', 'DE811907980'].map(countryOfVatId)).toEqual(['GR', 'GB', 'DE']);
  });
});

it('a Leitweg-ID is right by its check digits alone', () => {
  expect(isLeitwegId('04011000-1234512345-06')).toBe(true);
  const all = Array.from({ length: 97 }, (_, index) => `991-33333TEST-${String(index + 2)}`);
  expect(all.filter(isLeitwegId)).toEqual(['991-33333TEST-33']);
});

describe('particulars', () => {
  it('are kept tidy, and what is empty is left out', () => {
    const input = {
      legalName: '  Bäckerei \u202eMüller\u202c  GmbH ',
      street: 'Hauptstr. 1\r\n\r\nHinterhaus\nHof 2',
      postcode: '10115',
      city: 'برلين',
      country: 'de',
      vatId: 'de 811.907.980',
      companyId: '',
      buyerReference: ' ',
      electronicAddress: { scheme: 'em', id: ' rechnung@example.com ' },
      buyerKind: '',
    };
    expect(parseParticulars(input)).toEqual({
      legalName: 'Bäckerei Müller GmbH',
      street: 'Hauptstr. 1\nHinterhaus, Hof 2',
      postcode: '10115',
      city: 'برلين',
      country: 'DE',
      vatId: 'DE811907980',
      electronicAddress: { scheme: 'EM', id: 'rechnung@example.com' },
    });
    expect(parseParticulars({})).toEqual({});
  });

  it('name every field at fault', () => {
    const refused = parseParticulars({
      legalName: 'x'.repeat(201),
      country: 'Germany',
      vatId: 'DE1',
      buyerReference: '04011000-1234512345-07',
      electronicAddress: { scheme: '1234', id: 'a' },
      buyerKind: 'robot',
    });
    expect(isRefusal(refused) && refused.problems?.map(({ field }) => field)).toEqual(
      ['legalName', 'country', 'vatId', 'buyerReference', 'buyerKind', 'electronicAddress'].map(
        (field) => `particulars.${field}`,
      ),
    );
  });

  it('read as they were kept, whatever was written', () => {
    const text = fc.string({ unit: 'grapheme', maxLength: 30 });
    const input: fc.Arbitrary<ParticularsInput> = fc.record(
      {
        legalName: text,
        street: fc.array(text, { maxLength: 4 }).map((lines) => lines.join('\n')),
        postcode: fc.string({ maxLength: 12 }),
        city: text,
        country: fc.constantFrom('DE', 'gr', 'EL', 'UK', '', 'us'),
        vatId: fc.constantFrom('', 'DE811907980', 'el 094259216', 'xi980780684'),
        companyId: text,
        buyerReference: text,
        electronicAddress: fc.record({
          scheme: fc.constantFrom('EM', '9930', ''),
          id: fc.constantFrom('', 'a@b.de'),
        }),
        buyerKind: fc.constantFrom('', 'business', 'consumer'),
      },
      { requiredKeys: [] },
    );
    fc.assert(
      fc.property(input, input, (one, other) => {
        const kept = parseParticulars(one);
        if (isRefusal(kept)) return;
        expect(parseParticulars(kept)).toEqual(kept);
        expect(Object.values(kept)).not.toContain('');
        expect(parseParticulars(mergeParticulars(kept, kept))).toEqual(kept);
        const changed = parseParticulars(mergeParticulars(kept, other));
        if (isRefusal(changed)) return;
        for (const field of ['legalName', 'city', 'companyId'] as const)
          if (other[field] === undefined) expect(changed[field]).toBe(kept[field]);
      }),
      { numRuns: 200 },
    );
  });
});

it('every country has a name in the languages of documents', () => {
  for (const language of ['en', 'de']) {
    const countries = listCountries(language);
    expect(countries).toHaveLength(249);
    expect(countries.filter(({ code, name }) => code === name)).toEqual([]);
  }
});
