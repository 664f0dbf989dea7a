import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { loadAccountList } from '../../src/accounts/loadConsole.js';
import {
  deleteView,
  loadListViews,
  renameView,
  saveListView,
  VIEWS_MAX,
} from '../../src/accounts/listViews.js';
import { foldTag } from '../../src/core/values/clientRecord.js';
import { isRefusal } from '../../src/core/values/refusal.js';
import { DAY_MS } from '../../src/core/values/zone.js';
import type { ListedAccount } from '../../src/store/accounts/accountList.js';
import { isPlaceIn, LIST_SORTS, type ListSort } from '../../src/core/values/listOrder.js';
import { createFixture, type Fixture, granted } from '../setup/fixture.js';

const NOW = Date.parse('2026-05-03T12:00:00Z');
const COUNT = 60;
let fixture: Fixture;
let planId: string;

beforeAll(async () => {
  fixture = await createFixture();
  const { sql } = fixture.database;
  planId = await fixture.plan({ name: 'Zebra' });
  const first = await fixture.open({ plans: [planId], tags: ['Grün'], sites: [] }, NOW);
  // Few values each, so that many are the same, and some have none.
  await sql`
    insert into accounts (id, site_id, name, email, currency, time_zone, billing_day, credit_limit, reference, opened_at,
                          open_from, open_from_date, state, suspension_date, limit_date, balance, accrued, pace_per_day,
                          tags, external_id)
    select gen_random_uuid(), ${fixture.siteId}, (array['Ärger', 'arger', 'Zoë', 'zoe', 'Émile'])[1 + n % 5] || n % 3,
           'c' || n % 7 || '@client.example', (array['EUR', 'JPY'])[1 + n % 2], 'UTC', 1, n % 3 * 100, 'R-' || n,
           to_timestamp(1770000000 + n % 4 * 1.123), now(), current_date,
           (array['suspended', 'active', 'active', 'closed'])[1 + n % 4],
           case when n % 3 > 0 then to_timestamp(1780000000 + n % 5 * 86400) end,
           case when n % 4 > 0 then to_timestamp(1780000000 + n % 5 * 86400) end,
           (n % 7 - 3) * 100, n % 2, n % 3, case when n % 3 = 0 then '{}' else array['Tag ' || n % 4, 'grün'] end,
           case when n % 2 = 0 then 'crm-' || n end
      from generate_series(1, ${COUNT - 1}) as n`;
  await sql`
    insert into entries (id, account_id, number, kind, amount, balance_after, contra_account, description, effective_at,
                         posted_at, actor)
    select gen_random_uuid(), id, 1, 'payment', 100, 100, 'cash:bank', 'Paid',
           to_timestamp(1770000000 + substr(reference, 3)::integer % 3 * 86400), now(), 'test'
      from accounts where reference like 'R-%' and substr(reference, 3)::integer % 2 = 0`;
  await sql`insert into holds (id, account_id, reason, placed_at, placed_by) values (gen_random_uuid(), ${first}, 'x', ${NOW}, 't')`;
});
afterAll(() => fixture.database.drop());

type Filter = Parameters<typeof loadAccountList>[1];

async function inPages(filter: Filter, sort: ListSort, isDescending: boolean, limit: number) {
  const seen: ListedAccount[] = [];
  let after: ListedAccount['place'] | undefined;
  for (;;) {
    const order = { sort, isDescending };
    if (after !== undefined) expect(isPlaceIn(order, after)).toBe(true);
    const page = await loadAccountList(fixture.at(NOW), filter, { order, after, limit });
    seen.push(...page);
    if (page.length < limit) return seen;
    after = page.at(-1)?.place;
  }
}

/** What a column shows, as something that can be compared; null: nothing. */
const SHOWN: Readonly<Record<ListSort, (account: ListedAccount) => string | number | bigint | null>> = {
  runway: ({ place }) => (place.keys[1] == null ? null : Number(place.keys[1])),
  name: ({ name }) => foldTag(name),
  limit: ({ place }) => (place.keys[0] == null ? null : Number(place.keys[0])),
  balance: ({ balance }) => balance,
  accrued: ({ place }) => BigInt(place.keys[1] ?? ''),
  pace: ({ place }) => BigInt(place.keys[1] ?? ''),
  payment: ({ lastPayment }) => lastPayment?.at ?? null,
  email: ({ email }) => email,
  reference: ({ reference }) => reference,
  credit: ({ creditLimit }) => creditLimit,
  plans: ({ plans: [plan = null] }) => plan,
  tags: ({ tags: [tag] }) => (tag === undefined ? null : foldTag(tag)),
  externalId: ({ externalId }) => externalId,
  opened: ({ openedAt }) => openedAt,
};

/** Within these an order holds; between them another one. */
const GROUPS: Readonly<Partial<Record<ListSort, (account: ListedAccount) => string | number>>> = {
  runway: ({ place }) => place.rank,
  balance: ({ currency }) => currency,
  accrued: ({ currency }) => currency,
  pace: ({ currency }) => currency,
  credit: ({ currency }) => currency,
};

