import { eventResponse } from '../../api/v1/events/eventShapes.js';
import { updateMonths } from '../../src/accounts/sumMonths.js';
import { askVies } from '../../src/accounts/vatIds/askVies.js';
import { type AskVatId, checkVatIds } from '../../src/accounts/vatIds/checkVatIds.js';
import { forgetOldLogins } from '../../src/auth/login/forgetOldLogins.js';
import { findMorningReaders } from '../../src/auth/users/morningEmail.js';
import { queueBreakerEmails } from '../../src/emails/ownerEmails.js';
import { deliverEvents } from '../../src/events/deliverEvents.js';
import { settleClosed } from '../../src/ledger/settleClosed.js';
import { takeMornings } from '../../src/mornings/takeMornings.js';
import { askAwaitedDebits } from '../../src/payments/debits/askAwaitedDebits.js';
import { lapseMandates } from '../../src/payments/mandates/endMandate.js';
import { releaseMandates } from '../../src/payments/mandates/releaseMandates.js';
import { askAboutPayments } from '../../src/payments/reports/askAboutPayments.js';
import { askAboutReports } from '../../src/payments/reports/askAboutReports.js';
import { forgetForeignReports } from '../../src/payments/reports/forgetForeignReports.js';
import { askPendingTopUps } from '../../src/payments/topUp/askPendingTopUps.js';
import { detachCards } from '../../src/payments/topUp/detachCards.js';
import { sendPendingSignals } from '../../src/signals/dispatch.js';
import { reviveOverdue, startMissing, sweepAccounts, watchUsage } from '../../src/signals/watch.js';
import { createConnectorProbe } from '../../src/suspension/probeConnectors.js';
import { addMonthsAhead } from '../../src/usage/usageMonths.js';
import { emailSilences, runTasks, sendEmails } from './jobWork.js';
import { schedulerContext, type SchedulerTools } from './schedulerTools.js';

/** A periodic job. Each is safe to run twice and on several machines; the lease only avoids the second run. */
export interface Job {
  /** Its name in metrics and in the log. */
  readonly name: string;
  /** One clause for docs/operations.md. */
  readonly does: string;
  /** The pause after each run. */
  readonly everyMs: number;
  /** Whether a move of the test clock waits for a run of this job. */
  readonly onTestClock: boolean;
  /** Creates the job's function for one process; undefined where that process cannot run it. */
  readonly create: (tools: SchedulerTools) => (() => Promise<void>) | undefined;
}

const HOUR_MS = 3_600_000;
const BATCH = 500;
/** Few enough that a run of signals ends before many new ones wait. */
const SIGNALS_PER_RUN = 64;

