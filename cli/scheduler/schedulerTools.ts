import type { Context } from '../../src/core/context.js';
import type { WebhookSettings } from '../../src/events/postEvent.js';
import type { Mailer } from '../../src/emails/deliverEmail.js';
import type { PaymentTools } from '../../src/payments/openProvider.js';
import type { Clock } from '../../src/platform/clock.js';
import type { SecretBox } from '../../src/platform/secretBox.js';
import type { Sql } from '../../src/platform/sql/sql.js';
import type { Instruments } from '../../src/platform/telemetry/instruments.js';
import type { Log } from '../../src/platform/telemetry/log.js';
import type { SendSignal } from '../../src/signals/dispatch.js';

export interface SchedulerTools {
  readonly sql: Sql;
  readonly clock: Clock;
  readonly send: SendSignal;
  readonly mailer: Mailer;
  /** The URL of the pages; null until it is known. */
  readonly baseUrl: () => string | null;
  readonly secrets: SecretBox;
  readonly payments: PaymentTools['payments'];
  /** How events are sent to the endpoints of owners. */
  readonly webhooks: WebhookSettings;
  /** The VIES service, for VAT ids; undefined: nobody is asked. */
  readonly viesUrl?: string | undefined;
  readonly log: Log;
  /** No metrics when left out. */
  readonly instruments?: Instruments;
  readonly wakeAccount: (accountId: string, isUrgent?: boolean) => void;
  /** The running workflows; undefined where the server cannot list them. */
  readonly running?: () => Promise<ReadonlySet<string>>;
}

/** The scheduler's context at the current time. */
export function schedulerContext({ sql, clock, wakeAccount, baseUrl }: SchedulerTools): Context {
  const base = baseUrl() ?? undefined;
  return {
    sql,
    now: clock.now(),
    wallNow: Date.now(),
    actor: 'system/scheduler',
    wakeAccount,
    baseUrl: base,
  };
}
