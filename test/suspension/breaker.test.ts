import { beforeEach, describe, expect, it } from 'vitest';
import { closeAccount } from '../../src/accounts/closeAccount.js';
import { assess } from '../../src/assessment/assess.js';
import { postCharge } from '../../src/ledger/postCharge.js';
import { loadTimeline } from '../../src/ledger/loadHistory.js';
import { convergeRestored } from '../../src/operations/convergeRestored.js';
import { recordPayment } from '../../src/payments/recordPayment.js';
import { reviveOverdue, sweepAccounts } from '../../src/signals/watch.js';
import { changeSite } from '../../src/sites/manageSites.js';
import { exemptAccount, placeHold, releaseHold } from '../../src/suspension/changeStanding.js';
import { decideState } from '../../src/suspension/decideState.js';
import { loadBreaker, loadHeldBackAccounts } from '../../src/suspension/loadBreaker.js';
import { resetBreaker, resetWithExemption } from '../../src/suspension/resetBreaker.js';
import { view } from '../setup/activities.js';
import { createFixture, granted, type Fixture } from '../setup/fixture.js';

const NOON = Date.parse('2026-03-10T12:00:00Z');
const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

let fixture: Fixture;

beforeEach(async () => {
  fixture = await createFixture(20);
  await setRule('', '');
});

const setRule = async (breakerPercent: string, breakerAtLeast: string): Promise<void> => {
  granted(
    await changeSite(fixture.at(NOON - HOUR), fixture.siteId, {
      settings: { breakerPercent, breakerAtLeast },
    }),
  );
};

async function openMany(count: number): Promise<string[]> {
  const ids: string[] = [];
  for (let index = 0; index < count; index += 1)
    ids.push(await fixture.open({ name: `Client ${index}` }, NOON - HOUR));
  return ids;
}

/** Charges more than the account has, as a wrong bulk charge does. */
async function overcharge(ids: readonly string[], now = NOON): Promise<void> {
  for (const id of ids) {
    granted(
      await postCharge(fixture.at(now), id, { amount: '9.00', description: 'Domain', category: 'domain' }),
    );
  }
}

const fall = async (ids: readonly string[], now = NOON): Promise<void> => {
  for (const id of ids) await decideState(fixture.at(now), id);
};

async function states(
  ids: readonly string[],
): Promise<{ active: number; suspended: number; closed: number }> {
  const rows = await fixture.database.sql<{ state: 'active' | 'suspended' | 'closed' }[]>`
    select state from accounts where id = any(${ids as string[]}::uuid[])`;
  const count = (state: string): number => rows.filter((row) => row.state === state).length;
  return { active: count('active'), suspended: count('suspended'), closed: count('closed') };
}

const audited = async (like: string): Promise<string[]> => {
  const rows = await fixture.database.sql<{ action: string }[]>`
    select action from audit where action like ${like} order by id`;
  return rows.map((row) => row.action);
};

const signals = async (): Promise<Set<string>> => {
  const rows = await fixture.database.sql<{ accountId: string }[]>`
    select account_id from outbox where about like 'breaker.%'`;
  return new Set(rows.map((row) => row.accountId));
};