/** All periodic jobs. On the test clock they run in this order. */
export const JOBS: readonly Job[] = [
  {
    name: 'outbox',
    does: 'sends signals that Temporal has not accepted yet',
    everyMs: 500,
    onTestClock: true,
    create:
      ({ sql, send, log }) =>
      async () => {
        const batch = { wallNow: Date.now(), limit: SIGNALS_PER_RUN, concurrency: 8 };
        const done = await sendPendingSignals(sql, send, batch);
        if (done.failed === 0) return;
        const error = String(done.firstError);
        log.warn({ failed: done.failed, error }, 'signals pending: Temporal did not accept them');
      },
  },
  {
    name: 'watch',
    does: 'compares accounts with new usage against their wake, and settles closed accounts',
    everyMs: 1_000,
    onTestClock: true,
    create: (tools) => async () => {
      for (let seen = BATCH; seen === BATCH;) ({ seen } = await watchUsage(schedulerContext(tools), BATCH));
      const { failed } = await settleClosed({ ...schedulerContext(tools), secrets: tools.secrets }, BATCH);
      if (failed.length > 0) tools.log.warn({ accounts: failed }, 'closed accounts could not be settled');
    },
  },
  {
    name: 'owners',
    does: 'emails Owners whose suspension breaker tripped',
    everyMs: 1_000,
    onTestClock: true,
    create: (tools) => () => queueBreakerEmails({ ...schedulerContext(tools), secrets: tools.secrets }),
  },
  {
    name: 'silentMeters',
    does: 'finds meters that stopped reporting, and emails their Owners',
    everyMs: 60_000,
    onTestClock: true,
    create: emailSilences,
  },
  {
    name: 'mornings',
    does: 'takes and emails the morning list of each tenant, at 07:00 in its zone',
    everyMs: 60_000,
    onTestClock: true,
    create: (tools) => () =>
      takeMornings({ ...schedulerContext(tools), secrets: tools.secrets }, findMorningReaders),
  },
  {
    name: 'mail',
    does: 'sends emails that the mail server has not accepted yet',
    // A user may be waiting for the link in an email.
    everyMs: 1_000,
    onTestClock: true,
    create: (tools) => () => sendEmails(tools),
  },
  {
    name: 'webhooks',
    does: 'sends events to the webhook endpoints of owners, and turns off those that failed for days',
    everyMs: 1_000,
    onTestClock: true,
    create: (tools) => () => {
      const { secrets, webhooks } = tools;
      return deliverEvents({ ...schedulerContext(tools), secrets, webhooks }, eventResponse);
    },
  },
  {
    name: 'tasks',
    does: 'works on tasks: imports, bank statements, plan replacements, backtests',
    everyMs: 1_000,
    onTestClock: true,
    create: (tools) => () => runTasks(tools),
  },
  {
    name: 'cards',
    does: 'deletes removed cards and ended mandates at the payment provider',
    everyMs: 2_000,
    onTestClock: true,
    create: (tools) => async () => {
      const context = { ...schedulerContext(tools), ...paymentTools(tools) };
      const { waiting } = await detachCards(context);
      if (waiting > 0) tools.log.warn({ waiting }, 'removed cards are not yet deleted at the provider');
      const mandates = await releaseMandates(context);
      if (mandates.waiting > 0)
        tools.log.warn({ waiting: mandates.waiting }, 'ended mandates are not yet revoked at the provider');
    },
  },
  {
    name: 'pending',
    does: 'asks providers about payments, debits, refunds and disputes that were not reported',
    everyMs: 60_000,
    onTestClock: true,
    create: (tools) => async () => {
      const context = { ...schedulerContext(tools), ...paymentTools(tools) };
      await askPendingTopUps(context);
      await askAwaitedDebits(context);
      await askAboutReports(context);
      await askAboutPayments(context);
    },
  },
  {
    name: 'vatIds',
    does: 'asks the VIES service about new VAT ids, and about all others from time to time',
    everyMs: 5_000,
    onTestClock: true,
    create: (tools) => {
      const { viesUrl, log } = tools;
      if (viesUrl === undefined) return undefined;
      return async () => {
        const ask: AskVatId = (vatId, requester) => askVies(viesUrl, vatId, requester);
        const { waiting } = await checkVatIds(schedulerContext(tools), ask);
        if (waiting > 0) log.info({ waiting }, 'VAT ids are unverified: the VIES service gave no answer');
      };
    },
  },
  {
    name: 'mandates',
    does: 'ends direct debit mandates that were not used for 36 months',
    everyMs: HOUR_MS,
    onTestClock: true,
    create: (tools) => async () => {
      await lapseMandates(schedulerContext(tools));
    },
  },
  {
    name: 'revive',
    does: 'signals accounts whose wake is overdue',
    everyMs: 15_000,
    onTestClock: false,
    create: (tools) => async () => {
      const revived = await reviveOverdue(schedulerContext(tools), BATCH);
      if (revived.length > 0) tools.log.warn({ accounts: revived.length }, 'overdue accounts were signalled');
    },
  },
  {
    name: 'sweep',
    does: 'compares all accounts and sites with the ledger, a part at a time',
    everyMs: 5_000,
    onTestClock: false,
    create: (tools) => {
      let sweptTo: string | undefined;
      return async () => {
        ({ after: sweptTo } = await sweepAccounts(schedulerContext(tools), sweptTo, BATCH));
      };
    },
  },
  {
    name: 'connectors',
    does: 'checks that connectors answer',
    everyMs: 2_000,
    onTestClock: false,
    create: (tools) => {
      const connectorProbe = createConnectorProbe();
      return async () => {
        await connectorProbe.probe(schedulerContext(tools));
      };
    },
  },
  {
    name: 'months',
    does: 'adds up the months of the overview',
    everyMs: 600_000,
    onTestClock: false,
    create: (tools) => () => updateMonths(schedulerContext(tools)),
  },
  {
    name: 'usageMonths',
    does: 'adds the next months to the table of usage events',
    everyMs: 60_000,
    onTestClock: false,
    create: (tools) => async () => {
      await addMonthsAhead(schedulerContext(tools));
    },
  },
  {
    name: 'reports',
    does: 'forgets reports of payments of other shops after 30 days',
    everyMs: HOUR_MS,
    onTestClock: false,
    create: (tools) => () => forgetForeignReports(schedulerContext(tools)),
  },
  {
    name: 'logins',
    does: 'forgets old login attempts and sessions',
    everyMs: HOUR_MS,
    onTestClock: false,
    create:
      ({ sql, clock }) =>
      () =>
        forgetOldLogins({ sql, now: clock.now() }),
  },
  {
    name: 'missing',
    does: 'starts workflows of accounts that have none',
    everyMs: HOUR_MS,
    onTestClock: false,
    create: (tools) => {
      const { running, log } = tools;
      if (running === undefined) return undefined;
      return async () => {
        const started = await startMissing(schedulerContext(tools), await running());
        if (started.length > 0)
          log.warn({ accounts: started.length }, 'workflows were started for accounts without one');
      };
    },
  },
];

function paymentTools({ secrets, payments }: SchedulerTools) {
  return { secrets, payments };
}
