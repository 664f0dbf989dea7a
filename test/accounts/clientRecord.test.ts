import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { changeAccount } from '../../src/accounts/changeAccount.js';
import { loadAccountList } from '../../src/accounts/loadConsole.js';
import { loadAccount, loadAccounts } from '../../src/accounts/loadAccount.js';
import { openAccount } from '../../src/accounts/opening/openAccount.js';
import { changedRecord, foldTag, NO_RECORD } from '../../src/core/values/clientRecord.js';
import { isRefusal } from '../../src/core/values/refusal.js';
import { changeSite, createSite } from '../../src/sites/manageSites.js';
import { accountInput, createFixture, type Fixture, granted } from '../setup/fixture.js';

const NOW = Date.parse('2026-03-10T12:00:00Z');
let fixture: Fixture;

beforeAll(async () => {
  fixture = await createFixture();
});
afterAll(() => fixture.database.drop());

const found = async (page: object): Promise<string[]> => {
  const { accounts } = await loadAccounts(fixture.at(NOW), { limit: 50, ...page });
  return accounts.map(({ id }) => id);
};

describe('what an owner keeps about a client', () => {
  it('keeps a tag once, whatever its case and accents, and finds it so', async () => {
    const id = await fixture.open({ tags: ['Grün', 'GRUN', 'Agency'] }, NOW);
    expect(granted(await loadAccount(fixture.at(NOW), id)).tags).toEqual(['Grün', 'Agency']);
    expect(await found({ tag: 'grÜn' })).toEqual([id]);
    expect(await found({ tag: 'gru' })).toEqual([]);
    const listed = await loadAccountList(fixture.at(NOW), { search: 'gruN' }, { limit: 9 });
    expect(listed.map((account) => account.id)).toEqual([id]);
  });

  it('folds tags as the database does', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(
          fc.oneof(
            fc.constantFrom('Straße', 'ØRSTED', 'Łódź', 'Ünïcode', 'ﬁn'),
            fc.string({ unit: fc.constantFrom('a', 'Ä', 'ß', 'é', 'ø', 'Ł', 'đ', ' ', '.', 'Z', '9') }),
          ),
          { minLength: 1, maxLength: 20 },
        ),
        async (tags) => {
          const { sql } = fixture.database;
          const [row] = await sql<{ folded: string[] }[]>`select folded_all(${tags}::text[]) as folded`;
          expect(row?.folded).toEqual(tags.map(foldTag));
        },
      ),
      { numRuns: 20 },
    );
  });

  it('refuses an external id that another account of the tenant has, also when both open at once', async () => {
    const open = (name: string) => openAccount(fixture.at(NOW), accountInput({ name, externalId: 'crm-1' }));
    const outcomes = await Promise.all([open('One'), open('Two'), open('Three')]);
    expect(outcomes.filter((outcome) => !isRefusal(outcome))).toHaveLength(1);
    for (const refusal of outcomes.filter(isRefusal))
      expect(refusal).toMatchObject({ refused: 'conflict', field: 'externalId' });
    const other = await fixture.open({}, NOW);
    expect(await changeAccount(fixture.at(NOW), other, { externalId: 'crm-1' })).toMatchObject({
      field: 'externalId',
    });
    expect(await found({ externalId: 'crm-1' })).toHaveLength(1);
    granted(await changeAccount(fixture.at(NOW), other, { externalId: 'crm-2' }));
    expect(await found({ externalId: 'crm-2' })).toEqual([other]);
    granted(await changeAccount(fixture.at(NOW), other, { externalId: null }));
    expect(await found({ externalId: 'crm-2' })).toEqual([]);
  });

  it('refuses an external id that another site of the tenant has', async () => {
    const site = (slug: string) => ({ slug, name: slug, hostnames: [], externalId: 'plesk-1' });
    granted(await createSite(fixture.at(NOW), site('one')));
    expect(await createSite(fixture.at(NOW), site('two'))).toMatchObject({ refused: 'conflict' });
    granted(await createSite(fixture.at(NOW), { ...site('two'), externalId: undefined }));
    expect(await changeSite(fixture.at(NOW), 'two', { externalId: 'plesk-1' })).toMatchObject({
      refused: 'conflict',
    });
  });

  it('changes the given fields and metadata keys alone, and logs no value', async () => {
    const id = await fixture.open(
      { notes: 'Calls on Mondays', tags: ['vip'], metadata: { crm: '4711', desk: 'A' } },
      NOW,
    );
    granted(await changeAccount(fixture.at(NOW), id, { metadata: { desk: '', floor: '2' } }));
    const { notes, tags, metadata } = granted(await loadAccount(fixture.at(NOW), id));
    expect({ notes, tags, metadata }).toEqual({
      notes: 'Calls on Mondays',
      tags: ['vip'],
      metadata: { crm: '4711', floor: '2' },
    });
    const { sql } = fixture.database;
    const [row] =
      await sql`select before, after from audit where account_id = ${id} and action = 'account.change'`;
    expect(row).toMatchObject({ before: {}, after: { metadata: 'changed' } });
  });

  it('refuses more tags and metadata than an account may have, after the change', () => {
    const full = {
      ...NO_RECORD,
      metadata: Object.fromEntries([...Array(50).keys()].map((n) => [`k${n}`, 'v'])),
    };
    expect(changedRecord(full, { metadata: { more: 'v' } })).toMatchObject({ field: 'metadata' });
    expect(isRefusal(changedRecord(full, { metadata: { more: 'v', k1: '' } }))).toBe(false);
    expect(changedRecord(NO_RECORD, { tags: [...Array(21).keys()].map(String) })).toMatchObject({
      field: 'tags',
    });
  });
});
