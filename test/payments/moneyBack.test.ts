import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { closeAccount } from '../../src/accounts/closeAccount.js';
import { loadPaymentEvents } from '../../src/bank/loadPayments.js';
import type { ProviderEvent } from '../../src/billing/payment.js';
import { isRefusal } from '../../src/core/values/refusal.js';
import { chargeUsage } from '../../src/ledger/chargeDue.js';
import { postAdjustment } from '../../src/ledger/postAdjustment.js';
import { postCharge } from '../../src/ledger/postCharge.js';
import { reverseEntry } from '../../src/ledger/reverseEntry.js';
import { disputeEntry, resolveDispute } from '../../src/payments/disputeEntry.js';
import { loadPaymentsLeft } from '../../src/payments/moneyBack.js';
import { postRefund } from '../../src/payments/postRefund.js';
import { recordPayment } from '../../src/payments/recordPayment.js';
import { handleProviderEvent } from '../../src/payments/reports/handleProviderEvent.js';
import { newId } from '../../src/platform/ids.js';
import { ledgerSums } from '../../src/store/ledger/entries.js';
import { entriesOf, inShort, view } from '../setup/activities.js';
import { createFixture, granted, type Fixture } from '../setup/fixture.js';

let fixture: Fixture;
const NOW = '2026-03-10T12:00:00Z';
const LATER = '2026-03-20T12:00:00Z';

beforeAll(async () => {
  fixture = await createFixture(20);
});
afterAll(async () => {
  for (const { sum } of await ledgerSums(fixture.database.sql)) expect(sum).toBe(0n);
});

const pay = async (account: string, amount: string) =>
  granted(await recordPayment(fixture.at(NOW), account, { amount, method: 'bank' }));
const refund = (account: string, amount: string, more: object = {}) =>
  postRefund(fixture.at(NOW), account, { amount, method: 'bank', ...more });
const reverse = (id: string) => reverseEntry(fixture.at(NOW), id, {});
const balanceOf = async (account: string) => (await view(fixture, account, NOW)).balance;
const entryTexts = async (account: string) =>
  (await entriesOf(fixture, account)).map((entry) => inShort(entry).split(' @')[0] ?? '');

let reports = 0;
function report(paymentId: string, event: object): ProviderEvent {
  reports += 1;
  const at = Date.parse(NOW) - 60_000;
  const money = { minor: 5_000n, currency: 'EUR', method: 'card', reason: 'fraudulent' };
  return { eventId: `evt_${reports}`, paymentId, at, ...money, ...event } as unknown as ProviderEvent;
}
const take = (event: ProviderEvent) =>
  handleProviderEvent({ ...fixture.at(NOW), actor: 'system/stripe' }, 'stripe', event);

async function paidOnce(amount = '50.00') {
  const account = await fixture.open({}, NOW);
  return { account, payment: (await pay(account, amount)).id };
}

