import { setTimeout as delay } from 'node:timers/promises';
import { Client, Connection } from '@temporalio/client';
import type { TemporalKind } from '../../setup/temporal/temporals.js';
import { connectSql, type Sql } from '../../../src/platform/sql/sql.js';
import { workflowIdOf } from '../../../workflows/messages.js';
import { ask } from '../machine/ask.js';
import type { Machine } from '../machine/machine.js';
import { prepareMonthEnd } from '../machine/monthEndMachine.js';
import { familyProcessorMs, processorMs } from '../machine/part.js';
import { waitFor } from '../machine/waitFor.js';
import type { Row } from '../row.js';

const ACCOUNTS = 200;
/** From the month's end on; the second group is due when the first is done. */
const DUE_WITHIN_MS = 20_000;
const SECOND_DUE_MS = 60_000;
const EVENTS_A_BATCH = 1_000;
const BATCHES = 60;
const IDLE_MS = 10_000;
const DAY_MS = 86_400_000;

const PROCESSES = ['api', 'worker', 'scheduler', 'postgres', 'temporal'] as const;
type Used = Record<(typeof PROCESSES)[number], number>;

interface Measured {
  readonly cpuMs: Used;
  /** Tables, indexes and all, of the program's database. */
  readonly bytes: number;
  readonly walBytes: number;
  readonly temporalBytes: number;
  readonly actions: number;
}

interface Work {
  readonly name: string;
  /** How often it is done. */
  readonly times: number;
  readonly run: () => Promise<void>;
}

/**
 * What each thing costs, in processor time of every process, in bytes that stay in the databases, in bytes of
 * PostgreSQL's log, and in actions that Temporal Cloud would bill. What the idle system uses is taken off.
 */
export async function* measureCosts(kind: TemporalKind): AsyncGenerator<Row> {
  const prepared = await prepareMonthEnd(kind, [
    { accounts: ACCOUNTS / 2, fromMs: 0, toMs: DUE_WITHIN_MS, hasUsage: false },
    { accounts: ACCOUNTS / 2, fromMs: SECOND_DUE_MS, toMs: SECOND_DUE_MS + DUE_WITHIN_MS, hasUsage: true },
  ]);
  const { machine, groups } = prepared;
  const meter = await openMeter(machine, kind);
  try {
    const [quiet = [], busy = []] = groups.map((group) => group.map(({ id }) => id));
    const ids = [...quiet, ...busy];
    await prepared.begin(1);
    const idle = await measureIdle(meter);
    yield idleRow(idle);
    for (const work of [
      monthEnd(machine, 'a quiet month: plan without usage, statement and its email', quiet),
      monthEnd(machine, 'a settlement with usage, statement and its email', busy),
      payments(machine, ids),
      notices(machine, ids, () => prepared.now()),
      usage(machine, busy, () => prepared.now()),
    ]) {
      yield* rowsOf(work.name, await meter.measure(work, idle, ids));
    }
  } finally {
    await meter.close();
    await prepared.stop();
  }
}

function idleRow(idle: Used): Row {
  const total = PROCESSES.reduce((sum, name) => sum + idle[name], 0);
  return { figure: 'idle system: CPU-ms a second', ours: total, aim: '–', met: true, note: sharesOf(idle) };
}

function sharesOf(used: Used): string {
  return PROCESSES.map((name) => `${name} ${used[name].toFixed(1)}`).join(', ');
}

function* rowsOf(name: string, { cpuMs, bytes, walBytes, temporalBytes, actions }: Measured): Generator<Row> {
  const row = (what: string, ours: number, note?: string): Row => ({
    ...{ figure: `${name}: ${what}`, ours, aim: '–', met: true },
    ...(note === undefined ? {} : { note }),
  });
  yield row(
    'CPU-ms',
    PROCESSES.reduce((sum, each) => sum + cpuMs[each], 0),
    sharesOf(cpuMs),
  );
  yield row('bytes in the database', bytes, `written to PostgreSQL's log: ${walBytes.toFixed(0)}`);
  yield row("bytes in Temporal's database", temporalBytes);
  yield row('Temporal actions', actions);
}

