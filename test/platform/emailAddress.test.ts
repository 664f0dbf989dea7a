import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { email as accountEmail } from '../../api/v1/framework/fields.js';
import { parseEmail } from '../../src/core/parseEmail.js';
import { isRefusal } from '../../src/core/values/refusal.js';
import { readConfig } from '../../src/platform/config.js';
import {
  needsSmtpUtf8,
  parseEmailAddress,
  validateEmailAddress,
} from '../../src/platform/mail/emailAddress.js';

const fault = (raw: string) => {
  const read = validateEmailAddress(raw);
  return 'fault' in read ? read.fault : undefined;
};

// With case F01 of test/cases/email.
describe('an email address', () => {
  it.each([
    ['anna+billing@client.example', 'anna+billing@client.example'],
    ["o'hara@client.example", "o'hara@client.example"],
    ['Anna@Client.Example', 'Anna@client.example'],
    ['  anna@client.photography ', 'anna@client.photography'],
    ['anna@müller.example', 'anna@xn--mller-kva.example'],
    ['anna@xn--mller-kva.example', 'anna@xn--mller-kva.example'],
    ['jo\u0308rg@client.example', 'jörg@client.example'],
    [`${'a'.repeat(64)}@client.example`, `${'a'.repeat(64)}@client.example`],
    [`${'ö'.repeat(32)}@client.example`, `${'ö'.repeat(32)}@client.example`],
    ['a@client.xn--vermgensberatung-pwb', 'a@client.xn--vermgensberatung-pwb'],
    ['owner@localhost', 'owner@localhost'],
  ])('%j is taken as %j', (written, address) => {
    expect(parseEmailAddress(written)?.address).toBe(address);
  });

  it.each([
    ['', 'must be an email address'],
    ['nobody', 'must be an email address'],
    ['a@b', 'must be an email address'],
    ['a@b@client.example', 'must be an email address'],
    ['a@client.example, b@client.example', 'must be an email address'],
    ['a@client.example;b@client.example', 'must be an email address'],
    ['a b@client.example', 'must be an email address'],
    ['"a b"@client.example', 'must be an email address'],
    ['<a@client.example>', 'must be an email address'],
    ['.a@client.example', 'must be an email address'],
    ['a..b@client.example', 'must be an email address'],
    ['a.@client.example', 'must be an email address'],
    ['a@-client.example', 'must be an email address'],
    ['a@client..example', 'must be an email address'],
    ['a@client.example.', 'must be an email address'],
    ['a@10.0.0.1', 'must be an email address'],
    ['a@[10.0.0.1]', 'must be an email address'],
    [`a@${'b'.repeat(64)}.example`, 'must be an email address'],
    ['＊owner@client.example', 'must not start with *'],
    ['a@client.example\r\nBcc: b@client.example', 'must not contain control or invisible characters'],
    ['a\u202Eb@client.example', 'must not contain control or invisible characters'],
    ['a\u200Bb@client.example', 'must not contain control or invisible characters'],
    ['a@cli\u2066ent.example', 'must not contain control or invisible characters'],
    [`${'a'.repeat(65)}@client.example`, 'must have at most 64 bytes before the @'],
    [`${'ö'.repeat(33)}@client.example`, 'must have at most 64 bytes before the @'],
    [`${'a'.repeat(64)}@${`${'b'.repeat(60)}.`.repeat(4)}example`, 'must have at most 254 bytes'],
  ])('%j is refused: %s', (written, reason) => {
    expect(fault(written)).toBe(reason);
  });

  it('holds its own rules and reads back as itself, whatever is typed', () => {
    const sign = fc.oneof(
      fc.constantFrom(
        'a',
        'Z',
        '0',
        '.',
        '-',
        '+',
        '@',
        '*',
        ' ',
        ',',
        '"',
        'ö',
        'ß',
        '\u202E',
        '\u0000',
        '﹡',
        '。',
        'ｅ',
      ),
      fc.string({ unit: 'binary', minLength: 1, maxLength: 1 }),
    );
    const part = fc.array(sign, { maxLength: 70 }).map((signs) => signs.join(''));
    const typed = fc.oneof(
      fc.tuple(part, part).map(([local, domain]) => `${local}@${domain}.example`),
      fc
        .tuple(fc.stringMatching(/^[a-z.+ö]{1,70}$/), fc.domain())
        .map(([local, domain]) => `${local}@${domain}`),
      fc.emailAddress(),
    );
    let taken = 0;
    fc.assert(
      fc.property(typed, (raw) => {
        const read = parseEmailAddress(raw);
        // Wherever an address is typed, the same ones are taken, in the same spelling.
        const login = parseEmail(raw);
        expect(isRefusal(login) ? undefined : login.address).toBe(read?.address);
        expect(accountEmail.safeParse(raw).data).toBe(read?.address);
        if (read === undefined) return;
        taken += 1;
        const [local = '', domain = ''] = read.address.split('@');
        expect(Buffer.byteLength(local)).toBeLessThanOrEqual(64);
        expect(Buffer.byteLength(read.address)).toBeLessThanOrEqual(254);
        expect(read.address).not.toMatch(/[\p{C}\p{Z},;:<>()"\\[\]]/u);
        expect(domain).toMatch(/^[a-z0-9.-]+$/);
        expect(parseEmailAddress(read.address)).toEqual(read);
      }),
      { numRuns: 500 },
    );
    expect(taken).toBeGreaterThan(50);
  });

  it('of the sender follows the same rule, and has to go through every mail server', () => {
    expect(readConfig({ MAIL_FROM: 'Agency <Billing@Müller.example>' }).mailFrom).toEqual({
      name: 'Agency',
      address: 'Billing@xn--mller-kva.example',
    });
    for (const written of [
      'a@b',
      'jörg@agency.example',
      'a\u202E@agency.example',
      'Agency <a@agency.example>, b@x.example',
    ]) {
      expect(() => readConfig({ MAIL_FROM: written }), written).toThrow('MAIL_FROM must be an email address');
    }
  });

  it('requires SMTPUTF8 only where its local part is not ASCII', () => {
    expect(needsSmtpUtf8('jörg@client.example')).toBe(true);
    expect(needsSmtpUtf8('anna@xn--mller-kva.example')).toBe(false);
  });
});
