import { updateMonths } from '../../src/accounts/sumMonths.js';
import { forgetOldLogins } from '../../src/auth/login/forgetOldLogins.js';
import type { Context } from '../../src/core/context.js';
import { localDateOf } from '../../src/core/values/zone.js';
import { deliverEmail, listUnsentEmails, type Mailer } from '../../src/emails/deliverEmail.js';
import { queueBreakerEmails, queueSilenceEmails } from '../../src/emails/ownerEmails.js';
import { forgetOtherServers } from '../../src/emails/undeliverable.js';
import { settleClosed } from '../../src/ledger/settleClosed.js';
import type { PaymentTools } from '../../src/payments/openProvider.js';
import { forgetForeignReports } from '../../src/payments/reports/forgetForeignReports.js';
import { askAboutPayments } from '../../src/payments/reports/askAboutPayments.js';
import { askAboutReports } from '../../src/payments/reports/askAboutReports.js';
import { askPendingTopUps } from '../../src/payments/topUp/askPendingTopUps.js';
import { detachCards } from '../../src/payments/topUp/detachCards.js';
import type { Clock } from '../../src/platform/clock.js';
import type { SecretBox } from '../../src/platform/secretBox.js';
import type { Sql } from '../../src/platform/sql/sql.js';
import type { Instruments } from '../../src/platform/telemetry/instruments.js';
import type { Log } from '../../src/platform/telemetry/log.js';
import { sendPendingSignals, type SendSignal } from '../../src/signals/dispatch.js';
import { reviveOverdue, startMissing, sweepAccounts, watchUsage } from '../../src/signals/watch.js';
import { createConnectorProbe } from '../../src/suspension/probeConnectors.js';
import { workTasks } from '../../src/tasks/workTasks.js';
import { updateSilentMeters } from '../../src/usage/updateSilentMeters.js';

