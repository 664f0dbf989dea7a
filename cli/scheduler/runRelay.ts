import { keepMonths } from '../../src/accounts/sumMonths.js';
import { forgetOldLogins } from '../../src/auth/login/forgetOldLogins.js';
import type { Context } from '../../src/core/context.js';
import { localDateOf } from '../../src/core/values/zone.js';
import { deliverLetter, listUnsentLetters, type Mailer } from '../../src/emails/deliverLetter.js';
import { forgetOtherServers } from '../../src/emails/undeliverable.js';
import { settleClosed } from '../../src/ledger/settleClosed.js';
import type { PaymentTools } from '../../src/payments/openProvider.js';
import { forgetForeignReports } from '../../src/payments/reports/forgetForeignReports.js';
import { askAboutReports } from '../../src/payments/reports/takeReports.js';
import { askPendingTopUps } from '../../src/payments/topUp/askPendingTopUps.js';
import { detachCards } from '../../src/payments/topUp/detachCards.js';
import type { Clock } from '../../src/platform/clock.js';
import type { SecretBox } from '../../src/platform/secretBox.js';
import type { Sql } from '../../src/platform/sql/sql.js';
import type { Instruments } from '../../src/platform/telemetry/instruments.js';
import type { Log } from '../../src/platform/telemetry/log.js';
import { relayOutbox, type SendSignal } from '../../src/signals/dispatch.js';
import { reviveOverdue, startMissing, sweepAccounts, watchUsage } from '../../src/signals/watch.js';
import { createKnocking } from '../../src/suspension/wakeConnectors.js';
import { workJobs } from '../../src/tasks/workJobs.js';
import { noticeSilences } from '../../src/usage/noticeSilences.js';
import { tellOfBrakes, tellOfSilences } from './tellOwners.js';

export interface RelayOptions {
  readonly sql: Sql;
  readonly clock: Clock;
  readonly send: SendSignal;
  readonly mailer: Mailer;
  /** The pages' address; null while nobody knows it. */
  readonly baseUrl: () => string | null;
  readonly secrets: SecretBox;
  readonly payments: PaymentTools['payments'];
  readonly log: Log;
  /** Left out, nothing is counted. */
  readonly instruments?: Instruments;
  readonly nudge: (accountId: string, isUrgent?: boolean) => void;
  /** Which workflows run; undefined where the server cannot list them. */
  readonly running?: () => Promise<ReadonlySet<string>>;
}

export interface Relay {
  /** Does everything that waits, once; for the test clock. */
  round(): Promise<void>;
  /** Holds the rounds while the clock is being moved. */
  pause(): Promise<void>;
  resume(): void;
  stop(): Promise<void>;
}

const OUTBOX_MS = 500;
const WATCH_MS = 1_000;
const OWNERS_MS = 1_000;
const SILENCES_MS = 60_000;
const MAIL_MS = 2_000;
const JOBS_MS = 1_000;
/** Work that somebody looks at is gone on with for most of the time; whoever moves the test clock waits no longer. */
const JOBS_TURN_MS = 4_000;
const CARDS_MS = 2_000;
const PENDING_MS = 60_000;
const REVIVE_MS = 15_000;
const SWEEP_MS = 5_000;
const KNOCK_MS = 2_000;
const MISSING_MS = 3_600_000;
const FORGET_MS = 3_600_000;
/** Months are added up this often before anybody asks; each time only what came since. */
const MONTHS_MS = 600_000;
const BATCH = 500;
/** Few enough that a round of signals is over before many new ones wait. */
const SIGNALS_PER_ROUND = 64;

/**
 * The rounds that make sure: signals that did not get through, usage that moves a wake earlier, letters that were not
 * sent, workflows that were lost. Every round is harmless to run twice and on several machines.
 */
