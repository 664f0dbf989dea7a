import { setTimeout as delay } from 'node:timers/promises';
import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { parseAmount } from '../../src/core/values/money.js';
import { isRefusal, type Refusal } from '../../src/core/values/refusal.js';
import { postAdjustment } from '../../src/ledger/postAdjustment.js';
import { postCharge } from '../../src/ledger/postCharge.js';
import { postInGroups } from '../../src/ledger/postInGroups.js';
import { recordPayment } from '../../src/payments/recordPayment.js';
import { newId } from '../../src/platform/ids.js';
import { isDatabaseAway, type Queryable } from '../../src/platform/sql/sql.js';
import { insertKey } from '../../src/store/core/idempotency.js';
import { type Entry, ledgerSums, type Posting } from '../../src/store/ledger/entries.js';
import { createTestDatabase } from '../setup/database/database.js';
import { createFixture, createFixtureIn, type Fixture, granted } from '../setup/fixture.js';
import { queriesOf } from '../setup/database/queriesOf.js';

const NOW = Date.parse('2026-03-10T12:00:00Z');
const OTHER_TENANT = '00000000-0000-7000-8000-000000000001';

let fixture: Fixture;

beforeAll(async () => {
  fixture = await createFixture();
});

/** Open accounts, one with a tax, one that is closed, and one that does not exist. */
async function openAccounts(): Promise<readonly string[]> {
  const terms = { creditLimit: '1000.00', sites: [] };
  const accounts = [
    await fixture.open(terms, NOW),
    await fixture.open({ ...terms, tax: { name: 'VAT', percent: '19' } }, NOW),
    await fixture.open(terms, NOW),
  ];
  const closed = accounts[2] ?? '';
  await fixture.database.sql`update accounts set closed_at = ${NOW}, state = 'closed' where id = ${closed}`;
  return [...accounts, newId(NOW)];
}

interface Request {
  readonly kind: 'payment' | 'charge';
  readonly account: number;
  readonly cents: number;
  /** Requests with the same key compete. */
  readonly key: number | undefined;
  readonly isOfOtherTenant: boolean;
}

const request: fc.Arbitrary<Request> = fc.record({
  kind: fc.constantFrom('payment', 'charge'),
  account: fc.nat(3),
  cents: fc.integer({ min: 1, max: 999 }),
  key: fc.option(fc.nat(5), { nil: undefined }),
  isOfOtherTenant: fc.nat(9).map((drawn) => drawn === 0),
});

type Outcome = Entry | Refusal;

function send(accounts: readonly string[], run: string, asked: Request): Promise<Outcome> {
  const { kind, account, cents, key, isOfOtherTenant } = asked;
  const own = fixture.at(NOW);
  const context = isOfOtherTenant ? { ...own, siteId: OTHER_TENANT } : own;
  const id = accounts[account] ?? '';
  const amount = (cents / 100).toFixed(2);
  const keyText = key === undefined ? undefined : `${run}-${key}`;
  return kind === 'payment'
    ? recordPayment(context, id, { amount, method: 'bank' }, keyText)
    : postCharge(context, id, { amount, description: 'Work', category: 'design' }, keyText);
}

/** Whether there is an entry for it now, seen by another connection. */
async function isStored(entry: Entry): Promise<boolean> {
  const [row] = await fixture.database.sql`
    select 1 from entries where id = ${entry.id} and number = ${entry.number} and balance_after = ${entry.balanceAfter.toString()}`;
  return row !== undefined;
}

async function checkLedger(accounts: readonly string[]): Promise<void> {
  const { sql } = fixture.database;
  for (const account of accounts.slice(0, 3)) {
    const rows = await sql<{ number: number; amount: string; balanceAfter: string }[]>`
      select number, amount, balance_after from entries where account_id = ${account} order by number`;
    let balance = 0n;
    for (const [index, row] of rows.entries()) {
      balance += BigInt(row.amount);
      expect(row).toMatchObject({ number: index + 1, balanceAfter: balance.toString() });
    }
    const [head] = await sql`select balance, last_number from accounts where id = ${account}`;
    expect(head).toEqual({ balance: balance.toString(), lastNumber: rows.length });
    const [beside] = await sql<{ posted: number; audited: number; signalled: number }[]>`
      select (select count(*) from entries where account_id = ${account} and kind <> 'tax') as posted,
             (select count(*) from audit a join entries e on a.subject = 'entry/' || e.id
               where a.account_id = ${account}
                 and (a.after ->> 'number')::bigint = e.number
                 and (a.before ->> 'balance')::numeric * 100 = e.balance_after - e.amount
                 and (a.after ->> 'balance')::numeric * 100 = coalesce(
                   (select t.balance_after from entries t where t.taxes = e.id), e.balance_after)) as audited,
             (select count(*) from outbox o join entries e on o.about = e.id::text
               where o.account_id = ${account}) as signalled`;
    expect(beside).toEqual({ posted: beside?.posted, audited: beside?.posted, signalled: beside?.posted });
  }
  for (const { sum } of await ledgerSums(sql)) expect(sum).toBe(0n);
}

