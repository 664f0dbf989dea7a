import { beforeAll, describe, expect, it } from 'vitest';
import { postAdjustment } from '../../src/ledger/postAdjustment.js';
import { postCharge } from '../../src/ledger/postCharge.js';
import { loadEntries } from '../../src/ledger/loadHistory.js';
import { reverseEntry } from '../../src/ledger/reverseEntry.js';
import { recordPayment } from '../../src/payments/recordPayment.js';
import { ledgerSums } from '../../src/store/ledger/entries.js';
import { createFixture, granted, type Fixture } from '../setup/fixture.js';
import { formattedAccount } from '../setup/activities.js';

let fixture: Fixture;
const NOW = '2026-03-10T12:00:00Z';

beforeAll(async () => {
  fixture = await createFixture();
});

describe('posting', () => {
  it('gives every entry of an account the next number and the balance after it, with many writers at once', async () => {
    const account = await fixture.open({ creditLimit: '1000.00' }, NOW);
    const posts = Array.from({ length: 200 }, (_, index) =>
      index % 3 === 0
        ? postCharge(
            fixture.at(NOW),
            account,
            { amount: '3.10', description: 'x', category: 'design' },
            `c${index}`,
          )
        : recordPayment(fixture.at(NOW), account, { amount: '2.05', method: 'bank' }, `p${index}`),
    );
    (await Promise.all(posts)).forEach(granted);
    const entries = granted(await loadEntries(fixture.at(NOW), account, { limit: 500 })).reverse();
    expect(entries.map((entry) => entry.number)).toEqual(entries.map((_, index) => index + 1));
    let balance = 0n;
    for (const entry of entries) {
      balance += entry.amount;
      expect(entry.balanceAfter).toBe(balance);
    }
    expect((await formattedAccount(fixture.at(NOW), account)).balance).toBe('64.95');
    for (const { sum } of await ledgerSums(fixture.database.sql)) expect(sum).toBe(0n);
  });

  it('posts once for a key that comes twenty times at once, and refuses it with another body', async () => {
    const account = await fixture.open({}, NOW);
    const once = () => recordPayment(fixture.at(NOW), account, { amount: '5.00', method: 'bank' }, 'same');
    const results = (await Promise.all(Array.from({ length: 20 }, once))).map(granted);
    expect(new Set(results.map((entry) => entry.id)).size).toBe(1);
    expect((await formattedAccount(fixture.at(NOW), account)).balance).toBe('5.00');
    const other = await recordPayment(fixture.at(NOW), account, { amount: '6.00', method: 'bank' }, 'same');
    expect(other).toMatchObject({ refused: 'idempotency_conflict' });
  });

  it('taxes charges and reverses them with their tax, once', async () => {
    const account = await fixture.open({ tax: { name: 'VAT', percent: '19' } }, NOW);
    const charge = granted(
      await postCharge(fixture.at(NOW), account, {
        amount: '10.05',
        description: 'Logo',
        category: 'design',
      }),
    );
    expect((await formattedAccount(fixture.at(NOW), account)).balance).toBe('-11.96');
    granted(await reverseEntry(fixture.at(NOW), charge.id, { reason: 'wrong client' }));
    expect((await formattedAccount(fixture.at(NOW), account)).balance).toBe('0.00');
    expect(await reverseEntry(fixture.at(NOW), charge.id, {})).toMatchObject({ refused: 'conflict' });
  });

  it('holds amounts beyond 2^53 minor units exactly', async () => {
    const account = await fixture.open({}, NOW);
    granted(
      await postAdjustment(fixture.at(NOW), account, { amount: '90071992547409930.07', description: 'big' }),
    );
    granted(await postAdjustment(fixture.at(NOW), account, { amount: '0.02', description: 'small' }));
    expect((await formattedAccount(fixture.at(NOW), account)).balance).toBe('90071992547409930.09');
  });

  it('lets no role change or delete an entry, in the database itself', async () => {
    const { sql } = fixture.database;
    await expect(sql`update entries set amount = 1`).rejects.toThrow('append-only');
    await expect(sql`delete from entries`).rejects.toThrow('append-only');
    await expect(sql`truncate entries cascade`).rejects.toThrow('append-only');
  });
});
