import type { Context as HttpContext } from 'hono';
import { Gauge } from 'prom-client';
import { readGauges } from '../../src/operations/readGauges.js';
import { bearsToken } from '../../src/platform/bearer.js';
import type { AppDeps } from '../deps.js';
import { isFromHere } from '../http/fromHere.js';
import { bringsViewerKey } from './viewerKey.js';

/** Whoever has the token, or, where none is set, the key that is printed at the start; a sandbox's are for its machine. */
export function maySeeMetrics(
  c: HttpContext,
  {
    metricsToken,
    secrets,
    sandbox,
    baseUrl,
  }: Pick<AppDeps, 'metricsToken' | 'secrets' | 'sandbox' | 'baseUrl'>,
): boolean {
  if (metricsToken === null)
    return bringsViewerKey(c, secrets) || (sandbox !== null && isFromHere(c, baseUrl()));
  return bearsToken(c.req.header('authorization'), metricsToken);
}

type Row = Awaited<ReturnType<typeof readGauges>>;
type Counts = Readonly<Record<string, number>>;

interface Shown {
  readonly name: string;
  readonly help: string;
  readonly labels?: readonly string[];
  /** The figure, or one for each set of labels. */
  readonly show: (row: Row, now: number) => number | readonly (readonly [Record<string, string>, number])[];
}

/**
 * Adds the installation's figures to what the process counts. They are read when somebody asks, all in one query, and
 * once for all who ask at the same time; without a database there are none of them, and `sitetab_database_up` is 0.
 */
export function addGauges({ sql, clock, instruments }: Pick<AppDeps, 'sql' | 'clock' | 'instruments'>): void {
  const registers = [instruments.registry];
  let reading: Promise<Reading> | undefined;
  const read = (): Promise<Reading> =>
    (reading ??= readAll(sql, clock.now()).finally(() => {
      reading = undefined;
    }));
  for (const { name, help, labels = [], show } of GAUGES) {
    new Gauge({
      ...{ name, help, registers, labelNames: [...labels] },
      async collect() {
        const { row, now } = await read();
        this.reset();
        if (row === undefined) return;
        const shown = show(row, now);
        if (typeof shown === 'number') this.set(shown);
        else for (const [labelled, figure] of shown) this.set(labelled, figure);
      },
    });
  }
  new Gauge({
    ...{ name: 'sitetab_database_up', help: 'Whether the database answers.', registers },
    async collect() {
      this.set((await read()).row === undefined ? 0 : 1);
    },
  });
  new Gauge({
    ...{ name: 'sitetab_gauges_seconds', help: 'How long the database took for these figures.', registers },
    async collect() {
      this.set((await read()).seconds);
    },
  });
}

interface Reading {
  readonly row: Row | undefined;
  readonly now: number;
  readonly seconds: number;
}

async function readAll(sql: AppDeps['sql'], now: number): Promise<Reading> {
  const began = performance.now();
  const row = await readGauges(sql, now).catch(() => undefined);
  return { row, now, seconds: (performance.now() - began) / 1_000 };
}

const GAUGES: readonly Shown[] = [
  {
    name: 'sitetab_accounts',
    help: 'Accounts by state.',
    labels: ['state'],
    show: ({ accounts }) => by('state', { active: 0, suspended: 0, closed: 0, ...accounts }),
  },
  {
    name: 'sitetab_outbox_rows',
    help: 'Signals that wait to be delivered.',
    show: ({ outboxRows }) => outboxRows,
  },
  {
    name: 'sitetab_outbox_oldest_seconds',
    help: 'How long the oldest signal has waited.',
    show: ({ outboxOldestAt }, now) => age(outboxOldestAt, now),
  },
  {
    name: 'sitetab_letters_unsent',
    help: 'Letters that are due and not sent: waiting, or given up.',
    labels: ['letter', 'state'],
    show: ({ lettersWaiting, lettersFailed }) => [
      ...by('letter', lettersWaiting, { state: 'waiting' }),
      ...by('letter', lettersFailed, { state: 'failed' }),
    ],
  },
  {
    name: 'sitetab_letters_oldest_seconds',
    help: 'How long the oldest letter has waited.',
    show: ({ lettersOldestAt }, now) => age(lettersOldestAt, now),
  },
  {
    name: 'sitetab_addresses_undeliverable',
    help: 'Addresses of clients that refused an email for good.',
    show: ({ addressesUndeliverable }) => addressesUndeliverable,
  },
  {
    name: 'sitetab_wakes_due',
    help: 'Accounts that should have been looked at by now, by what for.',
    labels: ['for'],
    show: ({ wakesDue }) => by('for', { settlement: 0, 'scheduled charge': 0, ...wakesDue }),
  },
  {
    name: 'sitetab_wake_lag_seconds',
    help: 'How late the latest of them is.',
    show: ({ oldestWakeAt }, now) => age(oldestWakeAt, now),
  },
  {
    name: 'sitetab_settlement_lag_seconds',
    help: 'How late the oldest due period or planned charge is that was not posted.',
    show: ({ oldestSettlementAt }, now) => age(oldestSettlementAt, now),
  },
  {
    name: 'sitetab_watcher_sites',
    help: 'Sites with fresh usage that the watcher has not looked at.',
    show: ({ freshSites }) => freshSites,
  },
  {
    name: 'sitetab_watcher_lag_seconds',
    help: 'How long the oldest of them has waited.',
    show: ({ freshForSeconds }) => Math.max(0, freshForSeconds),
  },
  {
    name: 'sitetab_brakes_on',
    help: 'Sites whose suspensions are paused since too many came within an hour.',
    show: ({ brakesOn }) => brakesOn,
  },
  {
    name: 'sitetab_accounts_braked',
    help: 'Accounts that this keeps from being suspended.',
    show: ({ accountsBraked }) => accountsBraked,
  },
  {
    name: 'sitetab_meters_silent',
    help: 'Meters that always spoke and have fallen silent.',
    show: ({ metersSilent }) => metersSilent,
  },
  {
    name: 'sitetab_accounts_faulty',
    help: 'Accounts whose records, rating or forecast failed when they were last assessed.',
    show: ({ accountsFaulty }) => accountsFaulty,
  },
  {
    name: 'sitetab_sites_unconfirmed',
    help: 'Sites whose connector has not confirmed their state.',
    show: ({ sitesUnconfirmed }) => sitesUnconfirmed,
  },
  {
    name: 'sitetab_part_seen_seconds',
    help: 'How long ago a part of the program was last seen.',
    labels: ['part'],
    show: ({ partsSeenSeconds }) => by('part', partsSeenSeconds),
  },
  {
    name: 'sitetab_database_connections',
    help: 'Connections to the database, by pool and state.',
    labels: ['pool', 'state'],
    show: ({ connections }) =>
      Object.entries(connections).map(([heldBy, count]) => {
        const [pool = '', state = ''] = heldBy.split('/');
        return [{ pool, state }, count] as const;
      }),
  },
  {
    name: 'sitetab_database_connections_max',
    help: 'How many connections the database takes.',
    show: ({ connectionsMax }) => connectionsMax,
  },
];

function by(
  label: string,
  counts: Counts,
  others: Record<string, string> = {},
): (readonly [Record<string, string>, number])[] {
  return Object.entries(counts).map(([value, count]) => [{ [label]: value, ...others }, count]);
}

/** In seconds; 0 where there is nothing. */
function age(at: number | null, now: number): number {
  return at === null ? 0 : Math.max(0, (now - at) / 1_000);
}
