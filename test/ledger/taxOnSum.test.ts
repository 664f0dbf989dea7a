import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { lastDayOf } from '../../documents/statementRows.js';
import { closeAccount } from '../../src/accounts/closeAccount.js';
import { explainEntry } from '../../src/ledger/explainEntry.js';
import { postAdjustment } from '../../src/ledger/postAdjustment.js';
import { postCharge } from '../../src/ledger/postCharge.js';
import { loadDocument, loadProjection, loadStatements } from '../../src/ledger/loadHistory.js';
import { reverseEntry } from '../../src/ledger/reverseEntry.js';
import { scheduleCharge } from '../../src/ledger/scheduleCharge.js';
import { addDays } from '../../src/core/values/zone.js';
import { endPromotion } from '../../src/promotions/endPromotion.js';
import { grantPromotion } from '../../src/promotions/grantPromotion.js';
import { loadAccountPromotions } from '../../src/promotions/loadPromotions.js';
import { recordPayment } from '../../src/payments/recordPayment.js';
import { ledgerSums } from '../../src/store/ledger/entries.js';
import { change, entriesOf, settle, use, view } from '../setup/activities.js';
import { createFixture, granted, type Fixture } from '../setup/fixture.js';
import { invoiceFaultsOf } from '../simulation/guard/operations/invoiceFaults.js';
import { journalFaultsOf } from '../simulation/guard/operations/journalFaults.js';
import { taxFaultsOf } from '../simulation/guard/operations/taxFaults.js';

let fixture: Fixture;
beforeAll(async () => {
  fixture = await createFixture(20);
  const { sql } = fixture.database;
  await sql`update sites set settings = settings || '{"invoicing": {"enabled": true}}' where id = ${fixture.siteId}`;
});
afterAll(async () => {
  for (const { sum } of await ledgerSums(fixture.database.sql)) expect(sum).toBe(0n);
});

const VAT = { name: 'VAT', percent: '19' };
const IN_UTC = { timeZone: 'UTC', creditLimit: '1000.00' };
const OPENED = '2026-03-01T00:00:00Z';
const MARCH = '2026-03-10T12:00:00Z';
const APRIL = '2026-04-10T12:00:00Z';
/** A period's end and the whole hour over which settlements are spread. */
const AFTER = { march: '2026-04-01T01:00:00Z', april: '2026-05-01T01:00:00Z', may: '2026-06-01T01:00:00Z' };

const charge = async (account: string, amount: string, now = MARCH) =>
  granted(await postCharge(fixture.at(now), account, { amount, description: 'Bits', category: 'design' }));
const fifty = async (account: string) => {
  const charges = [];
  for (let count = 0; count < 50; count += 1) charges.push(await charge(account, '0.03'));
  return charges;
};
const reverse = async (id: string, now: string) => granted(await reverseEntry(fixture.at(now), id, {}));

/** Net and tax of each of an account's statements, oldest first, as the document says it. */
async function taxesOf(account: string): Promise<string[][]> {
  const at = fixture.at(AFTER.may);
  const { periods } = granted(await loadStatements(at, account, { limit: 99 }));
  const documents = await Promise.all(
    periods.map(async ({ document }) => granted(await loadDocument(at, account, document.id))),
  );
  return documents
    .reverse()
    .map(({ taxes }) =>
      taxes.map(
        ({ percent, net, minor, corrects }) =>
          `${percent} %: ${net} ${minor}${corrects === undefined ? '' : ' given back'}`,
      ),
    );
}

