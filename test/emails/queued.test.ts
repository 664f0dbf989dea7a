import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type ClientEmailContext, queueDueEmails } from '../../src/emails/queueClientEmail.js';
import { chargeUsage } from '../../src/ledger/chargeDue.js';
import { recordPayment } from '../../src/payments/recordPayment.js';
import type { QueueEmails } from '../../src/core/withAccount.js';
import { decideState } from '../../src/suspension/decideState.js';
import { createFixture, granted, type Fixture } from '../setup/fixture.js';

const OPENED = '2026-03-01T00:00:00Z';
const AFTER_MARCH = '2026-04-01T02:00:00Z';

let fixture: Fixture;
let planId: string;

beforeAll(async () => {
  fixture = await createFixture();
  const recurring = [{ id: 'hosting', name: 'Hosting', amount: '31.00', timing: 'arrears' as const }];
  planId = await fixture.plan({ recurring });
});
afterAll(() => fixture.database.drop());

const open = () => fixture.open({ plans: [planId], timeZone: 'UTC', billingDay: 1 }, OPENED);

const kindsOf = async (account: string): Promise<string[]> => {
  const rows = await fixture.database.sql`select kind from emails where account_id = ${account} order by id`;
  return rows.map(({ kind }) => String(kind));
};
const stateOf = async (account: string): Promise<string> => {
  const [row] = await fixture.database.sql`select state from accounts where id = ${account}`;
  return String(row?.['state']);
};
const countPeriods = async (account: string): Promise<number> =>
  (await fixture.database.sql`select from periods where account_id = ${account}`).length;

const queueing =
  (context: ClientEmailContext): QueueEmails =>
  (transaction, account) =>
    queueDueEmails(context, transaction, account);

/** Queues the emails, and fails then. */
const failing =
  (context: ClientEmailContext): QueueEmails =>
  async (transaction, account) => {
    await queueDueEmails(context, transaction, account);
    throw new Error('the connection is gone');
  };

describe('the email of a statement', () => {
  it('is queued with the settlement, or neither is stored', async () => {
    const account = await open();
    granted(await recordPayment(fixture.at(OPENED), account, { amount: '100.00', method: 'bank' }));
    const context = fixture.at(AFTER_MARCH);
    await expect(chargeUsage(context, account, failing(context))).rejects.toThrow('connection is gone');
    expect([await countPeriods(account), await kindsOf(account)]).toEqual([0, []]);
    await chargeUsage(context, account, queueing(context));
    expect([await countPeriods(account), await kindsOf(account)]).toEqual([1, ['receipt', 'statement']]);
    await chargeUsage(context, account, queueing(context));
    expect(await kindsOf(account)).toEqual(['receipt', 'statement']);
  });

  it('waits for a suspension that the settlement causes, and reports it', async () => {
    const account = await open();
    const context = fixture.at(AFTER_MARCH);
    await chargeUsage(context, account, queueing(context));
    expect(await kindsOf(account)).toEqual([]);
    await decideState(context, account, queueing(context));
    expect(await kindsOf(account)).toEqual(['suspended']);
    await fixture.database
      .sql`update sites set confirmed_generation = generation where account_id = ${account}`;
    await decideState(context, account, queueing(context));
    expect(await kindsOf(account)).toEqual(['suspended', 'statement']);
  });
});

describe('the email of a suspension and of a reactivation', () => {
  it('is queued with the change of state, or neither is stored', async () => {
    const account = await open();
    const context = fixture.at(AFTER_MARCH);
    await chargeUsage(context, account);
    await expect(decideState(context, account, failing(context))).rejects.toThrow('connection is gone');
    expect([await stateOf(account), await kindsOf(account)]).toEqual(['active', []]);
    await decideState(context, account, queueing(context));
    expect([await stateOf(account), await kindsOf(account)]).toEqual(['suspended', ['suspended']]);
    granted(await recordPayment(context, account, { amount: '100.00', method: 'bank' }));
    await decideState(context, account, queueing(context));
    expect(await stateOf(account)).toBe('active');
    expect(await kindsOf(account)).toEqual(['suspended', 'receipt', 'reactivated']);
  });
});
