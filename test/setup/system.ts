import { mkdtempSync, rmSync } from 'node:fs';
import { randomBytes } from 'node:crypto';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { fileOf } from '../../cli/processes/fileOf.js';
import { SEARCH_ATTRIBUTES, signalSender } from '../../cli/processes/signals.js';
import { runScheduler } from '../../cli/scheduler/runScheduler.js';
import { type RunningWorker, runWorker } from '../../cli/worker/runWorker.js';
import { createConnectors } from '../../src/connectors/createConnectors.js';
import type { SiteContext } from '../../src/core/context.js';
import { type MailSink, startMailSink } from '../../src/embedded/mailbox/mailSink.js';
import { createSandboxClock } from '../../src/platform/clock.js';
import { createMailTransport } from '../../src/platform/mail/mailTransport.js';
import type { SecretBox } from '../../src/platform/secretBox.js';
import { createLog } from '../../src/platform/telemetry/log.js';
import { openTemporal, type TemporalHandle } from '../../src/platform/temporal/temporalClient.js';
import { plainTarget } from '../../src/platform/temporal/temporalTarget.js';
import { createPayments, type Payments } from '../../src/providers/createPayments.js';
import { createDispatcher } from '../../src/signals/dispatch.js';
import { countDueAccounts } from '../../src/store/accounts/accounts.js';
import { outboxDepth } from '../../src/store/core/outbox.js';
import { countUnsent } from '../../src/store/emails/emails.js';
import { timeSkippingServer, workflowCodePath } from './temporal/temporal.js';
import { createFixture, type Fixture } from './fixture.js';

/** A fixture with its workflows, scheduler and mail running on a clock that can be moved. */
export interface System {
  readonly fixture: Fixture;
  readonly mailbox: MailSink;
  readonly temporal: TemporalHandle;
  readonly taskQueue: string;
  now(): number;
  /** The caller's context as of now. */
  here(): SiteContext & { readonly secrets: SecretBox };
  /** Waits until nothing is due. */
  rest(): Promise<void>;
  /** Moves the clock, doing all that is due on the way. */
  goTo(instant: number | string): Promise<void>;
  /** The kinds of the emails an account was sent, oldest first. */
  emails(accountId: string): Promise<string[]>;
  stop(): Promise<void>;
}

export async function startSystem(payments: Payments = createPayments()): Promise<System> {
  const fixture = await createFixture(20);
  const server = await timeSkippingServer(SEARCH_ATTRIBUTES);
  const folder = mkdtempSync(join(tmpdir(), 'sitetab-mail-'));
  const clock = createSandboxClock();
  clock.follow(await server.now());
  const mailbox = await startMailSink({ dataDir: folder, now: () => clock.now() });
  const temporal = openTemporal(plainTarget(server.address));
  const taskQueue = `test-${randomBytes(6).toString('hex')}`;
  const send = signalSender(temporal.client, taskQueue);
  const log = createLog({ level: process.env['SITETAB_TEST_LOG'] ?? 'error' });
  const { sql } = fixture.database;
  const baseUrl = () => 'http://tab.example';
  const dispatcher = createDispatcher({ sql, send });
  const mailer = {
    transport: createMailTransport(mailbox.url),
    from: { name: 'Sitetab', address: 'billing@agency.example' },
    secrets: fixture.secrets,
    log,
    fileOf,
  };
  const worker: RunningWorker = await runWorker({
    target: plainTarget(server.address),
    taskQueue,
    log,
    codePath: await workflowCodePath(),
    activities: {
      sql,
      mailer,
      log,
      payments,
      baseUrl,
      secrets: fixture.secrets,
      connectors: createConnectors({ webhook: { allowPrivate: true } }),
    },
  });
  const { secrets } = fixture;
  const wakeAccount = (id: string): void => dispatcher.wakeAccount(id);
  const scheduler = runScheduler({
    ...{ sql, clock, send, mailer, secrets, payments, log, wakeAccount, baseUrl },
    webhooks: { allowPrivate: true },
  });

  const isAtRest = async (): Promise<boolean> => {
    await scheduler.runJobs();
    await dispatcher.idle();
    const [restless, outbox, unsent] = await Promise.all([
      countDueAccounts(sql, clock.now()),
      outboxDepth(sql),
      countUnsent(sql),
    ]);
    return restless === 0 && outbox.rows === 0 && unsent.waiting === 0;
  };
  const rest = async (): Promise<void> => {
    for (const until = Date.now() + 60_000; !(await isAtRest());) {
      if (Date.now() > until) throw new Error('the system does not come to rest');
      await delay(20);
    }
  };
  return {
    fixture,
    mailbox,
    temporal,
    taskQueue,
    now: () => clock.now(),
    here: () => ({ ...fixture.at(clock.now()), wakeAccount: (id) => dispatcher.wakeAccount(id) }),
    rest,
    goTo: async (instant) => {
      await rest();
      await scheduler.pause();
      await server.skipTo(typeof instant === 'number' ? instant : Date.parse(instant));
      clock.follow(await server.now());
      scheduler.resume();
      await rest();
    },
    emails: async (accountId) => {
      const rows = await sql<{ kind: string }[]>`
        select kind from emails where account_id = ${accountId} and sent_at is not null order by sent_at, id`;
      return rows.map((row) => row.kind);
    },
    stop: async () => {
      await scheduler.stop();
      await worker.stop();
      mailer.transport.close();
      await mailbox.stop();
      await temporal.close();
      await fixture.database.drop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