describe('a payment', () => {
  it('of which a part was refunded is reversed by what is left, named or not', async () => {
    for (const name of [true, false]) {
      const { account, payment } = await paidOnce();
      granted(await refund(account, '20.00', name ? { payment } : {}));
      const reversal = granted(await reverse(payment));
      expect(reversal).toMatchObject({
        amount: -3_000n,
        description: expect.stringContaining('what is left') as unknown,
      });
      expect(await balanceOf(account)).toBe('0.00');
      expect(await reverse(payment)).toMatchObject({ refused: 'conflict' });
      expect(await refund(account, '0.01', { payment })).toMatchObject({ refused: 'conflict' });
      expect(await refund(account, '0.01')).toMatchObject({ refused: 'invalid', field: 'amount' });
    }
  });

  it('is refunded no further than it goes, and the refusal names what is left', async () => {
    const { account, payment } = await paidOnce();
    expect(await refund(account, '500.00')).toMatchObject({
      field: 'amount',
      detail: expect.stringContaining('50.00 EUR') as unknown,
    });
    expect(await refund(account, '500.00', { payment })).toMatchObject({ refused: 'invalid' });
    granted(await refund(account, '30.00', { payment }));
    expect(await refund(account, '30.00', { payment })).toMatchObject({
      refused: 'invalid',
      detail: 'is more than the rest of this payment: 20.00 EUR',
    });
    expect(await loadPaymentsLeft(fixture.at(NOW), account)).toMatchObject([{ left: 2_000n }]);
    const mine = await paidOnce();
    expect(await refund(account, '5.00', { payment: mine.payment })).toMatchObject({ field: 'payment' });
    expect(await refund(account, '5.00', { payment: 'nonsense' })).toMatchObject({ field: 'payment' });
    expect(await balanceOf(account)).toBe('20.00');
  });

  it('that was reversed has nothing to refund, and a reversed refund gives room again', async () => {
    const { account, payment } = await paidOnce();
    granted(await reverse(payment));
    expect(await refund(account, '50.00', { payment })).toMatchObject({ refused: 'conflict' });
    expect(await refund(account, '50.00')).toMatchObject({ refused: 'invalid' });
    const other = await paidOnce();
    const back = granted(await refund(other.account, '50.00', { payment: other.payment }));
    granted(await reverse(back.id));
    expect(await balanceOf(other.account)).toBe('50.00');
    granted(await refund(other.account, '50.00', { payment: other.payment }));
    expect(await balanceOf(other.account)).toBe('0.00');
  });

  it('is given back beyond the credit only with a reason, which the log keeps', async () => {
    const { account } = await paidOnce();
    granted(await postCharge(fixture.at(NOW), account, { amount: '50.00', description: 'x', category: 'x' }));
    expect(await refund(account, '5.00')).toMatchObject({ refused: 'invalid' });
    expect(await refund(account, '5.00', { beyondCredit: true })).toMatchObject({ field: 'reason' });
    expect(await refund(account, '5.00', { reason: 'x' })).toMatchObject({ field: 'reason' });
    granted(await refund(account, '5.00', { beyondCredit: true, reason: 'goodwill in cash' }));
    const [row] = await fixture.database.sql<{ after: object }[]>`
      select after from audit where account_id = ${account} and action = 'refund.post'`;
    expect(row?.after).toMatchObject({ reason: 'goodwill in cash', beyondCredit: true });
  });

  it('in dispute is not refunded besides, and a part in dispute is taken back as a part', async () => {
    const { account, payment } = await paidOnce();
    granted(await disputeEntry(fixture.at(NOW), payment, { reason: 'x', amount: '30.00' }));
    expect(await refund(account, '20.01')).toMatchObject({ refused: 'invalid' });
    expect(await refund(account, '20.01', { payment })).toMatchObject({ refused: 'invalid' });
    granted(await refund(account, '20.00', { payment }));
    expect(await refund(account, '0.01', { payment })).toMatchObject({ refused: 'conflict' });
    granted(await resolveDispute(fixture.at(NOW), payment, { outcome: 'upheld' }));
    expect(await view(fixture, account, NOW)).toMatchObject({ balance: '0.00', headroom: '0.00' });
    expect(await disputeEntry(fixture.at(NOW), payment, { reason: 'again' })).toMatchObject({
      refused: 'conflict',
    });
  });

  it('answers a repeated key as at first, however little is left by then', async () => {
    const { account, payment } = await paidOnce();
    const once = () =>
      postRefund(fixture.at(NOW), account, { amount: '50.00', method: 'bank', payment }, `refund ${account}`);
    const results = (await Promise.all(Array.from({ length: 8 }, once))).map(granted);
    expect(new Set(results.map(({ id }) => id)).size).toBe(1);
    expect(await balanceOf(account)).toBe('0.00');
  });

  it('is refunded once when all requests come at the same moment', async () => {
    const account = await fixture.open({}, NOW);
    const provider = `pi_${newId(0)}`;
    await take(report(provider, { kind: 'paid', accountId: account }));
    const [entry] = await entriesOf(fixture, account);
    const payment = entry?.id ?? '';
    const asks = Array.from({ length: 12 }, (_, index) => [
      () => refund(account, '7.00', { payment }),
      () => refund(account, '9.00'),
      () => take(report(provider, { kind: 'refunded', refundId: `re_${index}`, minor: 800n })),
      () => take(report(provider, { kind: 'dispute-lost', disputeId: `dp_${index}`, minor: 1_100n })),
      () => (index % 5 === 0 ? reverse(payment) : refund(account, '1.00', { payment })),
    ]);
    await Promise.all(asks.flat().map((ask) => ask()));
    const left = granted(await view(fixture, account, NOW)).balance;
    expect(Number(left)).toBeGreaterThanOrEqual(0);
    // What did not fit was refused because of that: the rest is less than the smallest request, or reversed.
    expect(Number(left)).toBeLessThan(1);
  });

  it('cannot be given back twice in the database itself', async () => {
    const { account, payment } = await paidOnce();
    granted(await refund(account, '30.00', { payment }));
    const more = fixture.database.sql`
      insert into entries (id, account_id, number, kind, amount, balance_after, contra_account, description, corrects, effective_at,
             posted_at, actor)
      values (${newId(0)}, ${account}, 99, 'refund', -3000, -1000, 'cash:bank', 'x', ${payment}, ${0}, ${0}, 'x')`;
    await expect(more).rejects.toThrow('more would be given back');
  });
});

