import { Counter, Gauge, Histogram, Registry } from 'prom-client';
import { readGauges } from '../src/operations/index.js';
import type { Sql } from '../src/platform/index.js';

export interface Metrics {
  /** Counts a request that was answered; `route` is a path of the table, never one that a caller made up. */
  note(request: { method: string; route: string; status: number; seconds: number }): void;
  /** In Prometheus' text form, the installation's figures as of now. */
  read(now: number): Promise<string>;
  readonly contentType: string;
}

const LABELS = ['method', 'route', 'status'] as const;

export function createMetrics(sql: Sql): Metrics {
  const registers = [new Registry()];
  const requests = new Counter({
    name: 'sitetab_http_requests_total',
    help: 'Requests under /v1 that were answered.',
    labelNames: LABELS,
    registers,
  });
  const seconds = new Histogram({
    name: 'sitetab_http_request_seconds',
    help: 'How long requests under /v1 took.',
    labelNames: ['method', 'route'],
    buckets: [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 60],
    registers,
  });
  const gauges = createGauges(registers);
  const [registry] = registers as [Registry];
  return {
    contentType: registry.contentType,
    note: ({ method, route, status, seconds: taken }) => {
      requests.inc({ method, route, status });
      seconds.observe({ method, route }, taken);
    },
    read: async (now) => {
      const { accounts, outbox, letters } = await readGauges(sql);
      for (const [state, count] of Object.entries(accounts)) gauges.accounts.set({ state }, count);
      gauges.outboxRows.set(outbox.rows);
      gauges.outboxAge.set(outbox.oldestAt === null ? 0 : Math.max(0, (now - outbox.oldestAt) / 1_000));
      gauges.letters.set({ state: 'waiting' }, letters.waiting);
      gauges.letters.set({ state: 'failed' }, letters.failed);
      return registry.metrics();
    },
  };
}

function createGauges(registers: Registry[]) {
  const gauge = (name: string, help: string, labelNames: string[] = []): Gauge =>
    new Gauge({ name, help, labelNames, registers });
  return {
    accounts: gauge('sitetab_accounts', 'Accounts by state.', ['state']),
    outboxRows: gauge('sitetab_outbox_rows', 'Signals that wait to be delivered.'),
    outboxAge: gauge('sitetab_outbox_oldest_seconds', 'How long the oldest signal has waited.'),
    letters: gauge('sitetab_letters_unsent', 'Letters that wait, and those that were given up.', ['state']),
  };
}
