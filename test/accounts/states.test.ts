import { beforeAll, describe, expect, it } from 'vitest';
import { changeAccount } from '../../src/accounts/changeAccount.js';
import { closeAccount } from '../../src/accounts/closeAccount.js';
import { assess } from '../../src/assessment/assess.js';
import { isRefusal } from '../../src/core/values/refusal.js';
import { type DueAction, isEmailDue } from '../../src/billing/decide.js';
import { draftNotice } from '../../src/emails/draftEmail.js';
import { queueNotice } from '../../src/emails/queueClientEmail.js';
import { chargeUsage } from '../../src/ledger/chargeDue.js';
import { postAdjustment } from '../../src/ledger/postAdjustment.js';
import { postCharge } from '../../src/ledger/postCharge.js';
import { loadUpcoming } from '../../src/ledger/loadHistory.js';
import { reverseEntry } from '../../src/ledger/reverseEntry.js';
import { cancelScheduledCharge, scheduleCharge } from '../../src/ledger/scheduleCharge.js';
import { disputeEntry, resolveDispute } from '../../src/payments/disputeEntry.js';
import { recordPayment } from '../../src/payments/recordPayment.js';
import { exemptAccount, placeHold, releaseHold } from '../../src/suspension/changeStanding.js';
import { decideState } from '../../src/suspension/decideState.js';
import { updateCommand, loadCommands } from '../../src/suspension/siteCommands.js';
import { event, queueEmails, settle, slugOf, use, view } from '../setup/activities.js';
import { createFixture, granted, type Fixture } from '../setup/fixture.js';

let fixture: Fixture;

beforeAll(async () => {
  fixture = await createFixture(20);
});

const NOW = '2026-03-10T12:00:00Z';
const LATER = '2026-03-10T13:00:00Z';
const HOUR = 3_600_000;

const pay = async (account: string, amount: string, now = NOW) =>
  granted(await recordPayment(fixture.at(now), account, { amount, method: 'bank' }));
const charge = async (account: string, amount: string, now = NOW) =>
  granted(await postCharge(fixture.at(now), account, { amount, description: 'Logo', category: 'design' }));

/** What the workflow does at an assessment: every action that is due, in order, emails left unsent. */
async function live(account: string, now = NOW): Promise<string[]> {
  const acts: string[] = [];
  for (let step = 0; step < 80; step += 1) {
    const { due } = (await assess(fixture.at(now), account)) ?? { due: null };
    if (due === null) return acts;
    acts.push(...(await act(account, due, now)));
  }
  throw new Error(`the acts have no end: ${acts.join(', ')}`);
}

async function act(account: string, due: DueAction, now: string): Promise<string[]> {
  if (due === 'switchSites') {
    await decideState(fixture.at(now), account);
    for (const order of await loadCommands(fixture.at(now), account)) {
      await updateCommand(fixture.at(now), order, { outcome: 'confirmed' });
    }
    const { state } = await view(fixture, account, now);
    return [state === 'suspended' ? 'suspendSites' : 'reactivateSites'];
  }
  if (isEmailDue(due)) return queueEmails(fixture.at(now), account);
  if (due === 'topUpOrSendNotice') return [(await queueNotice(fixture.at(now), account))?.kind ?? 'no email'];
  await settle(fixture, account, now);
  return [due];
}

