import type { Sql } from '../platform/sql/sql.js';
import {
  accountsWaiting,
  areManyFresh,
  postponeOutbox,
  removeFromOutbox,
  suspendedWaiting,
  waitingSignals,
} from '../store/core/outbox.js';
import { createLoadMonitor } from './loadMonitor.js';

/** Sends one signal to an account's workflow, starting it when it is not there. Rejects when Temporal does not take it. */
export type SendSignal = (accountId: string, signal: string, about: string | null) => Promise<void>;

export interface DispatcherOptions {
  readonly sql: Sql;
  readonly send: SendSignal;
  /** How many accounts are signalled at once; more wait their turn, each account once. */
  readonly concurrency?: number;
  readonly onFailure?: (accountId: string, error: unknown) => void;
}

export interface Dispatcher {
  /** Tells an account's workflow what waits for it in the outbox, soon; never throws, never waits. */
  wakeAccount(accountId: string, isUrgent?: boolean): void;
  /** Settles when nothing is being sent or waits. */
  idle(): Promise<void>;
  /** Forgets who waits, since the scheduler will tell them, and settles when nothing is being sent. */
  stop(): Promise<void>;
}

const RETRY_MS = 3_000;

/** Under load signalling rests so long after each signal: what it sets going takes many times as long as itself. */
const REST_MS = 1_000;

/**
 * Delivers outbox rows account by account. An account is pending once, however many signals it gets, and all of them go
 * as one: each only means "assess again", so one is as good as a hundred.
 *
 * A signal costs a hundred times as much as a posting, in Temporal, in the worker and in the email it writes. So under
 * load, signals go one by one with pauses in between, and the rest waits until the load has dropped; the scheduler
 * sends them when that takes long. Urgent ones never wait for that.
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

/** Sends what waits for one account and takes it out of the outbox; what arrives meanwhile stays for the next time. */
export async function deliverAccount(sql: Sql, send: SendSignal, accountId: string): Promise<void> {
  const rows = await waitingSignals(sql, accountId);
  const last = rows[rows.length - 1];
  if (last === undefined) return;
  try {
    await send(accountId, last.signal, last.about);
  } catch (error) {
    await postponeOutbox(sql, accountId, Date.now() + RETRY_MS);
    throw error;
  }
  await removeFromOutbox(
    sql,
    rows.map((row) => row.id),
  );
}

/** This many signals within the two seconds that are the caller's own mean that the system is under load. */
const MANY_FRESH = 40;

/** However long the load lasts, no account waits longer than this for its signal, except for Temporal's own limit. */
const PATIENCE_MS = 10_000;

/**
 * The scheduler's round: what is in the outbox and was not delivered by the process that put it there, suspended
 * accounts first. Under load only these get signals, and those that have waited long enough: the rest can wait until it
 * is over. Returns how many accounts got a signal and how many could not.
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
