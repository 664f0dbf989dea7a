import type { Context as HttpContext } from 'hono';
import { Gauge } from 'prom-client';
import { loadGauges } from '../../src/operations/loadGauges.js';
import { bearsToken } from '../../src/platform/bearer.js';
import type { AppDeps } from '../deps.js';
import { isFromHere } from '../http/fromHere.js';
import { bringsViewerKey } from './viewerKey.js';

/** Requires the token or, if none is set, the key printed at startup. A sandbox allows its own machine only. */
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

type Row = Awaited<ReturnType<typeof loadGauges>>;
type Counts = Readonly<Record<string, number>>;

interface PageContent {
  readonly name: string;
  readonly help: string;
  readonly labels?: readonly string[];
  /** One value, or one per set of labels. */
  readonly show: (row: Row, now: number) => number | readonly (readonly [Record<string, string>, number])[];
}

/**
 * Adds the installation's figures to the process metrics. Each scrape reads them in one query, and concurrent scrapes
 * share it. Without a database they are missing, and `sitetab_database_up` is 0.
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
    ...{ name: 'sitetab_database_up', help: 'Whether the database is reachable.', registers },
    async collect() {
      this.set((await read()).row === undefined ? 0 : 1);
    },
  });
  new Gauge({
    ...{ name: 'sitetab_gauges_seconds', help: 'Duration of the query for these gauges.', registers },
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
  const row = await loadGauges(sql, now).catch(() => undefined);
  return { row, now, seconds: (performance.now() - began) / 1_000 };
}

const GAUGES: readonly PageContent[] = [
  {
    name: 'sitetab_accounts',
    help: 'Accounts by state.',
    labels: ['state'],
    show: ({ accounts }) => by('state', { active: 0, suspended: 0, closed: 0, ...accounts }),
  },
  {
    name: 'sitetab_signals_pending',
    help: 'Signals waiting to be sent to workflows.',
    show: ({ outboxRows }) => outboxRows,
  },
  {
    name: 'sitetab_signals_oldest_pending_age_seconds',
    help: 'Age of the oldest pending signal.',
    show: ({ outboxOldestAt }, now) => age(outboxOldestAt, now),
  },
  {
    name: 'sitetab_emails_unsent',
    help: 'Emails that are due and not sent: waiting, or given up.',
    labels: ['kind', 'state'],
    show: ({ emailsWaiting, emailsFailed }) => [
      ...by('kind', emailsWaiting, { state: 'waiting' }),
      ...by('kind', emailsFailed, { state: 'failed' }),
    ],
  },
  {
    name: 'sitetab_emails_oldest_seconds',
    help: 'How long the oldest email has waited.',
    show: ({ emailsOldestAt }, now) => age(emailsOldestAt, now),
  },
  {
    name: 'sitetab_addresses_undeliverable',
    help: 'Addresses of clients that refused an email for good.',
    show: ({ addressesUndeliverable }) => addressesUndeliverable,
  },
  {
    name: 'sitetab_wakes_due',
    help: 'Accounts whose wake is overdue, by reason.',
    labels: ['for'],
    show: ({ wakesDue }) => by('for', { settlement: 0, 'scheduled charge': 0, ...wakesDue }),
  },
  {
    name: 'sitetab_wake_lag_seconds',
    help: 'Delay of the most overdue wake.',
    show: ({ oldestWakeAt }, now) => age(oldestWakeAt, now),
  },
  {
    name: 'sitetab_settlement_lag_seconds',
    help: 'Delay of the oldest unposted period or scheduled charge.',
    show: ({ oldestSettlementAt }, now) => age(oldestSettlementAt, now),
  },
  {
    name: 'sitetab_watcher_sites',
    help: 'Sites with new usage that has not been processed.',
    show: ({ freshSites }) => freshSites,
  },
  {
    name: 'sitetab_watcher_lag_seconds',
    help: 'Age of the oldest unprocessed usage.',
    show: ({ freshForSeconds }) => Math.max(0, freshForSeconds),
  },
  {
    name: 'sitetab_breakers_tripped',
    help: 'Sites whose suspension breaker is tripped.',
    show: ({ breakersTripped }) => breakersTripped,
  },
  {
    name: 'sitetab_accounts_held_back',
    help: 'Accounts held back by a suspension breaker.',
    show: ({ accountsHeldBack }) => accountsHeldBack,
  },
  {
    name: 'sitetab_meters_silent',
    help: 'Meters that stopped reporting.',
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
    name: 'sitetab_process_heartbeat_age_seconds',
    help: 'Time since the last heartbeat of a process.',
    labels: ['process'],
    show: ({ heartbeatAgeSeconds }) => by('process', heartbeatAgeSeconds),
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
    help: 'Maximum number of database connections.',
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

/** In seconds; 0 if there is nothing. */
function age(at: number | null, now: number): number {
  return at === null ? 0 : Math.max(0, (now - at) / 1_000);
}
