import type { Context } from '../core/context.js';
import { transact } from '../core/transact.js';
import { touchAccounts } from '../store/accounts/accounts.js';
import { addToOutbox } from '../store/core/outbox.js';
import {
  endPause,
  endPausesOfConnector,
  listPausedConnectors,
  type WokenSite,
} from '../store/suspension/connectors.js';

/** A failing connector has confirmed one site, so the pauses of its other sites end now. Returns how many. */
export async function resumeConnector(context: Context, siteId: string): Promise<number> {
  const sites = await endPausesOfConnector(context.sql, siteId, context.now);
  await signalAccounts(context, sites);
  return sites.length;
}

const PROBE_MS = 4_000;
/** With a longer pause, the fault needs a repair or has lasted for hours. */
const PAUSE_MS_MAX = 15 * 60_000;
/** The longer a connector has failed, the less often it is tried: after an hour every three minutes. */
const SHARE_OF_AGE = 20;
const PROBE_MS_MAX = 15 * 60_000;

/** The scheduler's record of failing connectors. If it is lost, connectors are only tried more often for a while. */
export interface ConnectorProbe {
  /** Runs once. Returns how many connectors were tried. */
  probe(context: Context): Promise<number>;
}

/** Failing connectors: since when, and when to try next, by the machine's time. */
type Known = Map<string, { readonly since: number; readonly probeAt: number }>;

/**
 * Detects early that a connector works again: every few seconds, one of its waiting sites is tried, even during its
 * pause. Each run costs one command per failing connector; once it confirms, the other sites follow.
 */
export function createConnectorProbe(): ConnectorProbe {
  let known: Known = new Map();
  return {
    probe: async (context) => {
      const { sql, now, wallNow } = context;
      const resting = await listPausedConnectors(sql, { after: now, before: now + PAUSE_MS_MAX });
      const next: Known = new Map();
      let probed = 0;
      for (const { key, siteIds } of resting) {
        const before = known.get(key) ?? { since: wallNow, probeAt: wallNow };
        // A clock that was put back must not stop the tries.
        const isDue = before.probeAt <= wallNow || before.probeAt > wallNow + PROBE_MS_MAX;
        if (isDue) probed += await probeAt(context, pick(siteIds, wallNow));
        const age = Math.max(0, wallNow - before.since);
        const pauseMs = Math.min(Math.max(PROBE_MS, age / SHARE_OF_AGE), PROBE_MS_MAX);
        next.set(key, isDue ? { since: before.since, probeAt: wallNow + pauseMs } : before);
      }
      known = remember(known, next, wallNow);
      return probed;
    },
  };
}

/**
 * A connector that does not pause is being tried right now, so it is only forgotten after it has been absent for a
 * while.
 */
function remember(known: Known, next: Known, wallNow: number): Known {
  for (const [key, entry] of known) {
    if (!next.has(key) && Math.abs(wallNow - entry.probeAt) < PROBE_MS_MAX) next.set(key, entry);
  }
  return next;
}

/** A different site each time, so that one bad site does not block the others. */
function pick(siteIds: readonly string[], wallNow: number): string {
  return siteIds[Math.floor(wallNow / 1_000) % siteIds.length] ?? '';
}

async function probeAt(context: Context, siteId: string): Promise<number> {
  const sites = await endPause(context.sql, siteId);
  await signalAccounts(context, sites);
  return sites.length;
}

/**
 * Outside the transaction that ends the pauses: all other code locks the account before its sites, so holding a site
 * while waiting for its account could cause a deadlock. If this update is lost, the sweep finds the site.
 */
async function signalAccounts(context: Context, sites: readonly WokenSite[]): Promise<void> {
  if (sites.length === 0) return;
  const { sql, now, wallNow } = context;
  const accountIds = [...new Set(sites.map(({ accountId }) => accountId))];
  await transact(sql, async (transaction) => {
    await touchAccounts(transaction, accountIds);
    const signals = accountIds.map((accountId) => ({
      accountId,
      signal: 'settingsChanged',
      about: 'connector',
    }));
    await addToOutbox(transaction, signals, now, wallNow);
  });
}
