import { fileURLToPath } from 'node:url';
import { NativeConnection, Worker } from '@temporalio/worker';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { SEARCH_ATTRIBUTES } from '../../cli/processes/signals.js';
import { openTemporal, type TemporalHandle } from '../../src/platform/temporal/temporalClient.js';
import { plainTarget } from '../../src/platform/temporal/temporalTarget.js';
import { workflowIdOf } from '../../workflows/messages.js';
import { runSitetab } from '../setup/program.js';
import { sharedTemporal } from '../setup/temporal/temporal.js';
import { createFixture, type Fixture } from '../setup/fixture.js';

const TASK_QUEUE = 'deaf';

describe('an account whose workflow receives signals and never assesses', () => {
  let fixture: Fixture;
  let temporal: TemporalHandle;
  let connection: NativeConnection;
  let worker: Worker;
  let working: Promise<void>;
  let accountId: string;
  let settings: Record<string, string>;

  beforeAll(async () => {
    fixture = await createFixture();
    const { address, namespace } = await sharedTemporal(SEARCH_ATTRIBUTES);
    temporal = openTemporal(plainTarget(address, namespace));
    connection = await NativeConnection.connect({ address });
    const workflowsPath = fileURLToPath(new URL('programs/deafWorkflow.ts', import.meta.url));
    worker = await Worker.create({ connection, namespace, taskQueue: TASK_QUEUE, workflowsPath });
    working = worker.run();
    const now = Date.now();
    accountId = await fixture.open({ creditLimit: '100.00' }, now - 86_400_000);
    const { sql, url } = fixture.database;
    await sql`delete from outbox`;
    await sql`update accounts set assessed_at = ${now - 600_000}, next_wake_at = ${now - 600_000}`;
    await temporal.client.workflow.start('account', {
      taskQueue: TASK_QUEUE,
      workflowId: workflowIdOf(accountId),
    });
    const database = { DATABASE_URL: url, TEMPORAL_ADDRESS: address };
    settings = { ...database, TEMPORAL_NAMESPACE: namespace, TEMPORAL_TASK_QUEUE: TASK_QUEUE };
  });
  afterAll(async () => {
    await temporal.client.workflow.getHandle(workflowIdOf(accountId)).terminate();
    worker.shutdown();
    await working;
    await connection.close();
    await temporal.close();
  });

  it('is given a new run by the doctor, which reports it', async () => {
    const handle = temporal.client.workflow.getHandle(workflowIdOf(accountId));
    const before = await handle.describe();
    const { said } = await runSitetab(['doctor', '--repair', '--patience', '0'], settings);
    expect(said).toContain(
      `account ${accountId}: its workflow made no assessment, so it was terminated and restarted`,
    );
    const after = await handle.describe();
    expect(after.status.name).toBe('RUNNING');
    expect(after.runId).not.toBe(before.runId);
    const ended = temporal.client.workflow.getHandle(workflowIdOf(accountId), before.runId);
    expect((await ended.describe()).status.name).toBe('TERMINATED');
  });
});