describe('fifty charges of 0.03 at 19 %', () => {
  it('bear 0.29 on the sum, by an entry of its own that names it', async () => {
    const account = await fixture.open({ ...IN_UTC, tax: VAT }, OPENED);
    await fifty(account);
    const before = await view(fixture, account, AFTER.march);
    expect(before.balance).toBe('-2.00');
    expect(before.accrued).toBe('-0.21');
    await settle(fixture, account, AFTER.march);
    const entries = await entriesOf(fixture, account);
    const last = entries[entries.length - 1];
    expect(entries).toHaveLength(101);
    expect(last).toMatchObject({
      kind: 'tax',
      amount: 21n,
      contraAccount: 'tax:VAT',
      taxName: 'VAT',
      taxPercent: '19',
      description: 'VAT 19 % on the sum of 1.50 is 0.29; by line it was 0.50',
    });
    expect(await view(fixture, account, AFTER.march)).toMatchObject({
      ...{ balance: '-1.79', accrued: '0.00', headroom: before.headroom },
    });
    expect(await taxesOf(account)).toEqual([['19 %: 150 29']]);
    const { onTheSum } = granted(await explainEntry(fixture.at(APRIL), account, last?.id ?? ''));
    expect(onTheSum).toMatchObject({
      statement: expect.stringMatching(/^2026-/) as unknown,
      taxes: [{ name: 'VAT', percent: '19', net: 150n, minor: 29n, byLine: 50n }],
    });
  });

  it('post nothing more however often they are settled, and the difference cannot be reversed', async () => {
    const account = await fixture.open({ ...IN_UTC, tax: VAT }, OPENED);
    await fifty(account);
    await Promise.all([1, 2, 3].map(() => settle(fixture, account, AFTER.march)));
    await settle(fixture, account, APRIL);
    const entries = await entriesOf(fixture, account);
    expect(entries).toHaveLength(101);
    const id = entries[100]?.id ?? '';
    expect(await reverseEntry(fixture.at(APRIL), id, {})).toMatchObject({ refused: 'conflict' });
  });

  it('give back exactly 0.29 in whatever parts and periods they are reversed', async () => {
    for (const firstPart of [50, 25, 1]) {
      const account = await fixture.open({ ...IN_UTC, tax: VAT }, OPENED);
      const charges = await fifty(account);
      await settle(fixture, account, AFTER.march);
      for (const { id } of charges.slice(0, firstPart)) await reverse(id, APRIL);
      await settle(fixture, account, AFTER.april);
      for (const { id } of charges.slice(firstPart)) await reverse(id, '2026-05-10T12:00:00Z');
      const foreseen = await view(fixture, account, AFTER.may);
      await settle(fixture, account, AFTER.may);
      expect(await view(fixture, account, AFTER.may)).toMatchObject({
        ...{ balance: '0.00', headroom: foreseen.headroom },
      });
    }
  });

  it('bear nothing where they are reversed in their own period', async () => {
    const account = await fixture.open({ ...IN_UTC, tax: VAT }, OPENED);
    for (const { id } of await fifty(account)) await reverse(id, MARCH);
    await settle(fixture, account, AFTER.march);
    expect((await view(fixture, account, AFTER.march)).balance).toBe('0.00');
    expect(await entriesOf(fixture, account)).toHaveLength(200);
  });

  it('give back what they bore when each tax is taken back by itself', async () => {
    const account = await fixture.open({ ...IN_UTC, tax: VAT }, OPENED);
    await fifty(account);
    await settle(fixture, account, AFTER.march);
    for (const { id, kind, taxes } of await entriesOf(fixture, account)) {
      if (kind === 'tax' && taxes !== undefined) await reverse(id, APRIL);
    }
    await settle(fixture, account, AFTER.april);
    expect((await view(fixture, account, AFTER.april)).balance).toBe('-1.50');
    expect(await taxesOf(account)).toEqual([['19 %: 150 29'], ['19 %: -150 -29 given back']]);
  });

  it('are put right at once where the account is closed, and again after each reversal', async () => {
    const account = await fixture.open({ ...IN_UTC, tax: VAT }, OPENED);
    const charges = await fifty(account);
    granted(await closeAccount(fixture.at(MARCH), account));
    await settle(fixture, account, MARCH);
    expect((await view(fixture, account, MARCH)).balance).toBe('-1.79');
    for (const { id } of charges.slice(0, 25)) await reverse(id, APRIL);
    expect((await view(fixture, account, APRIL)).balance).toBe('-0.89');
    for (const { id } of charges.slice(25)) await reverse(id, APRIL);
    expect((await view(fixture, account, APRIL)).balance).toBe('0.00');
  });
});

