import { beforeAll, describe, expect, it } from 'vitest';
import { byUrgency, loadAccountList, loadMonths } from '../../src/accounts/loadConsole.js';
import { updateMonths } from '../../src/accounts/sumMonths.js';
import { postAdjustment } from '../../src/ledger/postAdjustment.js';
import { postCharge } from '../../src/ledger/postCharge.js';
import { reverseEntry } from '../../src/ledger/reverseEntry.js';
import { recordPayment } from '../../src/payments/recordPayment.js';
import type { ListedAccount } from '../../src/store/accounts/accountList.js';
import { createFixture, granted, type Fixture } from '../setup/fixture.js';

let fixture: Fixture;

beforeAll(async () => {
  fixture = await createFixture();
});

/** Many charges of a cent each, as a busy month brings them. */
async function postMany(accountId: string, count: number, at: string): Promise<void> {
  await fixture.database.sql`
    with posted as (
      insert into entries (id, account_id, number, kind, category, amount, balance_after, contra_account, description,
             effective_at, posted_at, actor)
      select gen_random_uuid(), a.id, a.last_number + n, 'charge', 'usage', -1, a.balance - n, 'revenue:usage', 'Traffic',
             ${at}::timestamptz, ${at}::timestamptz, 'test'
        from accounts a cross join generate_series(1, ${count}::integer) as n where a.id = ${accountId} returning 1)
    update accounts set balance = balance - ${count}, last_number = last_number + ${count}
     where id = ${accountId} and (select count(*) from posted) = ${count}`;
}

const monthsAt = async (at: string) =>
  (await loadMonths(fixture.at(at), 12)).map(
    ({ month, invoiced, usage, paid, balance }) => `${month} ${invoiced} ${usage} ${paid} ${balance}`,
  );
const known = async (): Promise<string[]> => {
  const rows = await fixture.database.sql<{ month: string; until: number | null }[]>`
    select month, until from months_known where site_id = ${fixture.siteId} order by month`;
  return rows.map(
    ({ month, until }) => `${month} ${until === null ? 'whole' : new Date(until).toISOString()}`,
  );
};

describe('the summary by month', () => {
  it('stores a month’s sum, adds later entries to it, and equals a full recount', async () => {
    const id = await fixture.open({ creditLimit: '1000.00' }, '2026-03-02T08:00:00Z');
    await postMany(id, 1_200, '2026-03-05T10:00:00Z');
    const busy = '2026-03-01 1200 1200 0 -1200';
    // Within the hour a posting may still be on its way: added up, but not yet kept.
    expect(await monthsAt('2026-03-05T10:30:00Z')).toEqual([busy]);
    expect(await monthsAt('2026-03-05T10:30:00Z')).toEqual([busy]);
    expect(await known()).toEqual(['2026-03-01 2026-03-05T09:30:00.000Z']);
    expect(await monthsAt('2026-03-06T12:00:00Z')).toEqual([busy]);
    expect(await known()).toEqual(['2026-03-01 2026-03-06T11:00:00.000Z']);
    granted(await recordPayment(fixture.at('2026-03-06T12:10:00Z'), id, { amount: '5.00', method: 'bank' }));
    const later = '2026-03-01 1200 1200 500 -700';
    expect(await monthsAt('2026-03-06T12:10:00Z')).toEqual([later]);
    expect(await known()).toEqual(['2026-03-01 2026-03-06T11:00:00.000Z']);
    const charge = { amount: '1.00', description: 'Logo', category: 'design' };
    granted(await postCharge(fixture.at('2026-04-01T00:30:00Z'), id, charge));
    expect(await monthsAt('2026-04-01T00:30:00Z')).toEqual(['2026-04-01 100 0 0 -800', later]);
    expect(await monthsAt('2026-04-01T01:30:00Z')).toEqual(['2026-04-01 100 0 0 -800', later]);
    expect(await known()).toEqual(['2026-03-01 whole']);
    await fixture.database.sql`delete from months`;
    await fixture.database.sql`delete from months_known`;
    expect(await monthsAt('2026-04-01T01:30:00Z')).toEqual(['2026-04-01 100 0 0 -800', later]);
  });

  it('keeps opening balances, corrections and write-offs apart from what was invoiced', async () => {
    const own = await createFixture();
    const now = '2026-03-02T08:00:00Z';
    const id = await own.open({ creditLimit: '100.00', openingBalance: '-60.00' }, now);
    const tax = { name: 'VAT', percent: '20' };
    const taxed = await own.open({ creditLimit: '100.00', tax, openingBalance: '9.00' }, now);
    const charge = { amount: '1.00', description: 'Logo', category: 'design' };
    const returned = granted(await postCharge(own.at(now), taxed, charge));
    granted(await postCharge(own.at(now), taxed, charge));
    granted(await reverseEntry(own.at(now), returned.id, {}));
    const write = { amount: '7.00', description: 'Lost', kind: 'write-off' as const };
    granted(await postAdjustment(own.at(now), id, write));
    granted(await recordPayment(own.at(now), id, { amount: '5.00', method: 'bank' }));
    expect(await loadMonths(own.at(now), 12)).toMatchObject([
      { invoiced: 120n, adjusted: -4_400n, paid: 500n, balance: -4_020n },
    ]);
  });

  it('is computed once in advance, even by several processes at a time', async () => {
    const now = '2026-05-03T12:00:00Z';
    await Promise.all([updateMonths(fixture.at(now)), updateMonths(fixture.at(now)), monthsAt(now)]);
    expect(await known()).toEqual(['2026-03-01 whole', '2026-04-01 whole']);
    expect(await monthsAt(now)).toEqual(['2026-04-01 100 0 0 -800', '2026-03-01 1200 1200 500 -700']);
  });
});

