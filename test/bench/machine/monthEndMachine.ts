import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { settlementSpreadMs } from '../../../src/billing/decide.js';
import type { TemporalKind } from '../../setup/temporal/temporals.js';
import { newId } from '../../../src/platform/ids.js';
import { SteppedClock } from '../../simulation/chaos/system/clock.js';
import { startAsleep } from '../figures/settlement.js';
import { fillTenant } from '../seed/fillTenant.js';
import { type Machine, startMachine } from './machine.js';

/** From when to when after the end of the month accounts are due, and how many are. */
export interface DueGroup {
  readonly accounts: number;
  readonly fromMs: number;
  readonly toMs: number;
  /** Without, they have no usage in the month. */
  readonly hasUsage: boolean;
}

export interface MonthEnd {
  readonly machine: Machine;
  /** Of each group, in the order in which they are due: how long after the month's end each is. */
  readonly groups: readonly (readonly { readonly id: string; readonly spreadMs: number }[])[];
  /** Starts the parts and the accounts' workflows; the instant, by the machine's clock, at which the month ends. */
  begin(workers: number): Promise<number>;
  /** By the program's clock. */
  now(): number;
  stop(): Promise<void>;
}

const STARTS_AT_ONCE = 32;
/** Time for this many to be put to sleep; most machines start more. */
const STARTS_A_SECOND = 60;
const REST_MS = 20_000;

/**
 * A tenant whose accounts' months end together. The parts of the program have a clock of their own, so that the month
 * ends soon; their settlements are spread as the program spreads them, by ids that are drawn for it.
 */
export async function prepareMonthEnd(kind: TemporalKind, asked: readonly DueGroup[]): Promise<MonthEnd> {
  const folder = mkdtempSync(join(tmpdir(), 'sitetab-clock-'));
  const clock = new SteppedClock(folder);
  const env = clock.env;
  const machine = await startMachine(kind, {
    CHAOS_CLOCK: env['CHAOS_CLOCK'] ?? '',
    NODE_OPTIONS: env['NODE_OPTIONS'] ?? '',
  });
  const groups = asked.map(drawIds);
  await fillMonth(machine, groups, asked);
  return {
    machine,
    groups,
    begin: async (workers) => {
      const others = Array.from({ length: workers }, (_, index) => machine.part('worker', index + 1));
      await Promise.all([machine.part('api'), machine.part('scheduler'), ...others]);
      const count = groups.flat().length;
      const at = Date.now() + REST_MS + Math.ceil((count / STARTS_A_SECOND) * 1_000);
      await clock.step(monthEnd(at) - at);
      const sleepers = groups.flat().map(({ id, spreadMs }) => ({ accountId: id, due: at + spreadMs }));
      const began = performance.now();
      await startAsleep(machine, sleepers, STARTS_AT_ONCE);
      const perSecond = count / ((performance.now() - began) / 1_000);
      process.stderr.write(`${count} workflows asleep, ${perSecond.toFixed(0)} started a second\n`);
      if (Date.now() > at) throw new Error('the workflows were not asleep before the month ended');
      return at;
    },
    now: () => clock.now(),
    stop: async () => {
      await machine.stop();
      clock.stop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

function monthEnd(now: number): number {
  const date = new Date(now);
  return Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + 1, 1);
}

function drawIds({ accounts, fromMs, toMs }: DueGroup): { id: string; spreadMs: number }[] {
  const drawn: { id: string; spreadMs: number }[] = [];
  while (drawn.length < accounts) {
    const id = newId(Date.now());
    const spreadMs = settlementSpreadMs(id);
    if (spreadMs >= fromMs && spreadMs < toMs) drawn.push({ id, spreadMs });
  }
  return drawn.sort((one, other) => one.spreadMs - other.spreadMs);
}

/** Accounts with enough credit in the present month, and each day's traffic of it where there is some. */
async function fillMonth(
  { sql, siteId }: Machine,
  groups: MonthEnd['groups'],
  asked: readonly DueGroup[],
): Promise<void> {
  const ids = groups.flat().map(({ id }) => id);
  await fillTenant(sql, siteId, {
    accounts: ids.length,
    ids,
    entriesEach: 0,
    usageDays: -1,
    timing: 'arrears',
  });
  const spreads = groups.flat().map(({ spreadMs }) => spreadMs);
  await sql`
    update accounts set state = 'active', balance = 100000, limit_date = null,
           suspension_date = null, next_wake_at = open_from + interval '1 month' + spread * interval '1 millisecond'
      from unnest(${ids}::uuid[], ${spreads}::integer[]) as s(account_id, spread)
     where id = s.account_id`;
  const withUsage = groups.filter((_, index) => asked[index]?.hasUsage).flat();
  await sql`
    insert into usage_days (site_id, meter_id, day, account_id, total, peak, latest, latest_at, events)
    select s.id, m.id, day::date, a.id, 400000000, 10, 1, day, 100
      from accounts a join sites s on s.account_id = a.id join meters m on m.site_id is null and m.name = 'bandwidth'
           cross join generate_series(a.open_from, a.open_from + interval '1 month' - interval '1 day',
                                      interval '1 day') as day
     where a.id = any(${withUsage.map(({ id }) => id)}::uuid[])`;
  await sql`vacuum analyze`;
}
