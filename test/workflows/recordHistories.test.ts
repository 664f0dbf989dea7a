import { mkdirSync, writeFileSync } from 'node:fs';
import { historyToJSON } from '@temporalio/common/lib/proto-utils.js';
import { describe, it } from 'vitest';
import { openAccount } from '../../src/accounts/opening/openAccount.js';
import { postCharge } from '../../src/ledger/postCharge.js';
import { recordPayment } from '../../src/payments/recordPayment.js';
import { workflowIdOf } from '../../workflows/messages.js';
import { startSystem } from '../setup/system.js';
import { accountInput, granted } from '../setup/fixture.js';
import { type History, runsOf } from './histories.js';

const FOLDER = new URL('../histories/', import.meta.url);

/**
 * `npm run histories` records what replay.test.ts replays. Record anew only when a change of the workflow is meant to
 * end old runs; a deploy in the middle of a period must replay the ones that are there.
 */
describe.runIf(process.env['RECORD_HISTORIES'] === '1')('histories', () => {
  it('are recorded for each state of an account', { timeout: 120_000 }, async () => {
    const system = await startSystem();
    const { client } = system.temporal;
    const plan = await system.fixture.plan(
      { recurring: [{ id: 'hosting', amount: '30.00', timing: 'arrears' }] },
      system.now(),
    );
    const { id } = granted(
      await openAccount(system.here(), accountInput({ plans: [plan], timeZone: 'UTC', billingDay: 1 })),
    );
    granted(await recordPayment(system.here(), id, { amount: '50.00', method: 'bank' }));
    await system.rest();
    const workflowId = workflowIdOf(id);
    save('parked', await newest());
    await system.goTo(system.now() + 35 * 86_400_000);
    const settled = (await runsOf(client, workflowId)).at(-2);
    if (settled !== undefined) save('settling', settled);
    granted(
      await postCharge(system.here(), id, { amount: '100.00', description: 'Redesign', category: 'design' }),
    );
    await system.rest();
    save('suspended', await newest());
    granted(await recordPayment(system.here(), id, { amount: '200.00', method: 'card' }));
    await system.rest();
    save('reactivated', await newest());
    await system.stop();

    async function newest(): Promise<History> {
      const run = (await runsOf(client, workflowId)).at(-1);
      if (run === undefined) throw new Error('no run');
      return run;
    }
  });
});

function save(state: string, history: History): void {
  mkdirSync(FOLDER, { recursive: true });
  // The name of the machine and its user must not be in the recording.
  const text = historyToJSON(history).replace(/("\w*[iI]dentity": ?)"[^"]*"/g, '$1"recorded"');
  writeFileSync(new URL(`${state}.json`, FOLDER), text);
}