describe('the limit', () => {
  it('suspends the site when it is reached, and a payment of exactly the shortfall reactivates it', async () => {
    const account = await fixture.open({}, NOW);
    await charge(account, '12.34');
    expect(await live(account)).toEqual(['suspendSites', 'suspended']);
    expect(await view(fixture, account, NOW)).toMatchObject({ state: 'suspended', headroom: '-12.34' });
    await pay(account, '12.34', LATER);
    expect(await live(account, LATER)).toEqual(['reactivateSites', 'receipt', 'reactivated']);
    expect(await view(fixture, account, LATER)).toMatchObject({ state: 'active', headroom: '0.00' });
  });

  it('is not lifted by a cent less, and the receipt’s draft states by how much it is short', async () => {
    const account = await fixture.open({}, NOW);
    await charge(account, '12.34');
    await live(account);
    await pay(account, '12.33', LATER);
    const draft = await draftNotice(fixture.at(LATER), account);
    expect(draft).toMatchObject({ kind: 'receipt', assessment: { standing: { headroom: -1n } } });
    expect(await live(account, LATER)).toEqual(['receipt']);
    expect(await view(fixture, account, LATER)).toMatchObject({ state: 'suspended', headroom: '-0.01' });
  });

  it('is not applied when a payment arrives between the decision and the suspension', async () => {
    const account = await fixture.open({}, NOW);
    await charge(account, '5.00');
    expect((await assess(fixture.at(NOW), account))?.due).toBe('switchSites');
    await pay(account, '5.00');
    await decideState(fixture.at(NOW), account);
    expect((await view(fixture, account, NOW)).state).toBe('active');
    expect(await live(account)).toEqual(['receipt']);
  });

  it('suspends and restores all sites of an account, each decision a generation above the one before', async () => {
    const sites = ['one', 'two', 'three'].map((name) => ({
      slug: `limit-${name}`,
      name,
      hostnames: [`limit-${name}.example`],
    }));
    const account = await fixture.open({ sites }, NOW);
    const seen: (readonly [string, string, number])[] = [];
    for (let round = 0; round < 3; round += 1) {
      for (const move of [charge, pay]) {
        await move(account, '1.00');
        await assess(fixture.at(NOW), account);
        await decideState(fixture.at(NOW), account);
        const orders = await loadCommands(fixture.at(NOW), account);
        expect(new Set(orders.map((order) => order.slug)).size).toBe(3);
        seen.push(...orders.map((order) => [order.slug, order.state, order.generation] as const));
        await live(account);
      }
    }
    const one = seen.filter(([slug]) => slug === 'limit-one');
    expect(one.map(([, state]) => state)).toEqual([
      'suspended',
      'active',
      'suspended',
      'active',
      'suspended',
      'active',
    ]);
    expect(one.map(([, , generation]) => generation)).toEqual([1, 2, 3, 4, 5, 6]);
  });

  it('ignores a confirmation of an older decision, and retries what failed, longer each time', async () => {
    const account = await fixture.open({}, NOW);
    await charge(account, '1.00');
    await assess(fixture.at(NOW), account);
    await decideState(fixture.at(NOW), account);
    const [suspend] = await loadCommands(fixture.at(NOW), account);
    if (suspend === undefined) throw new Error('nothing to suspend');
    await pay(account, '1.00');
    await decideState(fixture.at(NOW), account);
    await updateCommand(fixture.at(NOW), suspend, { outcome: 'confirmed' });
    const waitsSeconds: number[] = [];
    let now = Date.parse(NOW);
    for (let attempt = 0; attempt < 11; attempt += 1) {
      const [order] = await loadCommands(fixture.at(now), account);
      if (order === undefined) throw new Error('the site counts as open without a confirmation');
      expect(order.state).toBe('active');
      await updateCommand(fixture.at(now), order, { outcome: 'failed', retryable: true, detail: 'timeout' });
      expect(await loadCommands(fixture.at(now), account)).toEqual([]);
      expect((await live(account, new Date(now).toISOString())).includes('reactivateSites')).toBe(false);
      const { nextWakeAt, nextWakeFor } = await view(fixture, account, now);
      expect(nextWakeFor).toBe('connector');
      waitsSeconds.push((Date.parse(nextWakeAt ?? '') - now) / 1000);
      now = Date.parse(nextWakeAt ?? '');
    }
    expect(waitsSeconds).toEqual([3, 3, 3, 3, 3, 3, 3, 3, 5, 10, 20]);
    const [order] = await loadCommands(fixture.at(now + HOUR), account);
    if (order === undefined) throw new Error('the site is given up');
    await updateCommand(fixture.at(now + HOUR), order, { outcome: 'superseded', generation: 41 });
    const [above] = await loadCommands(fixture.at(now + HOUR), account);
    expect(above).toMatchObject({ state: 'active', generation: 42 });
  });

  it('ends as the ledger requires when a decision races fifty payments, whichever wins', async () => {
    for (const paid of ['1.00', '0.99']) {
      const account = await fixture.open({}, NOW);
      await charge(account, '50.00');
      const payments = Array.from({ length: 50 }, () => pay(account, paid));
      const decisions = Array.from({ length: 12 }, () => decideState(fixture.at(NOW), account));
      await Promise.all([...payments, ...decisions]);
      await live(account);
      const { state, headroom } = await view(fixture, account, NOW);
      expect([state, headroom]).toEqual(paid === '1.00' ? ['active', '0.00'] : ['suspended', '-0.50']);
      const [site] = (await view(fixture, account, NOW)).sites;
      expect(site).toMatchObject({ state, confirmed: true });
    }
  });
});