export interface SchedulerOptions {
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

export interface Scheduler {
  /** Does everything that waits, once; for the test clock. */
  runJobs(): Promise<void>;
  /** Holds the jobs while the clock is being moved. */
  pause(): Promise<void>;
  resume(): void;
  stop(): Promise<void>;
}

const OUTBOX_MS = 500;
const WATCH_MS = 1_000;
const OWNERS_MS = 1_000;
const SILENT_METERS_MS = 60_000;
/** Somebody may wait for the link in an email. */
const MAIL_MS = 1_000;
const TASKS_MS = 1_000;
/** Work that a user watches runs for most of the time; a caller that moves the test clock waits no longer. */
const TASKS_TURN_MS = 4_000;
const CARDS_MS = 2_000;
const PENDING_MS = 60_000;
const REVIVE_MS = 15_000;
const SWEEP_MS = 5_000;
const PROBE_MS = 2_000;
const MISSING_MS = 3_600_000;
const FORGET_MS = 3_600_000;
/** Months are summed this often in advance; each time only what is new. */
const MONTHS_MS = 600_000;
const BATCH = 500;
/** Few enough that a run of signals is over before many new ones wait. */
const SIGNALS_PER_RUN = 64;

/**
 * The periodic jobs: signals that did not get through, usage that moves a wake earlier, emails that were not
 * sent, workflows that were lost. Every job is harmless to run twice and on several machines.
 */
export function runScheduler(options: SchedulerOptions): Scheduler {
  const { sql, send, log, secrets, payments } = options;
  let sweptTo: string | undefined;
  const connectorProbe = createConnectorProbe();
  const jobs: PeriodicJob[] = [
    new PeriodicJob('outbox', OUTBOX_MS, log, async () => {
      const batch = { wallNow: Date.now(), limit: SIGNALS_PER_RUN, concurrency: 8 };
      const done = await sendPendingSignals(sql, send, batch);
      if (done.failed > 0) {
        log.warn(
          { failed: done.failed, error: String(done.firstError) },
          'signals pending: Temporal did not accept them',
        );
      }
    }),
    new PeriodicJob('watch', WATCH_MS, log, async () => {
      for (let seen = BATCH; seen === BATCH;) ({ seen } = await watchUsage(contextOf(options), BATCH));
      const { failed } = await settleClosed(contextOf(options), BATCH);
      if (failed.length > 0) log.warn({ accounts: failed }, 'closed accounts could not be settled');
    }),
    new PeriodicJob('owners', OWNERS_MS, log, () => queueBreakerEmails({ ...contextOf(options), secrets })),
    new PeriodicJob('silentMeters', SILENT_METERS_MS, log, listening(options)),
    new PeriodicJob('mail', MAIL_MS, log, () => sendEmails(options)),
    new PeriodicJob('tasks', TASKS_MS, log, () => runTasks(options)),
    new PeriodicJob('cards', CARDS_MS, log, async () => {
      const { waiting } = await detachCards({ ...contextOf(options), secrets, payments });
      if (waiting > 0) log.warn({ waiting }, 'removed cards are not yet deleted at the provider');
    }),
    new PeriodicJob('pending', PENDING_MS, log, async () => {
      const context = { ...contextOf(options), secrets, payments };
      await askPendingTopUps(context);
      await askAboutReports(context);
      await askAboutPayments(context);
    }),
    new PeriodicJob('revive', REVIVE_MS, log, async () => {
      const revived = await reviveOverdue(contextOf(options), BATCH);
      if (revived.length > 0) log.warn({ accounts: revived.length }, 'overdue accounts were signalled');
    }),
    new PeriodicJob('sweep', SWEEP_MS, log, async () => {
      const sweep = await sweepAccounts(contextOf(options), sweptTo, BATCH);
      sweptTo = sweep.after;
    }),
    new PeriodicJob('connectors', PROBE_MS, log, async () => {
      await connectorProbe.probe(contextOf(options));
    }),
    new PeriodicJob('months', MONTHS_MS, log, () => updateMonths(contextOf(options))),
    new PeriodicJob('reports', FORGET_MS, log, () => forgetForeignReports(contextOf(options))),
    new PeriodicJob('logins', FORGET_MS, log, () => forgetOldLogins({ sql, now: options.clock.now() })),
  ];
  if (options.running !== undefined) jobs.push(missingJob(options, options.running));
  for (const job of jobs) {
    job.hear((name, seconds, isDone) => options.instruments?.job(name, seconds, isDone));
    job.start();
  }
  return {
    runJobs: async () => {
      for (const job of jobs.slice(0, 8)) await job.now();
    },
    pause: async () => {
      await Promise.all(jobs.map((job) => job.pause()));
    },
    resume: () => jobs.forEach((job) => job.start()),
    stop: async () => {
      await Promise.all(jobs.map((job) => job.pause()));
    },
  };
}

function contextOf({ sql, clock, wakeAccount, baseUrl }: SchedulerOptions): Context {
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

/** Works on what was started and takes long, for about as long as one run may. */
async function runTasks(options: SchedulerOptions): Promise<void> {
  const until = Date.now() + TASKS_TURN_MS;
  while (await workTasks({ ...contextOf(options), secrets: options.secrets })) {
    if (Date.now() > until) return;
  }
}

async function sendEmails(options: SchedulerOptions): Promise<void> {
  const context = contextOf(options);
  await forgetOtherServers(context, options.mailer.transport.server);
  const keys = await listUnsentEmails(context, 50);
  for (const key of keys) {
    const delivery = await deliverEmail(contextOf(options), options.mailer, key);
    if (delivery === 'failed')
      options.log.warn({ email: key }, 'the mail server refused an email permanently');
  }
}

function missingJob(options: SchedulerOptions, running: () => Promise<ReadonlySet<string>>): PeriodicJob {
  return new PeriodicJob('missing', MISSING_MS, options.log, async () => {
    const started = await startMissing(contextOf(options), await running());
    if (started.length > 0)
      options.log.warn({ accounts: started.length }, 'workflows were started for accounts without one');
  });
}

/** Silences are counted in days by UTC, so once a day is enough; what speaks again is heard by the watcher. */
function listening(options: SchedulerOptions): () => Promise<void> {
  let heardOn: string | undefined;
  return async () => {
    const context = contextOf(options);
    const day = localDateOf(context.now, 'UTC');
    if (day !== heardOn) await updateSilentMeters(context);
    heardOn = day;
    await queueSilenceEmails({ ...context, secrets: options.secrets });
  };
}

/** Something done again and again, never twice at a time; trouble is logged once until it is over. */
class PeriodicJob {
  private timer: NodeJS.Timeout | undefined;
  private current: Promise<void> | undefined;
  private isTroubled = false;
  private readonly name: string;
  private readonly everyMs: number;
  private readonly log: Log;
  private readonly work: () => Promise<void>;
  private heard: Instruments['job'] = () => undefined;

  constructor(name: string, everyMs: number, log: Log, work: () => Promise<void>) {
    this.name = name;
    this.everyMs = everyMs;
    this.log = log;
    this.work = work;
  }

  /** Called after each run. */
  hear(heard: Instruments['job']): void {
    this.heard = heard;
  }

  start(): void {
    if (this.timer !== undefined) return;
    const again = (): void => {
      this.timer = setTimeout(
        () => void this.now().finally(() => this.timer !== undefined && again()),
        this.everyMs,
      );
    };
    again();
  }

  async now(): Promise<void> {
    await this.current;
    this.current = this.attempt();
    await this.current;
  }

  async pause(): Promise<void> {
    clearTimeout(this.timer);
    this.timer = undefined;
    await this.current;
  }

  private async attempt(): Promise<void> {
    const began = performance.now();
    const note = (isDone: boolean): void =>
      this.heard(this.name, (performance.now() - began) / 1_000, isDone);
    try {
      await this.work();
      note(true);
      if (this.isTroubled) this.log.info(`the ${this.name} job succeeds again`);
      this.isTroubled = false;
    } catch (error) {
      note(false);
      if (!this.isTroubled) this.log.error({ err: error }, `the ${this.name} job failed; it will be retried`);
      this.isTroubled = true;
    }
  }
}
