import fc from 'fast-check';
import { zipSync } from 'fflate';
import { describe, expect, it } from 'vitest';
import { readBankFile } from '../../../src/bank/files/readBankFile.js';
import { toStatement } from '../../../src/bank/files/toStatement.js';
import { readStatement, type Statement } from '../../../src/bank/reading/statement.js';
import { isRefusal } from '../../../src/core/values/refusal.js';
import { linesInShort } from '../readCsv.js';
import {
  type Booked,
  bookings,
  camt,
  camtEntry,
  IBAN,
  major,
  writeCamt,
  writeCsv,
  writeMt940,
  writeOfx,
} from './writeFiles.js';

const bytes = (text: string): Buffer => Buffer.from(text);

async function read(content: Uint8Array | string): Promise<Statement> {
  const file = await readBankFile(content);
  if ('fault' in file) throw new Error(file.fault);
  const statement = file.is === 'table' ? readStatement(file.table) : toStatement(file.file);
  if (isRefusal(statement)) throw new Error(statement.detail);
  return statement;
}

async function faultOf(content: Uint8Array | string): Promise<string> {
  const file = await readBankFile(content);
  return 'fault' in file ? file.fault : `read as ${file.is}`;
}

const FENWICK = 'ST-4802-7519-3633';
const booked = (change: Partial<Booked> = {}): Booked => ({
  ...{ day: '2026-11-05', cents: 12_000, isIn: true, isPending: false, payer: 'Fenwick', id: 'B1' },
  reference: FENWICK,
  ...change,
});
const entry = (change: Partial<Booked> = {}, more = ''): string => camtEntry(booked(change), '08', more);
const inShort = async (entries: string): Promise<string[]> =>
  linesInShort(await read(camt('053', '08', entries)));
const heldOf = async (entries: string): Promise<string[]> =>
  (await read(camt('053', '08', entries))).heldBack.map(({ reason }) => reason);

describe('the same bookings', () => {
  it('are read from every format alike', async () => {
    await fc.assert(
      fc.asyncProperty(bookings, async (all) => {
        const wanted = all
          .filter(({ isIn, isPending }) => isIn && !isPending)
          .map(({ day, cents, reference }) => `${day} ${major(cents)} EUR ${reference}`)
          .sort();
        const outgoing = all.filter(({ isIn, isPending }) => !isIn && !isPending).length;
        const pending = all.filter(({ isPending }) => isPending).length;
        const files = {
          'camt.052.001.02': writeCamt('052', '02', all),
          'camt.052.001.08': writeCamt('052', '08', all),
          'camt.053.001.02': writeCamt('053', '02', all),
          'camt.053.001.08': writeCamt('053', '08', all),
          'camt.054.001.08': writeCamt('054', '08', all),
          'OFX 1': writeOfx(1, all),
          'OFX 2': writeOfx(2, all),
          MT940: writeMt940(all),
        };
        for (const [kind, file] of Object.entries(files)) {
          const statement = await read(bytes(file));
          expect(statement.kind).toBe(kind);
          expect(linesInShort(statement).sort()).toEqual(wanted);
          expect([kind, statement.outgoing, statement.heldBack]).toEqual([kind, outgoing, []]);
          expect(statement.pending).toBe(kind === 'MT940' ? 0 : pending);
        }
        if (all.length === 0) return;
        const csv = await read(writeCsv(all));
        expect([csv.kind, ...linesInShort(csv).sort()]).toEqual(['CSV', ...wanted]);
      }),
      { numRuns: 15 },
    );
  });

  it('are read from a zip, with other files left out', async () => {
    const zip = zipSync({
      'b/two.xml': bytes(writeCamt('053', '08', [booked({ day: '2026-11-06' })])),
      'a/one.xml': bytes(writeCamt('052', '02', [booked()])),
      'statement.pdf': bytes('%PDF-1.7 …'),
      '__MACOSX/._one.xml': bytes('x'),
    });
    const statement = await read(zip);
    expect(statement.kind).toBe('camt.052.001.02, camt.053.001.08');
    expect(linesInShort(statement)).toEqual([
      `2026-11-05 120.00 EUR ${FENWICK}`,
      `2026-11-06 120.00 EUR ${FENWICK}`,
    ]);
    expect(linesInShort(await read(zipSync({ 'a.csv': bytes(writeCsv([booked()])) })))).toHaveLength(1);
  });
});

