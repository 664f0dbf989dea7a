import { setTimeout as delay } from 'node:timers/promises';
import { Client, Connection } from '@temporalio/client';
import { openAccount } from '../../../src/accounts/opening/openAccount.js';
import { isRefusal } from '../../../src/core/values/refusal.js';
import { createPlan } from '../../../src/plans/managePlans.js';
import { readConfig } from '../../../src/platform/config.js';
import { createSecretBox, keyFromText } from '../../../src/platform/secretBox.js';
import { WORKFLOW_TYPE, workflowIdOf } from '../../../workflows/messages.js';
import { SHARE, startAll, startFloor, STARTS_AT_ONCE } from '../floors/floor.js';
import type { Machine } from '../machine/machine.js';
import { waitFor } from '../machine/waitFor.js';
import { type Row, shareOfFloor } from '../row.js';

const ACCOUNTS = 100;
const DAY_MS = 86_400_000;
/** Time enough to put them to sleep, also on a machine that does other things. */
const DUE_IN_MS = 10_000;

/**
 * Accounts whose timers are all due at once: woken, settled, continued as new, against workflows that do as much with
 * an activity that does nothing, on the same Temporal server with as many slots.
 */
export async function* measureSettlement(machine: Machine): AsyncGenerator<Row> {
  await Promise.all([machine.part('worker'), machine.endPart('scheduler')]);
  const floor = await startFloor(machine);
  const bare = await floor.turnPages(ACCOUNTS, DUE_IN_MS);
  await floor.stop();
  const ours = await settleAll(machine);
  const note = `${ACCOUNTS} timers due at once; worker alone at work; floor: bare timer → activity → continue-as-new`;
  yield shareOfFloor('accounts settled/s', { ours, floor: bare, least: 0.7, note });
}

async function settleAll(machine: Machine): Promise<number> {
  const ids = await openOverdue(machine);
  const due = Date.now() + DUE_IN_MS;
  await fallAsleep(machine, ids, due);
  const lateMs = Date.now() - due;
  if (lateMs > 0)
    throw new Error(`the last of ${ids.length} workflows was started ${lateMs} ms after it was due`);
  await delay(due - Date.now());
  const began = performance.now();
  const enough = Math.ceil(ids.length * SHARE);
  const settled = await waitFor({
    what: `${enough} of ${ids.length} accounts to be settled`,
    everyMs: 10,
    look: async () => {
      const [row] = await machine.sql<{ settled: number }[]>`
        select count(distinct account_id) as settled from periods where account_id = any(${ids}::uuid[])`;
      return row?.settled ?? 0;
    },
    isEnough: (count) => count >= enough,
  });
  return settled / ((performance.now() - began) / 1_000);
}

/** Accounts opened some time ago, whose first period is over: a monthly amount and metered traffic to be posted. */
async function openOverdue({ sql, siteId }: Machine): Promise<string[]> {
  const opened = Date.now() - 33 * DAY_MS;
  const secrets = createSecretBox(keyFromText('bench'));
  const common = { sql, siteId, actor: 'bench', wakeAccount: () => undefined, secrets };
  const context = { ...common, now: opened, wallNow: Date.now() };
  const plan = granted(
    await createPlan(context, {
      name: 'Settled',
      currency: 'EUR',
      recurring: [{ id: 'care', amount: '30.00', timing: 'arrears' }],
      usage: [
        {
          id: 'requests',
          meter: 'requests',
          model: 'graduated',
          per: '1000',
          bands: [{ unitPrice: '0.10' }],
        },
      ],
    }),
  );
  const ids: string[] = [];
  for (let index = 0; index < ACCOUNTS; index += 1) {
    const account = granted(
      await openAccount(context, {
        name: 'Settled client',
        email: 'settled@client.example',
        currency: 'EUR',
        timeZone: 'UTC',
        billingDay: new Date(opened).getUTCDate(),
        intervalMonths: 1,
        creditLimit: '1000.00',
        language: 'en',
        statements: false,
        plans: [plan.planId],
        sites: [{ slug: `settled-${index}`, name: `settled-${index}`, hostnames: [] }],
      }),
    );
    ids.push(account.id);
  }
  await sql`delete from outbox`;
  await addTraffic(sql, ids, opened);
  return ids;
}

async function addTraffic(sql: Machine['sql'], accountIds: readonly string[], opened: number): Promise<void> {
  await sql`
    insert into usage_days (site_id, meter_id, day, account_id, total, peak, latest, latest_at, events)
    select s.id, m.id, (to_timestamp(${opened / 1_000}::float8) at time zone 'UTC')::date + day, s.account_id, 1000 + 10 * day, 10, 1,
           ${opened}, 1000
      from sites s join meters m on m.site_id is null and m.name = 'requests' cross join generate_series(1, 30) as day
     where s.account_id = any(${accountIds as string[]}::uuid[])`;
}

/** Starts the accounts' workflows as the run before them would have: asleep until they are due. */
async function fallAsleep(machine: Machine, ids: readonly string[], due: number): Promise<void> {
  await startAsleep(
    machine,
    ids.map((accountId) => ({ accountId, due })),
    STARTS_AT_ONCE,
  );
}

export interface Sleeper {
  readonly accountId: string;
  readonly due: number;
  /** Settlement when left out. */
  readonly wakeFor?: string;
}

export async function startAsleep(
  { services }: Machine,
  sleepers: readonly Sleeper[],
  atOnce: number,
): Promise<void> {
  const { namespace, connection: target } = services.temporal.target;
  const connection = await Connection.connect(target);
  const client = new Client({ connection, namespace });
  const start = ({ accountId, due, wakeFor }: Sleeper): Promise<unknown> =>
    client.workflow.start(WORKFLOW_TYPE, {
      workflowId: workflowIdOf(accountId),
      taskQueue: readConfig({}).taskQueue,
      // The scheduler may have found something to assess meanwhile.
      workflowIdConflictPolicy: 'USE_EXISTING',
      args: [{ accountId, view: sleepingView(due, wakeFor) }],
    });
  await startAll(sleepers, start, atOnce);
  await connection.close();
}

function sleepingView(due: number, wakeFor = 'settlement'): object {
  return {
    ...{ state: 'active', currency: 'EUR', balance: '0.00', headroom: '0.00', limitDate: null, due: null },
    ...{ wakeAt: new Date(due).toISOString(), wakeFor, period: '2000-01-01' },
  };
}

function granted<T extends object>(outcome: T): Exclude<T, { refused: unknown }> {
  if (isRefusal(outcome)) throw new Error(outcome.detail);
  return outcome as Exclude<T, { refused: unknown }>;
}
