/** The gate's data about a registered host. */
export interface GateVerdict {
  readonly state: 'active' | 'suspended';
}

export type GateState = GateVerdict['state'] | 'unknown';

export interface VerdictsSettings {
  /** Looks up a host in the ledger; undefined if it is not registered. */
  readonly lookup: (host: string) => Promise<GateVerdict | undefined>;
  readonly lookupTimeoutMs: number;
  /** How many registered and how many unknown hosts are cached. */
  readonly hostsMax: number;
  readonly onLookupFailure: (error: unknown) => void;
  /**
   * Lists every registered host; called again whenever changes are reported. Once the list is known, a host that is not
   * in it is unknown without a lookup. If absent, each host is looked up when it is first requested.
   */
  readonly loadAll?: (() => Promise<ReadonlyMap<string, GateVerdict>>) | undefined;
}

export interface Verdicts {
  /** Synchronous for a cached host, to avoid a promise in the common case. Never rejects. */
  readonly stateOf: (host: string) => GateState | Promise<GateState>;
  /** Call when the host has changed; with null if any host may have. */
  readonly changed: (host: string | null) => void;
  /** Call when change notifications start or stop. */
  readonly setHealthy: (healthy: boolean) => void;
  /** Resolves when every registered host is cached for the first time. */
  readonly ready: Promise<void>;
}

interface Entry {
  readonly state: GateState;
  /** The epoch of its lookup; an entry of an older epoch must be looked up again. */
  readonly epoch: number;
  /** False if the lookup failed and this is the last known state. */
  readonly certain: boolean;
  readonly lookedUpAt: number;
}

const OUTDATED = -1;
/** A newly registered host before its first lookup. */
const NEW: Entry = { state: 'unknown', epoch: OUTDATED, certain: false, lookedUpAt: -Infinity };
const LOOKUPS_MAX = 1_000;
/** The interval of lookups while the ledger fails or change notifications are off. */
const RECHECK_MS = 250;

/**
 * Caches the ledger's verdicts until a change is reported. A changed host is looked up before the next response. While
 * the ledger fails, the last known verdict is used, and an uncached host counts as unknown: an outage must neither
 * suspend active sites nor open suspended ones.
 */
export function createVerdicts({
  lookup,
  lookupTimeoutMs,
  hostsMax,
  onLookupFailure,
  loadAll,
}: VerdictsSettings): Verdicts {
  // Unknown hosts have their own cache, so many random names cannot evict a registered host.
  const registered = new Map<string, Entry>();
  const unknown = new Map<string, Entry>();
  const lookups = new Map<string, Promise<GateState>>();
  const changedMeanwhile = new Set<string>();
  let epoch = 0;
  // While false, cached entries are looked up again every RECHECK_MS.
  let healthy = false;
  // Whether `registered` holds every registered host.
  let complete = false;
  let isReady = (): void => undefined;
  const ready = new Promise<void>((resolve) => (isReady = resolve));

  function stateOf(host: string): GateState | Promise<GateState> {
    const entry = registered.get(host) ?? unknown.get(host);
    if (entry === undefined && complete && healthy) return 'unknown';
    if (entry?.epoch !== epoch) return refresh(host);
    if (!(healthy && entry.certain) && performance.now() - entry.lookedUpAt >= RECHECK_MS) {
      // Not awaited: while the ledger is down, every visitor would wait for the timeout.
      void refresh(host);
    }
    return entry.state;
  }

  /** At most one lookup per host at a time; concurrent callers share it. */
  function refresh(host: string): GateState | Promise<GateState> {
    const running = lookups.get(host);
    if (running !== undefined) return running;
    const last = lastKnown(host);
    if (lookups.size >= LOOKUPS_MAX) return last;
    const started = { epoch, lookedUpAt: performance.now() };
    const pending = withinMs(lookupTimeoutMs, () => lookup(host)).then(
      (verdict) => settle({ ...started, state: verdict?.state ?? 'unknown', certain: true }),
      (error: unknown) => {
        onLookupFailure(error);
        return settle({ ...started, state: last, certain: false });
      },
    );
    const settle = (entry: Entry): GateState => {
      // A change during the lookup removed it from the map, because its result may be outdated.
      if (lookups.get(host) === pending) {
        lookups.delete(host);
        remember(host, entry);
      }
      return entry.state;
    };
    lookups.set(host, pending);
    return pending;
  }

  function lastKnown(host: string): GateState {
    return registered.get(host)?.state ?? 'unknown';
  }

  function remember(host: string, entry: Entry): void {
    const [home, other] = entry.state === 'unknown' ? [unknown, registered] : [registered, unknown];
    other.delete(host);
    if (home.size >= hostsMax && !home.has(host)) forgetOldest(home);
    home.set(host, entry);
  }

  function changed(host: string | null): void {
    if (host === null) {
      epoch += 1;
      complete = false;
      lookups.clear();
      void load();
      return;
    }
    lookups.delete(host);
    unknown.delete(host);
    const entry = registered.get(host);
    if (entry !== undefined) registered.set(host, { ...entry, epoch: OUTDATED });
    if (loadAll === undefined) return;
    if (entry === undefined) registered.set(host, NEW);
    changedMeanwhile.add(host);
    // Looks up the host now, so its verdict is cached before the next request.
    void refresh(host);
  }

  /** Caches every registered host. A host that changes meanwhile is looked up on its own, and that result is kept. */
  async function load(): Promise<void> {
    if (loadAll === undefined) return;
    const started = { epoch, lookedUpAt: performance.now() };
    changedMeanwhile.clear();
    try {
      const all = await loadAll();
      if (started.epoch !== epoch) return;
      if (all.size <= hostsMax) fill(all, started);
      isReady();
    } catch (error) {
      onLookupFailure(error);
      setTimeout(() => void (started.epoch === epoch && load()), RECHECK_MS).unref();
    }
  }

  function fill(all: ReadonlyMap<string, GateVerdict>, started: Pick<Entry, 'epoch' | 'lookedUpAt'>): void {
    for (const host of registered.keys()) {
      if (!all.has(host) && !changedMeanwhile.has(host)) registered.delete(host);
    }
    for (const [host, { state }] of all) {
      if (!changedMeanwhile.has(host)) registered.set(host, { ...started, state, certain: true });
    }
    unknown.clear();
    complete = true;
  }

  function setHealthy(now: boolean): void {
    // Changes were missed while notifications were off, so all cached entries are outdated.
    if (now && !healthy) changed(null);
    healthy = now;
  }

  return { stateOf, changed, setHealthy, ready };
}

function forgetOldest(entries: Map<string, Entry>): void {
  const [oldest] = entries.keys();
  if (oldest !== undefined) entries.delete(oldest);
}

/** The outcome of `work`, or a rejection once the time is over. */
export async function withinMs<Result>(
  timeoutMs: number,
  work: () => Promise<Result> | Result,
): Promise<Result> {
  let timer: NodeJS.Timeout | undefined;
  const timeout = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`No answer within ${timeoutMs} ms.`)), timeoutMs);
  });
  try {
    return await Promise.race([work(), timeout]);
  } finally {
    clearTimeout(timer);
  }
}
