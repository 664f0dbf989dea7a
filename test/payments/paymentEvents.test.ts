import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { loadPaymentEvents } from '../../src/bank/loadPayments.js';
import type { ProviderEvent } from '../../src/billing/payment.js';
import { forgetForeignReports } from '../../src/payments/reports/forgetForeignReports.js';
import { handleProviderEvent } from '../../src/payments/reports/handleProviderEvent.js';
import { newId } from '../../src/platform/ids.js';
import { ledgerSums } from '../../src/store/ledger/entries.js';
import { entriesOf, inShort, view } from '../setup/activities.js';
import { createFixture, type Fixture } from '../setup/fixture.js';

let fixture: Fixture;
const NOW = '2026-03-10T12:00:00Z';
let count = 0;

beforeAll(async () => {
  fixture = await createFixture(20);
});
afterAll(async () => {
  for (const { sum } of await ledgerSums(fixture.database.sql)) expect(sum).toBe(0n);
});

type Loose = Partial<Record<string, unknown>> & { readonly kind: ProviderEvent['kind'] };

/** A report of one payment, with an id of its own. */
function report(paymentId: string, event: Loose): ProviderEvent {
  count += 1;
  return {
    eventId: `evt_${count}`,
    paymentId,
    at: Date.parse(NOW) - 60_000 + count,
    minor: 5_000n,
    currency: 'EUR',
    method: 'card',
    reason: 'fraudulent',
    ...event,
  } as unknown as ProviderEvent;
}

const take = (event: ProviderEvent, siteId = fixture.siteId) =>
  handleProviderEvent({ ...fixture.at(NOW), siteId, actor: 'system/stripe' }, 'stripe', event);

async function entryTexts(account: string): Promise<string[]> {
  return (await entriesOf(fixture, account)).map((entry) => inShort(entry).split(' @')[0] ?? '');
}

const headroom = async (account: string): Promise<string> => (await view(fixture, account, NOW)).headroom;

/** An account with a payment of 50.00 that came by Stripe. */
async function paidAccount() {
  const account = await fixture.open({}, NOW);
  const payment = `pi_${newId(0)}`;
  expect(await take(report(payment, { kind: 'paid', accountId: account }))).toBe('posted');
  return { account, payment };
}

describe('a payment that a provider reports', () => {
  it('is posted once, however often and in however many ways it is reported at once', async () => {
    const account = await fixture.open({}, NOW);
    const events = Array.from({ length: 4 }, () => report('pi_many', { kind: 'paid', accountId: account }));
    const outcomes = await Promise.all([...events, ...events, ...events].map((event) => take(event)));
    expect(outcomes.filter((outcome) => outcome === 'posted')).toHaveLength(1);
    expect(outcomes.filter((outcome) => outcome === 'noted')).toHaveLength(3);
    expect(outcomes.filter((outcome) => outcome === 'repeated')).toHaveLength(8);
    expect(await entryTexts(account)).toEqual(['payment 50.00']);
    const [entry] = await entriesOf(fixture, account);
    expect(entry).toMatchObject({ contraAccount: 'cash:stripe', method: 'card', reference: 'pi_many' });
  });

  it('of another site’s account or in another currency is refused and shown; a closed account takes it', async () => {
    const account = await fixture.open({}, NOW);
    const stranger = newId(0);
    const { sql } = fixture.database;
    await sql`insert into sites (id, slug, name, created_at) values (${stranger}, 'other', 'Other', ${0})`;
    const foreign = report('pi_foreign', { kind: 'paid', accountId: account });
    expect(await take(foreign, stranger)).toBe('refused');
    expect(await take(report('pi_usd', { kind: 'paid', accountId: account, currency: 'USD' }))).toBe(
      'refused',
    );
    expect(await take(report('pi_odd', { kind: 'paid', accountId: 'not an id' }))).toBe('refused');
    await sql`update accounts set closed_at = ${0}, state = 'closed' where id = ${account}`;
    expect(await take(report('pi_closed', { kind: 'paid', accountId: account }))).toBe('posted');
    expect(await entryTexts(account)).toEqual(['payment 50.00']);
    const refused = await loadPaymentEvents(fixture.at(NOW), { state: 'refused', limit: 10 });
    expect(refused.map(({ paymentId }) => paymentId).sort()).toEqual(['pi_odd', 'pi_usd']);
    expect(refused.every(({ detail }) => detail !== null && detail !== '')).toBe(true);
  });

  it('never posts ahead of time', async () => {
    const account = await fixture.open({}, NOW);
    await take(
      report('pi_ahead', { kind: 'paid', accountId: account, at: Date.parse('2030-01-01T00:00:00Z') }),
    );
    expect((await entriesOf(fixture, account))[0]?.effectiveAt).toBe(Date.parse(NOW));
  });

  it('keeps the card, and one that was taken out does not come back with an old report', async () => {
    const account = await fixture.open({}, NOW);
    const savedCard = {
      customerId: 'cus_1',
      methodId: 'pm_1',
      brand: 'visa',
      lastFour: '4242',
      expires: '2030-04',
    };
    await take(report('pi_card', { kind: 'paid', accountId: account, savedCard }));
    const { sql } = fixture.database;
    const [row] = await sql<{ sealed: string }[]>`
      select sealed from saved_cards where account_id = ${account} and removed_at is null`;
    expect(row?.sealed).not.toContain('pm_1');
    await sql`update saved_cards set removed_at = ${0} where account_id = ${account}`;
    await take(report('pi_card', { kind: 'paid', accountId: account, savedCard }));
    expect(
      await sql`select 1 from saved_cards where account_id = ${account} and removed_at is null`,
    ).toHaveLength(0);
  });
});