describe('camt', () => {
  it('is read without a namespace, with a prefix, and in other encodings', async () => {
    const plain = camt('053', '08', entry({ payer: 'Müller' }), { namespace: '' });
    const prefixed = camt('053', '08', entry({ payer: 'Müller' }))
      .replace('xmlns=', 'xmlns:n=')
      .replace(/<(\/?)([A-Z])/g, '<$1n:$2');
    const latin = Buffer.from(plain.replace('UTF-8', 'ISO-8859-1'), 'latin1');
    const utf16 = Buffer.concat([
      Buffer.from([0xff, 0xfe]),
      Buffer.from(plain.replace('UTF-8', 'UTF-16'), 'utf16le'),
    ]);
    for (const file of [bytes(plain), bytes(`\ufeff${plain}`), bytes(prefixed), latin, utf16]) {
      expect((await read(file)).lines).toMatchObject([{ payer: 'Müller', amount: '120.00', account: IBAN }]);
    }
  });

  it('opens a batch, and holds it back with its sum where its parts are not in the file', async () => {
    const parts = ['40.00', '80.00'].map(
      (amount, index) => `<TxDtls><Amt Ccy="EUR">${amount}</Amt><CdtDbtInd>CRDT</CdtDbtInd>
<RmtInf><Strd><CdtrRefInf><Ref>RF${index === 0 ? '08' : '80'}ST480275193633</Ref></CdtrRefInf></Strd></RmtInf></TxDtls>`,
    );
    const batch = (details: string): string =>
      entry().replace(/<NtryDtls>[\s\S]*<\/NtryDtls>/, `<NtryDtls>${details}</NtryDtls>`);
    const counted = '<Btch><NbOfTxs>2</NbOfTxs></Btch>';
    const opened = await read(camt('053', '08', batch(`${counted}${parts.join('')}`)));
    // Wrong check digits name no account.
    expect(linesInShort(opened)).toEqual([`2026-11-05 40.00 EUR ${FENWICK}`, '2026-11-05 80.00 EUR']);
    const closed = await read(camt('053', '08', batch(counted)));
    expect(closed).toMatchObject({
      lines: [],
      heldBack: [{ amount: '120.00', currency: 'EUR', bookedOn: '2026-11-05' }],
    });
    expect(closed.heldBack[0]?.reason).toContain('the sum of 2 payments');
    expect(await heldOf(batch(`${counted}${parts[0] ?? ''}`))).toEqual([
      'The booking is a batch of 2 payments whose amounts do not add up to it.',
    ]);
  });

  it('takes back what was returned or undone, and holds back what came back to the owner', async () => {
    const returned = entry({ isIn: false }, '<RtrInf><Rsn><Cd>MD06</Cd></Rsn></RtrInf>').replace(
      '<RtrInf>',
      '<RtrInf>',
    );
    const undone = entry({ isIn: false }).replace('<Sts>', '<RvslInd>true</RvslInd><Sts>');
    const statement = await read(camt('053', '08', returned + undone + entry({ isIn: false })));
    expect(statement.lines.map(({ amount, takenWhy = '-' }) => `${amount} ${takenWhy}`)).toEqual([
      '-120.00 MD06',
      '-120.00 -',
    ]);
    expect(statement.counts).toMatchObject({ returned: 2, outgoing: 1, incoming: 0 });
    expect(await heldOf(entry({}, '<RtrInf><Rsn><Cd>AC01</Cd></Rsn></RtrInf>'))).toEqual([
      'A payment that you sent came back. This is no payment of a client.',
    ]);
  });

  it('holds back what does not prove itself', async () => {
    expect(await heldOf(entry().replace('>120.00<', '>-120.00<'))).toEqual([
      'The amount is negative, against the format.',
    ]);
    expect(await heldOf(entry().replace('>120.00<', '>120.001<'))).toEqual([
      'The amount 120.001 has more decimals than EUR, which has 2.',
    ]);
    expect(await heldOf(entry().replace(/<BookgDt>.*<\/BookgDt>/, ''))).toEqual(['The booking has no date.']);
    expect(await heldOf(entry().replace('BOOK', 'MAYBE'))).toEqual([
      'The file does not say whether it is booked.',
    ]);
    expect(await heldOf(entry().replace('CRDT', 'CREDIT'))).toEqual([
      'The file does not say whether it is a credit or a debit.',
    ]);
    expect(await heldOf(entry().replace('Ccy="EUR"', 'Ccy="EU€"'))).toEqual(['"EU€" is not a currency.']);
    const dinars = await inShort(entry().replace('Ccy="EUR">120.00', 'Ccy="KWD">120.125'));
    expect(dinars).toEqual([`2026-11-05 120.125 KWD ${FENWICK}`]);
  });

  it('keeps the accounts of one file apart, and an empty statement is a statement', async () => {
    const two = camt('053', '08', entry()).replace(
      '</BkToCstmrStmt>',
      `<Stmt><Id>S2</Id><Acct><Id><Othr><Id>1234567</Id></Othr></Id><Ccy>EUR</Ccy></Acct>${entry()}</Stmt></BkToCstmrStmt>`,
    );
    const statement = await read(two);
    expect(statement.lines.map(({ account, document }) => [account, document])).toEqual([
      [IBAN, 1],
      ['1234567', 2],
    ]);
    expect(statement.heading).toEqual({ names: [], account: `1234567 ${IBAN}` });
    expect(await read(camt('053', '08', ''))).toMatchObject({ lines: [], heading: { account: IBAN } });
  });

  it('finds a reference that is structured, split, or only in the payer’s id', async () => {
    const word = (text: string): string => entry().replace(/<RmtInf>[\s\S]*<\/RmtInf>/, text);
    const free = (...parts: string[]): string =>
      word(`<RmtInf>${parts.map((part) => `<Ustrd>${part}</Ustrd>`).join('')}</RmtInf>`);
    const found = [`2026-11-05 120.00 EUR ${FENWICK}`];
    expect(await inShort(free('RF08 ST48 0275 1936 33'))).toEqual(found);
    expect(await inShort(free('Hosting ST-4802-75', '19-3633'))).toEqual(found);
    expect(await inShort(word('').replace('NOTPROVIDED', 'ST480275193633'))).toEqual(found);
    expect(
      await inShort(
        word('').replace('</NtryDtls>', '</NtryDtls><AddtlNtryInf>ST 4802 7519 3633</AddtlNtryInf>'),
      ),
    ).toEqual(found);
  });
});

