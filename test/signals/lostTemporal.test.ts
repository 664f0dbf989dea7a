import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runningAccounts, SEARCH_ATTRIBUTES, signalSender } from '../../cli/processes/signals.js';
import { type Scheduler, runScheduler } from '../../cli/scheduler/runScheduler.js';
import { type RunningWorker, runWorker } from '../../cli/worker/runWorker.js';
import { createConnectors } from '../../src/connectors/createConnectors.js';
import { type MailSink, startMailSink } from '../../src/embedded/mailbox/mailSink.js';
import { startTemporalDev } from '../../src/embedded/temporal/temporalDev.js';
import { postAdjustment } from '../../src/ledger/postAdjustment.js';
import { recordPayment } from '../../src/payments/recordPayment.js';
import { systemClock } from '../../src/platform/clock.js';
import { createMailTransport } from '../../src/platform/mail/mailTransport.js';
import { createLog } from '../../src/platform/telemetry/log.js';
import { openTemporal, type TemporalHandle } from '../../src/platform/temporal/temporalClient.js';
import { plainTarget } from '../../src/platform/temporal/temporalTarget.js';
import { createPayments } from '../../src/providers/createPayments.js';
import { countDueAccounts } from '../../src/store/accounts/accounts.js';
import { outboxDepth } from '../../src/store/core/outbox.js';
import { countUnsent } from '../../src/store/emails/emails.js';
import { workflowIdOf } from '../../workflows/messages.js';
import { runSitetab } from '../setup/program.js';
import { workflowCodePath } from '../setup/temporal/temporal.js';
import { createFixture, granted, type Fixture } from '../setup/fixture.js';

const DAY = 86_400_000;
/** How many accounts there are; `LOST_ACCOUNTS=200 npx vitest run test/signals/lostTemporal.test.ts` for more. */
const MANY = Number(process.env['LOST_ACCOUNTS'] ?? 30);
/** So many of each kind that has something due; the others are quiet. */
const FEW = Math.floor(MANY / 10);
/** What is waited for takes a while longer where there is more of it. */
const PATIENCE_MS = 60_000 + MANY * 300;

/** Accounts in a state that Temporal knows nothing of, and what has to come of each: charges in cents, emails by kind. */
const KINDS = {
  // Forty days old: its first month is over and cost 31.00.
  settling: { daysOld: 40, has: '500.00', charges: ['-3100'], emails: ['statement'] },
  // A euro a day, and five are left.
  warned: { daysOld: 2, has: '7.00', charges: [], emails: ['week'] },
  // Nothing is left.
  fallen: { daysOld: 5, has: '1.00', charges: [], emails: ['suspended'] },
  quiet: { daysOld: 2, has: '500.00', charges: [], emails: [] },
} as const;
type Kind = keyof typeof KINDS;
const DUE: readonly Kind[] = ['settling', 'warned', 'fallen'];

let fixture: Fixture;
let folder: string;
let temporal: TemporalHandle;
let address: { readonly url: string; readonly port: number; readonly uiPort: number };
let server: Awaited<ReturnType<typeof startTemporalDev>>;
let mailbox: MailSink;
const accounts = new Map<string, Kind>();
const running: { worker?: RunningWorker; scheduler?: Scheduler } = {};

beforeAll(async () => {
  fixture = await createFixture(20);
  folder = mkdtempSync(join(tmpdir(), 'sitetab-lost-'));
  server = await startEmpty('first');
  address = { url: server.address, port: portOf(server.address), uiPort: portOf(server.uiUrl) };
  temporal = openTemporal(plainTarget(server.address));
  mailbox = await startMailSink({ dataDir: join(folder, 'mail') });
  await fillTenant();
}, PATIENCE_MS);
afterAll(async () => {
  await running.scheduler?.stop();
  await running.worker?.stop();
  await temporal.close();
  await server.stop();
  await mailbox.stop();
  rmSync(folder, { recursive: true, force: true });
});

