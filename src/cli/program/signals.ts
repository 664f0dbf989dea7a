import type { Client } from '@temporalio/client';
import { SEARCH_ATTRIBUTES, WORKFLOW_TYPE, workflowIdOf } from '../../../workflows/messages.js';
import type { SendSignal } from '../../operations/index.js';

export { SEARCH_ATTRIBUTES };

const SEND_MS_MAX = 5_000;

/** Signals an account's workflow, starting it when it does not run. */
export function signalSender(client: Client, taskQueue: string): SendSignal {
  return async (accountId, signal, about) => {
    await client.withDeadline(Date.now() + SEND_MS_MAX, () =>
      client.workflow.signalWithStart(WORKFLOW_TYPE, {
        workflowId: workflowIdOf(accountId),
        taskQueue,
        args: [{ accountId }],
        signal,
        signalArgs: [about],
        staticSummary: `account ${accountId}`,
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
