import { assess, recordAssessment, type WorkflowView } from '../src/assessment/assess.js';
import { isEmailDue } from '../src/billing/decide.js';
import type { Connectors } from '../src/connectors/createConnectors.js';
import type { QueueEmails } from '../src/core/withAccount.js';
import type { Mailer } from '../src/emails/deliverEmail.js';
import {
  type ClientEmailContext,
  noEmails,
  queueDueAlone,
  queueDueEmails,
  type QueuedEmails,
} from '../src/emails/queueClientEmail.js';
import type { SecretBox } from '../src/platform/secretBox.js';
import type { Sql } from '../src/platform/sql/sql.js';
import type { Log } from '../src/platform/telemetry/log.js';
import type { Payments } from '../src/providers/createPayments.js';
import { activityLog } from './activityLog.js';
import { sendNow } from './sendNow.js';

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

export function activityContext(deps: ActivityDeps, input: ActivityInput): ClientEmailContext {
  const now = Date.parse(input.asOf);
  deps.onAsOf?.(now);
  return {
    sql: deps.sql,
    secrets: deps.secrets,
    now,
    wallNow: Date.now(),
    actor: 'system/worker',
    wakeAccount: () => undefined,
    baseUrl: deps.baseUrl() ?? undefined,
  };
}

/**
 * Performs one action, then assesses the account, so that the workflow knows the next step without another activity.
 * Emails that are due without an action, such as a receipt, are queued on the way. Each is sent after the transaction
 * that queued it. An act that does nothing after queueing its emails is not assessed again if none was due.
 */
export function thenAssess(
  deps: ActivityDeps,
  act?: (context: ClientEmailContext, accountId: string, emails: ActivityEmails) => Promise<void>,
  { isDoneWithEmails = false }: { readonly isDoneWithEmails?: boolean } = {},
): AccountActivity {
  return async (input) => {
    const context = activityContext(deps, input);
    const { accountId } = input;
    const queued = noEmails();
    const queueDue: QueueEmails = (transaction, id) => queueDueEmails(context, transaction, id, { queued });
    await act?.(context, accountId, { queued, queueDue });
    const { assessment } = queued;
    if (isDoneWithEmails && assessment !== undefined && queued.keys.length + queued.unwritable.size === 0) {
      const { due, ...view } = await recordAssessment(context, assessment);
      if (!isEmailDue(due)) return { ...view, due };
    }
    for (;;) {
      for (const key of queued.keys.splice(0)) await sendNow(deps, context, accountId, key);
      const view = await assess(context, accountId, new Set(queued.unwritable.keys()));
      if (view === null) return null;
      const { due } = view;
      if (!isEmailDue(due)) {
        for (const [kind, err] of queued.unwritable)
          activityLog(deps, accountId).error({ kind, err }, 'an email could not be written');
        return { ...view, due };
      }
      await queueDueAlone(context, accountId, queued);
    }
  };
}

/** The emails that one activity queues, and how it queues those that are due, in the transaction of what they are about. */
interface ActivityEmails {
  readonly queued: QueuedEmails;
  readonly queueDue: QueueEmails;
}