it('closing on 2 March ends the statement with that day and its balance, the tax on the sum in it', async () => {
  const account = await fixture.open({ ...IN_UTC, tax: VAT }, OPENED);
  for (let count = 0; count < 50; count += 1) await charge(account, '0.03', '2026-03-02T09:00:00Z');
  granted(await closeAccount(fixture.at('2026-03-02T15:00:00Z'), account));
  await settle(fixture, account, '2026-03-02T15:00:00Z');
  const at = fixture.at(MARCH);
  const [statement] = granted(await loadStatements(at, account, { limit: 1 })).periods;
  const { document } = granted(await loadDocument(at, account, statement?.document.id ?? ''));
  expect(lastDayOf(document)).toBe('2026-03-02');
  expect(document.closingBalance).toBe(-179n);
  expect((await view(fixture, account, '2026-03-02T15:00:00Z')).balance).toBe('-1.79');
});

it('rounds once for each of two rates that one period saw, and never at a rate of 0', async () => {
  const account = await fixture.open({ ...IN_UTC, tax: VAT }, OPENED);
  for (let count = 0; count < 10; count += 1) await charge(account, '0.03');
  await change(fixture, account, { tax: { name: 'VAT', percent: '7' } }, MARCH);
  for (let count = 0; count < 10; count += 1) await charge(account, '0.08');
  await change(fixture, account, { tax: { name: 'VAT', percent: '0' } }, MARCH);
  for (let count = 0; count < 10; count += 1) await charge(account, '0.08');
  const before = await view(fixture, account, AFTER.march);
  await settle(fixture, account, AFTER.march);
  expect(await taxesOf(account)).toEqual([['0 %: 80 0', '19 %: 30 6', '7 %: 80 6']]);
  expect((await view(fixture, account, AFTER.march)).headroom).toBe(before.headroom);
  const sums = (await entriesOf(fixture, account)).filter(({ kind, taxes }) => kind === 'tax' && !taxes);
  expect(sums.map(({ amount, taxPercent }) => `${taxPercent ?? ''}: ${amount}`)).toEqual(['19: 4', '7: 4']);
});

describe('two periods that are not settled', () => {
  /** Five lines of 0.03 a period, of which each bears 0.01 and all together 0.03; in March ten charges of 0.03 besides. */
  const openFives = async (): Promise<string> => {
    const recurring = [1, 2, 3, 4, 5].map((line) => ({
      ...{ id: `line-${line}`, amount: '0.03', timing: 'arrears' as const },
    }));
    const plans = [await fixture.plan({ recurring })];
    const account = await fixture.open({ ...IN_UTC, plans, tax: VAT }, OPENED);
    for (let count = 0; count < 10; count += 1) await charge(account, '0.03');
    return account;
  };
  const headroomAt = async (account: string, at: string) => (await view(fixture, account, at)).headroom;

  it('each bear the tax on their own sum when both are settled at once, and headroom stays', async () => {
    const account = await openFives();
    const foreseen = await headroomAt(account, AFTER.april);
    await settle(fixture, account, AFTER.april);
    expect(await headroomAt(account, AFTER.april)).toBe(foreseen);
    expect(await taxesOf(account)).toEqual([['19 %: 45 9'], ['19 %: 15 3']]);
    expect((await view(fixture, account, '2026-05-01T00:00:00Z')).balance).toBe('-0.72');
    const { length } = await entriesOf(fixture, account);
    await settle(fixture, account, AFTER.april);
    expect(await entriesOf(fixture, account)).toHaveLength(length);
  });

  it('come to the same when the first is settled in the middle of the second', async () => {
    const account = await openFives();
    const foreseen = await headroomAt(account, APRIL);
    await settle(fixture, account, APRIL);
    expect(await headroomAt(account, APRIL)).toBe(foreseen);
    await settle(fixture, account, AFTER.april);
    expect(await taxesOf(account)).toEqual([['19 %: 45 9'], ['19 %: 15 3']]);
  });

  it('bear it once on a charge of the second that came before the first was settled', async () => {
    const account = await openFives();
    await charge(account, '0.03', APRIL);
    const foreseen = await headroomAt(account, AFTER.april);
    await settle(fixture, account, AFTER.april);
    expect(await headroomAt(account, AFTER.april)).toBe(foreseen);
    const nets = (await taxesOf(account)).flat();
    expect(nets).toHaveLength(2);
    expect(await taxFaultsOf(fixture.at(AFTER.may), account)).toEqual([]);
  });
});