interface Meter {
  used(): Promise<Used>;
  measure(work: Work, idle: Used, ids: readonly string[]): Promise<Measured>;
  close(): Promise<void>;
}

async function openMeter(machine: Machine, kind: TemporalKind): Promise<Meter> {
  const { namespace, connection: target } = machine.services.temporal.target;
  const connection = await Connection.connect(target);
  const client = new Client({ connection, namespace });
  const admin = connectSql(machine.adminUrl, { max: 1, name: 'costs' });
  const used = async (): Promise<Used> => {
    const part = async (name: 'api' | 'worker' | 'scheduler'): Promise<number> =>
      (await machine.part(name)).processorMs();
    return {
      ...{ api: await part('api'), worker: await part('worker'), scheduler: await part('scheduler') },
      ...{ postgres: familyProcessorMs(machine.servers.postgres) },
      ...{ temporal: processorMs(machine.servers.temporal) },
    };
  };
  return {
    used,
    measure: async ({ times, run }, idle, ids) => {
      await calm(machine);
      const [began, before, sizes] = [Date.now(), await used(), await sizesOf(admin, kind)];
      await run();
      await calm(machine);
      const [seconds, after, now] = [(Date.now() - began) / 1_000, await used(), await sizesOf(admin, kind)];
      const cpuMs = Object.fromEntries(
        PROCESSES.map((name) => [
          name,
          Math.max(0, after[name] - before[name] - idle[name] * seconds) / times,
        ]),
      ) as Used;
      return {
        cpuMs,
        bytes: (now.own - sizes.own) / times,
        walBytes: (now.wal - sizes.wal) / times,
        temporalBytes: (now.temporal - sizes.temporal) / times,
        actions: (await countActions(client, ids, began)) / times,
      };
    },
    close: async () => {
      await admin.end({ timeout: 1 });
      await connection.close();
    },
  };
}

async function measureIdle({ used }: Pick<Meter, 'used'>): Promise<Used> {
  await delay(IDLE_MS / 2);
  const before = await used();
  await delay(IDLE_MS);
  const after = await used();
  return Object.fromEntries(
    PROCESSES.map((name) => [name, ((after[name] - before[name]) / IDLE_MS) * 1_000]),
  ) as Used;
}

async function sizesOf(admin: Sql, kind: TemporalKind): Promise<Record<'own' | 'wal' | 'temporal', number>> {
  const [row] = await admin<{ own: string; wal: string; temporal: string }[]>`
    select pg_database_size('sitetab') as own, pg_current_wal_insert_lsn() - '0/0'::pg_lsn as wal,
           coalesce(sum(pg_database_size(oid)), 0) as temporal
      from pg_database where datname in ('temporal', 'temporal_visibility')`;
  const number = (text: string | undefined): number => Number(text);
  return {
    ...{ own: number(row?.own), wal: number(row?.wal) },
    temporal: kind === 'postgres' ? number(row?.temporal) : NaN,
  };
}

/** What Temporal Cloud bills, by the attributes of the event that each leaves in a history. */
const BILLED = [
  'workflowExecutionStartedEventAttributes',
  'workflowExecutionSignaledEventAttributes',
  'timerStartedEventAttributes',
  'activityTaskScheduledEventAttributes',
  'upsertWorkflowSearchAttributesEventAttributes',
] as const;

/** The actions of the accounts' workflows since an instant. */
async function countActions(client: Client, ids: readonly string[], since: number): Promise<number> {
  let actions = 0;
  for (const id of ids) {
    for (let runId: string | undefined, isFirst = true; isFirst || runId !== undefined; isFirst = false) {
      const { events } = await client.workflow.getHandle(workflowIdOf(id), runId).fetchHistory();
      const fresh = (events ?? []).filter(
        ({ eventTime }) => Number(eventTime?.seconds ?? 0) * 1_000 >= since,
      );
      actions += fresh.filter((event) => BILLED.some((name) => event[name])).length;
      const started = events?.[0]?.workflowExecutionStartedEventAttributes;
      const isOlder = fresh.length < (events?.length ?? 0);
      runId = isOlder ? undefined : (started?.continuedExecutionRunId ?? undefined) || undefined;
    }
  }
  return actions;
}