describe('hold, release and exemption', () => {
  it('holds whatever the balance is, and sends an email about the hold and about its end', async () => {
    const account = await fixture.open({}, NOW);
    await pay(account, '100.00');
    await live(account);
    granted(await placeHold(fixture.at(NOW), account, { reason: 'spam' }));
    expect(await placeHold(fixture.at(NOW), account, { reason: 'again' })).toMatchObject({
      refused: 'conflict',
    });
    expect(await live(account)).toEqual(['suspendSites', 'suspended']);
    expect(await view(fixture, account, NOW)).toMatchObject({ state: 'suspended', hold: { reason: 'spam' } });
    const planned = granted(await loadUpcoming(fixture.at(NOW), account)).map(({ what }) => what);
    expect(planned).toEqual(['settlement']);
    await pay(account, '100.00');
    expect(await live(account)).toEqual(['receipt']);
    granted(await releaseHold(fixture.at(LATER), account));
    expect(await releaseHold(fixture.at(LATER), account)).toMatchObject({ refused: 'conflict' });
    expect(await live(account, LATER)).toEqual(['reactivateSites', 'reactivated']);
  });

  it('turns a hold into a suspension for the limit, with its email, when it is released below zero', async () => {
    const account = await fixture.open({}, NOW);
    granted(await placeHold(fixture.at(NOW), account, { reason: 'spam' }));
    await charge(account, '5.00');
    expect(await live(account)).toEqual(['suspendSites', 'suspended']);
    granted(await releaseHold(fixture.at(LATER), account));
    expect(await live(account, LATER)).toEqual(['suspendSites', 'suspended']);
    expect((await view(fixture, account, LATER)).state).toBe('suspended');
    await pay(account, '5.00', LATER);
    expect(await live(account, LATER)).toEqual(['reactivateSites', 'receipt', 'reactivated']);
  });

  it('keeps a site closed that is paid for while it is held', async () => {
    const account = await fixture.open({}, NOW);
    await charge(account, '5.00');
    await live(account);
    granted(await placeHold(fixture.at(NOW), account, { reason: 'court order' }));
    await pay(account, '5.00');
    expect(await live(account)).toEqual(['receipt']);
    expect((await view(fixture, account, NOW)).state).toBe('suspended');
    granted(await releaseHold(fixture.at(NOW), account));
    expect(await live(account)).toEqual(['reactivateSites', 'reactivated']);
  });

  it('lets an exemption reactivate the site without an email, and suspends it when the exemption ends', async () => {
    const account = await fixture.open({}, NOW);
    await charge(account, '5.00');
    expect(await live(account)).toEqual(['suspendSites', 'suspended']);
    const until = Date.parse(NOW) + 12 * HOUR;
    granted(await exemptAccount(fixture.at(NOW), account, { until, reason: 'pays on Friday' }));
    // The exemption ends in half a day: the client gets the day notice.
    expect(await live(account)).toEqual(['reactivateSites', 'day']);
    const soon = await view(fixture, account, NOW);
    expect(soon).toMatchObject({ state: 'active', nextWakeFor: 'end of exemption' });
    expect(await live(account, '2026-03-10T23:59:59.999Z')).toEqual([]);
    expect(await live(account, '2026-03-11T00:00:00Z')).toEqual(['suspendSites', 'suspended']);
    const past = { until: Date.parse(NOW) };
    expect(await exemptAccount(fixture.at(NOW), account, past)).toMatchObject({
      refused: 'invalid',
      field: 'until',
    });
  });

  it('revokes an exemption, and no exemption opens a site on hold', async () => {
    const account = await fixture.open({}, NOW);
    await charge(account, '5.00');
    granted(
      await exemptAccount(fixture.at(NOW), account, { until: Date.parse(NOW) + 240 * HOUR, reason: '' }),
    );
    expect(await live(account)).toEqual([]);
    granted(await placeHold(fixture.at(NOW), account, { reason: 'spam' }));
    expect(await live(account)).toEqual(['suspendSites', 'suspended']);
    granted(await releaseHold(fixture.at(NOW), account));
    expect(await live(account)).toEqual(['reactivateSites']);
    granted(await exemptAccount(fixture.at(NOW), account, { until: null }));
    expect(await live(account)).toEqual(['suspendSites', 'suspended']);
  });
});

