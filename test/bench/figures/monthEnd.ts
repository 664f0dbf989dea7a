import { setTimeout as delay } from 'node:timers/promises';
import type { TemporalKind } from '../../setup/temporal/temporals.js';
import type { LoadOutcome } from '../load/job.js';
import type { Machine } from '../machine/machine.js';
import { prepareMonthEnd } from '../machine/monthEndMachine.js';
import { below, type Row } from '../row.js';

/** Settlements of this many accounts are spread over an hour (`settlementSpreadMs`); fewer come as fast, for less long. */
const ACCOUNTS_AN_HOUR = 100_000;
const HOUR_MS = 3_600_000;
const WORKERS = 2;
/** Eight callers who pay once a second: in an hour, more than a quarter of a hundred thousand accounts do. */
const CALLERS = 8;
const PAUSE_MS = 1_000;
const SLICE_SECONDS = 10;
const LOOK_MS = 500;
/** So long without one more is the end. */
const PATIENCE_MS = 120_000;

/**
 * Accounts whose months end together, settled by two workers with their statements sent, while the API takes payments.
 * They fall due at the rate of a hundred thousand in an hour.
 */
export async function* measureMonthEnd(accounts: number, kind: TemporalKind): AsyncGenerator<Row> {
  const windowMs = Math.ceil((accounts / ACCOUNTS_AN_HOUR) * HOUR_MS);
  const prepared = await prepareMonthEnd(kind, [{ accounts, fromMs: 0, toMs: windowMs, hasUsage: true }]);
  const { machine, groups } = prepared;
  try {
    const sleepers = groups.flat();
    const endsAt = await prepared.begin(WORKERS);
    await delay(endsAt - Date.now());
    const paying = { isOver: false };
    const ids = sleepers.map(({ id }) => id);
    const paid = pay(machine, ids, paying);
    const settled = await watchSettlement(machine, accounts, endsAt, windowMs).finally(() => {
      paying.isOver = true;
    });
    yield* rowsOf(settled, { spreads: sleepers.map(({ spreadMs }) => spreadMs), windowMs, paid: await paid });
    yield* await checkOnce(machine, accounts);
  } finally {
    await prepared.stop();
  }
}

/** Payments on accounts all over the tenant until it is over, in slices. */
async function pay(
  machine: Machine,
  ids: readonly string[],
  until: { readonly isOver: boolean },
): Promise<LoadOutcome[]> {
  const { port } = await machine.part('api');
  const outcomes: LoadOutcome[] = [];
  while (!until.isOver) {
    const { apiKey, load } = machine;
    const task = { kind: 'payments', port, apiKey, accountIds: ids, run: 'month-end' } as const;
    outcomes.push(await load.run({ task, concurrency: CALLERS, seconds: SLICE_SECONDS, pauseMs: PAUSE_MS }));
  }
  return outcomes;
}

interface Settled {
  /** By account, in the order of settlement: how long after the month's end. */
  readonly afterMs: readonly number[];
  readonly statementsMs: number;
}

/** Looks how many are settled until all are, and then until all statements are sent. */
async function watchSettlement(
  { sql }: Machine,
  accounts: number,
  endsAt: number,
  windowMs: number,
): Promise<Settled> {
  const afterMs: number[] = [];
  let lastMs = 0;
  for (let sent = 0; afterMs.length < accounts || sent < accounts;) {
    await delay(LOOK_MS);
    const [row] = await sql<{ settled: number; sent: number }[]>`
      select (select count(*)::integer from periods) as settled,
             (select count(*)::integer from emails where kind = 'statement' and sent_at is not null) as sent`;
    const nowMs = Date.now() - endsAt;
    const before = afterMs.length + sent;
    while (afterMs.length < (row?.settled ?? 0)) afterMs.push(nowMs);
    sent = row?.sent ?? 0;
    if (afterMs.length + sent > before) lastMs = nowMs;
    if (nowMs > windowMs && nowMs - lastMs > PATIENCE_MS) {
      throw new Error(`${afterMs.length} of ${accounts} settled, ${sent} statements sent, and no more`);
    }
  }
  return { afterMs, statementsMs: lastMs };
}

interface Around {
  /** When each was due after the month's end, in order. */
  readonly spreads: readonly number[];
  readonly windowMs: number;
  readonly paid: readonly LoadOutcome[];
}

function* rowsOf({ afterMs, statementsMs }: Settled, { spreads, windowMs, paid }: Around): Generator<Row> {
  // They come in the order in which they are due, nearly: the n-th settled is compared with the n-th due.
  const lateness = afterMs.map((ms, index) => ms - (spreads[index] ?? NaN)).sort((a, b) => a - b);
  const accounts = spreads.length;
  const at = (share: number): number => (lateness[Math.floor((accounts - 1) * share)] ?? NaN) / 1_000;
  const many = accounts.toLocaleString('en');
  const dueIn = (windowMs / 1_000).toFixed(0);
  const name = `month-end of ${many}`;
  yield below(
    `${name}: settled, p50 after due, s`,
    at(0.5),
    60,
    `due within ${dueIn} s, as 100,000 in an hour`,
  );
  yield below(`${name}: settled, p99 after due, s`, at(0.99), 3_600, `seen every ${LOOK_MS} ms`);
  const last = Math.max(...afterMs.slice(-1));
  yield below(`${name}: all settled, s after the month's end`, last / 1_000, windowMs / 1_000 + 3_600);
  yield below(
    `${name}: all statements sent, s after the month's end`,
    statementsMs / 1_000,
    windowMs / 1_000 + 3_600,
  );
  const p99s = paid.map(({ p99Ms }) => p99Ms).sort((a, b) => a - b);
  const payments = paid.reduce((sum, { done }) => sum + done, 0);
  const note = `${payments} payments by ${CALLERS} callers, one a second each; the worst ten seconds: ${(p99s.at(-1) ?? NaN).toFixed(0)}`;
  yield below(`${name}: payments' p99 meanwhile, ms`, p99s[p99s.length >> 1] ?? NaN, 100, note);
}

/** Nothing doubled, nothing left out. */
async function checkOnce({ sql }: Machine, accounts: number): Promise<Row[]> {
  const [row] = await sql<{ wrong: number }[]>`
    select count(*)::integer as wrong
      from (select a.id,
                   (select count(*) from periods p where p.account_id = a.id) as periods,
                   (select count(*) from emails e where e.account_id = a.id and e.kind = 'statement') as statements,
                   (select count(*) from entries e where e.account_id = a.id and e.meter is not null
                                                     and e.period_date = a.open_from_date - interval '1 month') as usage
              from accounts a) as each
     where periods <> 1 or statements <> 1 or usage <> 1`;
  const figure = `month-end of ${accounts.toLocaleString('en')}: accounts not settled exactly once`;
  return [{ figure, ours: row?.wrong ?? NaN, aim: '0', met: row?.wrong === 0 }];
}