/** Until no signal waits, all are assessed and all emails are sent. */
async function calm({ sql }: Machine): Promise<void> {
  await waitFor({
    what: 'the accounts to be assessed and the emails to be sent',
    look: async () => {
      const [row] = await sql<{ signals: number; outstanding: number; emails: number }[]>`
        select (select count(*)::integer from outbox) as signals,
               (select count(*)::integer from accounts where revision <> assessed_revision) as outstanding,
               (select count(*)::integer from emails where sent_at is null and failed_at is null) as emails`;
      return row ?? { signals: NaN, outstanding: NaN, emails: NaN };
    },
    isEnough: ({ signals, outstanding, emails }) => signals + outstanding + emails === 0,
    withinMs: 4 * SECOND_DUE_MS,
    everyMs: 500,
  });
  // What the workflows do after their last query.
  await delay(2_000);
}

/** The month of some accounts ends; their workflows sleep until then. */
function monthEnd(machine: Machine, name: string, ids: readonly string[]): Work {
  return {
    name,
    times: ids.length,
    run: async () => {
      await waitFor({
        what: `${ids.length} accounts to be settled`,
        look: async () => {
          const [row] = await machine.sql<{ settled: number }[]>`
            select count(*)::integer as settled from periods where account_id = any(${ids as string[]}::uuid[])`;
          return row?.settled ?? 0;
        },
        isEnough: (settled) => settled === ids.length,
        withinMs: 4 * SECOND_DUE_MS,
      });
    },
  };
}

/** A payment on each account, over HTTP. */
function payments(machine: Machine, ids: readonly string[]): Work {
  return {
    name: 'a payment (with assessment, receipt and its email)',
    times: ids.length,
    run: async () => {
      const { port } = await machine.part('api');
      for (const id of ids) {
        const body = { amount: '12.34', method: 'bank', reference: 'cost' };
        await ask(machine, port, 'POST', `/v1/accounts/${id}/payments`, body);
      }
    },
  };
}

/** A large charge is planned for each account within the week, so that its credit ends then. */
function notices(machine: Machine, ids: readonly string[], now: () => number): Work {
  return {
    name: 'a week notice with its email, after a charge was planned',
    times: ids.length,
    run: async () => {
      const { port } = await machine.part('api');
      const dueOn = new Date(now() + 5 * DAY_MS).toISOString().slice(0, 10);
      for (const id of ids) {
        const body = { amount: '5000.00', description: 'Planned', category: 'other', dueOn };
        await ask(machine, port, 'POST', `/v1/accounts/${id}/scheduled-charges`, body);
      }
    },
  };
}

/** Events of one meter for the accounts' sites, of today. */
function usage(machine: Machine, ids: readonly string[], now: () => number): Work {
  return {
    name: `a usage batch of ${EVENTS_A_BATCH}`,
    times: BATCHES,
    run: async () => {
      const { port } = await machine.part('api');
      const sites = await machine.sql<{ slug: string }[]>`
        select slug from sites where account_id = any(${ids as string[]}::uuid[])`;
      const from = now() - DAY_MS / 24;
      for (let batch = 0; batch < BATCHES; batch += 1) {
        const events = Array.from({ length: EVENTS_A_BATCH }, (_, index) => ({
          ...{ id: `cost-${batch}-${index}`, source: 'edge-1', meter: 'bandwidth', quantity: '1000' },
          ...{
            site: sites[index % sites.length]?.slug ?? '',
            time: new Date(from + index * 50).toISOString(),
          },
        }));
        await ask(machine, port, 'POST', '/v1/usage', { events });
      }
    },
  };
}
