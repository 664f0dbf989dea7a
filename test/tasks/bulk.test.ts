import fc from 'fast-check';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { closeAccount } from '../../src/accounts/closeAccount.js';
import { loadAccount } from '../../src/accounts/loadAccount.js';
import { isRefusal } from '../../src/core/values/refusal.js';
import { recordPayment } from '../../src/payments/recordPayment.js';
import type { Task } from '../../src/store/tasks/tasks.js';
import { findTask, listEndedLines } from '../../src/store/tasks/tasks.js';
import { placeHold } from '../../src/suspension/changeStanding.js';
import type { Bulk } from '../../src/tasks/bulk/bulk.js';
import { previewBulk } from '../../src/tasks/bulk/previewBulk.js';
import { canUndo, startBulk, undoBulk } from '../../src/tasks/bulk/startBulk.js';
import { workBulkLine } from '../../src/tasks/bulk/workBulk.js';
import { workTasks } from '../../src/tasks/workTasks.js';
import { createFixture, type Fixture, granted } from '../setup/fixture.js';

const NOW = Date.parse('2026-03-10T12:00:00Z');
let fixture: Fixture;
let plans: readonly string[];
let accounts: string[];

beforeAll(async () => {
  fixture = await createFixture();
  plans = [
    await fixture.plan({
      recurring: [{ id: 'base', description: 'Hosting', amount: '31.00', timing: 'advance' }] as never,
    }),
    await fixture.plan({ currency: 'JPY', name: 'Yen' }),
  ];
  const open = (input: object) => fixture.open({ sites: [], ...input }, NOW);
  const tax = { name: 'VAT', percent: '19' };
  accounts = await Promise.all([
    open({ name: 'Prepaid', tax, plans: plans.slice(0, 1), creditLimit: '40.00' }),
    open({ name: 'At its limit', tax, creditLimit: '0.00' }),
    open({ name: 'Yen', currency: 'JPY', creditLimit: '5000', timeZone: 'Asia/Tokyo' }),
    open({ name: 'Dinar', currency: 'KWD', creditLimit: '10.000', tax, tags: ['VIP'] }),
    open({ name: 'Held', creditLimit: '100.00' }),
    open({ name: 'Closed' }),
  ]);
  const [first = '', , , , held = '', closed = ''] = accounts;
  granted(await recordPayment(fixture.at(NOW), first, { amount: '50.00', method: 'bank' }));
  granted(await placeHold(fixture.at(NOW), held, { reason: 'abuse' }));
  granted(await closeAccount(fixture.at(NOW), closed));
});
afterAll(() => fixture.database.drop());

const bulks: fc.Arbitrary<Bulk> = fc.oneof(
  fc.record({
    action: fc.constant('charge' as const),
    amount: fc.constantFrom('25.00', '0.01', '7', '0', '-1', '1.234', '9'.repeat(30), 'x', ''),
    description: fc.constant('Domain renewal'),
    category: fc.constant('domain'),
  }),
  fc.record({
    action: fc.constant('adjust' as const),
    amount: fc.constantFrom('5', '-5', '0.10'),
    description: fc.constant('Put right'),
  }),
  fc.record({ action: fc.constant('hold' as const), reason: fc.constant('abuse') }),
  fc.constant({ action: 'release' as const }),
  fc.record({
    action: fc.constant('exempt' as const),
    until: fc.constantFrom('2026-03-20', '2026-03-09', null),
    reason: fc.constant('promised'),
  }),
  fc
    .record({
      action: fc.constant('plan' as const),
      plans: fc.constantFrom(0, 1).map((index) => [index]),
      effective: fc.constantFrom('period', '2026-03-11'),
    })
    .map(({ plans: [index = 0], ...rest }) => ({ ...rest, plans: [plans[index] ?? ''] })),
  fc.constantFrom('vip', 'Neu').map((tag) => ({ action: 'tag' as const, tag })),
  fc.constantFrom('vip', 'Neu').map((tag) => ({ action: 'untag' as const, tag })),
);

/** Everything that is written about accounts. */
async function written(): Promise<string> {
  const { sql } = fixture.database;
  const [row] = await sql<{ all: string }[]>`
    select jsonb_build_object(
      'accounts', (select jsonb_agg(to_jsonb(a) order by id) from accounts a),
      'entries', (select count(*) from entries), 'audit', (select count(*) from audit),
      'outbox', (select count(*) from outbox), 'keys', (select count(*) from idempotency_keys),
      'holds', (select jsonb_agg(to_jsonb(h) order by id) from holds h), 'tasks', (select count(*) from tasks))::text as all`;
  return row?.all ?? '';
}