describe('what a provider reports beyond a payment', () => {
  it('is posted as far as the payment goes, and listed with what was left', async () => {
    const account = await fixture.open({}, NOW);
    const provider = `pi_${newId(0)}`;
    await take(report(provider, { kind: 'paid', accountId: account }));
    await take(report(provider, { kind: 'refunded', refundId: 're_a', minor: 4_000n }));
    expect(await take(report(provider, { kind: 'refunded', refundId: 're_b', minor: 2_000n }))).toBe(
      'refused',
    );
    expect(await take(report(provider, { kind: 'dispute-lost', disputeId: 'dp_a' }))).toBe('refused');
    const listed = await loadPaymentEvents(fixture.at(NOW), { state: 'refused', limit: 200 });
    const mine = listed.filter(({ accountId }) => accountId === account).map(({ detail }) => detail);
    expect(mine.sort()).toEqual([
      'The chargeback is 50.00 EUR, and nothing is left of the payment. Check it at the provider. If the client owes the rest, post it on the account.',
      'The refund is 20.00 EUR, and only 10.00 EUR was left of the payment. Check it at the provider. If the client owes the rest, post it on the account.',
    ]);
    expect(await balanceOf(account)).toBe('0.00');
  });

  it('ends at the sum of its legs in whatever order they are reported', async () => {
    const legs = (accountId: string) => [
      { kind: 'paid', accountId },
      { kind: 'refunded', refundId: 're_1', minor: 1_500n },
      { kind: 'refunded', refundId: 're_2', minor: 400n },
      { kind: 'refund-failed', refundId: 're_2' },
      { kind: 'disputed', disputeId: 'dp_1', minor: 2_000n },
      { kind: 'dispute-lost', disputeId: 'dp_1', minor: 2_000n },
      { kind: 'disputed', disputeId: 'dp_2', minor: 300n },
      { kind: 'dispute-won', disputeId: 'dp_2' },
    ];
    const size = legs('').length;
    const order = fc.shuffledSubarray([...Array(size).keys()], { minLength: size });
    await fc.assert(
      fc.asyncProperty(order, async (indices) => {
        const account = await fixture.open({}, NOW);
        const provider = `pi_${newId(0)}`;
        for (const index of indices) await take(report(provider, legs(account)[index] ?? {}));
        expect(await view(fixture, account, NOW)).toMatchObject({ balance: '15.00', headroom: '15.00' });
      }),
      { numRuns: 10 },
    );
  });
});