const FILTERS: Readonly<Record<string, [Filter, (account: ListedAccount) => boolean]>> = {
  any: [{}, () => true],
  open: [{ state: 'open' }, ({ state }) => state !== 'closed'],
  suspended: [{ state: 'suspended' }, ({ state }) => state === 'suspended'],
  euro: [{ currency: 'EUR' }, ({ currency }) => currency === 'EUR'],
  tag: [{ tag: 'GRUN' }, ({ tags }) => tags.some((tag) => foldTag(tag) === 'grun')],
  plan: [{ planId: 'Zebra' }, ({ plans }) => plans.includes('Zebra')],
  owes: [{ owes: true }, ({ balance }) => balance < 0n],
  'owes nothing': [{ owes: false }, ({ balance }) => balance >= 0n],
  'no card': [{ hasCard: false }, () => true],
  card: [{ hasCard: true }, () => false],
  held: [{ held: true }, ({ held }) => held],
  soon: [
    { suspendedBefore: 1_780_200_000_000 },
    ({ state, place, suspends }) =>
      state === 'active' && place.rank === 1 && suspends !== null && suspends.at < 1_780_200_000_000,
  ],
  both: [
    { owes: true, tag: 'grün', currency: 'JPY' },
    ({ balance, tags, currency }) => balance < 0n && tags.includes('grün') && currency === 'JPY',
  ],
};

describe('the list of clients', () => {
  it.each(LIST_SORTS)(
    'by %s shows each account once in order, page by page, those without a value last',
    async (sort) => {
      await fc.assert(
        fc.asyncProperty(
          fc.boolean(),
          fc.constantFrom(7, 13, 100),
          fc.constantFrom(...Object.keys(FILTERS)),
          async (isDescending, limit, name) => {
            const [filter, belongs] = FILTERS[name] ?? [{}, () => true];
            const own = filter.planId === undefined ? filter : { ...filter, planId };
            const seen = await inPages(own, sort, isDescending, limit);
            const all = await loadAccountList(fixture.at(NOW), {}, { limit: 1_000 });
            expect(all).toHaveLength(COUNT);
            if (name !== 'soon')
              expect(seen.map(({ id }) => id).sort()).toEqual(
                all
                  .filter(belongs)
                  .map(({ id }) => id)
                  .sort(),
              );
            expect(new Set(seen.map(({ id }) => id)).size).toBe(seen.length);
            const groupOf = GROUPS[sort] ?? (() => '');
            for (const [index, one] of seen.entries()) {
              const next = seen[index + 1];
              if (next === undefined || groupOf(one) !== groupOf(next)) continue;
              const [left, right] = [SHOWN[sort](one), SHOWN[sort](next)];
              if (left === null) expect(right).toBe(null);
              else if (right !== null)
                expect(isDescending ? left >= right : left <= right, `${left} ${right}`).toBe(true);
            }
          },
        ),
        { numRuns: 6 },
      );
    },
  );

  it('takes no place of another order, and none that no list gave', () => {
    const id = planId;
    expect(isPlaceIn({ sort: 'name' }, { keys: ['a', 'b'], id })).toBe(false);
    expect(isPlaceIn({ sort: 'balance' }, { keys: ['EUR', '1; drop'], id })).toBe(false);
    expect(isPlaceIn({ sort: 'opened' }, { keys: ['9'.repeat(30)], id })).toBe(false);
    expect(isPlaceIn({ sort: 'name' }, { keys: [null], id })).toBe(false);
    expect(isPlaceIn({ sort: 'limit' }, { keys: [null], id })).toBe(true);
  });
});

describe('a saved view', () => {
  const viewer = { userId: null as string | null, mayShare: true };
  const view = { name: 'Ärger', query: 'owes=yes', isShared: true };

  it('has a name of its own, is shared or of one user, and can be renamed and deleted', async () => {
    const { sql } = fixture.database;
    const [user] = await sql<{ id: string }[]>`select id from users limit 1`;
    const mine = { userId: user?.id ?? null, mayShare: false };
    const shared = granted(await saveListView(fixture.at(NOW), viewer, view));
    expect(await saveListView(fixture.at(NOW), viewer, { ...view, name: 'arger' })).toMatchObject({
      field: 'name',
    });
    expect(await saveListView(fixture.at(NOW), mine, view)).toMatchObject({ refused: 'forbidden' });
    const own = granted(await saveListView(fixture.at(NOW), mine, { ...view, isShared: false }));
    expect((await loadListViews(fixture.at(NOW), mine)).map(({ id }) => id).sort()).toEqual(
      [shared.id, own.id].sort(),
    );
    expect((await loadListViews(fixture.at(NOW), viewer)).map(({ id }) => id)).toEqual([shared.id]);
    expect(await renameView(fixture.at(NOW), mine, shared.id, 'Mine now')).toMatchObject({
      refused: 'forbidden',
    });
    expect(await deleteView(fixture.at(NOW), viewer, own.id)).toMatchObject({ refused: 'not_found' });
    granted(await renameView(fixture.at(NOW), mine, own.id, 'Others'));
    granted(await deleteView(fixture.at(NOW), mine, own.id));
    granted(await deleteView(fixture.at(NOW), viewer, shared.id));
    expect(await loadListViews(fixture.at(NOW), mine)).toEqual([]);
  });

  it('is refused where there are as many as there may be, also when several are saved at once', async () => {
    const outcomes = await Promise.all(
      Array.from({ length: VIEWS_MAX + 5 }, (_, index) =>
        saveListView(fixture.at(NOW), viewer, { ...view, name: `View ${index}` }),
      ),
    );
    expect(outcomes.filter((outcome) => !isRefusal(outcome))).toHaveLength(VIEWS_MAX);
    expect(await loadListViews(fixture.at(NOW + DAY_MS), viewer)).toHaveLength(VIEWS_MAX);
  });
});