describe('warnings', () => {
  /** Costs a euro a day, to the second. */
  async function openAtOneADay(now = NOW): Promise<string> {
    const plan = await fixture.plan({ recurring: [{ id: 'r', amount: '31.00', timing: 'arrears' }] });
    return fixture.open({ plans: [plan], timeZone: 'UTC', billingDay: 10 }, now);
  }

  it('go out a week and a day ahead, once, and again after a payment has moved the limit away', async () => {
    const account = await openAtOneADay('2026-03-10T00:00:00Z');
    await pay(account, '10.00', '2026-03-10T00:00:00Z');
    const at = (day: number, hour = 0) =>
      `2026-03-${String(day).padStart(2, '0')}T${String(hour).padStart(2, '0')}:00:00Z`;
    expect(await live(account, at(10))).toEqual(['receipt']);
    const { nextWakeFor, nextWakeAt } = await view(fixture, account, at(10));
    expect(nextWakeFor).toBe('week notice');
    expect(nextWakeAt?.slice(0, 10)).toBe('2026-03-13');
    expect(await live(account, at(13, 1))).toEqual(['week']);
    expect(await live(account, at(13, 2))).toEqual([]);
    expect(await live(account, at(19, 1))).toEqual(['day']);
    expect(await live(account, at(19, 2))).toEqual([]);
    await pay(account, '6.50', at(19, 12));
    // Runway is about 7.4 days: the day notice is armed again, the week notice is not.
    expect(await live(account, at(19, 12))).toEqual(['receipt']);
    expect((await view(fixture, account, at(19, 12))).notices).toEqual({ week: true, day: false });
    expect(await live(account, at(21))).toEqual([]);
    await pay(account, '5.00', at(21));
    await live(account, at(21));
    expect((await view(fixture, account, at(21))).notices).toEqual({ week: false, day: false });
    expect(await live(account, at(26))).toEqual(['week']);
  });

  it('consist of the day notice alone when less than a day is left at the first assessment', async () => {
    const account = await openAtOneADay('2026-03-10T00:00:00Z');
    await pay(account, '0.50', '2026-03-10T00:00:00Z');
    expect(await live(account, '2026-03-10T00:00:00Z')).toEqual(['receipt', 'day']);
    const { notices } = await view(fixture, account, '2026-03-10T00:00:00Z');
    expect(notices).toEqual({ week: true, day: true });
  });

  it('are covered by the email of a reactivation that states the same date', async () => {
    const account = await openAtOneADay('2026-03-10T00:00:00Z');
    const limitAt = '2026-03-10T06:00:00Z';
    expect(await live(account, limitAt)).toEqual(['suspendSites', 'suspended']);
    await pay(account, '3.00', limitAt);
    expect(await live(account, limitAt)).toEqual(['reactivateSites', 'receipt', 'reactivated']);
    expect((await view(fixture, account, limitAt)).notices).toEqual({ week: true, day: false });
    expect(await live(account, '2026-03-12T06:00:00Z')).toEqual(['day']);
    expect(await live(account, '2026-03-13T06:00:00Z')).toEqual(['suspendSites', 'suspended']);
    expect(await live(account, '2026-03-14T06:00:00Z')).toEqual([]);
    await pay(account, '20.00', '2026-03-14T06:00:00Z');
    expect(await live(account, '2026-03-14T06:00:00Z')).toEqual([
      'reactivateSites',
      'receipt',
      'reactivated',
    ]);
    expect((await view(fixture, account, '2026-03-14T06:00:00Z')).notices).toEqual({
      week: false,
      day: false,
    });
  });

  it('are counted to the end of a promise to pay where the email of a reactivation is written under one', async () => {
    const account = await fixture.open({}, NOW);
    await pay(account, '10.00');
    granted(await placeHold(fixture.at(NOW), account, { reason: 'spam' }));
    expect(await live(account)).toEqual(['suspendSites', 'suspended', 'receipt']);
    granted(await releaseHold(fixture.at(NOW), account));
    await act(account, 'switchSites', NOW);
    // Before the email is written, the credit is used up and the account is exempt for three days.
    await charge(account, '50.00');
    granted(
      await exemptAccount(fixture.at(NOW), account, { until: Date.parse(NOW) + 72 * HOUR, reason: '' }),
    );
    expect(await live(account)).toEqual(['reactivated']);
    expect((await view(fixture, account, NOW)).notices).toEqual({ week: true, day: false });
    expect(await live(account, '2026-03-12T12:00:00Z')).toEqual(['day']);
    expect(await live(account, '2026-03-13T12:00:00Z')).toEqual(['suspendSites', 'suspended']);
  });

  it('give every payment its own receipt, and every period its statement unless the account wants none', async () => {
    const account = await openAtOneADay('2026-03-10T00:00:00Z');
    const silent = await openAtOneADay('2026-03-10T00:00:00Z');
    granted(await changeAccount(fixture.at(NOW), silent, { statements: false }));
    for (const paying of [account, silent]) {
      for (let count = 0; count < 3; count += 1) await pay(paying, '1000.00');
      expect(await live(paying)).toEqual(['receipt', 'receipt', 'receipt']);
    }
    const acts = ['chargeUsage', 'statement', 'statement'];
    expect(await live(account, '2026-05-10T02:00:00Z')).toEqual(acts);
    expect(await live(silent, '2026-05-10T02:00:00Z')).toEqual(['chargeUsage']);
  });

  it('are kept once when two try to write the same one', async () => {
    const account = await openAtOneADay('2026-03-10T00:00:00Z');
    await pay(account, '5.00', '2026-03-10T00:00:00Z');
    const queued = await Promise.all([1, 2, 3].map(() => queueNotice(fixture.at(NOW), account)));
    expect(queued.map((draft) => draft?.kind)).toEqual(
      expect.arrayContaining(['receipt', 'week', undefined]),
    );
    expect(await live(account)).toEqual([]);
    const emails = await fixture.database
      .sql`select kind from emails where account_id = ${account} order by id`;
    expect(emails.map((email) => email['kind'] as string).sort()).toEqual(['receipt', 'week']);
  });
});