/** What a request without competitors for its key is answered with. */
function expectedOf({ kind, account, isOfOtherTenant }: Request): string {
  if (isOfOtherTenant || account === 3) return 'not_found';
  return account === 2 && kind === 'charge' ? 'account_closed' : 'posted';
}

const nameOf = (outcome: Outcome): string => (isRefusal(outcome) ? outcome.refused : 'posted');
const bodyOf = ({ kind, account, cents }: Request): string => `${kind} ${account} ${cents}`;

describe('postings that arrive at once', () => {
  it('each have their own answer, and an answered one is committed', async () => {
    let run = 0;
    await fc.assert(
      fc.asyncProperty(fc.array(request, { minLength: 2, maxLength: 30 }), async (requests) => {
        const accounts = await openAccounts();
        run += 1;
        const outcomes = await Promise.all(
          requests.map(async (asked) => {
            const outcome = await send(accounts, `run-${run}`, asked);
            if (!isRefusal(outcome)) expect(await isStored(outcome)).toBe(true);
            return outcome;
          }),
        );
        for (const [index, asked] of requests.entries()) {
          const outcome = outcomes[index] as Outcome;
          const rivals = requests.filter(
            (other) => other.key === asked.key && !other.isOfOtherTenant && expectedOf(other) === 'posted',
          );
          const expected = expectedOf(asked);
          if (asked.key === undefined || expected === 'not_found') expect(nameOf(outcome)).toBe(expected);
          else if (expected === 'posted') {
            const winners = rivals
              .map((other) => outcomes[requests.indexOf(other)])
              .filter((one) => one !== undefined && !isRefusal(one));
            expect(new Set(winners.map((one) => (one as Entry).id)).size).toBe(1);
            const winner = rivals.find(
              (other) => !isRefusal(outcomes[requests.indexOf(other)] as Outcome),
            ) as Request;
            expect(nameOf(outcome)).toBe(
              bodyOf(asked) === bodyOf(winner) ? 'posted' : 'idempotency_conflict',
            );
          } else expect(['account_closed', 'idempotency_conflict']).toContain(nameOf(outcome));
        }
        // Sent again, a key has the same answer.
        const again = await Promise.all(
          requests.map(async (asked) =>
            asked.key === undefined ? undefined : await send(accounts, `run-${run}`, asked),
          ),
        );
        for (const [index, outcome] of again.entries()) {
          const first = outcomes[index] as Outcome;
          if (outcome !== undefined && !isRefusal(first)) expect((outcome as Entry).id).toBe(first.id);
        }
        await checkLedger(accounts);
      }),
      { numRuns: 25 },
    );
  });

  it('go together in few statements', async () => {
    const [account = '', other = ''] = await openAccounts();
    const pay = (index: number) =>
      recordPayment(
        fixture.at(NOW),
        index % 2 === 0 ? account : other,
        { amount: '1.00', method: 'bank' },
        `few-${account}-${index}`,
      );
    (await Promise.all([pay(100), pay(101)])).map(granted);
    const queries = await queriesOf(fixture.database.sql, async () => {
      (await Promise.all(Array.from({ length: 60 }, (_, index) => pay(index)))).map(granted);
    });
    expect(queries.length).toBeLessThanOrEqual(2);
  });
});

