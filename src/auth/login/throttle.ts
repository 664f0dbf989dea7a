import { createHash } from 'node:crypto';
import ipaddr from 'ipaddr.js';
import { transact } from '../../core/transact.js';
import type { Instant } from '../../core/values/zone.js';
import type { Queryable, Sql } from '../../platform/sql/sql.js';
import {
  addFailures,
  findBlock,
  lockBlock,
  removeFailures,
  setBlock,
} from '../../store/auth/loginFailures.js';

const MINUTE_MS = 60_000;
const FIRST_BLOCK_MS = 15_000;
const LONGEST_BLOCK_MS = 15 * MINUTE_MS;
/** So long after the last failure a counter starts anew. */
export const FORGOTTEN_MS = 24 * 60 * MINUTE_MS;

/** So many failures cost nothing but the failure. */
const FREE = { address: 50, identifier: 10, pair: 5, browser: 10 } as const;

/** What counts the failures of one attempt. */
export interface Counter {
  readonly key: string;
  readonly free: number;
  /** Whether a login takes it back to nothing. */
  readonly isCleared: boolean;
}

/** What an attempt is known by. */
export interface Attempt {
  readonly address: string;
  /** The canonical email address, without the `*` of an impersonator. */
  readonly identifier: string;
  /** The site whose users it is one of: for an impersonation, the parent site, so that all its children count as one. */
  readonly usersSiteId: string;
  /** The digest of what the browser holds, if this very person logged in with it before. */
  readonly knownBrowser: string | null;
}

/**
 * The counters of an attempt. Strangers' guesses do not lock out a known browser, whether they guess at the same login
 * or share the address: it has its own counter.
 */
export function countersOf(attempt: Attempt): Counter[] {
  const { address, identifier, usersSiteId, knownBrowser } = attempt;
  if (knownBrowser !== null) return [counter('browser', knownBrowser)];
  const byAddress = counter('address', networkOf(address));
  return [byAddress, counter('identifier', identifier), counter('pair', `${usersSiteId}/${identifier}`)];
}

function counter(kind: keyof typeof FREE, value: string): Counter {
  const key = createHash('sha256').update(`${kind}/${value}`).digest('hex');
  return { key, free: FREE[kind], isCleared: kind === 'pair' || kind === 'browser' };
}

/** One holder of an IPv6 address has 2⁶⁴ of them. */
export function networkOf(address: string): string {
  if (!ipaddr.isValid(address)) return address;
  const parsed = ipaddr.process(address);
  if (parsed.kind() === 'ipv4') return parsed.toString();
  return parsed.toByteArray().slice(0, 8).join('.');
}

/** Until when an attempt need not be looked at, or nothing. */
export async function blockOf(
  sql: Queryable,
  counters: readonly Counter[],
  now: Instant,
): Promise<Instant | undefined> {
  return findBlock(sql, keysOf(counters), now);
}

/**
 * Checked again in the transaction of the login: of many guesses made at once, those after the one that blocks do not
 * count, even if right. When it is the login itself, the user's counter is taken back.
 */
export async function passCounters(
  transaction: Queryable,
  counters: readonly Counter[],
  now: Instant,
): Promise<Instant | undefined> {
  return lockBlock(transaction, keysOf(counters), now);
}

export async function clearCounters(transaction: Queryable, counters: readonly Counter[]): Promise<void> {
  await removeFailures(transaction, keysOf(counters.filter(({ isCleared }) => isCleared)));
}

/** Counts a failure; an attempt that turns out to be blocked by others made meanwhile is not counted. */
export async function countFailure(
  sql: Sql,
  counters: readonly Counter[],
  now: Instant,
): Promise<Instant | undefined> {
  return transact(sql, async (transaction) => {
    const until = await lockBlock(transaction, keysOf(counters), now);
    if (until !== undefined) return until;
    const counted = await addFailures(transaction, keysOf(counters), {
      now,
      forgottenAt: now - FORGOTTEN_MS,
    });
    for (const { key, free } of counters) {
      const failures = counted.find((row) => row.key === key)?.failures ?? 0;
      if (failures > free) await setBlock(transaction, key, now + blockMsAfter(failures - free));
    }
    return undefined;
  });
}

/** 15 seconds after the first failure that is not free, then double each time, a quarter of an hour at most. */
function blockMsAfter(failures: number): number {
  return Math.min(FIRST_BLOCK_MS * 2 ** (failures - 1), LONGEST_BLOCK_MS);
}

function keysOf(counters: readonly Counter[]): string[] {
  return counters.map(({ key }) => key);
}
