import { loadProjection } from '../../../src/ledger/loadHistory.js';
import { beforeEach, describe, expect, it } from 'vitest';
import { assess, assessAccount } from '../../../src/assessment/assess.js';
import { isRefusal } from '../../../src/core/values/refusal.js';
import { draftNotice } from '../../../src/emails/draftEmail.js';
import { queueNotice } from '../../../src/emails/queueClientEmail.js';
import { settleDue } from '../../../src/ledger/settleDue.js';
import { cancelDebit, deferDebit, requestDebit } from '../../../src/payments/debits/changeDebit.js';
import { changeDebitMode, changeDirectDebit } from '../../../src/payments/debits/changeDirectDebit.js';
import { collectDebits } from '../../../src/payments/debits/collectDebits.js';
import { creditByHand, returnByHand } from '../../../src/payments/debits/concludeDebit.js';
import { loadAccountDebits, loadTenantDebits } from '../../../src/payments/debits/loadDebits.js';
import { recordPaperMandate } from '../../../src/payments/mandates/giveMandate.js';
import { recordPayment } from '../../../src/payments/recordPayment.js';
import { createPayments } from '../../../src/providers/createPayments.js';
import { closeAccount } from '../../../src/accounts/closeAccount.js';
import { createFixture, type Fixture, granted } from '../../setup/fixture.js';

const START = Date.parse('2026-03-01T00:00:00Z');
const DAY = 86_400_000;
const at = (date: string): number => Date.parse(`${date}T12:00:00Z`);

let fixture: Fixture;
let account: string;

const collect = (now: number) => collectDebits({ ...fixture.at(now), payments: createPayments() }, account);
const seen = async (now: number) => {
  const assessment = await assessAccount(fixture.database.sql, account, now);
  if (assessment === undefined) throw new Error('no account');
  return assessment;
};
const debitsOf = async (now = START) => granted(await loadAccountDebits(fixture.at(now), account)).debits;
const emails = async () =>
  fixture.database.sql<{ kind: string; content: Record<string, unknown> }[]>`
    select kind, content from emails where kind <> 'mandate' order by id`;
const submit = async (id: string) =>
  fixture.database.sql`update debits set state = 'submitted', submitted_at = now() where id = ${id}`;

beforeEach(async () => {
  fixture = await createFixture(20);
  const settings = { enabled: true, creditorId: 'DE98ZZZ09999999999', returnFee: '5.00' };
  granted(await changeDirectDebit(fixture.at(START), settings));
  const monthly = { id: 'base', name: 'Hosting', amount: '31.00', timing: 'arrears' as const };
  const plan = await fixture.plan({ recurring: [monthly] });
  account = await fixture.open({ name: 'Fenwick', timeZone: 'UTC', plans: [plan] }, START);
  const paper = { holder: 'Fenwick Ltd', iban: 'DE89370400440532013000', signedOn: '2026-03-01' };
  granted(await recordPaperMandate(fixture.at(START), account, paper));
  granted(await recordPayment(fixture.at(START), account, { amount: '20.00', method: 'bank' }));
  await fixture.database.sql`update accounts set receipted_number = last_number`;
});