export function runRelay(options: RelayOptions): Relay {
  const { sql, send, log, secrets, payments } = options;
  let sweptTo: string | undefined;
  const knocking = createKnocking();
  const rounds: Round[] = [
    new Round('outbox', OUTBOX_MS, log, async () => {
      const round = { wallNow: Date.now(), limit: SIGNALS_PER_ROUND, concurrency: 8 };
      const done = await relayOutbox(sql, send, round);
      if (done.failed > 0) {
        log.warn(
          { failed: done.failed, error: String(done.firstError) },
          'signals wait: Temporal did not take them',
        );
      }
    }),
    new Round('watch', WATCH_MS, log, async () => {
      for (let seen = BATCH; seen === BATCH;) ({ seen } = await watchUsage(contextOf(options), BATCH));
      const { failed } = await settleClosed(contextOf(options), BATCH);
      if (failed.length > 0) log.warn({ accounts: failed }, 'closed accounts could not be settled');
    }),
    new Round('owners', OWNERS_MS, log, () => tellOfBrakes(contextOf(options), options)),
    new Round('silences', SILENCES_MS, log, listening(options)),
    new Round('mail', MAIL_MS, log, () => sendLetters(options)),
    new Round('jobs', JOBS_MS, log, () => doJobs(options)),
    new Round('cards', CARDS_MS, log, async () => {
      const { waiting } = await detachCards({ ...contextOf(options), secrets, payments });
      if (waiting > 0)
        log.warn({ waiting }, 'cards that were taken out are not yet forgotten by their provider');
    }),
    new Round('pending', PENDING_MS, log, async () => {
      const context = { ...contextOf(options), secrets, payments };
      await askPendingTopUps(context);
      await askAboutReports(context);
    }),
    new Round('revive', REVIVE_MS, log, async () => {
      const revived = await reviveOverdue(contextOf(options), BATCH);
      if (revived.length > 0)
        log.warn({ accounts: revived.length }, 'accounts had fallen behind and were woken');
    }),
    new Round('sweep', SWEEP_MS, log, async () => {
      const sweep = await sweepAccounts(contextOf(options), sweptTo, BATCH);
      sweptTo = sweep.after;
    }),
    new Round('connectors', KNOCK_MS, log, async () => {
      await knocking.knock(contextOf(options));
    }),
    new Round('months', MONTHS_MS, log, () => keepMonths(contextOf(options))),
    new Round('reports', FORGET_MS, log, () => forgetForeignReports(contextOf(options))),
    new Round('logins', FORGET_MS, log, () => forgetOldLogins({ sql, now: options.clock.now() })),
  ];
  if (options.running !== undefined) rounds.push(missingRound(options, options.running));
  for (const round of rounds) {
    round.hear((name, seconds, isDone) => options.instruments?.round(name, seconds, isDone));
    round.start();
  }
  return {
    round: async () => {
      for (const round of rounds.slice(0, 8)) await round.now();
    },
    pause: async () => {
      await Promise.all(rounds.map((round) => round.pause()));
    },
    resume: () => rounds.forEach((round) => round.start()),
    stop: async () => {
      await Promise.all(rounds.map((round) => round.pause()));
    },
  };
}

function contextOf({ sql, clock, nudge, baseUrl }: RelayOptions): Context {
  const base = baseUrl() ?? undefined;
  return { sql, now: clock.now(), wallNow: Date.now(), actor: 'system/relay', nudge, baseUrl: base };
}

/** Works on what was started and takes long, for about as long as a round may. */
async function doJobs(options: RelayOptions): Promise<void> {
  const until = Date.now() + JOBS_TURN_MS;
  while (await workJobs({ ...contextOf(options), secrets: options.secrets })) {
    if (Date.now() > until) return;
  }
}

async function sendLetters(options: RelayOptions): Promise<void> {
  const context = contextOf(options);
  await forgetOtherServers(context, options.mailer.transport.server);
  const keys = await listUnsentLetters(context, 50);
  for (const key of keys) {
    const delivery = await deliverLetter(contextOf(options), options.mailer, key);
    if (delivery === 'failed') options.log.warn({ letter: key }, 'the mail server refused a letter for good');
  }
}

function missingRound(options: RelayOptions, running: () => Promise<ReadonlySet<string>>): Round {
  return new Round('missing', MISSING_MS, options.log, async () => {
    const started = await startMissing(contextOf(options), await running());
    if (started.length > 0)
      options.log.warn({ accounts: started.length }, 'accounts had no workflow and were started');
  });
}

/** Silences are counted in days by UTC, so once a day is enough; what speaks again is heard by the watcher. */
function listening(options: RelayOptions): () => Promise<void> {
  let heardOn: string | undefined;
  return async () => {
    const context = contextOf(options);
    const day = localDateOf(context.now, 'UTC');
    if (day !== heardOn) await noticeSilences(context);
    heardOn = day;
    await tellOfSilences(context, options);
  };
}

/** Something done again and again, never twice at a time; trouble is logged once until it is over. */
class Round {
  private timer: NodeJS.Timeout | undefined;
  private current: Promise<void> | undefined;
  private isTroubled = false;
  private readonly name: string;
  private readonly everyMs: number;
  private readonly log: Log;
  private readonly work: () => Promise<void>;
  private heard: Instruments['round'] = () => undefined;

  constructor(name: string, everyMs: number, log: Log, work: () => Promise<void>) {
    this.name = name;
    this.everyMs = everyMs;
    this.log = log;
    this.work = work;
  }

  /** Whoever is told of each round that is over. */
  hear(heard: Instruments['round']): void {
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
      if (this.isTroubled) this.log.info(`the ${this.name} round works again`);
      this.isTroubled = false;
    } catch (error) {
      note(false);
      if (!this.isTroubled)
        this.log.error({ err: error }, `the ${this.name} round failed; it goes on trying`);
      this.isTroubled = true;
    }
  }
}