it('each payment is posted in its account’s own currency, also where a tenant has several', async () => {
  const currencies = ['EUR', 'JPY', 'KWD', 'EUR'];
  const accounts = await Promise.all(
    currencies.map((currency) => fixture.open({ currency, creditLimit: '0', sites: [] }, NOW)),
  );
  const one = fc.record({
    account: fc.nat(3),
    amount: fc.constantFrom('7', '7.5', '7.25', '7.125', '7.0625'),
  });
  await fc.assert(
    fc.asyncProperty(fc.array(one, { minLength: 1, maxLength: 12 }), async (payments) => {
      await Promise.all(
        payments.map(async ({ account, amount }) => {
          const currency = currencies[account] ?? '';
          const paid = await recordPayment(fixture.at(NOW), accounts[account] ?? '', {
            amount,
            method: 'bank',
          });
          const minor = parseAmount(amount, currency);
          if (isRefusal(minor)) expect(paid).toMatchObject({ refused: minor.refused, field: 'amount' });
          else expect(paid).toMatchObject({ amount: minor, currency });
        }),
      );
    }),
    { numRuns: 10 },
  );
});

const plainPosting = (accountId: string, changes: Partial<Posting['entries'][0]> = {}): Posting => ({
  accountId,
  siteId: fixture.siteId,
  actor: 'test',
  postedAt: NOW,
  entries: [
    {
      id: newId(NOW),
      kind: 'payment',
      amount: 100n,
      contraAccount: 'cash:bank',
      description: 'Payment',
      effectiveAt: NOW,
      ...changes,
    },
  ],
});

it('a posting that the database refuses fails alone', async () => {
  const accounts = await openAccounts();
  const [account = ''] = accounts;
  const { sql } = fixture.database;
  const outcomes = await Promise.allSettled([
    postInGroups(sql, plainPosting(account)),
    postInGroups(sql, plainPosting(account, { assignmentId: newId(NOW) })),
    postInGroups(sql, plainPosting(account, { amount: 0n })),
    postInGroups(sql, plainPosting(account)),
  ]);
  expect(outcomes.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'rejected', 'fulfilled']);
  const [head] = await sql`select balance, last_number from accounts where id = ${account}`;
  expect(head).toEqual({ balance: '200', lastNumber: 2 });
});

it('text that JSON cannot hold is stored as before', async () => {
  const [account = ''] = await openAccounts();
  const { sql } = fixture.database;
  const [entry] = await postInGroups(
    sql,
    plainPosting(account, { reference: 'a\ud800"\\{},b', description: '\udc00é' }),
  );
  const [row] = await sql`select reference, description from entries where id = ${entry?.id ?? ''}`;
  expect(row).toEqual({ reference: 'a\ufffd"\\{},b', description: '\ufffdé' });
});

/** Holds a lock in a transaction of its own until it is released. */
async function hold(
  take: (transaction: Queryable) => Promise<unknown>,
): Promise<{ readonly release: () => Promise<void> }> {
  let release = (): void => undefined;
  const isReleased = new Promise<void>((resolve) => (release = resolve));
  let isTaken = (): void => undefined;
  const taken = new Promise<void>((resolve) => (isTaken = resolve));
  const holding = fixture.database.sql.begin(async (transaction) => {
    await take(transaction);
    isTaken();
    await isReleased;
  });
  await Promise.race([taken, holding]);
  return {
    release: async () => {
      release();
      await holding;
    },
  };
}

it('a locked account holds up only its own postings, and they go together afterwards', async () => {
  const [locked = '', free = ''] = await openAccounts();
  const { sql } = fixture.database;
  const lock = await hold(
    (transaction) => transaction`select 1 from accounts where id = ${locked} for update`,
  );
  let isPosted = false;
  const waiting = Promise.all(
    Array.from({ length: 20 }, () =>
      postInGroups(sql, plainPosting(locked)).finally(() => (isPosted = true)),
    ),
  );
  for (let index = 0; index < 5; index += 1)
    expect(await postInGroups(sql, plainPosting(free))).toHaveLength(1);
  expect(isPosted).toBe(false);
  await lock.release();
  const numbers = (await waiting).map(([entry]) => entry?.number);
  expect(numbers.sort((one, other) => (one ?? 0) - (other ?? 0))).toEqual(
    Array.from({ length: 20 }, (_, index) => index + 1),
  );
});

it('keys in use elsewhere hold up only the postings that bear them', async () => {
  const [account = '', other = ''] = await openAccounts();
  const { siteId } = fixture;
  const fingerprint = Buffer.alloc(32);
  const pay = (id: string, key: string): Promise<Entry | Refusal> =>
    recordPayment(fixture.at(NOW), id, { amount: '1.00', method: 'bank' }, key);
  const [first, second] = [`first-${account}`, `second-${account}`];
  const locks = await Promise.all(
    [first, second].map((key) =>
      hold((transaction) => insertKey(transaction, { siteId, key, fingerprint, at: NOW })),
    ),
  );
  let isAnswered = false;
  const waiting = [first, second, first].map((key) => pay(account, key).finally(() => (isAnswered = true)));
  for (const id of [account, other, account]) granted(await pay(id, `free-${newId(NOW)}`));
  expect(isAnswered).toBe(false);
  for (const { release } of locks) await release();
  for (const outcome of await Promise.all(waiting))
    expect(outcome).toMatchObject({ refused: 'idempotency_conflict' });
});

