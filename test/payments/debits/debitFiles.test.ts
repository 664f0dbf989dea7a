import { beforeEach, describe, expect, it } from 'vitest';
import { importBankStatement } from '../../../src/bank/importBankStatement.js';
import { loadBankLines } from '../../../src/bank/loadPayments.js';
import { isRefusal } from '../../../src/core/values/refusal.js';
import { creditByHand } from '../../../src/payments/debits/concludeDebit.js';
import { loadDebitFile, makeDebitFile, refuseDebitFile } from '../../../src/payments/debits/makeDebitFile.js';
import { recordPayment } from '../../../src/payments/recordPayment.js';
import { camt } from '../../bank/files/writeFiles.js';
import { granted } from '../../setup/fixture.js';
import { at, createDebitFixture, type DebitFixture, IBAN } from './fixtureDebits.js';

const MADE = at('2026-03-16');
const PAID = at('2026-03-20');

let fixture: DebitFixture;
let one: string;
let other: string;

const make = (now = MADE) => makeDebitFile(fixture.at(now), { all: true });
const content = async (id: string) => granted(await loadDebitFile(fixture.at(MADE), id)).content;
const take = async (file: string, now = PAID) => {
  const imported = granted(
    await importBankStatement(fixture.at(now), { content: file, name: 'march' }, 60_000),
  );
  return { imported, lines: await loadBankLines(fixture.at(now), { importId: imported.id, limit: 50 }) };
};
const major = (minor: bigint) => `${minor / 100n}.${String(minor % 100n).padStart(2, '0')}`;
const entry = (side: 'CRDT' | 'DBIT', amount: string, details: string) =>
  `<Ntry><Amt Ccy="EUR">${amount}</Amt><CdtDbtInd>${side}</CdtDbtInd><Sts><Cd>BOOK</Cd></Sts>
<BookgDt><Dt>2026-03-19</Dt></BookgDt><NtryDtls>${details}</NtryDtls></Ntry>`;
const single = (endToEndId: string, more = '') =>
  `<TxDtls><Refs><EndToEndId>${endToEndId}</EndToEndId></Refs>${more}</TxDtls>`;
const returned = (amount: string, endToEndId: string, code: string) =>
  entry('DBIT', amount, single(endToEndId, `<RtrInf><Rsn><Cd>${code}</Cd></Rsn></RtrInf>`));
const debitOf = async (account: string) => {
  const [debit] = await fixture.debitsOf(account);
  if (debit === undefined) throw new Error('no debit');
  return debit;
};

beforeEach(async () => {
  fixture = await createDebitFixture();
  one = await fixture.client('Björn Müller');
  other = await fixture.client('Fenwick & Daughters');
  for (const account of [one, other]) await fixture.collect(account, at('2026-03-15'));
});

describe('a file for the owner’s bank', () => {
  it('has each due debit once, and is the same bytes whenever it is fetched', async () => {
    const [first, second] = await Promise.all([make(), make()]);
    expect([first, second].filter((each) => isRefusal(each))).toHaveLength(1);
    const file = granted(isRefusal(first) ? second : first);
    const text = await content(file.id);
    expect(text).toContain('<NbOfTxs>2</NbOfTxs>');
    expect(text).toContain('Bjoern Mueller');
    expect(text).toContain('Fenwick + Daughters');
    expect(text).toContain(IBAN);
    expect(text).toContain('<Id>DE98ZZZ09999999999</Id>');
    expect(text).toMatch(/<Ref>RF\d{2}ST\d{12}<\/Ref>/);
    expect(await content(file.id)).toBe(text);
    const debits = [await debitOf(one), await debitOf(other)];
    for (const { state, endToEndId, fileId } of debits) {
      expect(state).toBe('submitted');
      expect(fileId).toBe(file.id);
      expect(text).toContain(`<EndToEndId>${endToEndId}</EndToEndId>`);
    }
    expect(file.total).toBe(debits.reduce((sum, { amount }) => sum + amount, 0n));
    expect(isRefusal(await make())).toBe(true);
    const used = await fixture.database.sql`select 1 from mandates where used_at is null`;
    expect(used).toHaveLength(0);
  });

  it('has not more than is still needed, and calls off what is not', async () => {
    granted(await recordPayment(fixture.at(MADE), one, { amount: '500.00', method: 'cash' }));
    const before = await debitOf(other);
    granted(await recordPayment(fixture.at(MADE), other, { amount: '10.00', method: 'cash' }));
    granted(await make());
    expect(await debitOf(one)).toMatchObject({ state: 'cancelled', detail: 'not needed' });
    const after = await debitOf(other);
    expect(after.state).toBe('submitted');
    expect(after.amount < before.amount && after.amount > 0n).toBe(true);
  });

  it('is refused by the bank as a whole: its debits go into the next, on a day that banks still take', async () => {
    const file = granted(await make());
    granted(await refuseDebitFile(fixture.at(MADE), file.id, { reason: 'wrong creditor identifier' }));
    granted(await refuseDebitFile(fixture.at(MADE), file.id, { reason: 'again' }));
    expect(await debitOf(one)).toMatchObject({ state: 'announced', fileId: null });
    const late = at('2026-03-20');
    const next = granted(await make(late));
    expect(next).toMatchObject({ number: file.number + 1, debits: 2, firstDate: '2026-03-23' });
    await fixture.database.sql`update debits set state = 'paid' where account_id = ${one}`;
    expect(isRefusal(await refuseDebitFile(fixture.at(late), next.id, { reason: 'x' }))).toBe(true);
  });
});

