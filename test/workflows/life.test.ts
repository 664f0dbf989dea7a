import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openAccount } from '../../src/accounts/opening/openAccount.js';
import { DAY_MS, localDateOf } from '../../src/core/values/zone.js';
import { recordPayment } from '../../src/payments/recordPayment.js';
import { placeHold, releaseHold } from '../../src/suspension/changeStanding.js';
import { recordUsage } from '../../src/usage/recordUsage.js';
import { workflowIdOf } from '../../workflows/messages.js';
import { startSystem, type System } from '../setup/system.js';
import { accountInput, granted } from '../setup/fixture.js';
import { runsOf } from './histories.js';
import { formattedAccount } from '../setup/activities.js';

let system: System;

beforeAll(async () => {
  system = await startSystem();
});
afterAll(() => system.stop());

async function useSteadily(slug: string, days: number, perDay: number): Promise<void> {
  const events = Array.from({ length: days * 24 }, (_, hour) => ({
    id: `${slug}-${system.now()}-${hour}`,
    source: 'test',
    site: slug,
    meter: 'requests',
    quantity: perDay / 24,
    time: new Date(system.now() - (hour + 1) * (DAY_MS / 24)).toISOString(),
  }));
  const verdicts = await recordUsage(system.here(), events);
  expect(verdicts.rejected).toEqual([]);
}

/** What the activities of all its runs say they are for. */
async function summariesOf(accountId: string): Promise<string[]> {
  const runs = await runsOf(system.temporal.client, workflowIdOf(accountId));
  return runs
    .flatMap(({ events }) => events ?? [])
    .filter(({ activityTaskScheduledEventAttributes }) => activityTaskScheduledEventAttributes)
    .map(({ userMetadata }) => {
      const data = userMetadata?.summary?.data;
      return data ? String(JSON.parse(Buffer.from(data).toString())) : '';
    });
}

describe('the life of an account', () => {
  it('warns a week and a day ahead, suspends at the limit and comes back with the payment', async () => {
    const { fixture } = system;
    const plan = await fixture.plan(
      {
        usage: [
          { id: 'traffic', meter: 'requests', model: 'graduated', per: '1000', bands: [{ unitPrice: '1' }] },
        ],
      },
      system.now(),
    );
    const input = accountInput({ plans: [plan], timeZone: 'UTC', billingDay: 15 });
    const slug = input.sites[0]?.slug ?? '';
    const { id } = granted(await openAccount(system.here(), input));
    granted(await recordPayment(system.here(), id, { amount: '40.00', method: 'bank' }));
    await system.rest();
    const opened = localDateOf(system.now(), 'UTC');
    expect((await formattedAccount(system.here(), id)).state).toBe('active');

    for (let day = 1; day <= 32; day += 1) {
      await system.goTo(system.now() + DAY_MS);
      await useSteadily(slug, 1, 960);
      await system.rest();
    }
    let view = await formattedAccount(system.here(), id);
    expect(view.limitDate).not.toBeNull();
    expect(await system.emails(id)).toContain('receipt');

    for (let day = 33; day <= 45; day += 1) {
      await system.goTo(system.now() + DAY_MS);
      await useSteadily(slug, 1, 960);
      await system.rest();
    }
    view = await formattedAccount(system.here(), id);
    expect(view.state).toBe('suspended');
    const kinds = await system.emails(id);
    expect(kinds.filter((kind) => kind === 'week')).toHaveLength(1);
    expect(kinds.filter((kind) => kind === 'day')).toHaveLength(1);
    expect(kinds.filter((kind) => kind === 'suspended')).toHaveLength(1);

    granted(await recordPayment(system.here(), id, { amount: '100.00', method: 'card' }));
    await system.rest();
    view = await formattedAccount(system.here(), id);
    expect(view.state).toBe('active');
    expect((await system.emails(id)).slice(-2)).toEqual(['receipt', 'reactivated']);

    granted(await placeHold(system.here(), id, { reason: 'hacked' }));
    await system.rest();
    granted(await releaseHold(system.here(), id));
    await system.rest();
    const told = await summariesOf(id);
    expect(told).toEqual(
      expect.arrayContaining([
        'Assess for the first time',
        `Charge the period from ${opened}`,
        'Week notice: top-up or email',
        'Day notice: top-up or email',
        'Suspend 1 site: the limit is passed',
        'Suspended; look whether it may be reactivated: paymentReceived',
        'Assess: settingsChanged (account.hold)',
        'Suspend 1 site: on hold by the Owner',
        'Suspended; look whether it may be reactivated: settingsChanged (account.release)',
      ]),
    );
    expect(told).not.toContain('');
  });
});