describe('what keeps an account online', () => {
  it('is announced early enough by an email of its own, once, and counts as money only when it is there', async () => {
    // A euro a day: the credit lasts until 21 March, a Saturday.
    const before = await seen(at('2026-03-10'));
    expect(before.decision).toMatchObject({ wakeFor: 'week notice' });
    await collect(at('2026-03-10'));
    expect(await debitsOf()).toEqual([]);

    // A longer notice starts earlier than the week notice.
    granted(await changeDirectDebit(fixture.at(at('2026-03-10')), { noticeDays: 7 }));
    const early = await seen(at('2026-03-10'));
    expect(early.decision).toMatchObject({ due: null, wakeFor: 'direct debit' });
    expect(new Date(early.decision.wakeAt ?? 0).toISOString()).toBe('2026-03-11T00:00:00.000Z');
    const now = at('2026-03-11');
    expect((await seen(now)).decision.due).toBe('collectDebits');
    await Promise.all([collect(now), collect(now)]);
    const [debit, ...others] = await debitsOf();
    expect(others).toEqual([]);
    expect(debit).toMatchObject({
      state: 'announced',
      purpose: 'top-up',
      collectOn: '2026-03-18',
      collector: 'bank',
    });
    expect(debit?.endToEndId).toMatch(/^ST\d{12}-D1$/);
    expect(await emails()).toMatchObject([
      {
        kind: 'debit',
        content: { collectOn: '2026-03-18', creditorId: 'DE98ZZZ09999999999', lastFour: '3000' },
      },
    ]);

    const after = await seen(now);
    expect(after.decision.due).toBeNull();
    expect(after.projection.limitDate).toBe(early.projection.limitDate);
    expect(after.decision.suspension?.at).toBe(early.decision.suspension?.at);
    const { withDebits, pendingDebits } = granted(await loadProjection(fixture.at(now), account));
    expect(pendingDebits).toMatchObject([{ collectOn: '2026-03-18' }]);
    expect((withDebits?.limitDate ?? 0) - (after.projection.limitDate ?? 0)).toBeGreaterThan(20 * DAY);
    expect(after.standing.balance).toBe(2_000n);
  });

  it('is announced by the week notice where that is early enough', async () => {
    const now = at('2026-03-14') + DAY / 2;
    expect((await seen(now)).decision).toMatchObject({ due: 'collectDebits', warning: 'week' });
    await collect(now);
    expect((await seen(now)).decision.due).toBe('topUpOrSendNotice');
    const draft = await queueNotice(fixture.at(now), account);
    expect(draft?.kind).toBe('week');
    const [week, ...others] = await emails();
    expect(others).toEqual([]);
    expect(week?.content['debits']).toMatchObject([
      { collectOn: '2026-03-18', mandateReference: expect.any(String) as string },
    ]);
    expect((await debitsOf())[0]?.announcedIn).toBe(draft?.key);
    expect((await seen(now)).decision.due).toBeNull();
    expect((await draftNotice(fixture.at(now), account))?.kind).toBeUndefined();
  });

  it('holds a suspension off only by the owner’s policy, and only if it is enough', async () => {
    await collect(at('2026-03-15'));
    const plain = await seen(at('2026-03-15'));
    expect(plain.decision.suspension?.reason).toBe('limit');
    granted(await changeDirectDebit(fixture.at(at('2026-03-15')), { holdsSuspension: true }));
    await fixture.database.sql`update debits set collect_on = '2026-03-24', submit_on = '2026-03-20'`;
    const held = await seen(at('2026-03-15'));
    expect(held.decision.suspension).toMatchObject({
      reason: 'debit',
      at: Date.parse('2026-03-27T00:00:00Z'),
    });
    await fixture.database.sql`update debits set amount = 1`;
    expect((await seen(at('2026-03-24'))).decision.suspension?.reason).toBe('limit');
  });

  it('does not start again by itself after it came back, until something is paid', async () => {
    await collect(at('2026-03-15'));
    const [debit] = await debitsOf();
    await submit(debit?.id ?? '');
    granted(await creditByHand(fixture.at(at('2026-03-18')), debit?.id ?? '', { on: '2026-03-18' }));
    expect((await seen(at('2026-03-18'))).standing.balance).toBe(2_000n + (debit?.amount ?? 0n));
    granted(await creditByHand(fixture.at(at('2026-03-18')), debit?.id ?? ''));
    expect((await seen(at('2026-03-18'))).standing.balance).toBe(2_000n + (debit?.amount ?? 0n));

    const returned = granted(
      await returnByHand(fixture.at(at('2026-03-19')), debit?.id ?? '', { code: 'am04' }),
    );
    expect(returned).toMatchObject({
      state: 'returned',
      returnCode: 'AM04',
      feeEntryId: expect.any(String) as string,
    });
    granted(await returnByHand(fixture.at(at('2026-03-19')), debit?.id ?? '', { code: 'AM04' }));
    expect((await seen(at('2026-03-19'))).standing.balance).toBe(1_500n);
    const fees = await fixture.database.sql`select 1 from entries where category = 'fee'`;
    expect(fees).toHaveLength(1);
    const mail = (await emails()).filter(({ kind }) => kind === 'debit-returned');
    expect(mail).toMatchObject([{ content: { code: 'AM04', fee: '500', mandateEnded: false } }]);

    await collect(at('2026-03-19'));
    expect(await debitsOf()).toHaveLength(1);
    expect((await seen(at('2026-03-19'))).facts.debits?.isBlocked).toBe(true);
    granted(await recordPayment(fixture.at(at('2026-03-20')), account, { amount: '1.00', method: 'cash' }));
    expect((await seen(at('2026-03-20'))).facts.debits?.isBlocked).toBe(false);
  });

  it('ends the mandate where the bank says that it is not valid', async () => {
    await collect(at('2026-03-15'));
    const [debit] = await debitsOf();
    expect(isRefusal(await returnByHand(fixture.at(at('2026-03-18')), debit?.id ?? ''))).toBe(true);
    await submit(debit?.id ?? '');
    const failed = granted(
      await returnByHand(fixture.at(at('2026-03-18')), debit?.id ?? '', { code: 'MD01' }),
    );
    expect(failed.state).toBe('failed');
    const { mandate, mandates } = granted(await loadAccountDebits(fixture.at(START), account));
    expect(mandate).toBeUndefined();
    expect(mandates[0]).toMatchObject({ endReason: 'returned', endCode: 'MD01' });
    expect((await seen(at('2026-03-18'))).standing.balance).toBe(1_500n);
  });

  it('is called off and put off before it is handed in, not after', async () => {
    await collect(at('2026-03-15'));
    const [debit] = await debitsOf();
    const id = debit?.id ?? '';
    const now = fixture.at(at('2026-03-15'));
    expect(await deferDebit(now, id, '2026-03-21')).toMatchObject({ field: 'collectOn' });
    expect(await deferDebit(now, id, '2026-03-16')).toMatchObject({ field: 'collectOn' });
    expect(granted(await deferDebit(now, id, '2026-03-20'))).toMatchObject({
      collectOn: '2026-03-20',
      submitOn: '2026-03-18',
    });
    expect(granted(await cancelDebit(now, id, 'client')).state).toBe('cancelled');
    expect(isRefusal(await cancelDebit(now, id, 'client'))).toBe(true);
    // The client does not want it: it does not come back by itself.
    await collect(at('2026-03-15'));
    expect(await debitsOf()).toHaveLength(1);
    expect(await loadTenantDebits(now, { states: ['cancelled'], limit: 5 })).toMatchObject([
      { accountName: 'Fenwick' },
    ]);
  });

  it('is started by hand for no more than is needed, once', async () => {
    const now = fixture.at(at('2026-03-05'));
    const much = await requestDebit(now, account, { amount: '5000.00' });
    expect(much).toMatchObject({ field: 'amount' });
    expect(await requestDebit(now, account, { amount: '0' })).toMatchObject({ field: 'amount' });
    const [one, two] = await Promise.all([
      requestDebit(now, account, { amount: '5.00' }, 'a'),
      requestDebit(now, account, { amount: '5.00' }, 'b'),
    ]);
    expect([one, two].filter((each) => isRefusal(each))).toHaveLength(1);
    expect(await debitsOf()).toHaveLength(1);
  });

  it('is called off when the account closes', async () => {
    await collect(at('2026-03-15'));
    granted(await closeAccount(fixture.at(at('2026-03-15')), account));
    expect((await seen(at('2026-03-15'))).decision.due).toBe('chargeUsage');
    await collect(at('2026-03-15'));
    expect((await debitsOf())[0]).toMatchObject({ state: 'cancelled', detail: 'not needed' });
  });
});

describe('what is owed at a settlement', () => {
  it('is announced with the statement and collected in full, not more', async () => {
    granted(await changeDebitMode(fixture.at(START), account, 'invoice'));
    expect(isRefusal(await changeDebitMode(fixture.at(START), account, 'all'))).toBe(true);
    const now = Date.parse('2026-04-01T02:00:00Z');
    await collect(at('2026-03-20'));
    expect(await debitsOf()).toEqual([]);
    await fixture.database.sql.begin(async (sql) => settleDue(fixture.at(now), sql, account));
    const [debit] = await debitsOf();
    expect(debit).toMatchObject({
      purpose: 'invoice',
      periodDate: '2026-03-01',
      amount: 1_100n,
      collectOn: '2026-04-07',
    });
    // The statement tells the client.
    expect((await seen(now)).facts.debits?.pending).toMatchObject([{ told: false }]);
    expect((await seen(now)).decision.due).not.toBe('collectDebits');
    await fixture.database.sql`update periods set statement_due = false`;
    await assess(fixture.at(now), account);
    await collect(now);
    expect(await emails()).toMatchObject([
      { kind: 'debit', content: { purpose: 'invoice', amount: '1100' } },
    ]);
  });
});