describe('the search in the list', () => {
  const now = '2026-05-03T12:00:00Z';
  const found = async (search: string): Promise<string[]> =>
    (await loadAccountList(fixture.at(now), { search, state: 'open' }, { limit: 50 }))
      .map(({ name }) => name)
      .sort();

  it('finds by a part of the name, the reference, or a site’s name, slug or host, each once', async () => {
    const open = (name: string, slug: string) =>
      fixture.open({ name, sites: [{ slug, name: `The ${slug}`, hostnames: [`www.${slug}.example`] }] }, now);
    await open('Quill & 100% Ink', 'quill-shop');
    await open('Harbour Dental', 'teeth');
    expect(await found('uill')).toEqual(['Quill & 100% Ink']);
    expect(await found('TEETH')).toEqual(['Harbour Dental']);
    expect(await found('www.teeth')).toEqual(['Harbour Dental']);
    expect(await found('0% i')).toEqual(['Quill & 100% Ink']);
    expect(await found('0_ i')).toEqual([]);
    expect(await found('no such client')).toEqual([]);
  });

  it('finds a name however its accents are typed, and a reference however it is spaced', async () => {
    const id = await fixture.open({ name: 'Grünwald & Ørsted Straße' }, now);
    for (const search of ['grunwald', 'GRÜNWALD', 'grünwald', 'orsted', 'strasse', 'gr'])
      expect(await found(search), search).toEqual(['Grünwald & Ørsted Straße']);
    const [row] = await fixture.database.sql<{ reference: string }[]>`
      select reference from accounts where id = ${id}`;
    const [, one = '', two = '', three = ''] = (row?.reference ?? '').split('-');
    for (const search of [
      `${one} ${two}`,
      `${one}${two}${three}`,
      `st ${one} ${two}`,
      `${two}-${three}`,
      one + two,
    ])
      expect(await found(search), search).toEqual(['Grünwald & Ørsted Straße']);
  });

  it('takes one or two letters as how a word begins', async () => {
    expect(await found('qu')).toEqual(['Quill & 100% Ink']);
    expect(await found('de')).toEqual(['Harbour Dental']);
    expect(await found('il')).toEqual([]);
    expect(await found('%')).toEqual([]);
  });

  it('finds what very many have in common, in the order of the list', async () => {
    await fixture.database.sql`
      insert into accounts (id, site_id, name, email, currency, time_zone, billing_day, credit_limit, reference, opened_at,
             open_from, open_from_date, suspension_date)
      select gen_random_uuid(), ${fixture.siteId}, 'Common ' || n, 'x@client.example', 'EUR', 'UTC', 1, 0, 'R-' || n, now(),
             now(), current_date, date_trunc('second', now()) + n * interval '1 hour'
        from generate_series(1, 2500) as n`;
    const page = await loadAccountList(fixture.at(now), { search: 'ommon' }, { limit: 3 });
    expect(page.map(({ name }) => name)).toEqual(['Common 1', 'Common 2', 'Common 3']);
    const [, , after] = page;
    const next = await loadAccountList(
      fixture.at(now),
      { search: 'ommon' },
      { after: after?.place, limit: 2 },
    );
    expect(next.map(({ name }) => name)).toEqual(['Common 4', 'Common 5']);
  });
});

it('a page is in the order of the dates it shows, and an account without one is last of its state', () => {
  const accounts = (
    [
      ['suspended', 0, 5],
      ['later', 1, 9],
      ['never', 1, null],
      ['sooner', 1, 7],
      ['closed', 2, null],
    ] as const
  ).map(
    ([id, rank, at]) =>
      ({ id, place: { rank }, suspends: at && { at, reason: 'limit' } }) as unknown as ListedAccount,
  );
  expect(byUrgency(accounts).map(({ id }) => id)).toEqual([
    'suspended',
    'sooner',
    'later',
    'never',
    'closed',
  ]);
});