function portOf(text: string): number {
  return Number(/:(\d+)\/?$/.exec(text)?.[1]);
}

/** A Temporal that has just been installed: nothing is in it. */
function startEmpty(
  name: string,
  at?: { port: number; uiPort: number },
): ReturnType<typeof startTemporalDev> {
  const dataDir = join(folder, name);
  return startTemporalDev({ dataDir, namespace: 'default', searchAttributes: SEARCH_ATTRIBUTES, ...at });
}

async function fillTenant(): Promise<void> {
  const today = new Date();
  const now = Date.now();
  const plans = new Map<Kind, string>();
  for (const [name, { daysOld }] of Object.entries(KINDS) as [Kind, (typeof KINDS)[Kind]][]) {
    const amount = daysOld === 40 ? '31.00' : monthOfEuros(today, daysOld);
    const recurring = [{ id: 'base', amount, timing: 'arrears' as const }];
    plans.set(name, await fixture.plan({ name, recurring }, now - 90 * DAY));
  }
  const open = async (number: number): Promise<void> => {
    const kind = DUE[Math.floor(number / FEW)] ?? 'quiet';
    const openedAt = midnight(now - KINDS[kind].daysOld * DAY);
    const billingDay = new Date(openedAt).getUTCDate();
    const id = await fixture.open({ plans: [plans.get(kind) ?? ''], timeZone: 'UTC', billingDay }, openedAt);
    const brought = { amount: KINDS[kind].has, description: 'Brought over' };
    granted(await postAdjustment(fixture.at(openedAt), id, brought));
    accounts.set(id, kind);
  };
  const numbers = Array.from({ length: MANY }, (_, number) => number);
  while (numbers.length > 0) await Promise.all(numbers.splice(0, 8).map(open));
  // All signals were sent to Temporal, and are lost with it.
  const { sql } = fixture.database;
  await sql`delete from outbox`;
  await sql`update accounts set assessed_revision = revision, assessed_at = ${now}, next_wake_at = ${now + DAY}`;
}

function midnight(at: number): number {
  return Math.floor(at / DAY) * DAY;
}

/** An amount that comes to a euro for each day of the month that begins so many days ago. */
function monthOfEuros(today: Date, daysOld: number): string {
  const start = new Date(midnight(today.getTime() - daysOld * DAY));
  const end = Date.UTC(start.getUTCFullYear(), start.getUTCMonth() + 1, start.getUTCDate());
  return `${Math.round((end - start.getTime()) / DAY)}.00`;
}

/** `sitetab doctor --repair`, as an operator gives it. */
async function doctor(): Promise<string> {
  const settings = {
    DATABASE_URL: fixture.database.url,
    TEMPORAL_ADDRESS: address.url,
    SITETAB_DATA: folder,
  };
  const { code, said } = await runSitetab(['doctor', '--repair', '--patience', '0.5'], settings);
  expect(code).toBe(0);
  return said;
}

async function startOurs(): Promise<void> {
  const { sql } = fixture.database;
  const { secrets } = fixture;
  const log = createLog({ level: 'silent' });
  const payments = createPayments();
  const baseUrl = () => 'http://tab.example';
  const transport = createMailTransport(mailbox.url);
  const mailer = { transport, from: { name: 'Sitetab', address: 'billing@agency.example' }, secrets, log };
  const connectors = createConnectors({ webhook: { allowPrivate: true } });
  const target = plainTarget(address.url);
  running.worker = await runWorker({
    ...{ target, taskQueue: 'sitetab', log, codePath: await workflowCodePath() },
    activities: { sql, mailer, log, payments, baseUrl, secrets, connectors },
  });
  const send = signalSender(temporal.client, 'sitetab');
  const wakeAccount = (): void => undefined;
  running.scheduler = runScheduler({
    webhooks: { allowPrivate: true },
    ...{ sql, clock: systemClock, send, mailer, secrets, payments, log, wakeAccount, baseUrl },
  });
}