describe('a file that is none', () => {
  it('is refused with what it is and what is read', async () => {
    const laughs = `<?xml version="1.0"?><!DOCTYPE l [<!ENTITY a "lol"><!ENTITY b "&a;&a;&a;">]>${camt('053', '08', entry().replace('Thanks', '&b;')).replace(/<\?xml.*\?>/, '')}`;
    expect(await faultOf(bytes(laughs))).toBe('has a document type definition, which no bank writes');
    expect(await faultOf(bytes(camt('053', '08', entry().replace('Thanks', '&b;'))))).toContain(
      'is no complete XML',
    );
    const whole = writeCamt('053', '08', [booked()]);
    expect(await faultOf(bytes(whole.slice(0, -40)))).toContain('is no complete XML');
    expect(await faultOf(bytes(camt('053', '08', entry(), { namespace: 'urn:example:other' })))).toContain(
      'calls itself',
    );
    expect(
      await faultOf(
        bytes(camt('053', '08', entry(), { namespace: 'urn:iso:std:iso:20022:tech:xsd:camt.054.001.08' })),
      ),
    ).toContain('calls itself');
    expect(await faultOf(bytes(`${'<a>'.repeat(60)}BkToCstmrStmt <BkToCstmrStmt>`))).toContain('nested');
    const pain =
      '<Document xmlns="urn:iso:std:iso:20022:tech:xsd:pain.001.001.09"><CstmrCdtTrfInitn/></Document>';
    expect(await faultOf(bytes(pain))).toMatch(
      /^is pain\.001\.001\.09, which is no statement\. Export it as camt\.053/,
    );
    expect(await faultOf(bytes('!Type:Bank\nD1/2/26\n'))).toMatch(/^is QIF\./);
    expect(await faultOf(bytes('%PDF-1.7'))).toMatch(/^is a PDF\./);
    expect(await faultOf(bytes(writeOfx(1, [booked()]).slice(0, -60)))).toContain('is incomplete');
    expect(await faultOf(bytes(writeMt940([booked()]).replace(/:62F:[\s\S]*/, '')))).toContain(
      'is incomplete',
    );
  });

  it('is refused as a zip that is damaged, locked, too large or without a statement', async () => {
    const zip = zipSync({ 'a.xml': bytes(writeCamt('053', '08', [booked()])) });
    expect(await faultOf(zip.slice(0, zip.length - 60))).toContain('cannot be unpacked');
    const locked = Uint8Array.from(zip);
    locked[6] = 1;
    expect(await faultOf(locked)).toContain('has a password');
    expect(await faultOf(zipSync({ 'a.xml': Buffer.alloc(8_000_000, 0x20) }))).toContain('times its size');
    expect(await faultOf(zipSync({ 'a.pdf': bytes('%PDF-1.7') }))).toContain(
      'is a zip without a bank statement',
    );
    expect(await faultOf(zipSync({ '[Content_Types].xml': bytes('<Types/>') }))).toContain(
      'is a spreadsheet',
    );
    expect(
      await faultOf(
        zipSync({ 'a.xml': bytes('<a/>'), 'b.xml': bytes(writeCamt('053', '08', []).slice(0, -9)) }),
      ),
    ).toContain('holds b.xml, which');
  });
});
