import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type Scheduler, runScheduler } from '../../cli/scheduler/runScheduler.js';
import { startReplacement } from '../../src/plans/startReplacement.js';
import { type MailSink, startMailSink } from '../../src/embedded/mailbox/mailSink.js';
import { createMailTransport, type MailTransport } from '../../src/platform/mail/mailTransport.js';
import { createLog } from '../../src/platform/telemetry/log.js';
import { createPayments } from '../../src/providers/createPayments.js';
import { outboxDepth } from '../../src/store/core/outbox.js';
import { createFixture, type Fixture, granted } from '../setup/fixture.js';

const NOW = Date.parse('2026-03-10T12:00:00Z');
const folder = mkdtempSync(join(tmpdir(), 'sitetab-mail-'));
let fixture: Fixture;
let mailbox: MailSink;
let transport: MailTransport;
beforeAll(async () => {
  fixture = await createFixture(20);
  mailbox = await startMailSink({ dataDir: folder });
  transport = createMailTransport(mailbox.url);
});
afterAll(async () => {
  transport.close();
  await mailbox.stop();
  await fixture.database.drop();
  rmSync(folder, { recursive: true });
});

const signalled: string[] = [];

function start(): Scheduler {
  const { secrets } = fixture;
  const log = createLog({ level: 'silent' });
  return runScheduler({
    ...{ sql: fixture.database.sql, secrets, payments: createPayments(), clock: { now: () => NOW } },
    webhooks: { allowPrivate: true },
    mailer: { transport, from: { name: 'Sitetab', address: 'billing@agency.example' }, secrets, log },
    send: ({ accountId: id }) => {
      signalled.push(id);
      return Promise.resolve();
    },
    baseUrl: () => 'http://tab.example',
    log,
    wakeAccount: () => undefined,
  });
}

it('does nothing twice while two schedulers run every job at the same time, without regard to leases', async () => {
  const { sql } = fixture.database;
  const old = await fixture.plan({ name: 'Old' });
  const next = await fixture.plan({ name: 'Next' });
  const accounts: string[] = [];
  for (let count = 0; count < 60; count += 1) accounts.push(await fixture.open({ plans: [old] }, NOW));
  const task = granted(await startReplacement(fixture.at(NOW), old, { with: next, effective: 'period' }));
  await sql`insert into breakers values (gen_random_uuid(), ${fixture.siteId}, ${NOW}, 9, 20, 5, null, null, null, ${NOW}, 0)`;
  const schedulers = [start(), start()];
  const end = Date.now() + 60_000;
  // The process that queued a signal sends it first; the schedulers send it a moment later.
  do await Promise.all(schedulers.map((each) => each.runJobs()));
  while ((await outboxDepth(sql)).rows > 0 && Date.now() < end);
  await Promise.all(schedulers.map((each) => each.stop()));
  expect(mailbox.summaries().map(({ to }) => to)).toHaveLength(1);
  const moves = await sql<{ moves: number }[]>`
    select count(*)::integer as moves from assignments where account_id = any(${accounts}) group by account_id`;
  expect(new Set(moves.map(({ moves: count }) => count))).toEqual(new Set([2]));
  const [line] = await sql<{ open: number; failed: number }[]>`
    select count(*) filter (where ended_at is null)::integer as open, count(*) filter (where failed)::integer as failed
      from task_lines where task_id = ${task.id}`;
  expect(line).toEqual({ open: 0, failed: 0 });
  expect((await outboxDepth(sql)).rows).toBe(0);
  expect(new Set(signalled)).toEqual(new Set(accounts));
});
