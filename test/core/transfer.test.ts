import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { qrPath } from '../../emails/qrCode.js';
import { isIban, parseBankAccount } from '../../src/core/values/bankAccount.js';
import { findReferences, formatReference } from '../../src/core/values/reference.js';
import { transferCid, transferOf, transfersIn, transferText } from '../../src/core/values/transfer.js';
import { transferPicture } from '../../src/emails/transferPicture.js';
import { canReadQr, readQr } from '../setup/readQr.js';

const ACCOUNT = { holder: 'Müller & Söhne GmbH', iban: 'DE89370400440532013000', bic: 'COBADEFFXXX' };
const REFERENCE = 'ST-4802-7519-3633';

const transfer = fc
  .record({
    holder: fc.string({
      minLength: 1,
      maxLength: 70,
      unit: fc.constantFrom('A', 'ä', ' ', '&', '<', '"', 'ß', '0'),
    }),
    minor: fc.bigInt(1n, 99_999_999_999n),
    digits: fc.integer({ min: 0, max: 9_999_999_999 }),
    bic: fc.constantFrom({}, { bic: 'COBADEFFXXX' }),
  })
  .map(({ holder, minor, digits, bic }) => ({
    ...{ holder, iban: ACCOUNT.iban, minor, ...bic },
    reference: formatReference(String(digits).padStart(10, '0')),
  }));

describe('a transfer for a banking app', () => {
  it('is written as EPC069-12 wants it, and the bank’s file of it finds the account', () => {
    const text = transferText({ ...ACCOUNT, minor: 12_050n, reference: REFERENCE });
    expect(text.split('\n')).toEqual([
      ...['BCD', '002', '1', 'SCT', 'COBADEFFXXX', 'Müller & Söhne GmbH', 'DE89370400440532013000'],
      ...['EUR120.50', '', 'RF08ST480275193633'],
    ]);
    expect(findReferences(text.split('\n').at(-1) ?? '')).toEqual([REFERENCE]);
  });

  it('fits, and is the same in the address of its picture', () => {
    fc.assert(
      fc.property(transfer, (each) => {
        expect(Buffer.byteLength(transferText(each))).toBeLessThanOrEqual(331);
        // Version 13 has 69 modules, and the border 8.
        expect(qrPath(transferText(each)).size).toBeLessThanOrEqual(77);
        const cid = transferCid(each);
        expect(transfersIn(`<img src="cid:${cid}">`)).toEqual([{ cid, transfer: each }]);
      }),
      { numRuns: 30 },
    );
  });

  it('exists for euros of one cent to 999999999.99', () => {
    const of = (minor: bigint, currency = 'EUR') =>
      transferOf(ACCOUNT, { minor, currency, reference: REFERENCE });
    expect([of(0n), of(-5n), of(100_000_000_000n), of(5n, 'CHF')]).toEqual(Array(4).fill(undefined));
    expect([of(1n)?.minor, of(99_999_999_999n)?.minor]).toEqual([1n, 99_999_999_999n]);
    expect(transferOf(null, { minor: 5n, currency: 'EUR', reference: REFERENCE })).toBeUndefined();
  });

  it.skipIf(!canReadQr)('is read from its picture in an email', async () => {
    const sent = { ...ACCOUNT, minor: 12_050n, reference: REFERENCE };
    expect(await readQr(transferPicture(sent))).toBe(transferText(sent));
  });
});

describe('a bank account', () => {
  it('is tidied, and removed when it is empty', () => {
    const given = {
      holder: ' Müller  & Söhne GmbH ',
      iban: 'de89 3704 0044 0532 0130 00',
      bic: 'cobadeffxxx',
    };
    expect(parseBankAccount(given, 'bankAccount')).toEqual(ACCOUNT);
    expect(parseBankAccount({ holder: ' ', iban: '' }, 'bankAccount')).toBeNull();
  });

  it('is refused with a wrong digit, length, country or BIC, or without its holder', () => {
    const fieldOf = (change: object) => parseBankAccount({ ...ACCOUNT, ...change }, 'bankAccount');
    expect(fieldOf({ iban: 'XX89370400440532013000' })).toMatchObject({ field: 'bankAccount.iban' });
    expect(fieldOf({ iban: 'DE8937040044053201300' })).toMatchObject({ field: 'bankAccount.iban' });
    expect(fieldOf({ bic: 'COBADEFF1' })).toMatchObject({ field: 'bankAccount.bic' });
    expect(fieldOf({ holder: '' })).toMatchObject({ field: 'bankAccount.holder' });
    fc.assert(
      fc.property(fc.integer({ min: 2, max: 21 }), fc.integer({ min: 1, max: 9 }), (at, off) => {
        const digit = (Number(ACCOUNT.iban[at]) + off) % 10;
        expect(isIban(`${ACCOUNT.iban.slice(0, at)}${digit}${ACCOUNT.iban.slice(at + 1)}`)).toBe(false);
      }),
    );
    for (const iban of [
      'GB33BUKB20201555555555',
      'NL91ABNA0417164300',
      'CH9300762011623852957',
      'MT84MALT011000012345MTLCAST001S',
    ])
      expect([iban, isIban(iban)]).toEqual([iban, true]);
  });
});