describe('what the bank’s files say of debits', () => {
  it('a batch in one sum pays every debit of the file, once, on the day of the bank', async () => {
    const file = granted(await make());
    const batch = /<PmtInfId>(.*?)</.exec(await content(file.id))?.[1] ?? '';
    const before = await fixture.balanceOf(one);
    const details = `<Btch><PmtInfId>${batch}</PmtInfId><NbOfTxs>2</NbOfTxs></Btch>`;
    const text = camt('053', '08', entry('CRDT', major(file.total), details));
    const { lines } = await take(text);
    expect(lines).toMatchObject([{ state: 'posted', accountId: null }]);
    const debit = await debitOf(one);
    expect(debit.state).toBe('paid');
    expect(await fixture.balanceOf(one)).toBe(before + debit.amount);
    await take(text);
    expect(await fixture.balanceOf(one)).toBe(before + debit.amount);
    const entries = await fixture.database.sql`
      select effective_at, method from entries where method = 'direct-debit' order by account_id`;
    expect(entries).toHaveLength(2);
    expect(entries[0]).toMatchObject({ effectiveAt: Date.parse('2026-03-19T00:00:00Z') });
  });

  it('a batch of another sum waits for a user', async () => {
    const file = granted(await make());
    const batch = /<MsgId>(.*?)</.exec(await content(file.id))?.[1] ?? '';
    const details = `<Btch><MsgId>${batch}</MsgId><NbOfTxs>2</NbOfTxs></Btch>`;
    const { lines } = await take(camt('053', '08', entry('CRDT', '1.00', details)));
    expect(lines).toMatchObject([{ state: 'unmatched', reason: { code: 'debit-file-sum' } }]);
    expect((await debitOf(one)).state).toBe('submitted');
  });

  it('single credits pay each by its id, also one that was credited by hand before', async () => {
    granted(await make());
    const debits = [await debitOf(one), await debitOf(other)];
    granted(await creditByHand(fixture.at(at('2026-03-19')), debits[0]?.id ?? '', { on: '2026-03-19' }));
    const before = await fixture.balanceOf(one);
    const entries = debits.map(({ amount, endToEndId }) => entry('CRDT', major(amount), single(endToEndId)));
    const { lines } = await take(camt('054', '08', entries.join('')));
    expect(lines.map(({ state }) => state)).toEqual(['posted', 'posted']);
    expect(await fixture.balanceOf(one)).toBe(before);
    expect((await debitOf(other)).state).toBe('paid');
  });

  it.each([
    ['AM04', 'returned', false],
    ['AC04', 'returned', true],
  ])('a return for %s takes the money back once, with the fee', async (code, state, ends) => {
    granted(await make());
    const { amount, endToEndId } = await debitOf(one);
    const before = await fixture.balanceOf(one);
    const credit = entry('CRDT', major(amount), single(endToEndId));
    const back = returned(major(amount + 300n), endToEndId, code);
    const { lines } = await take(camt('053', '08', `${credit}${back}`));
    expect(lines.map((line) => line.state)).toEqual(['posted', 'posted']);
    expect(await debitOf(one)).toMatchObject({ state, returnCode: code });
    expect(await fixture.balanceOf(one)).toBe(before - 500n);
    // The same return in the camt.054, in other words.
    await take(camt('054', '08', returned(major(amount), endToEndId, code)), at('2026-03-21'));
    expect(await fixture.balanceOf(one)).toBe(before - 500n);
    const mandates = await fixture.database.sql`
      select end_code from mandates where account_id = ${one} and ended_at is not null`;
    expect(mandates).toHaveLength(ends ? 1 : 0);
    const mails = await fixture.database.sql`select content from emails where kind = 'debit-returned'`;
    expect(mails).toMatchObject([{ content: { code, mandateEnded: ends, fee: '500' } }]);
  });

  it('a return whose credit was not seen leaves the balance as it was, and a batch later pays the others', async () => {
    const file = granted(await make());
    const { amount, endToEndId } = await debitOf(one);
    const before = await fixture.balanceOf(one);
    await take(camt('053', '08', returned(major(amount), endToEndId, 'MD06')));
    expect(await fixture.balanceOf(one)).toBe(before - 500n);
    const batch = /<PmtInfId>(.*?)</.exec(await content(file.id))?.[1] ?? '';
    const details = `<Btch><PmtInfId>${batch}</PmtInfId><NbOfTxs>2</NbOfTxs></Btch>`;
    await take(camt('053', '08', entry('CRDT', major(file.total), details)), at('2026-03-21'));
    expect(await fixture.balanceOf(one)).toBe(before - 500n);
    expect((await debitOf(other)).state).toBe('paid');
  });

  it('MT940 says the same with its codes', async () => {
    granted(await make());
    const { amount, endToEndId } = await debitOf(one);
    const before = await fixture.balanceOf(one);
    const comma = (minor: bigint) => major(minor).replace('.', ',');
    const mt940 = [
      ...[':20:STARTUMS', `:25:12030000/0000202051`, ':28C:1/1', ':60F:C260318EUR0,00'],
      `:61:2603190319CR${comma(amount)}NMSCNONREF`,
      `:86:171?00LASTSCHRIFT?20EREF+${endToEndId}?21SVWZ+Hosting?32BJOERN MUELLER`,
      `:61:2603200320DR${comma(amount)}NRTINONREF`,
      `:86:109?00RUECKLASTSCHRIFT?20EREF+${endToEndId}?21SVWZ+RETURN AM04?32BJOERN MUELLER`,
      ...[':62F:C260320EUR0,00', '-'],
    ].join('\r\n');
    const { lines } = await take(mt940, at('2026-03-21'));
    expect(lines.map(({ state }) => state)).toEqual(['posted', 'posted']);
    expect(await debitOf(one)).toMatchObject({ state: 'returned', returnCode: 'AM04' });
    expect(await fixture.balanceOf(one)).toBe(before - 500n);
  });
});