describe('refunds', () => {
  it('reduce the balance, each once, and restore it when they fail', async () => {
    const { account, payment } = await paidAccount();
    await take(report(payment, { kind: 'refunded', refundId: 're_1', minor: 2_000n }));
    expect(await take(report(payment, { kind: 'refunded', refundId: 're_1', minor: 2_000n }))).toBe('noted');
    await take(report(payment, { kind: 'refunded', refundId: 're_2', minor: 1_000n }));
    expect(await headroom(account)).toBe('20.00');
    expect(await take(report(payment, { kind: 'refund-failed', refundId: 're_2' }))).toBe('posted');
    expect(await take(report(payment, { kind: 'refund-failed', refundId: 're_2' }))).toBe('noted');
    expect(await entryTexts(account)).toEqual([
      'payment 50.00',
      'refund -20.00',
      'refund -10.00',
      'reversal 10.00',
    ]);
  });

  it('that come before the payment wait for it', async () => {
    const account = await fixture.open({}, NOW);
    expect(await take(report('pi_late', { kind: 'refunded', refundId: 're_9', minor: 500n }))).toBe(
      'waiting',
    );
    expect(await take(report('pi_late', { kind: 'disputed', disputeId: 'dp_9', minor: 1_000n }))).toBe(
      'waiting',
    );
    await take(report('pi_late', { kind: 'paid', accountId: account }));
    expect(await entryTexts(account)).toEqual(['payment 50.00', 'refund -5.00']);
    expect(await headroom(account)).toBe('35.00');
  });
});

describe('disputes', () => {
  const dispute = (kind: ProviderEvent['kind'], minor = 5_000n) => ({ kind, disputeId: 'dp_1', minor });

  it('take the payment out of headroom, and back in when they are won', async () => {
    const { account, payment } = await paidAccount();
    await take(report(payment, dispute('disputed')));
    expect(await headroom(account)).toBe('0.00');
    expect((await view(fixture, account, NOW)).balance).toBe('50.00');
    await take(report(payment, dispute('dispute-won')));
    expect(await headroom(account)).toBe('50.00');
    expect(await take(report(payment, dispute('disputed')))).toBe('noted');
    expect(await headroom(account)).toBe('50.00');
  });

  it('take the payment back when they are lost, once, and give it back when they are won after all', async () => {
    const { account, payment } = await paidAccount();
    await take(report(payment, dispute('disputed')));
    await take(report(payment, dispute('dispute-lost')));
    expect(await take(report(payment, dispute('dispute-lost')))).toBe('noted');
    expect(await headroom(account)).toBe('0.00');
    await take(report(payment, dispute('dispute-won')));
    expect(await take(report(payment, dispute('dispute-won')))).toBe('noted');
    expect(await entryTexts(account)).toEqual(['payment 50.00', 'refund -50.00', 'reversal 50.00']);
    expect(await headroom(account)).toBe('50.00');
  });

  it('of a part touch that part only', async () => {
    const { account, payment } = await paidAccount();
    await take(report(payment, dispute('disputed', 2_000n)));
    expect(await headroom(account)).toBe('30.00');
    await take(report(payment, dispute('dispute-lost', 2_000n)));
    expect(await entryTexts(account)).toEqual(['payment 50.00', 'refund -20.00']);
    expect(await headroom(account)).toBe('30.00');
  });

  it('end the same in whatever order they arrive', async () => {
    const orders = [
      ['paid', 'disputed', 'dispute-lost'],
      ['paid', 'dispute-lost', 'disputed'],
      ['disputed', 'dispute-lost', 'paid'],
      ['dispute-lost', 'paid', 'disputed'],
    ] as const;
    for (const order of orders) {
      const account = await fixture.open({}, NOW);
      const payment = `pi_${newId(0)}`;
      for (const kind of order) {
        const event = kind === 'paid' ? { kind, accountId: account } : dispute(kind);
        await take(report(payment, event));
      }
      expect(await entryTexts(account)).toEqual(['payment 50.00', 'refund -50.00']);
      expect(await headroom(account)).toBe('0.00');
    }
  });
});

describe('a payment that another shop took', () => {
  it('is forgotten after a month, and whatever is ours is kept', async () => {
    const { account } = await paidAccount();
    const day = 86_400_000;
    const forget = (days: number) =>
      forgetForeignReports({ sql: fixture.database.sql, now: Date.parse(NOW) + days * day });
    const { sql } = fixture.database;
    const left = (): Promise<readonly unknown[]> =>
      sql`select kind, state from payment_events where payment_id = 'pi_theirs' order by id`;
    const ours = (): Promise<readonly unknown[]> =>
      sql`select id from payment_events where state <> 'foreign' order by id`;
    expect(await take(report('pi_theirs', { kind: 'foreign' }))).toBe('foreign');
    expect(await take(report('pi_theirs', { kind: 'disputed', disputeId: 'du_theirs' }))).toBe('foreign');
    await forget(29);
    expect(await left()).toHaveLength(2);
    const kept = await ours();
    await forget(31);
    expect(await left()).toEqual([]);
    expect(await ours()).toEqual(kept);
    expect(await entryTexts(account)).toEqual(['payment 50.00']);
    // What comes later still is looked up again.
    expect(await take(report('pi_theirs', { kind: 'disputed', disputeId: 'du_theirs' }))).toBe('waiting');
  });
});
