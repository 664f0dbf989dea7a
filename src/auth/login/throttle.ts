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
/** This long after the last failure a counter starts again from zero. */
export const FORGOTTEN_MS = 24 * 60 * MINUTE_MS;

/** This many failures cause no delay. */
const FREE = { address: 50, identifier: 10, pair: 5, browser: 10 } as const;

/** A counter of an attempt's failures. */
export interface Counter {
  readonly key: string;
  readonly free: number;
  /** Whether a login resets it. */
  readonly isCleared: boolean;
}

/** What identifies an attempt. */
export interface Attempt {
  readonly address: string;
  /** The canonical email address, without the `*` of an impersonator. */
  readonly identifier: string;
  /** The site of the user: for an impersonation the parent site, so that all its children share one counter. */
  readonly usersSiteId: string;
  /** The digest of the browser's cookie if this person has logged in with it before. */
  readonly knownBrowser: string | null;
}

/**
 * The counters of an attempt. A known browser has its own, so that guesses by strangers, at the same login or from the
 * same address, do not lock it out.
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

/** One holder of an IPv6 network has 2⁶⁴ addresses. */
export function networkOf(address: string): string {
  if (!ipaddr.isValid(address)) return address;
  const parsed = ipaddr.process(address);
  if (parsed.kind() === 'ipv4') return parsed.toString();
  return parsed.toByteArray().slice(0, 8).join('.');
}

/** Until when attempts are refused without a check; undefined if they are not. */
export async function blockOf(
  sql: Queryable,
  counters: readonly Counter[],
  now: Instant,
): Promise<Instant | undefined> {
  return findBlock(sql, keysOf(counters), now);
}

/**
 * Checked again in the transaction of the login: of concurrent guesses, those after the one that blocks do not count,
 * even if correct. For the login itself, the user's counter is reset.
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

/** Counts a failure; an attempt that concurrent failures have blocked is not counted. */
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

/** 15 seconds after the first failure that counts, then double each time, a quarter of an hour at most. */
function blockMsAfter(failures: number): number {
  return Math.min(FIRST_BLOCK_MS * 2 ** (failures - 1), LONGEST_BLOCK_MS);
}

function keysOf(counters: readonly Counter[]): string[] {
  return counters.map(({ key }) => key);
}
