import type { Context } from '../core/context.js';
import { transact } from '../core/transact.js';
import { touchAccounts } from '../store/accounts/accounts.js';
import { addToOutbox } from '../store/core/outbox.js';
import {
  endPause,
  endPausesOfConnector,
  listResting,
  type WokenSite,
} from '../store/suspension/connectors.js';

/**
 * A connector that was in trouble has confirmed one site: whatever kept it from the others is over, so their pauses
 * end now. Returns how many.
 */
export async function resumeConnector(context: Context, siteId: string): Promise<number> {
  const sites = await endPausesOfConnector(context.sql, siteId, context.now);
  await signalAccounts(context, sites);
  return sites.length;
}

const PROBE_MS = 4_000;
/** A longer pause means that it is hopeless, or has been away for hours. */
const PAUSE_MS_MAX = 15 * 60_000;
/** The longer a connector has been away, the less often it is tried: after an hour every three minutes. */
const SHARE_OF_AGE = 20;
const PROBE_MS_MAX = 15 * 60_000;

/**
 * What a scheduler remembers of connectors in trouble; if it is lost, connectors are only tried more often for a while.
 */
export interface ConnectorProbe {
  /** One round. Returns how many connectors were tried. */
  probe(context: Context): Promise<number>;
}

/** Connectors in trouble: since when, and when to try next, by the machine's time. */
type Known = Map<string, { readonly since: number; readonly probeAt: number }>;

/**
 * Finds out early that a connector is back: of all the sites that wait for it one is asked every few seconds, whatever
 * its pause. However many sites a connector in trouble has, this costs it one order a round; when it confirms that one,
 * the others follow.
 */
export function createConnectorProbe(): ConnectorProbe {
  let known: Known = new Map();
  return {
    probe: async (context) => {
      const { sql, now, wallNow } = context;
      const resting = await listResting(sql, { after: now, before: now + PAUSE_MS_MAX });
      const next: Known = new Map();
      let probed = 0;
      for (const { key, siteIds } of resting) {
        const before = known.get(key) ?? { since: wallNow, probeAt: wallNow };
        // A clock that was put back must not silence it.
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

/** One that does not pause just now is being asked, so it is forgotten only when it has not been seen for a while. */
function remember(known: Known, next: Known, wallNow: number): Known {
  for (const [key, entry] of known) {
    if (!next.has(key) && Math.abs(wallNow - entry.probeAt) < PROBE_MS_MAX) next.set(key, entry);
  }
  return next;
}

/** Another one each time, so that one bad site does not speak for all. */
function pick(siteIds: readonly string[], wallNow: number): string {
  return siteIds[Math.floor(wallNow / 1_000) % siteIds.length] ?? '';
}

async function probeAt(context: Context, siteId: string): Promise<number> {
  const sites = await endPause(context.sql, siteId);
  await signalAccounts(context, sites);
  return sites.length;
}

/**
 * Not in the transaction that ends the pauses: all other code locks the account before its sites, so a transaction that
 * held a site and waited for its account could cause a deadlock. If this gets lost, the sweep finds the site.
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
