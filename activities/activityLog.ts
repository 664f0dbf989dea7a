import { asyncLocalStorage } from '@temporalio/activity';
import type { Log } from '../src/platform/telemetry/log.js';

/**
 * The log, each line with its account and, within Temporal, with the workflow, the activity and its attempt. The
 * simulations run activities without Temporal.
 */
export function activityLog({ log }: { readonly log: Log }, accountId: string): Log {
  const info = asyncLocalStorage.getStore()?.info;
  if (info === undefined) return log.child({ accountId });
  const { activityType: activity, attempt, workflowExecution } = info;
  return log.child({ accountId, activity, attempt, workflowId: workflowExecution?.workflowId });
}