describe('a charge', () => {
  const TAXED = { tax: { name: 'VAT', percent: '19' }, creditLimit: '500.00' };
  const charged = async (account: string, amount: string) =>
    granted(await postCharge(fixture.at(NOW), account, { amount, description: 'Logo', category: 'design' }));
  const credit = (account: string, charge: string, amount: string) =>
    postAdjustment(fixture.at(NOW), account, { amount, description: 'Credit', charge });

  it('is credited in parts with their tax, and reversed by what is left', async () => {
    const account = await fixture.open(TAXED, NOW);
    const { id } = await charged(account, '100.00');
    granted(await credit(account, id, '15.00'));
    expect((await entryTexts(account)).slice(2)).toEqual(['adjustment 15.00', 'tax 2.85']);
    expect(await credit(account, id, '85.01')).toMatchObject({ field: 'amount' });
    granted(await reverse(id));
    expect((await entryTexts(account)).slice(4)).toEqual(['reversal 85.00', 'reversal 16.15']);
    expect(await balanceOf(account)).toBe('0.00');
    expect(await credit(account, id, '0.01')).toMatchObject({ refused: 'invalid' });
  });

  it('gives exactly its own tax back, whatever the parts and the account’s tax by then', async () => {
    const parts = fc.array(fc.bigInt({ min: 1n, max: 999n }), { minLength: 1, maxLength: 6 });
    await fc.assert(
      fc.asyncProperty(parts, fc.boolean(), async (sizes, isWhole) => {
        const account = await fixture.open(TAXED, NOW);
        const total = sizes.reduce((sum, size) => sum + size, isWhole ? 0n : 7n);
        const { id } = await charged(account, major(total));
        await fixture.database
          .sql`update accounts set tax_name = null, tax_percent = null where id = ${account}`;
        for (const size of sizes) granted(await credit(account, id, major(size)));
        if (!isWhole) granted(await reverse(id));
        expect(await balanceOf(account)).toBe('0.00');
        expect(isRefusal(await reverse(id))).toBe(true);
      }),
      { numRuns: 6 },
    );
  });
});

function major(minor: bigint): string {
  return `${minor / 100n}.${String(minor % 100n).padStart(2, '0')}`;
}

describe('a closed account', () => {
  async function closedWith(amount: string): Promise<string> {
    const account = await fixture.open({ creditLimit: '500.00' }, NOW);
    if (amount.startsWith('-'))
      granted(
        await postCharge(fixture.at(NOW), account, {
          amount: amount.slice(1),
          description: 'x',
          category: 'x',
        }),
      );
    else await pay(account, amount);
    granted(await closeAccount(fixture.at(NOW), account));
    await chargeUsage(fixture.at(NOW), account);
    expect(await view(fixture, account, LATER)).toMatchObject({ state: 'closed', balance: amount });
    return account;
  }
  const site = async (account: string) => [
    ...(await fixture.database.sql`select wanted_state as state from sites where account_id = ${account}`),
  ];

  it('is paid out, once', async () => {
    const account = await closedWith('40.00');
    granted(await refund(account, '40.00'));
    expect(await refund(account, '40.00')).toMatchObject({ refused: 'invalid' });
    expect(await view(fixture, account, LATER)).toMatchObject({ state: 'closed', balance: '0.00' });
  });

  it('is paid, or written off with a reason, no further than it owes', async () => {
    const account = await closedWith('-70.00');
    const sites = await site(account);
    const off = (amount: string) =>
      postAdjustment(fixture.at(LATER), account, { amount, description: 'insolvent', kind: 'write-off' });
    expect(await off('70.01')).toMatchObject({ field: 'amount' });
    await pay(account, '20.00');
    granted(await off('50.00'));
    expect(await off('0.01')).toMatchObject({ refused: 'conflict' });
    expect(await view(fixture, account, LATER)).toMatchObject({ state: 'closed', balance: '0.00' });
    expect(await site(account)).toEqual(sites);
    const [row] = await fixture.database.sql<{ after: object }[]>`
      select after from audit where account_id = ${account} and action = 'adjustment.post'`;
    expect(row?.after).toMatchObject({ category: 'write-off', reason: 'insolvent' });
  });

  it('has its disputes end and its entries reversed; plain corrections and charges are over', async () => {
    const account = await fixture.open({}, NOW);
    const payment = await pay(account, '10.00');
    granted(await disputeEntry(fixture.at(NOW), payment.id, { reason: 'chargeback' }));
    granted(await closeAccount(fixture.at(NOW), account));
    await chargeUsage(fixture.at(NOW), account);
    granted(await resolveDispute(fixture.at(LATER), payment.id, { outcome: 'dismissed' }));
    expect(await view(fixture, account, LATER)).toMatchObject({ balance: '10.00', headroom: '10.00' });
    granted(await reverse(payment.id));
    expect(await balanceOf(account)).toBe('0.00');
    for (const attempt of [
      postAdjustment(fixture.at(LATER), account, { amount: '1.00', description: 'x' }),
      postCharge(fixture.at(LATER), account, { amount: '1.00', description: 'x', category: 'x' }),
    ])
      expect(await attempt).toMatchObject({ refused: 'account_closed' });
  });
});