describe('fifty accounts that hit their limit in the same second', () => {
  it('close ten sites, whichever wins, and keep forty open', async () => {
    const ids = await openMany(50);
    await overcharge(ids);
    await Promise.all(ids.map((id) => decideState(fixture.at(NOON), id)));
    expect(await states(ids)).toEqual({ active: 40, suspended: 10, closed: 0 });
    expect(await loadBreaker(fixture.at(NOON))).toMatchObject({
      suspended: 10,
      active: 50,
      allowed: 10,
      accounts: 40,
      sites: 40,
    });
    expect(await audited('breaker.%')).toEqual(['breaker.trip']);
    expect(await audited('account.held-back')).toHaveLength(40);

    // Nothing is due for an account that is held back, and assessing again, waking and a restart change nothing of
    // that.
    await Promise.all(ids.map((id) => decideState(fixture.at(NOON + MINUTE), id)));
    for (const id of ids) await assess(fixture.at(NOON + MINUTE), id);
    const due = await Promise.all(ids.map(async (id) => (await assess(fixture.at(NOON + MINUTE), id))?.due));
    expect(due.filter((act) => act === null)).toHaveLength(40);
    // Suspended accounts still get their email, and their connectors the command.
    expect(due.filter((act) => act === 'queueEmail')).toHaveLength(10);
    await fixture.database.sql`delete from outbox`;
    await sweepAccounts(fixture.at(NOON + MINUTE), undefined, 1_000);
    await reviveOverdue(fixture.at(NOON + 10 * MINUTE), 1_000);
    expect(await states(ids)).toEqual({ active: 40, suspended: 10, closed: 0 });
    expect(await audited('account.held-back')).toHaveLength(40);
  });

  it('are suspended at once when their owner resets the breaker, each woken, and none of them trips it again', async () => {
    const ids = await openMany(30);
    await overcharge(ids);
    await fall(ids);
    expect(await states(ids)).toMatchObject({ active: 24, suspended: 6 });
    expect(granted(await resetBreaker(fixture.at(NOON + MINUTE)))).toEqual({ accounts: 24 });
    expect(await signals()).toHaveLength(24);
    await Promise.all(ids.map((id) => decideState(fixture.at(NOON + MINUTE), id)));
    expect(await states(ids)).toEqual({ active: 0, suspended: 30, closed: 0 });
    expect(await loadBreaker(fixture.at(NOON + MINUTE))).toBeNull();
    expect(await audited('breaker.%')).toEqual(['breaker.trip', 'breaker.reset']);
    expect(await resetBreaker(fixture.at(NOON + MINUTE))).toMatchObject({ refused: 'conflict' });
  });
});