it('refuses a charge, kindly, while the stored tax of the account cannot be read', async () => {
  const account = await fixture.open({ ...IN_UTC, tax: VAT }, OPENED);
  await fixture.database.sql`update accounts set tax_percent = 'nineteen' where id = ${account}`;
  const input = { amount: '1.00', description: 'Bits', category: 'design' };
  expect(await postCharge(fixture.at(MARCH), account, input)).toMatchObject({
    refused: 'conflict',
    detail: expect.stringContaining('Set the tax of the account again') as unknown,
  });
  const planned = { amount: '1.00', description: 'domain', category: 'domain', dueOn: '2026-03-20' };
  granted(await scheduleCharge(fixture.at(MARCH), account, planned));
  await settle(fixture, account, AFTER.march);
  expect(await entriesOf(fixture, account)).toEqual([]);
  await change(fixture, account, { tax: VAT }, MARCH);
  await charge(account, '1.00');
  await settle(fixture, account, AFTER.march);
  expect((await view(fixture, account, AFTER.march)).balance).toBe('-2.38');
});

/** What may happen in a month of an account with a tax. */
const deed = fc.oneof(
  fc.record({ do: fc.constant('pay' as const), minor: fc.integer({ min: 1, max: 60 }), daysAgo: fc.nat(20) }),
  fc.record({ do: fc.constant('charge' as const), minor: fc.integer({ min: 1, max: 60 }) }),
  fc.record({ do: fc.constant('reverse' as const), index: fc.nat() }),
  fc.record({ do: fc.constant('credit' as const), index: fc.nat(), share: fc.integer({ min: 1, max: 9 }) }),
  fc.record({ do: fc.constant('gift' as const), minor: fc.integer({ min: -30, max: 30 }) }),
  fc.record({
    do: fc.constant('use' as const),
    quantity: fc.integer({ min: 1, max: 40 }),
    isLate: fc.boolean(),
  }),
  fc.record({ do: fc.constant('tax' as const), percent: fc.constantFrom('19', '7.7', '0', '50') }),
  fc.record({
    do: fc.constant('grant' as const),
    kind: fc.constantFrom('credit' as const, 'percent' as const, 'amount' as const),
    minor: fc.integer({ min: 1, max: 60 }),
    scope: fc.constantFrom('all' as const, 'usage' as const, 'plan' as const),
    lasts: fc.option(fc.integer({ min: 0, max: 40 })),
    periods: fc.option(fc.integer({ min: 1, max: 2 })),
  }),
  fc.record({ do: fc.constant('end' as const), index: fc.nat() }),
  fc.record({ do: fc.constant('plan' as const), plan: fc.constantFrom('small', 'capped', 'ahead') }),
);
type Deed = typeof deed extends fc.Arbitrary<infer Drawn> ? Drawn : never;

const CURRENCIES = { EUR: 2, JPY: 0, KWD: 3 } as const;
type Currency = keyof typeof CURRENCIES;

