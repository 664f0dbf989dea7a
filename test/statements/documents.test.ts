import { beforeAll, describe, expect, it } from 'vitest';
import { closeAccount } from '../../src/accounts/closeAccount.js';
import { transact } from '../../src/core/transact.js';
import { isRefusal } from '../../src/core/values/refusal.js';
import { chargeUsage } from '../../src/ledger/chargeDue.js';
import { postCharge } from '../../src/ledger/postCharge.js';
import { loadDocument, loadStatements } from '../../src/ledger/loadHistory.js';
import { reverseEntry } from '../../src/ledger/reverseEntry.js';
import { issueDocuments } from '../../src/store/statements/documents.js';
import { createFixture, granted, type Fixture } from '../setup/fixture.js';

let fixture: Fixture;
beforeAll(async () => {
  fixture = await createFixture(20);
});

const JANUARY = '2026-01-01T00:00:00Z';
const numbersOf = async (ids: readonly string[], at: string): Promise<string[]> => {
  const found = await Promise.all(ids.map((id) => loadStatements(fixture.at(at), id, { limit: 50 })));
  return found
    .flatMap((statements) => granted(statements).periods)
    .map(({ document }) => document.number)
    .sort();
};

describe('the numbers of statements', () => {
  it('have no gap and no double when many accounts are settled at once, some of which fail', async () => {
    const ids = await Promise.all(Array.from({ length: 24 }, () => fixture.open({}, JANUARY)));
    const failing = transact(fixture.database.sql, async (transaction) => {
      const [id = ''] = ids;
      await issueDocuments(transaction, { accountId: id, siteId: fixture.siteId, year: 2026, at: 0 });
      await transaction`insert into document_series values (${fixture.siteId}, 2026, 7)
        on conflict (site_id, kind, year) do update set last_number = document_series.last_number + 7`;
      throw new Error('as when the process dies');
    });
    const settled = ids.flatMap((id) =>
      [0, 1].map(() => chargeUsage(fixture.at('2026-03-01T02:00:00Z'), id)),
    );
    const outcomes = await Promise.allSettled([failing, ...settled]);
    expect(outcomes.map(({ status }) => status)).toEqual(['rejected', ...settled.map(() => 'fulfilled')]);
    const expected = Array.from({ length: 48 }, (_, index) => `2026-${String(index + 1).padStart(5, '0')}`);
    expect(await numbersOf(ids, '2026-03-02T00:00:00Z')).toEqual(expected);
  });

  it('begin anew with the year it is where the client is, and are taken once', async () => {
    const id = await fixture.open({ timeZone: 'Pacific/Auckland' }, '2026-11-30T11:00:00Z');
    await chargeUsage(fixture.at('2026-12-31T12:30:00Z'), id);
    await chargeUsage(fixture.at('2026-12-31T12:45:00Z'), id);
    expect(await numbersOf([id], '2027-01-02T00:00:00Z')).toEqual(['2027-00001']);
  });

  it('are the next ones of the same series for the last statement of an account that is closed', async () => {
    const id = await fixture.open({}, '2026-03-02T00:00:00Z');
    granted(await closeAccount(fixture.at('2026-03-10T00:00:00Z'), id));
    await chargeUsage(fixture.at('2026-03-10T00:00:00Z'), id);
    expect(await numbersOf([id], '2026-03-11T00:00:00Z')).toEqual(['2026-00049']);
  });

  it('cannot be changed or taken back', async () => {
    const { sql } = fixture.database;
    await expect(sql`update documents set number = number + 1000`).rejects.toThrow('append-only');
    await expect(sql`delete from documents`).rejects.toThrow('append-only');
  });
});

describe('a statement', () => {
  it('keeps the content it was issued with, whatever changes', async () => {
    const id = await fixture.open({ tax: { name: 'VAT', percent: '20' } }, '2026-04-01T00:00:00Z');
    const at = fixture.at('2026-04-02T00:00:00Z');
    const charge = granted(
      await postCharge(at, id, { amount: '10.00', description: 'A form', category: 'design' }),
    );
    await chargeUsage(fixture.at('2026-05-01T02:00:00Z'), id);
    const later = fixture.at('2026-05-02T00:00:00Z');
    const [statement] = granted(await loadStatements(later, id, { limit: 1 })).periods;
    const documentId = statement?.document.id ?? '';
    const before = granted(await loadDocument(later, id, documentId));
    const { sql } = fixture.database;
    await sql`update sites set name = 'Renamed', settings = '{"taxNumber": "X1"}' where id = ${fixture.siteId}`;
    await sql`update accounts set name = 'Renamed', tax_percent = '7', language = 'de' where id = ${id}`;
    granted(await reverseEntry(later, charge.id, {}));
    expect(granted(await loadDocument(later, id, documentId))).toEqual(before);
    expect(before.document.particulars).toMatchObject({
      sender: { name: 'Northlight Studio' },
      client: { name: 'Fenwick & Daughters' },
      language: 'en',
    });
    expect(before.lines.map(({ taxName, taxPercent }) => [taxName, taxPercent])).toEqual([
      ['VAT', '20'],
      ['VAT', '20'],
    ]);
    await chargeUsage(fixture.at('2026-06-01T02:00:00Z'), id);
    const [next] = granted(await loadStatements(later, id, { limit: 1 })).periods;
    const { lines, taxes } = granted(await loadDocument(later, id, next?.document.id ?? ''));
    expect(lines.map(({ taxPart }) => taxPart)).toEqual(['net', 'tax']);
    const back = { net: -1_000n, minor: -200n, byLine: -200n, corrects: before.document.number };
    expect(taxes).toEqual([{ name: 'VAT', percent: '20', category: 'S', ...back }]);
  });

  it('is not another tenant’s', async () => {
    const [one, other] = [await fixture.open({}, JANUARY), await fixture.open({}, JANUARY)];
    await chargeUsage(fixture.at('2026-02-01T02:00:00Z'), one);
    const context = fixture.at('2026-02-02T00:00:00Z');
    const [statement] = granted(await loadStatements(context, one, { limit: 1 })).periods;
    const id = statement?.document.id ?? '';
    expect(isRefusal(await loadDocument(context, other, id))).toBe(true);
    expect(isRefusal(await loadDocument({ ...context, siteId: one }, one, id))).toBe(true);
    expect(isRefusal(await loadDocument(context, one, id))).toBe(false);
  });
});