describe('disputes', () => {
  const TAXED = { tax: { name: 'VAT', percent: '19' } };
  const headroom = async (account: string) => (await view(fixture, account, NOW)).headroom;

  it('take a charge and its tax out of headroom, and put them back when dismissed', async () => {
    const account = await fixture.open(TAXED, NOW);
    const posted = await charge(account, '10.00');
    expect(await live(account)).toEqual(['suspendSites', 'suspended']);
    granted(await disputeEntry(fixture.at(NOW), posted.id, { reason: 'never ordered' }));
    expect(await headroom(account)).toBe('0.00');
    expect(await live(account)).toEqual(['reactivateSites', 'reactivated']);
    expect(await disputeEntry(fixture.at(NOW), posted.id, { reason: 'again' })).toMatchObject({
      refused: 'conflict',
    });
    granted(await resolveDispute(fixture.at(NOW), posted.id, { outcome: 'dismissed' }));
    expect(await headroom(account)).toBe('-11.90');
    expect(await live(account)).toEqual(['suspendSites', 'suspended']);
  });

  it('that are upheld reverse charge and tax; a reversal ends the dispute', async () => {
    for (const end of [
      (id: string) => resolveDispute(fixture.at(NOW), id, { outcome: 'upheld' }),
      (id: string) => reverseEntry(fixture.at(NOW), id, { reason: 'goodwill' }),
    ]) {
      const account = await fixture.open(TAXED, NOW);
      const posted = await charge(account, '10.00');
      granted(await disputeEntry(fixture.at(NOW), posted.id, { reason: 'never ordered' }));
      granted(await end(posted.id));
      expect(await view(fixture, account, NOW)).toMatchObject({ balance: '0.00', headroom: '0.00' });
      const again = await resolveDispute(fixture.at(NOW), posted.id, { outcome: 'dismissed' });
      expect(again).toMatchObject({ refused: 'conflict' });
      expect(await headroom(account)).toBe('0.00');
    }
  });

  it('over a payment stop it from keeping the site up', async () => {
    const account = await fixture.open({}, NOW);
    const payment = await pay(account, '10.00');
    await charge(account, '4.00');
    granted(await disputeEntry(fixture.at(NOW), payment.id, { reason: 'chargeback' }));
    expect(await headroom(account)).toBe('-4.00');
    granted(await resolveDispute(fixture.at(NOW), payment.id, { outcome: 'upheld' }));
    expect(await view(fixture, account, NOW)).toMatchObject({ balance: '-4.00', headroom: '-4.00' });
  });

  it('count a tax once, whether it was reversed before or is requested on its own', async () => {
    const account = await fixture.open(TAXED, NOW);
    const posted = await charge(account, '10.00');
    const [tax] = await fixture.database.sql<
      { id: string }[]
    >`select id from entries where taxes = ${posted.id}`;
    if (tax === undefined) throw new Error('no tax');
    expect(await disputeEntry(fixture.at(NOW), tax.id, { reason: 'x' })).toMatchObject({
      refused: 'conflict',
    });
    granted(await disputeEntry(fixture.at(NOW), posted.id, { reason: 'x' }));
    expect(await reverseEntry(fixture.at(NOW), tax.id, {})).toMatchObject({ refused: 'conflict' });
    granted(await resolveDispute(fixture.at(NOW), posted.id, { outcome: 'dismissed' }));
    const reversal = granted(await reverseEntry(fixture.at(NOW), tax.id, { reason: 'exempt from tax' }));
    expect(await headroom(account)).toBe('-10.00');
    expect(await disputeEntry(fixture.at(NOW), reversal.id, { reason: 'x' })).toMatchObject({
      refused: 'conflict',
    });
    granted(await disputeEntry(fixture.at(NOW), posted.id, { reason: 'x' }));
    expect(await headroom(account)).toBe('0.00');
    granted(await resolveDispute(fixture.at(NOW), posted.id, { outcome: 'upheld' }));
    expect(await view(fixture, account, NOW)).toMatchObject({ balance: '0.00', headroom: '0.00' });
  });
});