/** One operation on the money of an account; an invalid one is refused, whatever came before. */
type Deed =
  | { readonly what: 'refund' | 'unnamed' | 'reported' | 'lost'; readonly of: number; readonly minor: number }
  | { readonly what: 'dispute'; readonly of: number; readonly minor: number }
  | {
      readonly what: 'contested' | 'won' | 'failed' | 'reverse' | 'upheld' | 'dismissed';
      readonly of: number;
      readonly minor: number;
    }
  | { readonly what: 'pay' | 'close'; readonly of: number; readonly minor: number };

const deed: fc.Arbitrary<Deed> = fc.record({
  what: fc.constantFrom<Deed['what']>(
    ...([
      'refund',
      'refund',
      'unnamed',
      'unnamed',
      'reported',
      'lost',
      'dispute',
      'contested',
      'won',
    ] as const),
    ...(['failed', 'reverse', 'reverse', 'upheld', 'dismissed', 'pay', 'close'] as const),
  ),
  of: fc.nat({ max: 5 }),
  minor: fc.integer({ min: 1, max: 4_000 }),
});

it('never lets more go back than came, for every sequence of operations', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(deed, { minLength: 4, maxLength: 16 }), async (deeds) => {
      const account = await fixture.open({}, NOW);
      const provider = `pi_${newId(0)}`;
      await take(report(provider, { kind: 'paid', accountId: account }));
      await pay(account, '20.00');
      for (const one of deeds) {
        await act(account, provider, one);
        await checkMoney(account);
      }
    }),
    { numRuns: Number(process.env['MONEY_RUNS'] ?? 15) },
  );
}, 600_000);

async function act(account: string, provider: string, { what, of, minor }: Deed): Promise<unknown> {
  const entries = await entriesOf(fixture, account);
  const payments = entries.filter(({ kind }) => kind === 'payment');
  const payment = payments[of % payments.length]?.id ?? '';
  const any = entries[of % entries.length]?.id ?? '';
  const amount = major(BigInt(minor));
  const at = fixture.at(NOW);
  const size = { minor: BigInt(minor) };
  switch (what) {
    case 'pay':
      return recordPayment(at, account, { amount, method: 'bank' });
    case 'refund':
      return refund(account, amount, { payment });
    case 'unnamed':
      return refund(account, amount);
    case 'reverse':
      return reverse(any);
    case 'dispute':
      return disputeEntry(at, payment, { reason: 'x', ...(of % 2 === 0 ? { amount } : {}) });
    case 'upheld':
    case 'dismissed':
      return resolveDispute(at, payment, { outcome: what });
    case 'reported':
      return take(report(provider, { kind: 'refunded', refundId: `re_${of}`, ...size }));
    case 'failed':
      return take(report(provider, { kind: 'refund-failed', refundId: `re_${of}` }));
    case 'contested':
      return take(report(provider, { kind: 'disputed', disputeId: `dp_${of}`, ...size }));
    case 'won':
      return take(report(provider, { kind: 'dispute-won', disputeId: `dp_${of}` }));
    case 'lost':
      return take(report(provider, { kind: 'dispute-lost', disputeId: `dp_${of}`, ...size }));
    case 'close':
      await closeAccount(at, account);
      return chargeUsage(at, account);
  }
}

/** Nothing was ever charged: so the balance, and what of it is not in dispute, can never be below nothing. */
async function checkMoney(account: string): Promise<void> {
  const { sql } = fixture.database;
  const [row] = await sql<{ balance: number; disputed: number; open: number }[]>`
    select balance::integer as balance, disputed::integer as disputed,
           (select coalesce(sum(amount), 0)::integer from disputes d
             where d.account_id = a.id and d.resolved_at is null) as open
      from accounts a where id = ${account}`;
  if (row === undefined) throw new Error('the account is gone');
  expect(row.balance).toBeGreaterThanOrEqual(0);
  expect(row.disputed).toBe(row.open);
  expect(row.disputed).toBeGreaterThanOrEqual(0);
  expect(row.disputed).toBeLessThanOrEqual(row.balance);
}
