import { assess, type WorkflowView } from '../src/assessment/assess.js';
import { isEmailDue } from '../src/billing/decide.js';
import type { Connectors } from '../src/connectors/createConnectors.js';
import type { QueueEmails } from '../src/core/withAccount.js';
import type { Mailer } from '../src/emails/deliverEmail.js';
import {
  type ClientEmailContext,
  queueDueAlone,
  queueDueEmails,
  UnwritableEmail,
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
 * The emails that one activity queues: each in the transaction of what it is about, sent after that. One that cannot be
 * written undoes nothing: it stays due, and is tried again at the account's next activity.
 */
export class EmailsQueued {
  readonly keys: string[] = [];
  isUnwritable = false;
  readonly #deps: ActivityDeps;
  readonly #context: ClientEmailContext;

  constructor(deps: ActivityDeps, context: ClientEmailContext) {
    this.#deps = deps;
    this.#context = context;
  }

  /** Within the transaction of what the emails are about. */
  readonly queueDue: QueueEmails = (transaction, accountId) =>
    this.queue(accountId, () =>
      transaction.savepoint((savepoint) => queueDueEmails(this.#context, savepoint, accountId)),
    );

  /** Queues emails and keeps the keys of those that are to be sent. */
  async queue(
    accountId: string,
    queue: (context: ClientEmailContext) => Promise<readonly string[]>,
  ): Promise<void> {
    try {
      this.keys.push(...(await queue(this.#context)));
    } catch (error) {
      if (!(error instanceof UnwritableEmail)) throw error;
      this.isUnwritable = true;
      activityLog(this.#deps, accountId).error({ error: error.cause }, 'an email could not be written');
    }
  }
}

/**
 * Performs one action, then assesses the account, so that the workflow knows the next step without another activity.
 * Emails that are due without an action, such as a receipt, are queued on the way.
 */
export function thenAssess(
  deps: ActivityDeps,
  act?: (context: ClientEmailContext, accountId: string, emails: EmailsQueued) => Promise<void>,
): AccountActivity {
  return async (input) => {
    const context = activityContext(deps, input);
    const { accountId } = input;
    const emails = new EmailsQueued(deps, context);
    await act?.(context, accountId, emails);
    for (;;) {
      for (const key of emails.keys.splice(0)) await sendNow(deps, context, accountId, key);
      const view = await assess(context, accountId, emails.isUnwritable);
      if (view === null) return null;
      const { due } = view;
      const isLeft = emails.isUnwritable && due === 'topUpOrSendNotice';
      if (!isEmailDue(due)) return { ...view, due: isLeft ? null : due };
      await emails.queue(accountId, () => queueDueAlone(context, accountId));
    }
  };
}