describe('a closed account', () => {
  it('that was suspended stays so, although closing gives back what was paid ahead', async () => {
    const plan = await fixture.plan({ recurring: [{ id: 'base', amount: '31.00', timing: 'advance' }] });
    const account = await fixture.open({ plans: [plan], creditLimit: '10.00' }, '2026-03-01T12:00:00Z');
    await live(account, '2026-03-01T12:00:00Z');
    expect(await view(fixture, account, '2026-03-01T12:00:00Z')).toMatchObject({ state: 'suspended' });
    granted(await closeAccount(fixture.at('2026-03-01T13:00:00Z'), account));
    // The workflow of a suspended account acts on its sites first, whatever the signal.
    await decideState(fixture.at('2026-03-01T13:00:00Z'), account);
    const site = await fixture.database
      .sql`select wanted_state as wanted from sites where account_id = ${account}`;
    expect([...site]).toEqual([{ wanted: 'suspended' }]);
    expect(await live(account, '2026-03-01T13:00:00Z')).not.toContain('reactivated');
    expect(await view(fixture, account, '2026-03-01T13:00:00Z')).toMatchObject({ state: 'closed' });
  });

  it('takes nothing that would go on, and refuses it kindly, before and after its last settlement', async () => {
    const account = await fixture.open({}, NOW);
    await pay(account, '10.00');
    const posted = await charge(account, '1.00');
    const planned = { amount: '5.00', description: 'domain', category: 'domain', dueOn: '2026-06-01' };
    const { id: plannedId } = granted(await scheduleCharge(fixture.at(NOW), account, planned));
    granted(await closeAccount(fixture.at(NOW), account));
    const attempts = () => [
      placeHold(fixture.at(NOW), account, { reason: 'x' }),
      releaseHold(fixture.at(NOW), account),
      exemptAccount(fixture.at(NOW), account, { until: Date.parse(LATER), reason: '' }),
      changeAccount(fixture.at(NOW), account, { creditLimit: '5.00' }),
      closeAccount(fixture.at(NOW), account),
      scheduleCharge(fixture.at(NOW), account, planned),
      cancelScheduledCharge(fixture.at(NOW), account, plannedId),
      disputeEntry(fixture.at(NOW), posted.id, { reason: 'x' }),
    ];
    const closing = await Promise.all(attempts());
    closing.forEach((outcome) => expect(isRefusal(outcome) && outcome.refused).toBe('account_closed'));
    await chargeUsage(fixture.at(NOW), account);
    const before = await view(fixture, account, LATER);
    expect(before).toMatchObject({ state: 'closed', balance: '9.00' });
    const closed = await Promise.all([
      ...attempts(),
      postCharge(fixture.at(NOW), account, { amount: '1.00', description: 'x', category: 'x' }),
      postAdjustment(fixture.at(NOW), account, { amount: '1.00', description: 'x' }),
    ]);
    closed.forEach((outcome) => expect(isRefusal(outcome) && outcome.refused).toBe('account_closed'));
    expect(await view(fixture, account, LATER)).toEqual(before);
    // Its site is still reachable: its usage is charged to no account, and the report says so.
    await expect(use(fixture, account, NOW, '5', LATER)).rejects.toThrow(/the site had no account of yours/);
    expect(await live(account, LATER)).toEqual(['receipt', 'statement']);
    expect(await assess(fixture.at(LATER), account)).toMatchObject({
      state: 'closed',
      due: null,
      wakeAt: null,
    });
    expect((await view(fixture, account, LATER)).accrued).toBe('0.00');
  });

  it('frees its sites for a new account, which begins with them open', async () => {
    const account = await fixture.open({}, NOW);
    const slug = await slugOf(fixture, account);
    await charge(account, '5.00');
    await live(account);
    granted(await closeAccount(fixture.at(NOW), account));
    await live(account);
    expect((await view(fixture, account, NOW)).sites).toMatchObject([{ state: 'suspended' }]);
    const sites = [{ slug, name: 'back again', hostnames: [`${slug}.example`] }];
    const again = await fixture.open({ sites }, LATER);
    expect((await view(fixture, again, LATER)).sites).toMatchObject([
      { slug, state: 'active', confirmed: false },
    ]);
    expect(await live(again, LATER)).toEqual(['reactivateSites']);
    expect((await view(fixture, again, LATER)).sites).toMatchObject([{ state: 'active', confirmed: true }]);
    expect(event(slug, NOW, 1).site).toBe(slug);
  });
});