function major(minor: number, currency: Currency): string {
  const digits = String(Math.abs(minor)).padStart(CURRENCIES[currency] + 1, '0');
  const cut = digits.length - CURRENCIES[currency];
  const sign = minor < 0 ? '-' : '';
  return CURRENCIES[currency] === 0
    ? `${sign}${digits}`
    : `${sign}${digits.slice(0, cut)}.${digits.slice(cut)}`;
}

async function plansFor(currency: Currency): Promise<Record<'small' | 'capped' | 'ahead', string>> {
  const traffic = (unitPrice: string) => [
    { id: 'traffic', meter: 'requests', model: 'graduated' as const, bands: [{ unitPrice }] },
  ];
  const one = major(1, currency);
  const odd = { id: 'odd', amount: major(33, currency) };
  return {
    small: await fixture.plan({
      ...{ currency, usage: traffic(one), recurring: [{ ...odd, timing: 'arrears' }] },
      minimum: major(47, currency),
    }),
    capped: await fixture.plan({ currency, usage: traffic(one), maximum: major(13, currency) }),
    ahead: await fixture.plan({
      ...{ currency, startupCharge: major(3, currency), usage: traffic(one) },
      recurring: [{ ...odd, timing: 'advance' }],
    }),
  };
}

it('bears the tax on the sum on every statement and invoice, and moves neither headroom nor limit date', async () => {
  const plans = {
    EUR: await plansFor('EUR'),
    JPY: await plansFor('JPY'),
    KWD: await plansFor('KWD'),
  };
  await fc.assert(
    fc.asyncProperty(
      fc.constantFrom<Currency>('EUR', 'JPY', 'KWD'),
      fc.constantFrom('small' as const, 'capped' as const, 'ahead' as const),
      fc.array(fc.array(deed, { maxLength: 12 }), { minLength: 2, maxLength: 4 }),
      async (currency, first, months) => {
        const account = await fixture.open(
          { ...IN_UTC, currency, creditLimit: major(0, currency), plans: [plans[currency][first]], tax: VAT },
          OPENED,
        );
        for (const [index, deeds] of months.entries()) {
          const month = String(index + 3).padStart(2, '0');
          const now = `2026-${month}-10T12:00:00Z`;
          await settle(fixture, account, now);
          for (const one of deeds) await act(account, one, { now, month, currency, plans: plans[currency] });
          const end = `2026-${String(index + 4).padStart(2, '0')}-01T01:00:00Z`;
          const foreseen = await view(fixture, account, end);
          const limit = granted(await loadProjection(fixture.at(end), account)).limitDate;
          await settle(fixture, account, end);
          expect((await view(fixture, account, end)).headroom).toBe(foreseen.headroom);
          expect(granted(await loadProjection(fixture.at(end), account)).limitDate).toBe(limit);
          const { length } = await entriesOf(fixture, account);
          await settle(fixture, account, end);
          expect(await entriesOf(fixture, account)).toHaveLength(length);
        }
        const later = fixture.at('2027-01-01T00:00:00Z');
        expect(await taxFaultsOf(later, account)).toEqual([]);
        const [newest] = granted(await loadStatements(later, account, { limit: 1 })).periods;
        expect(await invoiceFaultsOf(later, account, newest?.closingNumber ?? 0)).toEqual([]);
        await checkPromotions(account);
        await closeAndCorrect(account, months[0] ?? [], { currency, plans: plans[currency] });
      },
    ),
    { numRuns: 12 },
  );
});

/** What is given back of an account that is closed has a document at once. */
async function closeAndCorrect(
  account: string,
  deeds: readonly Deed[],
  { currency, plans }: Pick<DeedContext, 'currency' | 'plans'>,
): Promise<void> {
  const now = '2026-07-10T12:00:00Z';
  granted(await closeAccount(fixture.at(now), account));
  await settle(fixture, account, now);
  for (const one of deeds.filter((each) => each.do === 'reverse' || each.do === 'credit'))
    await act(account, one, { now, month: '07', currency, plans });
  const { length } = await entriesOf(fixture, account);
  const later = fixture.at('2027-01-01T00:00:00Z');
  expect(await invoiceFaultsOf(later, account, length)).toEqual([]);
  const months = ['03', '04', '05', '06', '07'].map((each) => `2026-${each}`);
  expect(await journalFaultsOf(later, account, months, length)).toEqual([]);
}