async function run(start: Task): Promise<Task> {
  let task: Task = start;
  while (task.finishedAt === null) {
    await workTasks(fixture.at(NOW), task.id);
    task = (await findTask(fixture.database.sql, fixture.siteId, task.id)) ?? task;
  }
  return task;
}

const details = async () =>
  Promise.all(accounts.map(async (id) => granted(await loadAccount(fixture.at(NOW), id))));

it('a preview writes nothing and is what is then done, once, and undoing it puts back balances', async () => {
  let key = 0;
  await fc.assert(
    fc.asyncProperty(bulks, fc.subarray([0, 1, 2, 3, 4, 5], { minLength: 1 }), async (bulk, chosen) => {
      const ids = chosen.map((index) => accounts[index] ?? '');
      const before = await written();
      const preview = granted(await previewBulk(fixture.at(NOW), ids, bulk));
      expect(await written()).toBe(before);
      const balances = (await details()).map(({ balance }) => balance);

      key += 1;
      const start = () => startBulk(fixture.at(NOW), ids, { bulk, title: bulk.action }, `bulk-${key}`);
      const task = await run(granted(await start()));
      expect(granted(await start())).toEqual(task);
      expect([task.done, task.failed]).toEqual([preview.counts.done, preview.counts.refused]);

      const lines = new Map(
        (await listEndedLines(fixture.database.sql, task.id)).map((line) => [line.accountId, line]),
      );
      for (const effect of preview.effects) {
        const account = granted(await loadAccount(fixture.at(NOW), effect.accountId));
        expect(lines.get(effect.accountId)?.detail ?? null).toBe(effect.refused);
        expect({
          balance: account.balance,
          headroom: account.headroom,
          limitDate: account.limitDate,
        }).toEqual(effect.after);
        expect(effect.after.balance - effect.before.balance).toBe(effect.amount);
      }
      // An interrupted line that is done again does nothing more.
      const after = await written();
      for (const line of lines.values())
        if (!line.failed)
          await workBulkLine(fixture.at(NOW), task, { number: line.number, input: line.input });
      expect(await written()).toBe(after);

      const way = canUndo(task, NOW);
      if (way === null) return;
      const undone = await run(granted(await undoBulk(fixture.at(NOW), task.id, way)));
      expect(undone.failed).toBe(0);
      expect(granted(await undoBulk(fixture.at(NOW), task.id, way)).id).toBe(undone.id);
      expect((await details()).map(({ balance }) => balance)).toEqual(balances);
    }),
    { numRuns: 40 },
  );
}, 240_000);

it('puts tags, holds and exemptions back for a minute, and reverses charges later as well', async () => {
  const [id = ''] = accounts;
  const start = async (bulk: Bulk) =>
    run(granted(await startBulk(fixture.at(NOW), [id], { bulk, title: 'x' })));
  const held = await start({ action: 'hold', reason: 'abuse' });
  const charged = await start({ action: 'charge', amount: '1.00', description: 'x', category: 'x' });
  const later = NOW + 61_000;
  expect(canUndo(held, NOW + 59_000)).toBe('restore');
  expect(canUndo(held, later)).toBe(null);
  expect(await undoBulk(fixture.at(later), held.id, 'restore')).toMatchObject({ refused: 'conflict' });
  expect(await undoBulk(fixture.at(NOW), held.id, 'reverse')).toMatchObject({ refused: 'conflict' });
  expect(canUndo(charged, later)).toBe('reverse');
  expect(isRefusal(await undoBulk(fixture.at(later), charged.id, 'reverse'))).toBe(false);
  const { sql } = fixture.database;
  const rows =
    await sql`select action from audit where request_id = ${`bulk/${charged.id}`} and account_id = ${id}`;
  expect(rows).toHaveLength(1);
  granted(await undoBulk(fixture.at(NOW), held.id, 'restore'));
});

it('refuses accounts of others, none, and too many', async () => {
  const bulk: Bulk = { action: 'release' };
  const start = (ids: readonly string[]) => startBulk(fixture.at(NOW), ids, { bulk, title: 'x' });
  expect(await start([])).toMatchObject({ field: 'accounts' });
  expect(await start(Array.from({ length: 501 }, (_, index) => String(index)))).toMatchObject({
    field: 'accounts',
  });
  expect(await start(['01a00000-7000-7000-8000-000000000000'])).toMatchObject({ field: 'accounts' });
  expect(await start(['nothing'])).toMatchObject({ field: 'accounts' });
});
