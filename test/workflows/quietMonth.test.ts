import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openAccount } from '../../src/accounts/opening/openAccount.js';
import { recordPayment } from '../../src/payments/recordPayment.js';
import { workflowIdOf } from '../../workflows/messages.js';
import { startSystem, type System } from '../setup/system.js';
import { accountInput, granted } from '../setup/fixture.js';
import { countActions, runsOf } from './histories.js';
import { formattedAccount } from '../setup/activities.js';

let system: System;

beforeAll(async () => {
  system = await startSystem();
});
afterAll(() => system.stop());

describe('a quiet month', () => {
  it.each([true, false])(
    'costs 3 Temporal actions, with its statement: %s',
    async (statements) => {
      const plan = await system.fixture.plan(
        { recurring: [{ id: 'hosting', amount: '10.00', timing: 'arrears' }] },
        system.now(),
      );
      const input = accountInput({ plans: [plan], statements, creditLimit: '5000.00', timeZone: 'UTC' });
      const { id } = granted(await openAccount(system.here(), input));
      granted(await recordPayment(system.here(), id, { amount: '500.00', method: 'bank' }));
      await system.rest();
      const months = 4;
      await system.goTo(system.now() + months * 31 * 86_400_000);

      const runs = await runsOf(system.temporal.client, workflowIdOf(id));
      const statementsSent = (await system.emails(id)).filter((kind) => kind === 'statement').length;
      expect(statementsSent).toBe(statements ? runs.length - 1 : 0);
      // The first run holds the opening; the last is still going on.
      const quiet = runs.slice(1, -1);
      expect(quiet.length).toBeGreaterThanOrEqual(months - 2);
      for (const run of quiet) expect(countActions(run)).toBe(3);
    },
    60_000,
  );
});

describe('a busy month', () => {
  it('starts a new run before its history grows long, and loses no signal in between', async () => {
    const plan = await system.fixture.plan(
      { recurring: [{ id: 'hosting', amount: '10.00', timing: 'arrears' }] },
      system.now(),
    );
    const input = accountInput({ plans: [plan], statements: false, creditLimit: '0.00', timeZone: 'UTC' });
    const { id } = granted(await openAccount(system.here(), input));
    let payments = 0;
    let runs: Awaited<ReturnType<typeof runsOf>> = [];
    // On a busy machine several signals may be one task, so that a history grows more slowly.
    while (runs.length < 2 && payments < 200) {
      for (let count = 0; count < 20; count += 1) {
        granted(await recordPayment(system.here(), id, { amount: '1.00', method: 'bank' }));
        await system.rest();
      }
      payments += 20;
      runs = await runsOf(system.temporal.client, workflowIdOf(id));
    }
    expect(runs.length).toBeGreaterThan(1);
    const lengths = runs.map(({ events }) => events?.length ?? 0);
    expect(Math.max(...lengths)).toBeLessThan(1_000);
    expect((await formattedAccount(system.here(), id)).balance).toBe(`${payments}.00`);
    expect((await system.emails(id)).filter((kind) => kind === 'receipt')).toHaveLength(payments);
  });
});