describe('the breaker', () => {
  it('is not tripped by a trickle over days', async () => {
    const ids = await openMany(12);
    for (const [index, id] of ids.entries()) {
      const at = NOON + index * 13 * MINUTE;
      await overcharge([id], at);
      await fall([id], at);
    }
    expect(await states(ids)).toMatchObject({ suspended: 12 });
  });

  it('takes the share and the number from the settings', async () => {
    await setRule('50', '1');
    const ids = await openMany(8);
    await overcharge(ids);
    await fall(ids);
    expect(await states(ids)).toMatchObject({ active: 4, suspended: 4 });
    const refused = await changeSite(fixture.at(NOON), fixture.siteId, { settings: { breakerPercent: '0' } });
    expect(refused).toMatchObject({ refused: 'invalid', field: 'settings.breakerPercent' });
  });

  it('never delays a reactivation, and an account that paid once can be suspended like any other', async () => {
    await setRule('', '1');
    const [first = '', second = '', third = ''] = await openMany(3);
    await overcharge([first, second]);
    await fall([first, second]);
    expect(await view(fixture, second, NOON)).toMatchObject({ state: 'active' });
    for (const id of [first, second]) {
      granted(await recordPayment(fixture.at(NOON + MINUTE), id, { amount: '9.00', method: 'bank' }));
      await decideState(fixture.at(NOON + MINUTE), id);
      await assess(fixture.at(NOON + MINUTE), id);
    }
    expect(await states([first, second])).toMatchObject({ active: 2 });
    // Still tripped, since its owner has not reset it; but it holds no account back.
    expect(await loadBreaker(fixture.at(NOON + MINUTE))).toMatchObject({ accounts: 0 });
    granted(await resetBreaker(fixture.at(NOON + 2 * MINUTE)));
    await overcharge([third], NOON + 3 * MINUTE);
    await overcharge([second], NOON + 3 * MINUTE);
    await fall([third, second], NOON + 3 * MINUTE);
    expect(await view(fixture, third, NOON + 3 * MINUTE)).toMatchObject({ state: 'suspended' });
    expect(await view(fixture, second, NOON + 3 * MINUTE)).toMatchObject({ state: 'active' });
    expect(await loadBreaker(fixture.at(NOON + 3 * MINUTE))).toMatchObject({ accounts: 1, suspended: 1 });
  });

  it('neither counts nor holds back what the owner requests', async () => {
    await setRule('', '1');
    const ids = await openMany(4);
    const [first = '', second = '', third = '', fourth = ''] = ids;
    for (const id of [first, second]) {
      granted(await placeHold(fixture.at(NOON), id, { reason: 'moves away' }));
      await decideState(fixture.at(NOON), id);
    }
    await overcharge([third, fourth, first]);
    await fall([third, fourth]);
    expect(await states(ids)).toMatchObject({ suspended: 3, active: 1 });
    // Held back, and then put on hold: the owner's own word does not ask the breaker.
    granted(await placeHold(fixture.at(NOON), fourth, { reason: 'answers no email' }));
    await decideState(fixture.at(NOON), fourth);
    expect(await states(ids)).toMatchObject({ suspended: 4 });
    // A hold that is lifted below the limit: the site is closed already, there is nothing to hold back.
    granted(await releaseHold(fixture.at(NOON + MINUTE), first));
    await decideState(fixture.at(NOON + MINUTE), first);
    expect(await view(fixture, first, NOON + MINUTE)).toMatchObject({ state: 'suspended' });
    granted(await closeAccount(fixture.at(NOON + MINUTE), third));
  });

  it('exempts the accounts it holds back, and is tripped again if they all reach the limit when that ends', async () => {
    const ids = await openMany(10);
    await overcharge(ids);
    await fall(ids);
    expect(await loadBreaker(fixture.at(NOON))).toMatchObject({ accounts: 5 });
    const until = NOON + 48 * HOUR;
    expect(await resetWithExemption(fixture.at(NOON + MINUTE), { until: NOON })).toMatchObject({
      field: 'until',
    });
    const reason = 'the bulk charge was wrong';
    expect(granted(await resetWithExemption(fixture.at(NOON + MINUTE), { until, reason }))).toEqual({
      accounts: 5,
    });
    expect(await audited('account.exempt')).toHaveLength(5);
    await fall(ids, NOON + 2 * MINUTE);
    expect(await states(ids)).toMatchObject({ active: 5, suspended: 5 });
    await setRule('', '2');
    await fall(ids, until);
    expect(await states(ids)).toMatchObject({ active: 3, suspended: 7 });
    expect(await loadBreaker(fixture.at(until))).toMatchObject({ accounts: 3, allowed: 2 });
  });

  it('does not hold back an account that its owner exempted', async () => {
    await setRule('', '1');
    const [first = '', second = ''] = await openMany(2);
    await overcharge([first, second]);
    await fall([first, second]);
    granted(await exemptAccount(fixture.at(NOON), second, { until: NOON + 24 * HOUR }));
    await assess(fixture.at(NOON), second);
    expect(await loadBreaker(fixture.at(NOON))).toMatchObject({ accounts: 0 });
  });

  it('holds in a database that was put back without the payments made since', async () => {
    const ids = await openMany(10);
    await overcharge(ids);
    await fixture.database.sql`delete from outbox`;
    await convergeRestored(fixture.at(NOON + HOUR), { takenAt: NOON - MINUTE, ranUntil: NOON + HOUR });
    expect(await states(ids)).toMatchObject({ active: 5, suspended: 5 });
    expect(await loadBreaker(fixture.at(NOON + HOUR))).toMatchObject({ accounts: 5 });
  });

  it('does not count what a clock that ran ahead has left behind', async () => {
    await setRule('', '1');
    const [first = '', second = '', third = ''] = await openMany(3);
    await overcharge([first, second, third]);
    const ahead = NOON + 365 * 24 * HOUR;
    await fall([first], ahead);
    await fall([second], NOON);
    expect(await view(fixture, second, NOON)).toMatchObject({ state: 'suspended' });
    await fall([third], NOON + MINUTE);
    expect(await view(fixture, third, NOON + MINUTE)).toMatchObject({ state: 'active' });
  });

  it('records on the account the suspension that it prevented, and why', async () => {
    await setRule('', '1');
    const [first = '', second = ''] = await openMany(2);
    await overcharge([first, second]);
    await fall([first, second]);
    expect(await view(fixture, second, NOON)).toMatchObject({
      state: 'active',
      heldBackSince: '2026-03-10T12:00:00.000Z',
    });
    expect(await view(fixture, first, NOON)).toMatchObject({ heldBackSince: null });
    const { past } = granted(await loadTimeline(fixture.at(NOON), second, { limit: 10 }));
    expect(past.find(({ kind }) => kind === 'account.held-back')?.detail).toMatchObject({
      after: { headroom: '-9.00' },
    });
    const breaker = await loadBreaker(fixture.at(NOON));
    if (breaker === null) throw new Error('there is a breaker');
    expect(await loadHeldBackAccounts(fixture.at(NOON), breaker, 10)).toMatchObject([
      { accountId: second, name: 'Client 1', headroom: -900n, sites: ['fenwick.example'] },
    ]);
  });
});