async function grant(
  account: string,
  { kind, minor, scope, lasts, periods }: Extract<Deed, { do: 'grant' }>,
  { now, currency }: Pick<DeedContext, 'now' | 'currency'>,
): Promise<void> {
  const value = kind === 'percent' ? { percent: String(minor) } : { amount: major(minor, currency) };
  const span =
    lasts !== null
      ? { endsOn: addDays(now.slice(0, 10), lasts) }
      : kind === 'credit' || periods === null
        ? {}
        : { periods };
  granted(
    await grantPromotion(fixture.at(now), account, { name: 'Welcome', kind, scope, ...value, ...span }),
  );
}

/** No credit is used beyond its amount, and nothing takes back more than it took off. */
async function checkPromotions(account: string): Promise<void> {
  const all = granted(await loadAccountPromotions(fixture.at('2027-01-01T00:00:00Z'), account));
  for (const { taken, left } of all) {
    expect(taken).toBeGreaterThanOrEqual(0n);
    if (left !== null) expect(left).toBeGreaterThanOrEqual(0n);
  }
}

interface DeedContext {
  readonly now: string;
  readonly month: string;
  readonly currency: Currency;
  readonly plans: Readonly<Record<'small' | 'capped' | 'ahead', string>>;
}

async function act(account: string, one: Deed, { now, month, currency, plans }: DeedContext): Promise<void> {
  const entries = (await entriesOf(fixture, account)).filter(
    ({ kind }) => kind === 'charge' || kind === 'tax',
  );
  switch (one.do) {
    case 'charge':
      await charge(account, major(one.minor, currency), now);
      return;
    case 'pay': {
      const receivedAt = Date.parse(now) - one.daysAgo * 86_400_000;
      const payment = { amount: major(one.minor, currency), method: 'bank', receivedAt };
      granted(await recordPayment(fixture.at(now), account, payment));
      return;
    }
    case 'gift':
      await postAdjustment(fixture.at(now), account, {
        amount: major(one.minor, currency),
        description: 'x',
      });
      return;
    case 'use': {
      const before = String(Number(month) - 1).padStart(2, '0');
      const isLate = one.isLate && month !== '03';
      const day = isLate ? `2026-${before}-20T12:00:00Z` : `2026-${month}-05T12:00:00Z`;
      await use(fixture, account, day, one.quantity, now);
      return;
    }
    case 'tax':
      await change(fixture, account, { tax: { name: 'VAT', percent: one.percent } }, now);
      return;
    case 'grant':
      await grant(account, one, { now, currency });
      return;
    case 'end': {
      const all = granted(await loadAccountPromotions(fixture.at(now), account));
      const chosen = all[one.index % Math.max(1, all.length)];
      if (chosen !== undefined) await endPromotion(fixture.at(now), account, chosen.id);
      return;
    }
    case 'plan':
      await change(fixture, account, { plans: [plans[one.plan]], effective: `2026-${month}-15` }, now);
      return;
    case 'reverse':
    case 'credit': {
      const entry = entries[one.index % Math.max(1, entries.length)];
      if (entry === undefined) return;
      // What is refused is refused: nothing is left of it, or it is no charge.
      if (one.do === 'reverse') await reverseEntry(fixture.at(now), entry.id, {});
      else {
        const amount = major(Math.max(1, Math.floor((Number(-entry.amount) * one.share) / 10)), currency);
        await postAdjustment(fixture.at(now), account, { amount, description: 'x', charge: entry.id });
      }
    }
  }
}
