import { type Client, WorkflowNotFoundError } from '@temporalio/client';
import type { SendSignal } from '../../src/signals/dispatch.js';
import { SEARCH_ATTRIBUTES, WORKFLOW_TYPE, workflowIdOf } from '../../workflows/messages.js';

export { SEARCH_ATTRIBUTES };

const SEND_MS_MAX = 5_000;
/** A running worker polls at least once a minute. */
const POLLED_MS = 90_000;

/** Signals an account's workflow, and starts it when it does not run. */
export function signalSender(client: Client, taskQueue: string): SendSignal {
  return async ({ accountId, reference, signal, about }) => {
    await client.withDeadline(Date.now() + SEND_MS_MAX, () =>
      client.workflow.signalWithStart(WORKFLOW_TYPE, {
        workflowId: workflowIdOf(accountId),
        taskQueue,
        args: [{ accountId }],
        signal,
        signalArgs: [about],
        staticSummary: `Account ${reference}`,
        staticDetails: 'Bills one client. Sleeps until the next thing is due; PostgreSQL holds the money.',
      }),
    );
  };
}

/** The accounts whose workflow runs, as Temporal lists them. */
export async function runningAccounts(client: Client): Promise<Set<string>> {
  const query = `WorkflowType = '${WORKFLOW_TYPE}' AND ExecutionStatus = 'Running'`;
  const running = new Set<string>();
  for await (const { workflowId } of client.workflow.list({ query, pageSize: 1_000 })) {
    if (workflowId.startsWith('account/')) running.add(workflowId.slice('account/'.length));
  }
  return running;
}

/** Terminates an account's run; the next signal starts another. A run holds no data of its own, so nothing is lost. */
export async function terminateRun(client: Client, accountId: string): Promise<void> {
  const handle = client.workflow.getHandle(workflowIdOf(accountId));
  try {
    await handle.terminate('The workflow received signals but made no assessment. A new run starts.');
  } catch (error) {
    if (!(error instanceof WorkflowNotFoundError)) throw error;
  }
}

/** Whether a worker has polled the workflow task queue recently. */
export async function hasWorkers(client: Client, taskQueue: string): Promise<boolean> {
  const { pollers } = await client.workflowService.describeTaskQueue({
    namespace: client.options.namespace,
    taskQueue: { name: taskQueue },
  });
  return pollers.some(
    ({ lastAccessTime }) => Date.now() - Number(lastAccessTime?.seconds ?? 0) * 1_000 < POLLED_MS,
  );
}
