import { asyncLocalStorage } from '@temporalio/activity';
import { assess, type WorkflowView } from '../src/assessment/assess.js';
import type { Connectors } from '../src/connectors/createConnectors.js';
import type { Context } from '../src/core/context.js';
import type { Mailer } from '../src/emails/deliverEmail.js';
import type { SecretBox } from '../src/platform/secretBox.js';
import type { Sql } from '../src/platform/sql/sql.js';
import type { Log } from '../src/platform/telemetry/log.js';
import type { Payments } from '../src/providers/createPayments.js';

/** The dependencies of the activities, injected by the composition root. */
export interface ActivityDeps {
  readonly sql: Sql;
  readonly connectors: Connectors;
  readonly mailer: Mailer;
  readonly secrets: Pick<SecretBox, 'openFields' | 'seal' | 'open' | 'mark'>;
  readonly payments: Payments;
  readonly log: Log;
  /** The pages' URL, for pay links; null while there is none. */
  readonly baseUrl: () => string | null;
  /** Called with every instant the workflows act at: the test clock follows while time is skipped. */
  readonly onAsOf?: (asOf: number) => void;
}

/** The account, and the workflow's time: under the test clock only the workflow has it. */
export interface ActivityInput {
  readonly accountId: string;
  /** ISO instant. */
  readonly asOf: string;
}

export type AccountActivity = (input: ActivityInput) => Promise<WorkflowView | null>;

export function activityContext(deps: ActivityDeps, input: ActivityInput): Context {
  const now = Date.parse(input.asOf);
  deps.onAsOf?.(now);
  return {
    sql: deps.sql,
    now,
    wallNow: Date.now(),
    actor: 'system/worker',
    wakeAccount: () => undefined,
    baseUrl: deps.baseUrl() ?? undefined,
  };
}

/**
 * The log, each line with its account and, within Temporal, with the workflow, the activity and its attempt. The
 * simulations run activities without Temporal.
 */
export function activityLog({ log }: Pick<ActivityDeps, 'log'>, accountId: string): Log {
  const info = asyncLocalStorage.getStore()?.info;
  if (info === undefined) return log.child({ accountId });
  const { activityType: activity, attempt, workflowExecution } = info;
  return log.child({ accountId, activity, attempt, workflowId: workflowExecution?.workflowId });
}

/**
 * Performs one action, then assesses the account, so that the workflow knows the next step without another activity.
 */
export function thenAssess(
  deps: ActivityDeps,
  act: (context: Context, accountId: string) => Promise<void>,
): AccountActivity {
  return async (input) => {
    const context = activityContext(deps, input);
    await act(context, input.accountId);
    return assess(context, input.accountId);
  };
}
