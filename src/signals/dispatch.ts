import type { Sql } from '../platform/sql/sql.js';
import {
  accountsWaiting,
  areManyFresh,
  type OutboxRow,
  postponeOutbox,
  removeFromOutbox,
  suspendedWaiting,
  waitingSignals,
} from '../store/core/outbox.js';
import { createLoadMonitor } from './loadMonitor.js';

/** A signal for an account's workflow: its name, what it is about, and the account's reference, for readers. */
export type PendingSignal = Omit<OutboxRow, 'id'>;

/**
 * Sends one signal to an account's workflow, and starts the workflow if it does not run. Rejects when Temporal fails.
 */
export type SendSignal = (signal: PendingSignal) => Promise<void>;

export interface DispatcherOptions {
  readonly sql: Sql;
  readonly send: SendSignal;
  /** How many accounts get signals at once; the others wait, each account once. */
  readonly concurrency?: number;
  readonly onFailure?: (accountId: string, error: unknown) => void;
}

export interface Dispatcher {
  /** Sends an account's pending signals from the outbox soon; never throws, never waits. */
  wakeAccount(accountId: string, isUrgent?: boolean): void;
  /** Settles when nothing is being sent or waits. */
  idle(): Promise<void>;
  /** Drops waiting accounts, since the scheduler will signal them, and settles when nothing is being sent. */
  stop(): Promise<void>;
}

const RETRY_MS = 3_000;

/** Under load, wait this long between signals: each one triggers far more work than sending it costs. */
const REST_MS = 1_000;

/**
 * Delivers outbox rows account by account. An account is pending once, however many signals it gets, and they are sent
 * as one, since every signal means "assess again".
 *
 * A signal costs a hundred times as much as a posting: in Temporal, in the worker and in the emails that follow. So
 * under load, signals are sent one by one with pauses, and the rest waits until the load has dropped; if that takes
 * long, the scheduler sends them. Urgent signals never wait for this.
 */
export function createDispatcher(options: DispatcherOptions): Dispatcher {
  const { sql, send, concurrency = 2, onFailure } = options;
  const urgent = new Set<string>();
  const line = new Set<string>();
  const load = createLoadMonitor();
  const waiters: (() => void)[] = [];
  let running = 0;
  let restsUntil = 0;
  let alarm: NodeJS.Timeout | undefined;

  const deliver = async (accountId: string): Promise<void> => {
    try {
      await deliverAccount(sql, send, accountId);
    } catch (error) {
      onFailure?.(accountId, error);
    }
    restsUntil = performance.now() + REST_MS;
  };
  const maySend = (now: number): boolean => !load.isOn(now) || (running === 0 && now >= restsUntil);
  const start = (accountId: string): void => {
    running += 1;
    void deliver(accountId).finally(() => {
      running -= 1;
      pump();
    });
  };
  const pump = (): void => {
    const now = performance.now();
    while (running < concurrency) {
      const accountId = takeFirst(urgent) ?? (maySend(now) ? takeFirst(line) : undefined);
      if (accountId === undefined) break;
      start(accountId);
    }
    if (running > 0) return;
    if (line.size > 0) wakeIn(restsUntil - now);
    else for (const done of waiters.splice(0)) done();
  };
  const wakeIn = (restMs: number): void => {
    alarm ??= setTimeout(
      () => {
        alarm = undefined;
        pump();
      },
      Math.max(1, restMs),
    );
  };
  const idle = (): Promise<void> =>
    running === 0 && line.size === 0 ? Promise.resolve() : new Promise((resolve) => waiters.push(resolve));
  return {
    wakeAccount: (accountId, isUrgent = false) => {
      load.note(performance.now());
      if (isUrgent) line.delete(accountId);
      if (!urgent.has(accountId)) (isUrgent ? urgent : line).add(accountId);
      pump();
    },
    idle,
    stop: () => {
      clearTimeout(alarm);
      urgent.clear();
      line.clear();
      return idle();
    },
  };
}

function takeFirst(line: Set<string>): string | undefined {
  const [first] = line;
  if (first !== undefined) line.delete(first);
  return first;
}

/**
 * Sends an account's pending signals as one and deletes them from the outbox. Signals that arrive meanwhile stay for
 * the next time.
 */
export async function deliverAccount(sql: Sql, send: SendSignal, accountId: string): Promise<void> {
  const rows = await waitingSignals(sql, accountId);
  const last = rows[rows.length - 1];
  if (last === undefined) return;
  try {
    await send(last);
  } catch (error) {
    await postponeOutbox(sql, accountId, Date.now() + RETRY_MS);
    throw error;
  }
  await removeFromOutbox(
    sql,
    rows.map((row) => row.id),
  );
}

/** This many signals within the two seconds that belong to the caller mean that the system is under load. */
const MANY_FRESH = 40;

/** The longest wait of an account for its signal under load, apart from Temporal's own limit. */
const PATIENCE_MS = 10_000;

/**
 * The scheduler's job: sends the signals in the outbox that the process which stored them did not deliver, suspended
 * accounts first. Under load, only these and accounts that have waited long enough get signals. Returns how many
 * accounts got a signal and how many did not.
 */
export async function sendPendingSignals(
  sql: Sql,
  send: SendSignal,
  round: { readonly wallNow: number; readonly limit: number; readonly concurrency: number },
): Promise<{ pending: number; failed: number; firstError: unknown }> {
  const { wallNow, limit } = round;
  const isRush = await areManyFresh(sql, wallNow, MANY_FRESH);
  const [suspended, waiting] = await Promise.all([
    suspendedWaiting(sql, wallNow, limit),
    accountsWaiting(sql, isRush ? wallNow - PATIENCE_MS : wallNow, limit),
  ]);
  const accountIds = [...new Set([...suspended, ...waiting])];
  const outcome = { pending: 0, failed: 0, firstError: undefined as unknown };
  const next = async (): Promise<void> => {
    for (let accountId = accountIds.shift(); accountId !== undefined; accountId = accountIds.shift()) {
      try {
        await deliverAccount(sql, send, accountId);
        outcome.pending += 1;
      } catch (error) {
        outcome.firstError ??= error;
        outcome.failed += 1;
      }
    }
  };
  await Promise.all(Array.from({ length: round.concurrency }, next));
  return outcome;
}