it('keys that their holders give up are free for the postings that wait', async () => {
  const [account = ''] = await openAccounts();
  const key = `given-up-${account}`;
  const use = { siteId: fixture.siteId, key, fingerprint: Buffer.alloc(32), at: NOW };
  const lock = await hold(async (transaction) => {
    await insertKey(transaction, use);
    await transaction`delete from idempotency_keys where key = ${key}`;
  });
  const paid = [0, 1, 2].map(() =>
    recordPayment(fixture.at(NOW), account, { amount: '1.00', method: 'bank' }, key),
  );
  await delay(20);
  await lock.release();
  expect(new Set((await Promise.all(paid)).map((one) => granted(one).id)).size).toBe(1);
});

it('a write-off and a payment with the same key never wait for each other', async () => {
  const { sql } = fixture.database;
  const deadlocks = async (): Promise<number> => {
    const [row] = await sql<{ deadlocks: number }[]>`
      select deadlocks from pg_stat_database where datname = current_database()`;
    return row?.deadlocks ?? 0;
  };
  const before = await deadlocks();
  const [account = ''] = await openAccounts();
  const charge = { amount: '500.00', description: 'Work', category: 'design' };
  granted(await postCharge(fixture.at(NOW), account, charge));
  for (let round = 0; round < 60; round += 1) {
    const key = `shared-${account}-${round}`;
    const writeOff = { amount: '1.00', description: 'Lost', kind: 'write-off' as const };
    const outcomes = await Promise.all([
      postAdjustment(fixture.at(NOW), account, writeOff, key),
      recordPayment(fixture.at(NOW), account, { amount: '1.00', method: 'bank' }, key),
      postAdjustment(fixture.at(NOW), account, writeOff, key),
    ]);
    const posted = outcomes.filter((outcome) => !isRefusal(outcome)) as Entry[];
    expect(new Set(posted.map(({ id }) => id)).size).toBe(1);
  }
  await sql`select pg_stat_force_next_flush()`;
  expect(await deadlocks()).toBe(before);
});

it('a lost connection is an error to each caller of the group, and a repeat posts each once', async () => {
  const cut = await createFixtureIn(await createTestDatabase({ max: 3 }));
  const { sql } = cut.database;
  const account = await cut.open({ sites: [] }, NOW);
  const pay = (key: string) => recordPayment(cut.at(NOW), account, { amount: '1.00', method: 'bank' }, key);
  granted(await pay('first'));
  let release = (): void => undefined;
  const isReleased = new Promise<void>((resolve) => (release = resolve));
  let hasKey = (): void => undefined;
  const key = new Promise<void>((resolve) => (hasKey = resolve));
  // The group waits for a row that another transaction inserts without the lock on its key.
  const holding = sql.begin(async (transaction) => {
    await transaction`
      insert into idempotency_keys (site_id, key, fingerprint, created_at)
      values (${cut.siteId}, 'b', ${Buffer.alloc(32)}, ${NOW})`;
    hasKey();
    await isReleased;
    throw new Error('undone');
  });
  await key;
  const group = Promise.allSettled(['a', 'b', 'c'].map(pay));
  for (let ended = 0; ended === 0;) {
    await delay(5);
    const rows = await sql`
      select pg_terminate_backend(pid) from pg_stat_activity
       where datname = current_database() and wait_event_type = 'Lock' and query like '%with posting as%'`;
    ended = rows.length;
  }
  const outcomes = await group;
  expect(outcomes.map((one) => one.status === 'rejected' && isDatabaseAway(one.reason))).toEqual([
    true,
    true,
    true,
  ]);
  release();
  await expect(holding).rejects.toThrow('undone');
  const again = (await Promise.all(['a', 'b', 'c', 'a', 'b', 'c'].map(pay))).map(granted);
  expect(new Set(again.map(({ id }) => id)).size).toBe(3);
  const [head] = await sql`select balance, last_number from accounts where id = ${account}`;
  expect(head).toEqual({ balance: '400', lastNumber: 4 });
});