async function rest(): Promise<void> {
  const { sql } = fixture.database;
  for (const until = Date.now() + PATIENCE_MS; Date.now() < until;) {
    const [restless, outbox, unsent] = await Promise.all([
      countDueAccounts(sql, Date.now()),
      outboxDepth(sql),
      countUnsent(sql),
    ]);
    if (restless + outbox.rows + unsent.waiting === 0) return;
    await delay(200);
  }
  throw new Error('it does not come to rest');
}

async function untilAllRun(): Promise<void> {
  for (const until = Date.now() + PATIENCE_MS; Date.now() < until;) {
    if ((await runningAccounts(temporal.client)).size === accounts.size) return;
    await delay(200);
  }
  throw new Error(`${(await runningAccounts(temporal.client)).size} of ${accounts.size} workflows run`);
}

/** What an account was charged and sent, beside what it was to be. */
async function compare(): Promise<void> {
  const { sql } = fixture.database;
  const charges = await sql<{ accountId: string; amount: string }[]>`
    select account_id, amount::text from entries where kind = 'charge'`;
  const emails = await sql<{ accountId: string; kind: string }[]>`
    select account_id, kind from emails where sent_at is not null`;
  for (const [id, kind] of accounts) {
    const found = {
      charges: charges.filter((row) => row.accountId === id).map(({ amount }) => amount),
      emails: emails.filter((row) => row.accountId === id).map((row) => row.kind),
    };
    expect(found, kind).toEqual({ charges: KINDS[kind].charges, emails: KINDS[kind].emails });
  }
  const states = await sql<{ id: string; state: string }[]>`select id, state from accounts`;
  for (const { id, state } of states) {
    expect(state).toBe(accounts.get(id) === 'fallen' ? 'suspended' : 'active');
  }
}

/** The rebuilt workflows continue: a payment reactivates the site, with one email. */
async function payFallen(): Promise<void> {
  const { sql } = fixture.database;
  const [id = ''] = [...accounts].filter(([, kind]) => kind === 'fallen').map(([account]) => account);
  granted(await recordPayment(fixture.at(Date.now()), id, { amount: '50.00', method: 'bank' }));
  await rest();
  const [account] = await sql`select state from accounts where id = ${id}`;
  expect(account).toEqual({ state: 'active' });
  const emails = await sql`
    select kind from emails where account_id = ${id} and sent_at is not null order by created_at, kind`;
  expect(emails.map(({ kind }) => String(kind)).sort()).toEqual(['reactivated', 'receipt', 'suspended']);
  // What the Web UI shows of it, in every run: the client's reference, and neither name nor address.
  const [{ reference } = { reference: '' }] = await sql<{ reference: string }[]>`
    select reference from accounts where id = ${id}`;
  const described = await temporal.client.workflow.getHandle(workflowIdOf(id)).describe();
  expect(await described.staticSummary()).toBe(`Account ${reference}`);
}

describe('a Temporal that has lost everything', () => {
  it(
    'is rebuilt by the doctor from PostgreSQL alone, and every account is charged and notified as it should be',
    async () => {
      const said = await doctor();
      expect(said.match(/^repaired/gm)).toHaveLength(accounts.size);
      expect(said).toContain(`${accounts.size} open accounts checked; no faults found.`);
      await untilAllRun();
      await startOurs();
      await rest();
      await compare();
    },
    3 * PATIENCE_MS,
  );

  it(
    'is rebuilt a second time, beside running workers, and no account is charged or notified twice',
    async () => {
      await server.stop();
      server = await startEmpty('second', address);
      expect((await runningAccounts(temporal.client)).size).toBe(0);
      await doctor();
      await untilAllRun();
      await rest();
      await compare();
      await payFallen();
    },
    3 * PATIENCE_MS,
  );
});
