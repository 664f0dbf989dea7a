import type { Context } from '../../src/core/context.js';
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
  /** The address of the pages; null until it is known. */
  readonly baseUrl: () => string | null;
  readonly secrets: SecretBox;
  readonly payments: PaymentTools['payments'];
  readonly log: Log;
  /** Left out, nothing is counted. */
  readonly instruments?: Instruments;
  readonly wakeAccount: (accountId: string, isUrgent?: boolean) => void;
  /** Which workflows run; undefined where the server cannot list them. */
  readonly running?: () => Promise<ReadonlySet<string>>;
}

/** The scheduler's context as of now. */
export function contextOf({ sql, clock, wakeAccount, baseUrl }: SchedulerTools): Context {
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
