import type { Sql } from '../platform/index.js';
import { accountsWaiting, postponeOutbox, removeFromOutbox, waitingSignals } from '../store/index.js';

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
  nudge(accountId: string): void;
  /** Settles when nothing is being sent and nobody waits. */
  idle(): Promise<void>;
}

const RETRY_MS = 5_000;

/**
 * Delivers outbox rows account by account. An account waits in line once however often it is nudged, and all that
 * waits for it goes as one signal: it only says "look again", so one says as much as a hundred.
 */
export function createDispatcher(options: DispatcherOptions): Dispatcher {
  const { sql, send, concurrency = 4, onFailure } = options;
  const line = new Set<string>();
  const waiters: (() => void)[] = [];
  let running = 0;

  const deliver = async (accountId: string): Promise<void> => {
    try {
      await deliverAccount(sql, send, accountId);
    } catch (error) {
      onFailure?.(accountId, error);
    }
  };
  const pump = (): void => {
    for (const accountId of line) {
      if (running >= concurrency) return;
      line.delete(accountId);
      running += 1;
      void deliver(accountId).finally(() => {
        running -= 1;
        pump();
      });
    }
    if (running === 0) for (const done of waiters.splice(0)) done();
  };
  return {
    nudge: (accountId) => {
      line.add(accountId);
      pump();
    },
    idle: () =>
      running === 0 && line.size === 0 ? Promise.resolve() : new Promise((resolve) => waiters.push(resolve)),
  };
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

/**
 * The relay's round: everything that waits in the outbox and was not delivered by whoever put it there. Returns how
 * many accounts were told and how many could not be.
 */
export async function relayOutbox(
  sql: Sql,
  send: SendSignal,
  round: { readonly wallNow: number; readonly limit: number; readonly concurrency: number },
): Promise<{ told: number; failed: number; firstError: unknown }> {
  const accountIds = await accountsWaiting(sql, round.wallNow, round.limit);
  const outcome = { told: 0, failed: 0, firstError: undefined as unknown };
  const next = async (): Promise<void> => {
    for (let accountId = accountIds.shift(); accountId !== undefined; accountId = accountIds.shift()) {
      try {
        await deliverAccount(sql, send, accountId);
        outcome.told += 1;
      } catch (error) {
        outcome.firstError ??= error;
        outcome.failed += 1;
      }
    }
  };
  await Promise.all(Array.from({ length: round.concurrency }, next));
  return outcome;
}
